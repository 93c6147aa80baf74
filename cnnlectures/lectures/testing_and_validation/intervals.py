"""Confidence intervals for an accuracy, and how often they hold the truth."""

from __future__ import annotations

import numpy as np

from cnnlectures.core import arguments


def wald(correct, n, z=1.96):
    """Return the textbook interval: the share, give or take z standard errors.

    Args:
        correct: right answers; a number or an array.
        n: of so many.
        z: 1.96 for 95 per cent.

    Returns:
        The lower and the upper end.
    """
    share = correct / n
    half = z * np.sqrt(share * (1 - share) / n)
    return share - half, share + half


def wilson(correct, n, z=1.96):
    """Return Wilson's interval (1927): all accuracies p with |share − p| ≤ z √(p(1 − p)/n).

    Args:
        correct: right answers; a number or an array.
        n: of so many.
        z: 1.96 for 95 per cent.

    Returns:
        The lower and the upper end.
    """
    share = correct / n
    centre = share + z**2 / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)


def clopper_pearson(correct, n, level=0.95):
    """Return Clopper and Pearson's interval (1934), which holds the truth at least that often.

    Args:
        correct: right answers, from 0 to n; a number or an array.
        n: of so many.
        level: how often it shall hold the truth.

    Returns:
        The lower and the upper end.
    """
    from scipy.special import betaincinv

    n = arguments.whole_number("n", n, low=1)
    level = arguments.number("level", level, low=0.01, high=0.9999)
    right = arguments.array("correct", correct, dimensions=(0, 1))
    if right.min() < 0 or right.max() > n:
        raise ValueError(f"`correct` must lie between 0 and `n`, {n}. Received: {correct!r}.")
    tail, wrong = (1 - level) / 2, n - right
    low = np.where(right > 0, betaincinv(np.maximum(right, 1), wrong + 1, tail), 0.0)
    high = np.where(wrong > 0, betaincinv(right + 1, np.maximum(wrong, 1), 1 - tail), 1.0)
    return low[()], high[()]


INTERVALS = {"Wald": wald, "Wilson": wilson, "Clopper–Pearson": clopper_pearson}


def coverage(interval: str, accuracies, n: int) -> np.ndarray:
    """Return how often an interval holds the truth, summed over all possible test results.

    Args:
        interval: one of `INTERVALS`.
        accuracies: the true ones, (k,), between 0 and 1.
        n: test examples.

    Returns:
        (k,), probabilities.
    """
    from scipy.special import gammaln, xlogy

    arguments.one_of("interval", interval, INTERVALS)
    accuracies = _shares("accuracies", accuracies)[:, None]
    n = arguments.whole_number("n", n, low=1)
    correct = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(correct + 1) - gammaln(n - correct + 1)
    chance = np.exp(ways + xlogy(correct, accuracies) + xlogy(n - correct, 1 - accuracies))
    low, high = INTERVALS[interval](correct, n)
    return (chance * ((low <= accuracies) & (accuracies <= high))).sum(axis=1)


def simulated_coverage(interval: str, accuracies, n: int, *, seed: int, repeats: int = 10_000):
    """Return how often an interval holds the truth in that many simulated tests.

    Args:
        interval: one of `INTERVALS`.
        accuracies: the true ones, (k,), between 0 and 1.
        n: test examples.
        seed: of the draws.
        repeats: simulated tests for each accuracy.

    Returns:
        (k,), shares.
    """
    arguments.one_of("interval", interval, INTERVALS)
    accuracies = _shares("accuracies", accuracies)
    n = arguments.whole_number("n", n, low=1)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    repeats = arguments.whole_number("repeats", repeats, low=1)
    low, high = INTERVALS[interval](np.arange(n + 1), n)
    correct = random.binomial(n, accuracies, (repeats, len(accuracies)))
    return ((low[correct] <= accuracies) & (accuracies <= high[correct])).mean(axis=0)


def _shares(argument: str, values) -> np.ndarray:
    shares = arguments.array(argument, values, dimensions=1)
    if shares.min() < 0 or shares.max() > 1:
        raise ValueError(f"`{argument}` must lie between 0 and 1. Received: {values!r}.")
    return shares
