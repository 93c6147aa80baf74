"""The explorer's worlds: candidates with known true accuracies, chosen and tested many times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.testing_and_validation.experiments import standard_error
from cnnlectures.lectures.testing_and_validation.selection import gain_and_optimism

#: Which set's scores choose the model.
CHOOSERS = ("validation set", "test set")


def learning_curve(train: int) -> float:
    """Return the generated candidates' mean accuracy after that many training examples."""
    train = arguments.whole_number("train", train, low=1)
    return max(0.5, 0.95 - 1.5 / float(np.sqrt(train)))


@dataclass(frozen=True)
class World:
    """One way to share out the data, lived through many times.

    Attributes:
        sizes: examples by ``"train"``, ``"validation"`` and ``"test"``.
        mean: the candidates' mean true accuracy.
        scores: of the chosen candidate, (repeats,), by ``"validation set"``, ``"test set"`` and
            ``"truth"``.
        optimism: by how much the score that chose flatters, by `gain_and_optimism`.
    """

    sizes: dict[str, int]
    mean: float
    scores: dict[str, np.ndarray]
    optimism: float


def live(
    *,
    n: int,
    validation: float,
    test: float,
    candidates: int,
    spread: float,
    chooser: str,
    seed: int,
    repeats: int = 200,
) -> World:
    """Train candidates, choose the best, test it: with generated true accuracies, again and again.

    Args:
        n: examples in all.
        validation, test: their shares; the rest trains.
        candidates: to choose from.
        spread: standard deviation of their true accuracies.
        chooser: one of `CHOOSERS`.
        seed: of the draws.
        repeats: fresh candidates and fresh sets.
    """
    n = arguments.whole_number("n", n, low=20)
    validation = arguments.number("validation", validation, low=0.02, high=0.49)
    test = arguments.number("test", test, low=0.02, high=0.49)
    candidates = arguments.whole_number("candidates", candidates, low=1, high=1000)
    spread = arguments.number("spread", spread, low=0, high=0.2)
    arguments.one_of("chooser", chooser, CHOOSERS)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    repeats = arguments.whole_number("repeats", repeats, low=2)
    sizes = {"validation": max(1, round(validation * n)), "test": max(1, round(test * n))}
    sizes = {"train": n - sum(sizes.values())} | sizes
    mean = learning_curve(sizes["train"])
    truth = np.clip(mean + spread * random.normal(size=(repeats, candidates)), 0.3, 0.995)
    choosing, other = sizes["validation"], sizes["test"]
    if chooser == "test set":
        choosing, other = other, choosing
    chose = random.binomial(choosing, truth) / choosing
    best = chose.argmax(axis=1)
    rows = np.arange(repeats)
    fresh = random.binomial(other, truth[rows, best]) / other
    pair = (chose[rows, best], fresh) if chooser == CHOOSERS[0] else (fresh, chose[rows, best])
    scores = dict(zip((*CHOOSERS, "truth"), (*pair, truth[rows, best]), strict=True))
    noise = float(standard_error(mean, choosing))
    _, optimism = gain_and_optimism(candidates, spread, noise)
    return World(sizes, mean, scores, max(optimism, 0.0))
