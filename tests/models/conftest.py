"""The helpers of this folder can be imported from its tests."""

import sys
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cnnlectures import models


@cache
def _outline(name, size):
    return models.outline(name, size=size)


@pytest.fixture(scope="session")
def outline():
    """A network without values for its weights, made once for all tests."""
    return lambda name, size="published": _outline(name, size)
