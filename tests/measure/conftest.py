"""What the tests of measuring share: networks, built once."""

import functools

import pytest


@functools.cache
def build(name):
    """A network of ``keras.applications``, with its own input size."""
    import keras

    return getattr(keras.applications, name)(weights=None)


@pytest.fixture
def application():
    return build
