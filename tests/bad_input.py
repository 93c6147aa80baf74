"""What nobody would take in place of a right argument, and whether a function refuses it.

The examples are right calls, ``{function: {argument: value, ...}}`` with every argument; one
argument at a time goes wrong, as its right value suggests.
"""

import inspect
from collections.abc import Mapping
from numbers import Integral, Real
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

NO_NUMBER = st.sampled_from([None, "three", "", [], {}, np.nan, 1j, [1, 2], object()])
NO_WHOLE_NUMBER = NO_NUMBER | st.sampled_from([2.5, -(10**9), np.inf])
NO_NAME = st.sampled_from([None, 3, "", "no such name", [], ["adam"], np.nan])
NO_ARRAY = st.sampled_from([None, "text", [], [[]], {}, object(), np.array("a"), np.array([1j])])
NO_SEQUENCE = st.sampled_from([None, 3.5j, [], [None], object()])
NO_MAPPING = st.sampled_from([None, 3, "text", [1]])
NO_PATH = st.sampled_from([None, 3, "", [], np.nan])
NO_OBJECT = st.sampled_from([None, 3, np.nan, "text"])


class Argument:
    """A right argument whose wrong values do not follow from its kind; without any, all are right.

    Args:
        right: a value that is accepted.
        *wrong: values that are not.
    """

    def __init__(self, right, *wrong):
        self.right, self.wrong = right, wrong


def functions(module):
    """The public functions with arguments that a module defines."""
    return [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and named(function)
    ]


def named(function):
    """The arguments that can be given by name."""
    parameters = inspect.signature(function).parameters.values()
    return [
        each.name for each in parameters if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    ]


def cases(examples):
    """A test case for each argument of the examples that can be wrong."""
    return [
        pytest.param(function, right, argument, id=f"{function.__name__}-{argument}")
        for function, right in examples.items()
        for argument in right
        if _wrong(function, argument, right[argument]) is not None
    ]


def refuses(function, right, argument):
    """Feed what is wrong; each refusal names the argument and shows what came."""
    call = {
        name: each.right if isinstance(each, Argument) else each for name, each in right.items()
    }

    def called(value):
        result = function(**call | {argument: value})
        if hasattr(result, "__enter__"):  # a context manager begins when it is entered
            result.__enter__()
        if inspect.isgenerator(result):
            next(result)

    @settings(max_examples=20, deadline=None, database=None)
    @given(_wrong(function, argument, right[argument]))
    def feed(value):
        with pytest.raises(ValueError, match=rf"`{argument}[`\[].*eceived"):
            called(value)

    feed()


def _wrong(function, argument, right):
    """A strategy for what is wrong in place of a right argument; None if nothing is."""
    if isinstance(right, Argument):
        return st.sampled_from(right.wrong) if right.wrong else None
    junk = _unlike(right)
    if junk is not None and inspect.signature(function).parameters[argument].default is None:
        junk = junk.filter(lambda value: value is not None)  # it may be left out
    return junk


def _unlike(right):
    if isinstance(right, bool | np.bool_) or right is None or inspect.isroutine(right):
        return None
    if isinstance(right, str):
        return NO_NAME
    if isinstance(right, Integral):
        return NO_WHOLE_NUMBER
    if isinstance(right, Real):
        return NO_NUMBER
    if isinstance(right, np.ndarray):
        worse = [right[None, None, None], np.full(right.shape, np.nan)]
        return NO_ARRAY | st.sampled_from(worse if right.dtype.kind in "fiu" else worse[:1])
    if isinstance(right, list | tuple):
        return NO_SEQUENCE
    if isinstance(right, Path):
        return NO_PATH
    return NO_MAPPING if isinstance(right, Mapping) else NO_OBJECT
