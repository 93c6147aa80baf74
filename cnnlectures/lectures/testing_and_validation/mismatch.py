"""Training data of one kind, deployment of another: four errors, and what each step between says.

The names are Ng's (*Machine learning yearning*, chapters 36 to 43): train-dev is held out from the
training data, dev (validation) and test are of the kind that the model will meet.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.testing_and_validation.experiments import digits, nearest

#: The four sets in the order in which we read their errors, and what a step up to each means.
SETS = {
    "training": "underfitting",
    "train-dev": "overfitting",
    "validation": "mismatch",
    "test": "spent validation set",
}
#: What goes wrong in each of the made cases; the last is the third, mended.
CASES = (*SETS.values(), "mismatch, mended")


def shifted(images: np.ndarray) -> np.ndarray:
    """Return digits as another camera sees them: one pixel further to the right, and dimmer.

    Args:
        images: (n, 64).
    """
    images = arguments.array("images", images, dimensions=2)
    if images.shape[1] != 64:
        raise ValueError(f"`images` must be (n, 64). Received shape: {images.shape}.")
    square = images.reshape(-1, 8, 8)
    moved = np.zeros_like(square)
    moved[:, :, 1:] = square[:, :, :-1]
    return (0.8 * moved).reshape(-1, 64).astype("float32")


def four_errors(case: str, seeds: Sequence[int]) -> np.ndarray:
    """Train in one of the made situations, and measure the error on each of `SETS`.

    Args:
        case: one of `CASES`. Underfitting: ten mean images, seen at six pixels. Overfitting: the
            nearest of 40 images. Mismatch: the nearest of 800 clean images, deployed on `shifted`
            ones. Spent validation set: the best of 300 random choices of eight pixels on 30
            validation images. Mended: half of the 800 are shifted ones.
        seeds: one split each.

    Returns:
        (4, seeds), the errors.
    """
    arguments.one_of("case", case, CASES)
    seeds = arguments.whole_numbers("seeds", seeds)
    return np.array([_one(case, np.random.default_rng(seed)) for seed in seeds]).T


def _one(case: str, random: np.random.Generator) -> list[float]:
    x, y = digits()
    order = random.permutation(len(x))
    train, train_dev, validation, test = np.split(order[:1700], [800, 1100, 1400])
    deployed = shifted(x) if case.startswith("mismatch") else x
    pixels = slice(None)
    if case == "overfitting":
        train = train[:40]
    if case == "underfitting":
        pixels = random.permutation(64)[:6]
    if case == "spent validation set":
        validation = validation[:30]
        pixels = _best_pixels(x, y, train, validation, random)
    seen = x[train]
    if case == "mismatch, mended":
        seen = np.concatenate([x[train[:400]], deployed[train[400:]]])
    labels = y[train]
    if case in ("underfitting", "spent validation set"):
        remembered = np.stack([seen[labels == digit].mean(0) for digit in range(10)])
        names = np.arange(10)
    else:
        remembered, names = seen, labels
    parts = ((seen, labels), (x[train_dev], y[train_dev]))
    parts += ((deployed[validation], y[validation]), (deployed[test], y[test]))
    return [
        float(np.mean(nearest(remembered[:, pixels], names, new[:, pixels]) != right))
        for new, right in parts
    ]


def _best_pixels(x, y, train, validation, random) -> np.ndarray:
    means = np.stack([x[train][y[train] == digit].mean(0) for digit in range(10)])
    choices = [random.permutation(64)[:8] for _ in range(300)]
    names = np.arange(10)
    scores = [
        np.mean(nearest(means[:, own], names, x[validation][:, own]) == y[validation])
        for own in choices
    ]
    return choices[int(np.argmax(scores))]
