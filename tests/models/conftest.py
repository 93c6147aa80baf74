"""The helpers of this folder can be imported from its tests."""

import gc
import sys
from functools import cache
from pathlib import Path

import keras
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cnnlectures import models
from cnnlectures.models.building import without_values

#: Searching the hundred thousand living layers for garbage took a third of the time.
gc.set_threshold(200_000, 50, 100)


@cache
def _outline(name, size):
    return models.outline(name, size=size)


@cache
def _application(name):
    with without_values():
        return getattr(keras.applications, models.card(name).application)(weights=None)


@pytest.fixture(scope="session")
def application():
    """The same network from keras.applications, without values either."""
    return _application


@pytest.fixture(scope="session")
def outline():
    """A network without values for its weights, made once for all tests."""
    return lambda name, size="published": _outline(name, size)
