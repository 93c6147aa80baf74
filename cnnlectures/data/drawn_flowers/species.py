"""The five kinds: how often each is drawn, how it holds its head, and which leaves it has."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnlectures.data.drawn_flowers import daisy, dandelion, foliage, rose, sunflower, tulip


@dataclass(frozen=True)
class Species:
    """One kind of flower.

    Attributes:
        count: pictures in the data set; tf_flowers has as many.
        head: makes a head's `Mesh` from (rng, colour, radius in pixels).
        colours: share of every petal colour.
        upright: share of heads that stand up straight and are seen from the side.
        behind: share of heads that are seen from behind.
        tilt: mean and standard deviation of the angle to the viewer of all others, in radians.
        stem: radius as a share of the head's.
        leaf: (function, outline, width, rows) of `foliage.random_leaves`.
        leaves: most leaves on one stem.
        leaf_length: in head radii.
        at_foot: whether leaves grow from the ground rather than along the stem.
    """

    count: int
    head: Callable
    colours: dict
    upright: float
    behind: float
    tilt: tuple
    stem: float
    leaf: tuple
    leaves: int
    leaf_length: float
    at_foot: bool

    def pose(self, rng):
        """A head's (tilt, direction in which it leans, roll), in radians."""
        chance, roll = rng.random(), rng.uniform(0, 2 * np.pi)
        if chance < self.upright:
            return rng.normal(1.35, 0.17), rng.normal(-np.pi / 2, 0.22), roll
        if chance < self.upright + self.behind:
            return rng.uniform(1.9, 2.7), rng.normal(-np.pi / 2, 0.5), roll
        return abs(rng.normal(*self.tilt)), rng.normal(-np.pi / 2, 0.7), roll


SPECIES = {
    "dandelion": Species(
        898, dandelion.head, dandelion.COLOURS, 0.12, 0.02, (0.5, 0.35), 0.07,
        (foliage.leaves, foliage.toothed, 0.2, 20), 5, 1.6, True),
    "daisy": Species(
        633, daisy.head, daisy.COLOURS, 0.08, 0.04, (0.45, 0.4), 0.05,
        (foliage.leaves, foliage.spoon, 0.17, 8), 4, 0.9, True),
    "tulips": Species(
        799, tulip.head, tulip.COLOURS, 0.7, 0.0, (0.75, 0.3), 0.1,
        (foliage.leaves, foliage.strap, 0.11, 9), 3, 2.6, True),
    "sunflowers": Species(
        699, sunflower.head, sunflower.COLOURS, 0.04, 0.08, (0.45, 0.35), 0.09,
        (foliage.leaves, foliage.heart, 0.34, 9), 4, 1.1, False),
    "roses": Species(
        641, rose.head, rose.COLOURS, 0.1, 0.02, (0.52, 0.27), 0.08,
        (foliage.compound, foliage.serrated, 0.28, 7), 4, 1.6, False),
}  # fmt: skip

CLASS_NAMES = tuple(SPECIES)
CLASS_COUNTS = {name: kind.count for name, kind in SPECIES.items()}
