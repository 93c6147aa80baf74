"""Roses: petals in a spiral, upright and tight in the middle, wide and rolled back outside."""

import numpy as np

from cnnlectures.data.drawn_flowers.mesh import GOLDEN_ANGLE, joined, rays, sheet
from cnnlectures.data.drawn_flowers.palette import blend, wandered

COLOURS = {"red": 22, "pink": 19, "white": 15, "yellow": 16, "rose": 8, "cream": 6, "orange": 7,
           "gold": 3, "purple": 4}  # fmt: skip


def head(rng, colour, pixels):
    """A rose's bloom; arguments and result as for the daisy's."""
    lip = np.clip(blend(colour, colour * 0.5 + 0.5, rng.uniform(0.05, 0.5)), 0, 1)
    deep = colour * blend(colour, 1.0, 0.35) * rng.uniform(0.7, 0.95)
    openness = 0.8 * rng.beta(1.7, 1.7)
    count = int(rng.integers(17, 30)) if pixels > 12 else 12
    rows, columns = (
        (6, 8) if pixels > 30 else (5, 6) if pixels > 17 else (4, 4) if pixels > 9 else (3, 4)
    )
    green = wandered(rng, (0.3, 0.42, 0.18))
    sepals = rays(rng, 5, lambda way: 1 - way**2, lambda way, across: green, length=0.7, width=0.14,
                  base=0.1, lift=0.1, curl=-0.5, rows=3, height=-0.45)  # fmt: skip
    return joined([_spiral(rng, count, openness, deep, lip, rows, columns), sepals])


def _spiral(rng, count, openness, deep, lip, rows, columns):
    """The petals, from the heart outwards.

    Args:
        rng: NumPy random generator.
        count: number of petals.
        openness: of the whole bloom, 0 to 1.
        deep: RGB at the foot.
        lip: RGB at the edge.
        rows: quadrilaterals from the foot to the lip of a petal.
        columns: quadrilaterals across it.
    """
    place = ((np.arange(count) + 0.5) / count)[:, None, None]
    along = np.linspace(0, 1, rows + 1)[:, None]
    side = np.linspace(-1, 1, columns + 1)
    varied = rng.normal(0, 1, (5, count, 1, 1))
    reach = 0.05 + (0.42 + 0.16 * openness) * place
    wall = (0.95 - 0.2 * place - 0.45 * openness * place**2) * (1 + 0.04 * varied[0])
    roll = (0.05 + (0.12 + 0.36 * openness) * place) * (1 + 0.15 * varied[1])
    half = (1.45 - 0.6 * place) * np.sqrt(along * 1.5 + 0.3)
    turn = np.arange(count)[:, None, None] * GOLDEN_ANGLE * 0.97 + 0.15 * varied[2]
    angle = turn + half * side
    way = along * (1 - 0.32 * np.abs(side) ** 3)
    wave = 0.025 * np.sin(4 * side + 3 * varied[3]) * along**2
    radius = reach * (0.25 + 0.75 * np.sqrt(way)) + roll * way**4 + wave
    height = wall * way - 0.9 * roll * way**5 + wave - 0.45
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=-1)
    foot = deep * (0.42 + 0.3 * place[..., None])
    shade = foot + (lip - foot) * np.clip(1.08 * way**2.6, 0, 1)[..., None]
    edge = 1 + 0.08 * (np.abs(side) > 0.85)[:, None]
    return sheet(points, shade * edge * (1 + 0.035 * varied[4][..., None]))
