"""What the tests of measuring share: networks, built once."""

import functools
import gc

import pytest

#: Searching the hundred thousand living layers for garbage took a third of the time.
gc.set_threshold(200_000, 50, 100)


@functools.cache
def outline(name):
    """A network of ``keras.applications`` with its own input size, without values."""
    import keras

    from cnnlectures.models.building import without_values

    with without_values():
        return getattr(keras.applications, name)(weights=None)


@functools.cache
def build(name):
    """The same, to be run."""
    import keras

    return getattr(keras.applications, name)(weights=None)


@pytest.fixture
def application():
    return outline


@pytest.fixture
def runnable():
    return build
