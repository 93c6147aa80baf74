"""Exercises that check themselves, and quiz questions with a reason for every option.

Three outcomes: right, wrong (and how), not attempted. Nothing that a student answers makes them
raise; an exception in the student's own code is shown with the line that failed.
"""

from __future__ import annotations

import copy
import inspect
import os
import re
import sysconfig
import textwrap
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnnlectures.core import arguments as checks
from cnnlectures.core.answers import has_ellipsis, inline, is_stub, same, shown
from cnnlectures.core.output import emit

RIGHT, WRONG, NOT_ATTEMPTED = "right", "wrong", "not attempted"
_LETTERS = "abcdefgh"
_MARK = {RIGHT: "✓", WRONG: "✗", NOT_ATTEMPTED: "…"}


@dataclass(frozen=True)
class Case:
    """One thing that a right answer does.

    Attributes:
        label: what is tried, in the student's terms.
        verdict: takes the answer; returns True, or a sentence that says what is wrong.
    """

    label: str
    verdict: Callable[[Any], bool | str]


@dataclass(frozen=True)
class Misconception:
    """A wrong answer that we know, and what to say to it.

    Attributes:
        name: the misunderstanding in a few words.
        looks_like: takes the answer; returns whether it is this one.
        says: what the student reads.
        example: an answer that has it, for the tests.
    """

    name: str
    looks_like: Callable[[Any], bool]
    says: str
    example: Any


def calls(solution: Callable, *arguments: Sequence, tolerance: float = 1e-6) -> list[Case]:
    """Return a case for each tuple of arguments: the answer must return what `solution` does."""
    tolerance = checks.number("tolerance", tolerance, low=0)

    def case(given: Sequence) -> Case:
        call = f"{solution.__name__}({', '.join(shown(value) for value in given)})"

        def verdict(answer: Callable) -> bool | str:
            if not callable(answer):
                return f"the answer should be a function, not `{shown(answer)}`"
            expected, got = solution(*copy.deepcopy(given)), answer(*copy.deepcopy(given))
            if same(got, expected, tolerance):
                return True
            if got is None:
                return "it returned `None`; is a `return` missing?"
            if has_ellipsis(got):
                raise NotImplementedError
            if isinstance(expected, np.ndarray) and getattr(got, "shape", expected.shape) != (
                expected.shape
            ):
                return f"it returned shape `{got.shape}`, expected `{expected.shape}`"
            return f"it returned `{shown(got)}`, expected `{shown(expected)}`"

        return Case(call, verdict)

    return [case(given) for given in arguments]


def value(expected, tolerance: float = 1e-6) -> list[Case]:
    """Return the one case of an answer that is a number or an array: it must equal `expected`."""
    tolerance = checks.number("tolerance", tolerance, low=0)
    return [
        Case(
            "the value",
            lambda answer: same(answer, expected, tolerance) or f"`{shown(answer)}` is not right",
        )
    ]


def mistaken_for(wrong: Callable, *arguments: Sequence) -> Callable[[Any], bool]:
    """Return a test of whether an answer does what the function `wrong` does on the arguments."""
    return lambda answer: all(
        same(answer(*copy.deepcopy(given)), wrong(*copy.deepcopy(given))) for given in arguments
    )


class Exercise:
    """An exercise with its checks, hint, solution and known misconceptions.

    Args:
        title: its name, as in the notebook's heading.
        cases: what a right answer does, the telling ones first.
        hint: a step towards the answer, not the answer.
        solution: the model answer: a function, whose source is shown, or a value.
        because: one or two sentences of explanation, shown with the solution.
        misconceptions: known wrong answers.

    Raises:
        ValueError: if an argument is none of those.
    """

    def __init__(
        self,
        title: str,
        *,
        cases: Sequence[Case],
        hint: str,
        solution: Any,
        because: str,
        misconceptions: Sequence[Misconception] = (),
    ):
        self.title = checks.text("title", title)
        self.cases = checks.sequence("cases", cases, Case)
        none = isinstance(misconceptions, list | tuple) and not misconceptions
        self.misconceptions = (
            [] if none else checks.sequence("misconceptions", misconceptions, Misconception)
        )
        self.model_answer, self._hint = solution, checks.instance("hint", hint, str)
        self.because = checks.instance("because", because, str)
        self.outcome = NOT_ATTEMPTED

    def check(self, answer: Any = ...) -> None:
        """Say whether the answer is right, wrong (and how) or not attempted."""
        self.outcome, text = self._judge(answer)
        _say(f"{_MARK[self.outcome]} **{self.title}: {self.outcome}.** {text}")

    def hint(self) -> None:
        """Show the hint."""
        _say(f"**{self.title}: hint.** {self._hint}")

    def solution(self) -> None:
        """Show the model answer and why it is right."""
        _say(f"**{self.title}: solution.** {self.because}\n\n```python\n{self._source()}\n```")

    def _source(self) -> str:
        if inspect.isfunction(self.model_answer):
            return textwrap.dedent(inspect.getsource(self.model_answer)).strip()
        return repr(self.model_answer)

    def _judge(self, answer: Any) -> tuple[str, str]:
        todo = "Replace the `...` in the cell above by your answer, then run it again."
        if answer is None or has_ellipsis(answer) or is_stub(answer):
            return NOT_ATTEMPTED, todo
        for case in self.cases:
            try:
                verdict = case.verdict(answer)
                right = not isinstance(verdict, str) and bool(verdict)
            except NotImplementedError:
                return NOT_ATTEMPTED, todo
            except Exception as error:
                if isinstance(error, TypeError) and "ellipsis" in str(error):
                    return NOT_ATTEMPTED, todo  # it computed with a `...` that is still there
                return WRONG, f"`{case.label}` raised {_where(error)}"
            if not right:
                why = verdict if isinstance(verdict, str) else "not right"
                return WRONG, self._known(answer) or f"`{case.label}`: {why}."
        return RIGHT, self.because

    def _known(self, answer: Any) -> str | None:
        for misconception in self.misconceptions:
            try:
                if misconception.looks_like(answer):
                    return misconception.says
            except Exception:  # an answer of another kind; the case's own message is better
                continue
        return None


@dataclass(frozen=True)
class Option:
    """An option of a quiz question: its text, whether it is right, and why."""

    text: str
    right: bool
    why: str


class Question:
    """A quiz question with lettered options, one or more of them right.

    Args:
        title: its name, as in the notebook's heading.
        question: the question, one or two sentences.
        options: in the order of the letters a, b, c …, at most eight, at least one of them right.

    Raises:
        ValueError: if an argument is none of those.
    """

    def __init__(self, title: str, question: str, options: Sequence[Option]):
        self.title = checks.text("title", title)
        self.question = checks.text("question", question)
        options = checks.sequence("options", options, Option)
        if len(options) > len(_LETTERS) or not any(option.right for option in options):
            raise ValueError(
                f"`options` must be at most {len(_LETTERS)}, at least one of them right. "
                f"Received: {options!r}."
            )
        self.options = dict(zip(_LETTERS, options, strict=False))
        self.outcome = NOT_ATTEMPTED

    def check(self, answer: Any = ...) -> None:
        """Judge a letter, or letters such as ``"ac"``; without an answer, show the question."""
        if answer is None or answer is Ellipsis:
            self.outcome = NOT_ATTEMPTED
            listed = "\n".join(f"- **{key}** {option.text}" for key, option in self.options.items())
            _say(
                f"{_MARK[NOT_ATTEMPTED]} **{self.title}: not attempted.** {self.question}\n\n"
                f"{listed}"
            )
            return
        text = answer.lower() if isinstance(answer, str) else ""
        chosen = {letter for letter in text if letter.isalnum()}
        if not chosen or not chosen <= set(self.options):
            self.outcome = WRONG
            _say(f"✗ **{self.title}:** answer with one of {', '.join(self.options)}, as text.")
            return
        right = {key for key, option in self.options.items() if option.right}
        self.outcome = RIGHT if chosen == right else WRONG
        reasons = "\n".join(
            f"- **{key}** is {'right' if self.options[key].right else 'wrong'}: "
            f"{self.options[key].why}"
            for key in sorted(chosen)
        )
        more = "\n\nThere is more to choose." if chosen < right else ""
        _say(f"{_MARK[self.outcome]} **{self.title}: {self.outcome}.**\n\n{reasons}{more}")

    def hint(self) -> None:
        """Say how many options are right."""
        count = sum(option.right for option in self.options.values())
        _say(
            f"**{self.title}: hint.** {count} of the options {'is' if count == 1 else 'are'} right."
        )

    def solution(self) -> None:
        """Show what is right and what is wrong of every option, and why."""
        reasons = "\n".join(
            f"- **{key}** {option.text} **{'Right' if option.right else 'Wrong'}:** {option.why}"
            for key, option in self.options.items()
        )
        _say(f"**{self.title}: solution.** {self.question}\n\n{reasons}")


#: Where code lies that no student wrote: this package, Python's own library, installed packages.
_LIBRARIES = (
    f"{Path(__file__).parents[1]}{os.sep}",
    *{sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")},
    "<frozen",
    "<__array_function__",
)


def _where(error: Exception) -> str:
    """Return the exception and the student's own line that raised it."""
    text = f"`{type(error).__name__}: {inline(error)}`"
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(_LIBRARIES) and "-packages" not in frame.filename
    ]
    if not own:
        return f"{text}."
    cell = own[-1].filename.startswith("<") or "ipykernel" in own[-1].filename
    file = "your cell" if cell else f"`{Path(own[-1].filename).name}`"
    line = f": `{inline(own[-1].line)}`" if own[-1].line else ""
    return f"{text}\n\nin line {own[-1].lineno} of {file}{line}"


#: Code in Markdown: a fenced block, or between backticks.
_CODE = re.compile(r"```\w*\n(.*?)\n```|`([^`\n]*)`", re.DOTALL)


def _say(markdown: str) -> None:
    """Show Markdown; where there is none, the same as plain text, its code as it is."""
    pieces = _CODE.split(markdown)  # text, block or None, inline or None, text, …
    plain = "".join(
        piece.replace("**", "") if index % 3 == 0 else piece or ""
        for index, piece in enumerate(pieces)
    )
    emit({"text/markdown": markdown, "text/plain": plain})
