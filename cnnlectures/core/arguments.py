"""Checking arguments: every error names the argument, what was received and what is accepted."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from pathlib import Path

import numpy as np


def one_of(argument: str, value, accepted: Iterable):
    """Return ``value`` if it is among the accepted ones.

    Raises:
        ValueError: names the argument, the value, the accepted values and the nearest of them.
    """
    accepted = list(accepted)
    if isinstance(value, str) and value in accepted:
        return value
    names = [str(name) for name in accepted]
    near = difflib.get_close_matches(str(value), names, n=2, cutoff=0.5)
    nearest = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    listed = ", ".join(map(repr, names))
    raise ValueError(f"`{argument}` must be one of {listed}. Received: {value!r}.{nearest}")


def number(argument: str, value, *, low: float = -np.inf, high: float = np.inf, open_low=False):
    """Return ``value`` as a float if it is a finite real number in ``[low, high]``.

    Raises:
        ValueError: names the argument, the value and the accepted range.
    """
    accepted = "a finite number"
    if low != -np.inf:
        accepted += f" {'above' if open_low else 'of at least'} {low:g}"
    if high != np.inf:
        accepted += f"{',' if low != -np.inf else ' of'} at most {high:g}"
    try:
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        result = float(value) if is_number else np.nan
    except OverflowError:
        result = np.inf
    if not np.isfinite(result) or not low <= result <= high or (open_low and result == low):
        raise ValueError(f"`{argument}` must be {accepted}. Received: {value!r}.")
    return result


def whole_number(argument: str, value, *, low: int = 0, high: int | None = None) -> int:
    """Return ``value`` as an int if it is a whole number in ``[low, high]``.

    Raises:
        ValueError: names the argument, the value and the accepted range.
    """
    within = f"a whole number of at least {low}" + ("" if high is None else f", at most {high}")
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not is_whole or value < low or (high is not None and value > high):
        raise ValueError(f"`{argument}` must be {within}. Received: {value!r}.")
    return int(value)


def array(
    argument: str,
    value,
    *,
    dimensions: int | tuple[int, ...] | None = None,
    whole: bool = False,
    infinite: bool = False,
    dtype: str | None = "float64",
) -> np.ndarray:
    """Return ``value`` as an array if it is numeric, finite, not empty and of a right rank.

    Args:
        argument: its name.
        value: what was received.
        dimensions: the accepted ranks; any if not given.
        whole: accept whole numbers only.
        infinite: accept infinities too.
        dtype: of the returned array; None leaves a large array as it is, without a copy.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    try:
        result = np.asarray(value)
        if result.dtype.kind in "SUcmM":  # text would be read as numbers, the rest cut short
            raise TypeError
        if dtype is not None or result.dtype.kind == "O":
            result = result.astype(dtype or "float64")
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(
            f"`{argument}` must be an array of numbers. Received: {value!r}."
        ) from error
    ranks = (dimensions,) if isinstance(dimensions, int) else dimensions
    if ranks is not None and result.ndim not in ranks:
        wanted = " or ".join(map(str, ranks))
        raise ValueError(
            f"`{argument}` must have {wanted} dimension(s). Received shape: {result.shape}."
        )
    if result.size == 0:
        raise ValueError(f"`{argument}` must not be empty. Received shape: {result.shape}.")
    bad = np.isnan(result) if infinite else ~np.isfinite(result)
    if bad.any():
        accepted = "numbers or infinities" if infinite else "finite"
        raise ValueError(
            f"`{argument}` must be {accepted}. Received: {bad.sum()} of {result.size} are not."
        )
    if whole and (result != np.round(result)).any():
        raise ValueError(f"`{argument}` must hold whole numbers. Received: {value!r}.")
    return result


def numbers(
    argument: str, values, *, low: float = -np.inf, high: float = np.inf, open_low: bool = False
) -> list[float]:
    """Return a sequence of finite real numbers, each in ``[low, high]``, as a list of floats.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    array(argument, values, dimensions=1)  # at least one, and nothing but numbers
    return [number(argument, value, low=low, high=high, open_low=open_low) for value in values]


def whole_numbers(argument: str, values, *, low: int = 0, high: int | None = None) -> list[int]:
    """Return a sequence of whole numbers, each in ``[low, high]``, as a list of ints.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    array(argument, values, dimensions=1)  # at least one, and nothing but numbers
    return [whole_number(argument, value, low=low, high=high) for value in values]


def sequence(argument: str, values, kind: type | tuple[type, ...] = object) -> list:
    """Return a sequence of at least one entry, all of a kind, as a list; a text is none.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    is_sequence = isinstance(values, Sequence) and not isinstance(values, str | bytes)
    if not is_sequence or not values or not all(isinstance(value, kind) for value in values):
        accepted = "entry" if kind is object else _called(kind)
        raise ValueError(
            f"`{argument}` must be a sequence of at least one {accepted}. Received: {values!r}."
        )
    return list(values)


def instance(argument: str, value, kind: type | tuple[type, ...]):
    """Return ``value`` if it is of a kind.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    if not isinstance(value, kind):
        raise ValueError(f"`{argument}` must be of type {_called(kind)}. Received: {value!r}.")
    return value


def text(argument: str, value) -> str:
    """Return ``value`` if it is text that says something.

    Raises:
        ValueError: names the argument and what was received.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{argument}` must be a text that is not empty. Received: {value!r}.")
    return value


def path(argument: str, value) -> Path:
    """Return ``value``, a path or its text, as a path; whether anything is there is not asked.

    Raises:
        ValueError: names the argument and what was received.
    """
    if not isinstance(value, str | os.PathLike) or not str(value):
        raise ValueError(f"`{argument}` must be a path. Received: {value!r}.")
    return Path(value)


def _called(kind: type | tuple[type, ...]) -> str:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join("text" if each is str else each.__name__ for each in kinds)
