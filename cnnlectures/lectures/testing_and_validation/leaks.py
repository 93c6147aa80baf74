"""Splits that leak: people, time, copies; rare classes; and data of two kinds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.testing_and_validation.experiments import digits, nearest, split

# ------------------------------------------------------------------ the lesson's own code


def split_by_group(groups: np.ndarray, share: float, random: np.random.Generator):
    """Deal out whole groups: no group has members on both sides.

    Args:
        groups: (n,), whose each example is.
        share: of the groups, how many are test groups.
        random: a NumPy generator.

    Returns:
        The indices of the training and of the test examples.
    """
    names = random.permutation(np.unique(groups))
    held_out = np.isin(groups, names[: round(share * len(names))])
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


def stratified_split(y: np.ndarray, share: float, random: np.random.Generator):
    """Split each class by itself, so that both parts have it in the same proportion.

    Args:
        y: (n,), labels.
        share: of each class, how much goes to the test set.
        random: a NumPy generator.

    Returns:
        The indices of the training and of the test examples.
    """
    train, test = [], []
    for label in np.unique(y):
        own = random.permutation(np.flatnonzero(y == label))
        count = round(share * len(own))
        test.extend(own[:count])
        train.extend(own[count:])
    return np.array(train), np.array(test)


# ------------------------------------------------------------------ people and time


def writers(
    seeds: Sequence[int], *, people: int = 30, samples: int = 20, style: float = 1.0
) -> dict[str, np.ndarray]:
    """Test on generated samples of ten classes, written by people of whom each has a style.

    Args:
        seeds: one world each.
        people: in the collection, and as many strangers.
        samples: of each of them; two of each class if 20.
        style: how far a person's way to write a class lies from the common one, in units of the
            distance of the classes; 0 is no style.

    Returns:
        Nearest-neighbour accuracy (seeds,) by ``"random split"``, by ``"split by writer"`` and on
        ``"new writers"``, for whom it is meant.
    """
    people = arguments.whole_number("people", people, low=5)
    samples = arguments.whole_number("samples", samples, low=1)
    style = arguments.number("style", style, low=0)
    found = []
    for seed in arguments.whole_numbers("seeds", seeds):
        random = np.random.default_rng(seed)
        common = random.normal(size=(10, 12))
        owns = common + style * random.normal(size=(2 * people, 10, 12))
        who = np.repeat(np.arange(2 * people), samples)
        y = np.tile(np.arange(samples) % 10, 2 * people)
        x = owns[who, y] + 0.5 * random.normal(size=(len(y), 12))
        n = people * samples
        splits = [split(n, (0.8, 0.2), random), split_by_group(who[:n], 0.2, random)]
        splits.append((np.arange(n), np.arange(n, 2 * n)))
        found.append([_accuracy(x, y, train, test) for train, test in splits])
    names = ("random split", "split by writer", "new writers")
    return dict(zip(names, np.array(found).T, strict=True))


def seasons(seeds: Sequence[int], *, n: int = 1000, memory: float = 400) -> dict[str, np.ndarray]:
    """Test on generated samples of ten classes that wander as time goes by.

    Args:
        seeds: one world each.
        n: samples in the collection; the next fifth as many come after it.
        memory: after so many samples a class's place agrees with its old one by 1/e only.

    Returns:
        Nearest-neighbour accuracy (seeds,) by ``"random split"``, by ``"split by time"`` and on
        ``"what comes next"``, for which it is meant.
    """
    n = arguments.whole_number("n", n, low=10)
    kept = np.exp(-1 / arguments.number("memory", memory, low=0, open_low=True))
    found = []
    for seed in arguments.whole_numbers("seeds", seeds):
        random = np.random.default_rng(seed)
        total = n + n // 5
        places = random.normal(size=(total, 10, 12))
        for t in range(1, total):
            places[t] = kept * places[t - 1] + np.sqrt(1 - kept**2) * places[t]
        y = random.integers(0, 10, total)
        x = places[np.arange(total), y] + 0.5 * random.normal(size=(total, 12))
        early, late, next_ones = np.split(np.arange(total), [n - n // 5, n])
        splits = [split(n, (0.8, 0.2), random), (early, late)]
        splits.append((np.arange(n), next_ones))
        found.append([_accuracy(x, y, train, test) for train, test in splits])
    names = ("random split", "split by time", "what comes next")
    return dict(zip(names, np.array(found).T, strict=True))


def _accuracy(x: np.ndarray, y: np.ndarray, train: np.ndarray, test: np.ndarray) -> float:
    return float(np.mean(nearest(x[train], y[train], x[test]) == y[test]))


# ------------------------------------------------------------------ copies


def copies(shares: Sequence[float], *, seeds: Sequence[int], noise: float = 1.0) -> np.ndarray:
    """Test on digits whose labels are drawn by lot, with copies of test images in training.

    Args:
        shares: of the test images, how many have a copy in the training set.
        seeds: one split and one draw of labels each.
        noise: standard deviation of what is added to a copy's pixels, which go from 0 to 16.

    Returns:
        (shares, seeds), the accuracy; of what can be learnt it is 0.1.
    """
    shares = arguments.array("shares", shares, dimensions=1).tolist()
    for share in shares:
        arguments.number("shares", share, low=0, high=1)
    seeds = arguments.whole_numbers("seeds", seeds)
    noise = arguments.number("noise", noise, low=0)
    x, _ = digits()
    found = np.zeros((len(shares), len(seeds)))
    for column, seed in enumerate(seeds):
        random = np.random.default_rng(seed)
        y = random.integers(0, 10, len(x))
        train, test = split(len(x), (0.8, 0.2), random)
        noisy = x[test] + noise * random.normal(size=(len(test), 64))
        for row, share in enumerate(shares):
            few = slice(round(share * len(test)))
            seen = np.concatenate([x[train], noisy[few]])
            labels = np.concatenate([y[train], y[test][few]])
            found[row, column] = np.mean(nearest(seen, labels, x[test]) == y[test])
    return found


# ------------------------------------------------------------------ rare classes


def rare_in_test(
    *, n: int = 200, rare: int = 10, share: float = 0.2, seed: int, repeats: int = 2000
) -> dict[str, np.ndarray]:
    """Count a rare class's examples in test sets, split at random and by class.

    Args:
        n: examples in all.
        rare: of the rare class.
        share: of the test set.
        seed: of the splits.
        repeats: splits of either kind.

    Returns:
        Counts (repeats,) for ``"random"`` and ``"stratified"``.
    """
    n = arguments.whole_number("n", n, low=2)
    rare = arguments.whole_number("rare", rare, low=1, high=n - 1)
    share = arguments.number("share", share, low=0, high=1, open_low=True)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    y = (np.arange(n) < rare).astype(int)
    counts = {"random": [], "stratified": []}
    for _ in range(arguments.whole_number("repeats", repeats, low=1)):
        counts["random"].append(y[split(n, (1 - share, share), random)[1]].sum())
        counts["stratified"].append(y[stratified_split(y, share, random)[1]].sum())
    return {name: np.array(own) for name, own in counts.items()}


def chance_of_none(n: int, rare: int, tested: int) -> float:
    """Return the probability that a random test set has no example of the rare class.

    Args:
        n: examples in all.
        rare: of the rare class.
        tested: in the test set.
    """
    n = arguments.whole_number("n", n, low=1)
    rare = arguments.whole_number("rare", rare, low=0, high=n)
    tested = arguments.whole_number("tested", tested, low=0, high=n)
    left = n - rare - np.arange(tested)
    return float(np.prod(np.maximum(left, 0) / (n - np.arange(tested))))
