"""Testing and validation: a split, a model that remembers, and how far a test estimate is off.

Most measurements use scikit-learn's digits with a nearest-neighbour classifier: its distances
are whole numbers, so every machine finds the same neighbours, and a "training" costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.data.sources import digits_table

# ------------------------------------------------------------------ the lesson's own code


def split(n: int, shares: Sequence[float], random: np.random.Generator) -> list[np.ndarray]:
    """Deal n examples out at random.

    Args:
        n: how many there are.
        shares: of each part; they add up to 1.
        random: a NumPy generator.

    Returns:
        The indices of each part; no index is in two of them.
    """
    edges = np.round(np.cumsum(shares) * n).astype(int)
    return np.split(random.permutation(n), edges[:-1])


def nearest(x: np.ndarray, y: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Give each new example the label of the one it lies nearest to.

    Args:
        x: (n, features), the examples that are remembered.
        y: (n,), their labels.
        new: (m, features).

    Returns:
        (m,), labels.
    """
    apart = (new**2).sum(1)[:, None] - 2 * new @ x.T + (x**2).sum(1)
    return y[apart.argmin(axis=1)]


def bootstrap(n: int, random: np.random.Generator) -> np.ndarray:
    """Draw n of n examples, each draw from all of them; some come twice, some not at all."""
    return random.integers(0, n, n)


# ------------------------------------------------------------------ the digits


@cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return scikit-learn's digits: pixels (1797, 64) from 0 to 16, and labels (1797,)."""
    table = digits_table()
    return table[:, :64], table[:, 64].astype(int)


@cache
def distances() -> np.ndarray:
    """Return the squared distance from each digit to each, (1797, 1797); whole numbers."""
    x, _ = digits()
    squares = (x * x).sum(1)
    return squares[:, None] + squares - 2 * x @ x.T


@cache
def breast_cancer() -> tuple[np.ndarray, np.ndarray]:
    """Return Wolberg's breast-cancer table: 30 features of 569 samples, and 1 for benign."""
    from sklearn.datasets import load_breast_cancer

    return load_breast_cancer(return_X_y=True)


# ------------------------------------------------------------------ training and test


def memorise(shares: Sequence[float], seeds: Sequence[int]) -> dict[str, np.ndarray]:
    """Measure a nearest-neighbour classifier whose labels are partly drawn by lot.

    After Zhang et al. 2017, *Understanding deep learning requires rethinking generalization*,
    section 2.1, who did it with convolutional networks.

    Args:
        shares: of all labels, how many are drawn by lot.
        seeds: one split and one draw each.

    Returns:
        Accuracy on ``"training"`` and ``"test"`` data, each (shares, seeds).
    """
    shares = arguments.array("shares", shares, dimensions=1)
    for share in shares.tolist():
        arguments.number("shares", share, low=0, high=1)
    seeds = arguments.whole_numbers("seeds", seeds)
    found = {"training": np.zeros((len(shares), len(seeds)))}
    found["test"] = found["training"].copy()
    x, truth = digits()
    for column, seed in enumerate(seeds):
        random = np.random.default_rng(seed)
        train, test = split(len(x), (0.8, 0.2), random)
        neighbour = nearest(x[train], train, x)  # whose label it gets, whatever the labels are
        lots, drawn = random.random(len(x)), random.integers(0, 10, len(x))
        for row, share in enumerate(shares):
            y = np.where(lots < share, drawn, truth)
            right = y[neighbour] == y
            found["training"][row, column] = right[train].mean()
            found["test"][row, column] = right[test].mean()
    return found


def out_of_bag(seeds: Sequence[int], *, trees: int = 50) -> dict[str, np.ndarray]:
    """Bag decision trees, and test each example on the trees that have not seen it.

    Out-of-bag estimation: Breiman 2001, *Random forests*, section 3.1. The data are
    scikit-learn's breast-cancer table.

    Args:
        seeds: one split into halves, to train and to test, and one ensemble each.
        trees: in each ensemble.

    Returns:
        Each (seeds,): accuracy by ``"training"``, ``"out of bag"`` and ``"test"``, and the share
        of examples that a tree has not seen, ``"left out"``.
    """
    from sklearn.tree import DecisionTreeClassifier

    trees = arguments.whole_number("trees", trees, low=1)
    x, y = breast_cancer()
    rows = []
    for seed in arguments.whole_numbers("seeds", seeds):
        random = np.random.default_rng(seed)
        train, test = split(len(x), (0.5, 0.5), random)
        votes, unseen = np.zeros((trees, len(x))), np.ones((trees, len(x)), bool)
        for tree in range(trees):
            bag = train[bootstrap(len(train), random)]
            model = DecisionTreeClassifier(random_state=int(random.integers(2**31)))
            votes[tree] = model.fit(x[bag], y[bag]).predict(x)
            unseen[tree, bag] = False
        together = votes.mean(0) > 0.5
        by_strangers = (votes * unseen).sum(0) > 0.5 * unseen.sum(0)
        rows.append(
            (
                np.mean(together[train] == y[train]),
                np.mean(by_strangers[train] == y[train]),
                np.mean(together[test] == y[test]),
                unseen[:, train].mean(),
            )
        )
    names = ("training", "out of bag", "test", "left out")
    return dict(zip(names, np.array(rows).T, strict=True))


# ------------------------------------------------------------------ the spread of an estimate


def standard_error(accuracy, n):
    """Return the standard deviation of an accuracy measured on n examples: √(p(1 − p)/n).

    Args:
        accuracy: the true one, between 0 and 1; a number or an array.
        n: the number of test examples.
    """
    return np.sqrt(accuracy * (1 - accuracy) / n)


def spread(
    sizes: Sequence[int], *, seed: int, repeats: int = 1000, train: int = 100
) -> dict[str, np.ndarray | float]:
    """Measure how much a test accuracy varies with the number of test images.

    Args:
        sizes: numbers of test images.
        seed: of all draws.
        repeats: test sets of each size, and freshly trained models.
        train: images in a training set.

    Returns:
        ``"one model"``: standard deviation over test sets for each size; ``"accuracy"``: that
        model's own; ``"new model"``: standard deviation if the training set is drawn anew, too;
        ``"models"``: standard deviation of the models' own accuracies; ``"mean"``: their mean.
    """
    sizes = arguments.whole_numbers("sizes", sizes, low=1)
    repeats = arguments.whole_number("repeats", repeats, low=2)
    train = arguments.whole_number("train", train, low=1, high=1000)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    correct = _right_or_wrong(train, random)
    one = [random.choice(correct, (repeats, size)).mean(1).std(ddof=1) for size in sizes]
    fresh, own = np.zeros((len(sizes), repeats)), np.zeros(repeats)
    for column in range(repeats):
        answers = _right_or_wrong(train, random)
        own[column] = answers.mean()
        fresh[:, column] = [random.choice(answers, size).mean() for size in sizes]
    return {
        "one model": np.array(one),
        "accuracy": float(correct.mean()),
        "new model": fresh.std(axis=1, ddof=1),
        "models": float(own.std(ddof=1)),
        "mean": float(own.mean()),
    }


def _right_or_wrong(train: int, random: np.random.Generator) -> np.ndarray:
    """Train on that many digits; return for each of the others whether its label is right."""
    _, y = digits()
    order = random.permutation(len(y))
    known, others = order[:train], order[train:]
    found = known[distances()[known].argmin(0)[others]]
    return y[found] == y[others]
