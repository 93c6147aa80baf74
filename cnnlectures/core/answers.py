"""A student's answer: is it one, is it the same as another, how do we show it?"""

from __future__ import annotations

import dis
import inspect
import re
from collections.abc import Mapping
from typing import Any

import numpy as np


def same(got, expected, tolerance: float = 1e-6) -> bool:
    """Return whether two numbers, texts, arrays or (nested) sequences of them are equal.

    Numbers are equal if they differ by at most `tolerance` times the larger of 1 and the expected
    size; a number in quotation marks is none.
    """
    if expected is None:
        return got is None
    if isinstance(expected, str):
        return isinstance(got, str) and got == expected
    if isinstance(expected, set | frozenset):
        return isinstance(got, set | frozenset) and got == expected
    if isinstance(expected, Mapping):
        return (
            isinstance(got, Mapping)
            and set(got) == set(expected)
            and all(same(got[key], expected[key], tolerance) for key in expected)
        )
    if isinstance(expected, tuple | list):
        got = got if isinstance(got, tuple | list) or not np.ndim(got) else list(got)
        return (
            isinstance(got, tuple | list)
            and len(got) == len(expected)
            and all(same(a, b, tolerance) for a, b in zip(got, expected, strict=True))
        )
    try:
        got, expected = np.asarray(got), np.asarray(expected)
        if got.dtype.kind in "SUc":
            return False
        got, expected = got.astype("float64"), expected.astype("float64")
    except (TypeError, ValueError, OverflowError):
        return False
    if got.shape != expected.shape:
        return False
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - expected) <= tolerance * np.maximum(1, np.abs(expected))
    return bool(np.all((got == expected) | (near & np.isfinite(expected))))


def has_ellipsis(answer: Any) -> bool:
    """Return whether the answer is, or holds, a `...` that waits to be replaced."""
    if isinstance(answer, Mapping):
        return any(map(has_ellipsis, answer.values()))
    if isinstance(answer, tuple | list):
        return any(map(has_ellipsis, answer))
    return answer is Ellipsis


def is_stub(answer: Any) -> bool:
    """Return whether the answer is a function that does nothing but return None or `...`."""
    if not inspect.isfunction(answer):
        return False
    steps = list(dis.get_instructions(answer))
    loaded = [step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")]
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    return {step.opname for step in steps} <= idle and set(loaded) <= {None, ...}


def inline(entry: Any) -> str:
    """Return a text that can stand between backticks."""
    return re.sub(r"\s*\n\s*", " ", str(entry).replace("`", "'"))


def shown(entry: Any) -> str:
    """Return a value as it may be read in the middle of a sentence, between backticks."""
    if isinstance(entry, np.generic):
        entry = entry.item()
    if isinstance(entry, float):
        return f"{entry:.6g}"
    if isinstance(entry, np.ndarray):
        text = np.array2string(entry, precision=6, threshold=20, edgeitems=2, separator=", ")
    elif isinstance(entry, tuple):
        text = f"({', '.join(map(shown, entry))}{',' if len(entry) == 1 else ''})"
    elif isinstance(entry, list):
        text = f"[{', '.join(map(shown, entry))}]"
    elif isinstance(entry, Mapping):
        text = f"{{{', '.join(f'{shown(k)}: {shown(v)}' for k, v in entry.items())}}}"
    else:
        text = repr(entry)
    text = inline(text)
    return text if len(text) <= 120 else f"{text[:117]}..."
