"""How to share out the data: hold-out, cross-validation, and choosing inside the folds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.testing_and_validation.experiments import digits, distances, split


def folds(n: int, k: int, random: np.random.Generator) -> list[np.ndarray]:
    """Deal n examples into k parts as equal as can be; each is the test set once.

    Args:
        n: how many there are.
        k: how many parts; n of them is leave-one-out.
        random: a NumPy generator.

    Returns:
        The indices of each part.
    """
    return np.array_split(random.permutation(n), k)


def examples_needed(accuracy: float, half_width: float, z: float = 1.96) -> int:
    """Return how many test examples give an accuracy to within `half_width`, in 95 of 100 cases.

    Args:
        accuracy: that we expect, between 0 and 1.
        half_width: what we allow on either side.
        z: 1.96 for 95 per cent.
    """
    accuracy = arguments.number("accuracy", accuracy, low=0, high=1)
    half_width = arguments.number("half_width", half_width, low=1e-6, high=1)
    z = arguments.number("z", z, low=0, open_low=True)
    return int(np.ceil(accuracy * (1 - accuracy) * (z / half_width) ** 2 - 1e-9))


def _right(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Return for each test digit whether its nearest training digit has its label."""
    _, y = digits()
    return y[train[distances()[np.ix_(train, test)].argmin(0)]] == y[test]


def hold_out_error(
    n: int, shares: Sequence[float], *, seed: int, repeats: int = 100
) -> dict[str, np.ndarray]:
    """Measure how far a hold-out estimate is from the accuracy of a model with all n examples.

    Args:
        n: digits in all.
        shares: of the test set.
        seed: of all draws.
        repeats: fresh draws of n digits.

    Returns:
        For each share, (shares,): ``"bias"``, the mean of estimate − truth, ``"deviation"``, its
        standard deviation, and ``"total"``, the root of the mean square. The truth is the
        accuracy of the model that has all n, on the other digits.
    """
    n = arguments.whole_number("n", n, low=10, high=1500)
    shares = arguments.array("shares", shares, dimensions=1).tolist()
    for share in shares:
        arguments.number("shares", share, low=1 / n, high=1 - 1 / n)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    gaps = np.zeros((len(shares), arguments.whole_number("repeats", repeats, low=2)))
    for column in range(gaps.shape[1]):
        order = random.permutation(len(digits()[1]))
        mine, others = order[:n], order[n:]
        truth = _right(mine, others).mean()
        for row, share in enumerate(shares):
            train, test = split(n, (1 - share, share), random)
            gaps[row, column] = _right(mine[train], mine[test]).mean() - truth
    return {
        "bias": gaps.mean(1),
        "deviation": gaps.std(axis=1, ddof=1),
        "total": np.sqrt((gaps**2).mean(1)),
    }


#: Ways to estimate, by name: how many parts, and how many of them are the test set in turn.
WAYS = {"hold-out 20 %": (5, 1), "5 folds": (5, 5), "10 folds": (10, 10), "leave one out": (0, 0)}


def compare_ways(n: int, *, seed: int, repeats: int = 200) -> dict[str, np.ndarray]:
    """Estimate the accuracy that n digits give, in each of `WAYS`, on fresh data again and again.

    Args:
        n: digits to train and test with.
        seed: of all draws.
        repeats: fresh draws of n digits.

    Returns:
        Estimates (repeats,) by way, and ``"truth"``: the accuracy of the model that has all n, on
        the other digits.
    """
    n = arguments.whole_number("n", n, low=10, high=1500)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    found = {name: [] for name in (*WAYS, "truth")}
    for _ in range(arguments.whole_number("repeats", repeats, low=2)):
        order = random.permutation(len(digits()[1]))
        mine, others = order[:n], order[n:]
        found["truth"].append(_right(mine, others).mean())
        for name, (k, used) in WAYS.items():
            parts = folds(n, k or n, random)
            right = [
                _right(mine[np.setdiff1d(np.arange(n), part)], mine[part])
                for part in parts[: used or n]
            ]
            found[name].append(np.concatenate(right).mean())
    return {name: np.array(values) for name, values in found.items()}


def fits(n: int) -> dict[str, int]:
    """Return how many models each of `WAYS` trains on n examples."""
    n = arguments.whole_number("n", n, low=2)
    return {name: used or n for name, (_, used) in WAYS.items()}


def refitting(
    n: int, neighbours: Sequence[int] = (1, 3, 5, 9, 15), *, seed: int, repeats: int = 100
) -> dict[str, np.ndarray]:
    """Choose how many neighbours vote by a validation set, and fit again with it put back.

    Args:
        n: digits in all: 60 per cent to train, 20 to choose, 20 to test.
        neighbours: the candidates.
        seed: of all draws.
        repeats: fresh draws of n digits.

    Returns:
        Accuracy (repeats,) on all other digits ``"before"`` and ``"after"``.
    """
    n = arguments.whole_number("n", n, low=20, high=1500)
    top = int(0.6 * n) - 1
    neighbours = arguments.whole_numbers("neighbours", neighbours, low=1, high=top)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    rows = []
    for _ in range(arguments.whole_number("repeats", repeats, low=1)):
        order = random.permutation(len(digits()[1]))
        train, validation, _, others = np.split(order, [int(0.6 * n), int(0.8 * n), n])
        scores = [_vote(train, validation, k) for k in neighbours]
        best = neighbours[int(np.argmax(scores))]
        both = np.concatenate([train, validation])
        rows.append((_vote(train, others, best), _vote(both, others, best)))
    return dict(zip(("before", "after"), np.array(rows).T, strict=True))


def _vote(train: np.ndarray, test: np.ndarray, k: int) -> float:
    """Return the accuracy of k nearest neighbours; the nearer ones decide a draw."""
    _, y = digits()
    apart = distances()[np.ix_(test, train)]
    near = np.argpartition(apart, k - 1, axis=1)[:, :k]
    weights = 1 + 1e-3 / (1 + np.take_along_axis(apart, near, 1))
    counts = np.zeros((len(test), 10))
    np.add.at(counts, (np.arange(len(test))[:, None], y[train[near]]), weights)
    return float(np.mean(counts.argmax(1) == y[test]))


def choose_features(
    *, inside: bool, n: int = 50, features: int = 1000, kept: int = 10, seed: int, repeats: int = 50
) -> np.ndarray:
    """Cross-validate a classifier of pure noise whose features are chosen by their correlation.

    After Ambroise and McLachlan 2002 and Hastie, Tibshirani and Friedman 2009, section 7.10.2.

    Args:
        inside: choose anew in each fold, from its training part; if not, once from all examples.
        n: examples; half of them in each class.
        features: normal numbers that have nothing to do with the class.
        kept: features that are chosen.
        seed: of all draws.
        repeats: fresh data sets.

    Returns:
        (repeats,), the accuracy by five-fold cross-validation; the true one is 0.5.
    """
    n = arguments.whole_number("n", n, low=10)
    features = arguments.whole_number("features", features, low=1)
    kept = arguments.whole_number("kept", kept, low=1, high=features)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    found = []
    for _ in range(arguments.whole_number("repeats", repeats, low=1)):
        x, sign = random.normal(size=(n, features)), random.permutation(np.arange(n) % 2 * 2 - 1)
        right = 0
        for part in folds(n, 5, random):
            train = np.setdiff1d(np.arange(n), part)
            seen = train if inside else np.arange(n)
            strength = _correlation(x[seen], sign[seen])
            best = np.argsort(strength)[-kept:]
            up, down = (x[train][sign[train] == s][:, best].mean(0) for s in (1, -1))
            side = (x[part][:, best] - (up + down) / 2) @ (up - down)
            right += np.sum(np.sign(side) == sign[part])
        found.append(right / n)
    return np.array(found)


def choose_model(
    *, n: int = 50, candidates: int = 50, pixels: int = 5, seed: int, repeats: int = 50
) -> dict[str, np.ndarray]:
    """Cross-validate the choice of a model, where there is nothing to learn, in two ways.

    A candidate is a nearest-mean classifier that sees a few of its own features of noise. After
    Varma and Simon 2006, *Bias in error estimation when using cross-validation for model
    selection*.

    Args:
        n: examples; half of them in each class.
        candidates: to choose from.
        pixels: features that each candidate sees.
        seed: of all draws.
        repeats: fresh data sets.

    Returns:
        Accuracy (repeats,) of the best candidate in the five folds that chose it, ``"best"``, and
        of choosing in four inner folds and testing in the outer ones, ``"nested"``. The truth is
        0.5.
    """
    n = arguments.whole_number("n", n, low=20)
    candidates = arguments.whole_number("candidates", candidates, low=1)
    pixels = arguments.whole_number("pixels", pixels, low=1)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    rows = []
    for _ in range(arguments.whole_number("repeats", repeats, low=1)):
        x, sign = random.normal(size=(candidates, n, pixels)), np.arange(n) % 2 * 2 - 1
        outer = folds(n, 5, random)
        flat, nested = np.zeros(candidates), 0
        for part in outer:
            train = np.setdiff1d(np.arange(n), part)
            right = _right_of_candidates(x, sign, train, part)
            inner = np.zeros(candidates)
            for own in folds(len(train), 4, random):
                inner += _right_of_candidates(x, sign, np.delete(train, own), train[own])
            flat += right
            nested += right[inner.argmax()]
        rows.append((flat.max() / n, nested / n))
    return dict(zip(("best", "nested"), np.array(rows).T, strict=True))


def _right_of_candidates(x, sign, train, test) -> np.ndarray:
    """Return for each candidate how many of the test examples it classifies rightly."""
    up, down = (x[:, train[sign[train] == side]].mean(1, keepdims=True) for side in (1, -1))
    side = ((x[:, test] - (up + down) / 2) * (up - down)).sum(-1)
    return (np.sign(side) == sign[test]).sum(1)


def _correlation(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the size of each column's correlation with y."""
    x, y = x - x.mean(0), y - y.mean()
    return np.abs(y @ x) / np.sqrt((x**2).sum(0) * (y @ y))
