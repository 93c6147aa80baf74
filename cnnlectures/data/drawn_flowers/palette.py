"""Colours. The five kinds share most of them, so that colour alone does not name a flower."""

import numpy as np

PETALS = {
    "white": (0.95, 0.94, 0.92),
    "cream": (0.95, 0.90, 0.70),
    "yellow": (0.96, 0.80, 0.12),
    "gold": (0.95, 0.66, 0.08),
    "orange": (0.93, 0.47, 0.12),
    "bronze": (0.66, 0.22, 0.09),
    "red": (0.80, 0.07, 0.10),
    "pink": (0.93, 0.52, 0.66),
    "rose": (0.84, 0.22, 0.45),
    "purple": (0.53, 0.27, 0.62),
}

LEAVES = ((0.25, 0.43, 0.14), (0.33, 0.50, 0.20), (0.20, 0.36, 0.17), (0.36, 0.48, 0.28))


def wandered(rng, colour, much=0.04):
    """A colour near `colour`: a little lighter or darker, warmer or cooler."""
    colour = np.asarray(colour) * (1 + rng.normal(0, much)) + rng.normal(0, 0.6 * much, 3)
    return np.clip(colour, 0.02, 0.98)


def petal_colour(rng, shares):
    """A petal colour.

    Args:
        rng: NumPy random generator.
        shares: how often each colour of `PETALS` is taken, as {name: share}.
    """
    share = np.array(list(shares.values()))
    name = rng.choice(list(shares), p=share / share.sum())
    return wandered(rng, PETALS[str(name)])


def leaf_colour(rng):
    """A green, of the same distribution for every kind of flower."""
    return wandered(rng, LEAVES[rng.integers(len(LEAVES))], 0.06) * rng.uniform(0.8, 1.15)


def blend(first, second, way):
    """The colour `way` (0 to 1) from the first to the second; `way` may be an array [...]."""
    way = np.clip(np.asarray(way), 0, 1)[..., None]
    return np.asarray(first) * (1 - way) + np.asarray(second) * way
