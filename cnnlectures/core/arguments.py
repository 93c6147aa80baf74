"""Checking arguments: every error names the argument, what was received and what is accepted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from numbers import Integral, Real

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


def array(argument: str, value, *, dimensions: int | tuple[int, ...] | None = None) -> np.ndarray:
    """Return ``value`` as a float64 array if it is numeric, finite, not empty and of a right rank.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    try:
        received = np.asarray(value)
        if received.dtype.kind in "SUcmM":  # text would be read as numbers, the rest cut short
            raise TypeError
        result = received.astype("float64")
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
    if not np.isfinite(result).all():
        bad = int((~np.isfinite(result)).sum())
        raise ValueError(f"`{argument}` must be finite. Received: {bad} of {result.size} are not.")
    return result


def whole_numbers(argument: str, values, *, low: int = 0, high: int | None = None) -> list[int]:
    """Return a sequence of whole numbers, each in ``[low, high]``, as a list of ints.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    array(argument, values, dimensions=1)  # at least one, and nothing but numbers
    return [whole_number(argument, value, low=low, high=high) for value in values]
