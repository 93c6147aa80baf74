"""What the explorer shows, computed beforehand: attacks on a few pictures at every ε."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from cnnlectures.lectures.adversarial_data import experiments
from cnnlectures.lectures.adversarial_data.attacks import fgsm, pgd
from cnnlectures.lectures.adversarial_data.networks import (
    Network,
    Pictures,
    flowers,
    recorded_networks,
)

ANY = "any other"
LEVELS = tuple(0.5 * step for step in range(17))
STEPS = 5  # of PGD


@dataclass(frozen=True)
class Explored:
    """Pictures, attacked at every level, and what one network makes of each.

    Attributes:
        pictures: the originals.
        before: the network's probabilities for them, (pictures, classes).
        levels: ε in grey levels, from 0 on.
        images: by method and target (`ANY` or a class), (levels, pictures, height, width, 3).
        shares: the network's probabilities for those, (levels, pictures, classes).
    """

    pictures: Pictures
    before: np.ndarray
    levels: tuple[float, ...]
    images: dict[tuple[str, str], np.ndarray]
    shares: dict[tuple[str, str], np.ndarray]

    def at(self, picture: int, level: float, method: str, target: str):
        """Return one attacked picture and the network's probabilities for it."""
        key = (method, ANY if method == "noise" else target)
        place = int(np.argmin(np.abs(np.subtract(self.levels, level))))
        return self.images[key][place, picture], self.shares[key][place, picture]


@cache
def explored() -> Explored:
    """Attack the first network that was recorded, on the first picture of each class it knows.

    One picture of each class, chosen before any of them was attacked.
    """
    network = recorded_networks()["plain"][0]
    test, _ = flowers()
    known = experiments.understood(network, test.take(slice(200)))
    places = [np.flatnonzero(known.labels == label)[:1] for label in range(len(test.names))]
    pictures = known.take(np.sort(np.concatenate(places)))
    images, shares = {}, {}
    for method in experiments.METHODS:
        for target in (ANY, *test.names) if method != "noise" else (ANY,):
            aim = None if target == ANY else test.names.index(target)
            made = _at_every_level(network, pictures, method, aim)
            images[method, target] = made.reshape(len(LEVELS), *pictures.images.shape)
            shares[method, target] = network.probabilities(made).reshape(len(LEVELS), -1, 5)
    before = network.probabilities(pictures.images)
    return Explored(pictures, before, LEVELS, images, shares)


def _at_every_level(network: Network, pictures: Pictures, method: str, target: int | None):
    """Return the pictures attacked at each level, (levels · pictures, height, width, 3).

    All levels at once: one step in place of 17.
    """
    levels = np.multiply(LEVELS, experiments.GREY).astype("float32")
    if method == "noise":
        return np.concatenate([experiments.noise(pictures.images, level) for level in levels])
    epsilons = np.repeat(levels, len(pictures)).reshape(-1, 1, 1, 1)
    images = np.tile(pictures.images, (len(LEVELS), 1, 1, 1))
    labels = np.tile(pictures.labels, len(LEVELS))
    if method == "PGD":
        return pgd(network, images, labels, epsilons, STEPS, target)
    if target is None:
        return fgsm(network, images, labels, epsilons)
    return fgsm(network, images, np.full_like(labels, target), -epsilons)  # down the target's loss
