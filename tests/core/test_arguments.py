"""Arguments are accepted or refused; a refusal says what, what came, and what is accepted."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlectures.core import arguments

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def test_one_of_returns_an_accepted_name():
    assert arguments.one_of("tier", "full", ["smoke", "full"]) == "full"


def test_one_of_names_the_argument_the_value_the_choices_and_the_nearest():
    with pytest.raises(ValueError, match="`tier`") as caught:
        arguments.one_of("tier", "lectur", ["smoke", "lecture"])
    for part in ("'lectur'", "'smoke', 'lecture'", "Did you mean 'lecture'?"):
        assert part in str(caught.value)


@pytest.mark.parametrize("value", [None, 3, ["full"], {}, b"full"])
def test_one_of_refuses_what_is_no_text(value):
    with pytest.raises(ValueError, match="`tier` must be one of 'smoke', 'full'"):
        arguments.one_of("tier", value, ("smoke", "full"))


@given(FINITE, FINITE, FINITE)
def test_number_accepts_exactly_the_closed_range(value, a, b):
    low, high = min(a, b), max(a, b)
    if low <= value <= high:
        assert arguments.number("x", value, low=low, high=high) == value
    else:
        with pytest.raises(ValueError, match="`x` must be a finite number"):
            arguments.number("x", value, low=low, high=high)


def test_number_can_exclude_its_lower_end():
    assert arguments.number("rate", 0.1, low=0, open_low=True) == 0.1
    with pytest.raises(ValueError, match="above 0"):
        arguments.number("rate", 0, low=0, open_low=True)


@pytest.mark.parametrize("value", [Fraction(1, 2), np.float32(0.5), np.int64(2), 7])
def test_number_accepts_every_kind_of_real_number(value):
    result = arguments.number("x", value)
    assert type(result) is float
    assert result == value


@pytest.mark.parametrize(
    "value", [True, np.True_, math.nan, math.inf, -math.inf, "1", None, 1j, [1], 10**400]
)
def test_number_refuses_what_is_no_finite_number(value):
    with pytest.raises(ValueError, match="`x` must be a finite number"):
        arguments.number("x", value)


def test_number_states_its_range_without_infinities():
    with pytest.raises(ValueError, match=r"must be a finite number\. Received: nan"):
        arguments.number("x", math.nan)
    with pytest.raises(ValueError, match=r"of at least 0, at most 1\. Received: 2"):
        arguments.number("x", 2, low=0, high=1)
    with pytest.raises(ValueError, match=r"a finite number of at most 1\. Received: 2"):
        arguments.number("x", 2, high=1)


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50))
def test_whole_number_accepts_exactly_its_range(value, a, b):
    low, high = min(a, b), max(a, b)
    if low <= value <= high:
        assert arguments.whole_number("n", value, low=low, high=high) == value
    else:
        with pytest.raises(ValueError, match=f"at least {low}, at most {high}"):
            arguments.whole_number("n", value, low=low, high=high)


def test_whole_number_returns_a_python_int():
    assert type(arguments.whole_number("n", np.int64(3))) is int


@pytest.mark.parametrize("value", [True, 3.0, "3", None, math.nan, [3]])
def test_whole_number_refuses_what_is_no_whole_number(value):
    with pytest.raises(ValueError, match="`n` must be a whole number"):
        arguments.whole_number("n", value)


@pytest.mark.parametrize("value", [[1, 2], (1.5,), np.eye(2), range(3), 7, np.array([True])])
def test_array_returns_float64(value):
    result = arguments.array("a", value)
    assert result.dtype == np.float64
    assert np.array_equal(result, np.asarray(value))


@pytest.mark.parametrize(
    "value", ["1", ["1", "2"], [b"1"], {"a": 1}, [[1], [1, 2]], [1j], [object()], [10**400]]
)
def test_array_refuses_what_holds_no_numbers(value):
    with pytest.raises(ValueError, match="`a` must be an array of numbers"):
        arguments.array("a", value)


def test_array_checks_its_rank():
    assert arguments.array("a", [[1]], dimensions=(1, 2)).shape == (1, 1)
    with pytest.raises(ValueError, match=r"1 or 3 dimension\(s\). Received shape: \(1, 1\)"):
        arguments.array("a", [[1]], dimensions=(1, 3))
    with pytest.raises(ValueError, match=r"must have 1 dimension"):
        arguments.array("a", 1.0, dimensions=1)


def test_array_refuses_emptiness_and_says_how_many_are_not_finite():
    with pytest.raises(ValueError, match="must not be empty"):
        arguments.array("a", [])
    with pytest.raises(ValueError, match="Received: 2 of 3 are not"):
        arguments.array("a", [1, math.nan, math.inf])
    with pytest.raises(ValueError, match="must be finite"):
        arguments.array("a", None)


def test_whole_numbers_returns_python_ints():
    found = arguments.whole_numbers("seeds", np.array([3, 1]), low=1)
    assert found == [3, 1]
    assert {type(value) for value in found} == {int}


@pytest.mark.parametrize("values", [None, 3, [], [None], "12", [1, 2.5], [0, 1], [[1]], object()])
def test_whole_numbers_refuses_what_is_no_sequence_of_them(values):
    with pytest.raises(ValueError, match=r"`seeds`.*eceived"):
        arguments.whole_numbers("seeds", values, low=1)


def test_array_can_leave_a_large_array_as_it_is():
    images = np.ones((2, 3), "float32")
    assert arguments.array("images", images, dtype=None) is images
    assert arguments.array("images", [[Fraction(1, 2)]], dtype=None).dtype == np.float64


def test_array_accepts_infinities_where_they_are_meant_and_never_nan():
    assert arguments.array("limits", [1, math.inf], infinite=True)[1] == math.inf
    with pytest.raises(ValueError, match=r"`limits` must be numbers or infinities\. Received: 1"):
        arguments.array("limits", [1, math.nan], infinite=True)


def test_array_can_ask_for_whole_numbers():
    assert arguments.array("labels", [3.0, 1], whole=True, dtype=None).tolist() == [3, 1]
    with pytest.raises(ValueError, match=r"`labels` must hold whole numbers\. Received: "):
        arguments.array("labels", [3, 1.5], whole=True)


@given(st.lists(st.floats(0.5, 9), min_size=1))
def test_numbers_returns_python_floats(values):
    found = arguments.numbers("rates", np.array(values), low=0, open_low=True)
    assert found == values
    assert {type(value) for value in found} == {float}


@pytest.mark.parametrize(
    "values", [None, 3, [], [None], "12", [0.1, 0], [[1]], [math.inf], object()]
)
def test_numbers_refuses_what_is_no_sequence_of_them(values):
    with pytest.raises(ValueError, match=r"`rates`.*eceived"):
        arguments.numbers("rates", values, low=0, open_low=True)


def test_sequence_returns_a_list():
    assert arguments.sequence("rows", ({"a": 1}, {})) == [{"a": 1}, {}]
    assert arguments.sequence("names", ["a"], str) == ["a"]


@pytest.mark.parametrize("values", [None, "ab", b"ab", [], [1], 3, {"a": 1}])
def test_sequence_refuses_texts_emptiness_and_other_entries(values):
    with pytest.raises(ValueError, match=r"`names` must be a sequence of at least one text\. Rec"):
        arguments.sequence("names", values, str)
    with pytest.raises(ValueError, match=r"at least one entry\. Received: \[\]"):
        arguments.sequence("names", [])


def test_instance_names_what_it_takes():
    assert arguments.instance("value", 3, int) == 3
    with pytest.raises(ValueError, match=r"`value` must be of type int or text\. Received: None"):
        arguments.instance("value", None, (int, str))


def test_text_says_something():
    assert arguments.text("title", "A title") == "A title"
    for value in (None, 3, "", " \n", b"a", ["a"]):
        with pytest.raises(ValueError, match=r"`title` must be a text that is not empty\. Rec"):
            arguments.text("title", value)


def test_path_is_a_path_or_its_text():
    assert arguments.path("folder", "a/b") == arguments.path("folder", Path("a/b")) == Path("a/b")
    for value in (None, 3, "", b"a", ["a"]):
        with pytest.raises(ValueError, match=r"`folder` must be a path\. Received: "):
            arguments.path("folder", value)
