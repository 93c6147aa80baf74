"""Exercises: right, wrong and how, not attempted; and whatever a student answers, no exception."""

import inspect
import linecache
import math
import os
import subprocess
import sys
import sysconfig
import textwrap
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient

import cnnlectures
from cnnlectures.core.exercises import (
    NOT_ATTEMPTED,
    RIGHT,
    WRONG,
    Case,
    Exercise,
    Misconception,
    Option,
    Question,
    calls,
    mistaken_for,
    same,
    value,
)

FINITE = st.floats(-1e9, 1e9)
NESTED = st.recursive(
    st.one_of(FINITE, st.integers(-99, 99), st.text(max_size=3), st.booleans()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)


# What counts as the same answer


@given(NESTED)
def test_everything_is_the_same_as_itself(entry):
    assert same(entry, entry)


@given(st.floats(-4, 4) | FINITE, st.floats(1e-6, 1e-2), st.floats(0.5, 2))
def test_numbers_are_the_same_up_to_the_tolerance_and_not_beyond(expected, tolerance, factor):
    allowed = tolerance * max(1, abs(expected))
    got = expected + factor * allowed
    if abs(abs(factor) - 1) > 1e-3:  # where rounding cannot decide
        assert same(got, expected, tolerance) == (abs(factor) < 1)


@given(st.lists(FINITE, min_size=1, max_size=6), st.integers(0, 5), st.floats(0.1, 5))
def test_one_wrong_entry_makes_an_array_wrong(entries, index, change):
    wrong = list(entries)
    wrong[index % len(wrong)] += change * max(1, abs(wrong[index % len(wrong)]))
    for kind in (list, tuple, np.array):
        assert same(kind(entries), np.array(entries))
        assert same(kind(entries), list(entries))
        assert not same(kind(wrong), np.array(entries))
        assert not same(kind(wrong), list(entries))


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (3, 3.0),
        (Fraction(1, 2), 0.5),
        (np.float32(0.1), 0.1),
        (np.str_("he"), "he"),
        (True, 1),
        (math.inf, math.inf),
        ([["a", 1.0], None], (("a", 1), None)),
        (np.eye(2), [[1, 0], [0, 1]]),
        ([[1, 0], [0, 1]], np.eye(2)),
        ({"w": [1, 2]}, {"w": np.array([1, 2])}),
        ({1, 2}, frozenset({2, 1})),
    ],
)
def test_the_same(got, expected):
    assert same(got, expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ("3", 3),
        (["1", "2"], [1, 2]),
        (3, "3"),
        ("He", "he"),
        (None, 0),
        (0, None),
        (math.nan, 0.0),
        (math.inf, 1e300),
        (1e300, math.inf),
        (math.inf, -math.inf),
        (1 + 0j, 1),
        (np.array([1 + 1j]), np.array([1.0])),
        ([1, 2], [1, 2, 3]),
        ([1, 2], np.array([[1, 2]])),
        (np.zeros((3, 1)), np.zeros(3)),
        ({"w": 1}, {"w": 1, "b": 0}),
        ([1], {"w": 1}),
        ({1, 2}, [1, 2]),
        (5, [5]),
        (print, 5),
        ([[1], [1, 2]], np.zeros((2, 2))),
        (10**400, 1.0),
    ],
)
def test_not_the_same(got, expected):
    assert same(got, expected) is False


def test_a_verdict_is_a_plain_bool():
    assert same(np.ones(3), np.ones(3)) is True


# The three outcomes of an exercise


def area(side, border=0):
    return (side - border) ** 2


EXERCISE = Exercise(
    "Area",
    cases=calls(area, (3,), (5, 1), (0,)),
    hint="It has two sides.",
    solution=area,
    because="Both sides lose the border.",
    misconceptions=[
        Misconception(
            "adds",
            looks_like=mistaken_for(lambda side, border=0: (side + border) ** 2, (3,), (5, 1)),
            says="The border is taken away, not added.",
            example=lambda side, border=0: (side + border) ** 2,
        )
    ],
)


def outcome(exercise, shown, *answer):
    """Return what checking the answer says, and its one output's plain text."""
    shown.clear()
    exercise.check(*answer)
    (output,) = shown
    assert set(output.forms) == {"text/markdown", "text/plain"}
    assert exercise.outcome in output.forms["text/markdown"]
    return exercise.outcome, output.text


def test_a_right_answer_is_explained(shown):
    verdict, text = outcome(EXERCISE, shown, lambda side, border=0: side**2 - 2 * side * border + 1)
    assert verdict == WRONG
    verdict, text = outcome(EXERCISE, shown, lambda s, b=0: s * s - 2 * s * b + b * b)
    assert verdict == RIGHT
    assert text == "✓ Area: right. Both sides lose the border."


def test_a_wrong_answer_hears_what_it_gave_and_what_was_expected(shown):
    verdict, text = outcome(EXERCISE, shown, lambda side, border=0: side)
    assert (verdict, text) == (WRONG, "✗ Area: wrong. area(3): it returned 3, expected 9.")


def test_the_first_case_that_fails_is_told(shown):
    _, text = outcome(EXERCISE, shown, lambda side, border=0: side**2)
    assert "area(5, 1): it returned 25, expected 16." in text


def test_a_known_misconception_has_its_own_words(shown):
    verdict, text = outcome(EXERCISE, shown, EXERCISE.misconceptions[0].example)
    assert (verdict, text) == (WRONG, "✗ Area: wrong. The border is taken away, not added.")


def test_a_missing_return_is_told(shown):
    def forgets(side, border=0):
        result = (side - border) ** 2  # noqa: F841

    assert "it returned None; is a return missing?" in outcome(EXERCISE, shown, forgets)[1]


def only_dots(side, border=0): ...


def only_docstring(side, border=0):
    """Return the area."""


def returns_dots(side, border=0):
    return ...


def returns_some_dots(side, border=0):
    result = side * 2
    return result, ...


def computes_with_dots(side, border=0):
    width = ...
    return width * 2


def calls_numpy_with_dots(side, border=0):
    return np.sqrt(...)


def says_so(side, border=0):
    raise NotImplementedError


@pytest.mark.parametrize(
    "answer",
    [
        None,
        ...,
        (3, ...),
        [[...]],
        {"w": ...},
        only_dots,
        only_docstring,
        returns_dots,
        returns_some_dots,
        computes_with_dots,
        calls_numpy_with_dots,
        says_so,
        lambda side, border=0: None,
    ],
)
def test_what_is_left_open_is_not_attempted(shown, answer):
    verdict, text = outcome(EXERCISE, shown, answer)
    assert verdict == NOT_ATTEMPTED
    assert text.startswith("… Area: not attempted. Replace the ... in the cell")
    assert outcome(EXERCISE, shown)[0] == NOT_ATTEMPTED


class Awkward:
    """An answer that refuses everything."""

    def __getattr__(self, name):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None

    def __repr__(self):
        raise RuntimeError("no")

    def __array__(self, *arguments, **options):
        raise RuntimeError("no")


def endless(side, border=0):
    return endless(side, border)


def raises_awkwardly(side, border=0):
    raise RuntimeError("`a`\n\n<b>*")


@pytest.mark.parametrize(
    "answer",
    [
        3,
        "area",
        b"",
        math.nan,
        [],
        {},
        object(),
        int,
        print,
        Awkward,
        np.zeros((2, 3, 4, 5)),
        lambda: 1,
        lambda *a: Awkward(),
        lambda *a: [[1], [1, 2]],
        lambda *a: np.zeros((2, 3)),
        lambda *a: "9",
        endless,
        raises_awkwardly,
    ],
)
def test_no_wrong_answer_raises(shown, answer):
    assert outcome(EXERCISE, shown, answer)[0] == WRONG
    plain = Exercise("Count", cases=value(9.0), hint="", solution=9, because="")
    assert outcome(plain, shown, answer)[0] == WRONG


def test_not_even_an_answer_that_refuses_everything_raises(shown):
    assert outcome(EXERCISE, shown, Awkward())[0] == WRONG
    plain = Exercise("Count", cases=value(9.0), hint="", solution=9, because="")
    assert outcome(plain, shown, Awkward())[0] == WRONG
    Question("Q", "?", [Option("x", True, "yes")]).check(Awkward())


@settings(max_examples=50, deadline=None)
@given(NESTED)
def test_no_answer_at_all_raises(answer):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", lambda *a, **k: None)
        exercise = Exercise("E", cases=value([1, "a"]), hint="", solution=1, because="")
        exercise.check(answer)
        assert exercise.outcome == (RIGHT if same(answer, [1, "a"]) else WRONG)
        question = Question("Q", "?", [Option("x", True, "yes")])
        question.check(answer)
        assert question.outcome in (RIGHT, WRONG)


def test_an_answer_cannot_spoil_the_next_case(shown):
    def total(values):
        return sum(values)

    def greedy(values):
        result = 0
        while values:
            result += values.pop()
        return result

    arguments = ([1, 2, 3],)
    exercise = Exercise(
        "Sum", cases=calls(total, arguments, arguments), hint="", solution=total, because="So."
    )
    assert outcome(exercise, shown, greedy)[0] == RIGHT
    assert arguments == ([1, 2, 3],)


@pytest.mark.parametrize(("verdict", "wanted"), [(np.True_, RIGHT), (np.False_, WRONG)])
def test_a_verdict_may_come_from_numpy(shown, verdict, wanted):
    exercise = Exercise("E", cases=[Case("it", lambda a: verdict)], hint="", solution=1, because="")
    got, text = outcome(exercise, shown, 1)
    assert got == wanted
    assert ("it: not right." in text) == (wanted == WRONG)


def test_a_wrong_shape_is_told_as_such(shown):
    def ones(n):
        return np.ones(n)

    exercise = Exercise("Ones", cases=calls(ones, (3,)), hint="", solution=ones, because="")
    _, text = outcome(exercise, shown, lambda n: np.ones((n, 1)))
    assert "it returned shape (3, 1), expected (3,)" in text
    _, text = outcome(exercise, shown, lambda n: 2 * np.ones(n))
    assert "it returned [2., 2., 2.], expected [1., 1., 1.]" in text


def test_values_are_shown_short_and_as_code(shown):
    exercise = Exercise("E", cases=value(9.0), hint="", solution=9, because="")
    outcome(exercise, shown, np.zeros((20, 20, 20)))
    assert len(shown[0].text) < 250
    outcome(exercise, shown, int)
    assert "`<class 'int'>`" in shown[0].forms["text/markdown"]  # bare, a browser would swallow it
    outcome(exercise, shown, (np.float64(1.5), [np.int64(2)], {"a": np.float32(0.5)}))
    assert "(1.5, [2], {'a': 0.5})" in shown[0].text


# An exception in the student's own code


def raises(side, border=0):
    wide = [1, 2]
    return wide[side]  # the line that fails


def raises_inside_numpy(side, border=0):
    return np.linalg.inv(np.zeros((2, 2)))  # numpy fails, this line is told


def raises_inside_the_standard_library(side, border=0):
    import json

    return json.loads("{")  # json fails, this line is told


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (raises, "IndexError: list index out of range"),
        (raises_inside_numpy, "LinAlgError: Singular matrix"),
        (raises_inside_the_standard_library, "JSONDecodeError: Expecting property name"),
    ],
)
def test_an_exception_is_shown_with_the_students_own_line(shown, answer, error):
    verdict, text = outcome(EXERCISE, shown, answer)
    lines, first = inspect.getsourcelines(answer)
    line, number = next((row.strip(), n) for n, row in enumerate(lines, first) if "return" in row)
    assert verdict == WRONG
    assert f"area(3) raised {error}" in text
    assert text.endswith(f"in line {number} of test_exercises.py: {line}")


def test_an_exception_of_the_check_itself_blames_no_line(shown):
    file = Path(cnnlectures.__file__).parent / "lectures" / "any" / "exercises.py"
    verdict = eval(compile("lambda answer: answer > 0", file, "eval"))
    exercise = Exercise("E", cases=[Case("sign", verdict)], hint="", solution=1, because="")
    verdict, text = outcome(exercise, shown, [1])
    assert verdict == WRONG
    assert "sign raised TypeError: '>' not supported" in text
    assert "line" not in text


@pytest.mark.parametrize(
    "file",
    [
        "<ipython-input-3-0123456789ab>",  # IPython 7, and a terminal's
        "/tmp/ipykernel_4321/1234567890.py",  # a kernel's
        "C:\\Users\\a\\AppData\\Local\\Temp\\ipykernel_4321\\1234567890.py",
    ],
)
def test_a_cell_is_called_the_students_cell(shown, monkeypatch, file):
    cell = "def area(side, border=0):\n    half = side / 2\n    return half / border\n"
    lines = cell.splitlines(keepends=True)
    monkeypatch.setitem(linecache.cache, file, (len(cell), None, lines, file))
    namespace = {}
    exec(compile(cell, file, "exec"), namespace)
    _, text = outcome(EXERCISE, shown, namespace["area"])
    assert "raised ZeroDivisionError" in text
    assert "in line 3 of your cell: return half / border" in text


@pytest.mark.parametrize(
    "library",
    [
        "/home/a/.local/lib/python3.12/site-packages/numpy/linalg.py",
        "/usr/local/lib/python3.12/dist-packages/numpy/linalg.py",
        f"{sysconfig.get_path('stdlib')}/json/decoder.py",
        "<__array_function__ internals>",
        "<frozen importlib._bootstrap>",
    ],
)
def test_the_line_is_never_one_of_a_library(shown, library):
    namespace = {}
    exec(compile("def inverse(a):\n    raise ValueError('singular')", library, "exec"), namespace)

    def answer(side, border=0):
        return namespace["inverse"](side)

    text = outcome(EXERCISE, shown, answer)[1]
    assert 'of test_exercises.py: return namespace["inverse"](side)' in text


def test_a_kernel_shows_the_line_of_the_cell_and_the_notebook_goes_on():
    setup = """
    from cnnlectures.core.exercises import Exercise, calls
    def area(side):
        return side ** 2
    exercise = Exercise("Area", cases=calls(area, (3,)), hint="", solution=area, because="So.")
    """
    answer = """
    import numpy as np
    def mine(side):
        matrix = np.zeros((side, side))
        return np.linalg.inv(matrix)
    """
    cells = [setup, answer, "exercise.check(mine)", "exercise.check(area)"]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(textwrap.dedent(cell).strip()) for cell in cells]
    )
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    wrong, right = (cell.outputs[0].data for cell in notebook.cells[2:])
    assert wrong["text/markdown"] == (
        "✗ **Area: wrong.** `area(3)` raised `LinAlgError: Singular matrix`\n\n"
        "in line 4 of your cell: `return np.linalg.inv(matrix)`"
    )
    assert right["text/plain"] == "✓ Area: right. So."


# Hint and solution


def test_hint_and_solution_do_not_count_as_an_attempt(shown):
    exercise = Exercise(
        "Square",
        cases=calls(area, (2,)),
        hint="Use `**`, **twice**.",
        solution=area,
        because="Area is `side**2`.",
    )
    exercise.hint()
    exercise.solution()
    assert exercise.outcome == NOT_ATTEMPTED
    hint, solution = shown
    assert hint.text == "Square: hint. Use **, twice."
    assert solution.forms["text/markdown"] == (
        "**Square: solution.** Area is `side**2`.\n\n"
        "```python\ndef area(side, border=0):\n    return (side - border) ** 2\n```"
    )
    assert solution.text == (
        "Square: solution. Area is side**2.\n\n"
        "def area(side, border=0):\n    return (side - border) ** 2"
    )


def test_a_value_is_shown_as_its_own_solution(shown):
    Exercise("Count", cases=value(9.0), hint="", solution=9, because="3·3.").solution()
    assert shown[0].text == "Count: solution. 3·3.\n\n9"


def test_plain_text_elsewhere():
    """Without a kernel the same call prints, and prints no Markdown."""
    script = (
        "from cnnlectures.core.exercises import *\n"
        "def f(x):\n    return x ** 2\n"
        "e = Exercise('Square', cases=calls(f, (3,)), hint='h', solution=f, because='So.')\n"
        "e.check(); e.check(f); e.check(abs)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONUTF8": "1"},
        check=True,
    )
    assert done.stdout.splitlines() == [
        "… Square: not attempted. Replace the ... in the cell above by your answer, then run it "
        "again.",
        "✓ Square: right. So.",
        "✗ Square: wrong. f(3): it returned 3, expected 9.",
    ]


# Quiz questions


@pytest.fixture
def question():
    return Question(
        "Pooling",
        "What does pooling learn?",
        [
            Option("Weights", False, "it has none"),
            Option("Nothing", True, "it only picks"),
            Option("No biases", True, "it has none of them either"),
        ],
    )


@pytest.mark.parametrize("answer", ["bc", "cb", "B, C", "b c", "bbc"])
def test_all_the_right_letters_are_right(shown, question, answer):
    verdict, text = outcome(question, shown, answer)
    assert verdict == RIGHT
    assert "b is right: it only picks" in text
    assert "a is" not in text


def test_a_wrong_letter_hears_why(shown, question):
    verdict, text = outcome(question, shown, "ab")
    assert verdict == WRONG
    assert "a is wrong: it has none" in text
    assert "b is right: it only picks" in text


def test_half_of_the_right_letters_are_told_that_there_is_more(shown, question):
    verdict, text = outcome(question, shown, "b")
    assert verdict == WRONG
    assert text.endswith("There is more to choose.")
    assert "There is more" not in outcome(question, shown, "a")[1]


@pytest.mark.parametrize("answer", [(), (...,), (None,)])
def test_without_an_answer_the_question_is_shown(shown, question, answer):
    verdict, text = outcome(question, shown, *answer)
    assert verdict == NOT_ATTEMPTED
    for part in ("What does pooling learn?", "a Weights", "b Nothing", "c No biases"):
        assert part in text
    assert "picks" not in text  # no reason is given away


@pytest.mark.parametrize("answer", ["d", "", "b and c", 1, ["b"], {"b"}, math.nan, print, b"b"])
def test_what_is_no_letter_is_answered_kindly(shown, question, answer):
    question.check(answer)
    assert question.outcome == WRONG
    assert shown[0].text == "✗ Pooling: answer with one of a, b, c, as text."


def test_question_hint_counts_and_solution_judges_every_option(shown, question):
    question.hint()
    question.solution()
    assert shown[0].text == "Pooling: hint. 2 of the options are right."
    assert "a Weights Wrong: it has none" in shown[1].text
    assert "c No biases Right: it has none of them either" in shown[1].text
    assert question.outcome == NOT_ATTEMPTED
