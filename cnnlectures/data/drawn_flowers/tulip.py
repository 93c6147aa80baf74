"""Tulips: a cup of six broad petals on a bare stem."""

import numpy as np

from cnnlectures.data.drawn_flowers.mesh import Mesh, flat, joined, sheet, turned_profile
from cnnlectures.data.drawn_flowers.palette import blend, petal_colour, wandered

COLOURS = {"red": 22, "yellow": 20, "pink": 15, "white": 15, "orange": 8, "purple": 8, "rose": 6,
           "gold": 3, "cream": 3}  # fmt: skip


def head(rng, colour, pixels):
    """A tulip's cup; arguments and result as for the daisy's. Its middle is at the origin."""
    second = petal_colour(rng, {"yellow": 3, "white": 4, "red": 1, "pink": 2})
    flamed = rng.random() < 0.3
    foot = wandered(rng, ((0.8, 0.8, 0.35), (0.95, 0.9, 0.75), (0.2, 0.16, 0.2))[rng.integers(3)])
    foot = blend(colour, foot, rng.uniform(0.3, 0.9))
    openness = rng.beta(1.3, 1.7)
    tall = rng.uniform(1.45, 1.9) * (1 - 0.22 * openness)
    rows, columns = (8, 8) if pixels > 22 else (6, 6) if pixels > 12 else (4, 4)
    along, side = np.linspace(0, 1, rows + 1)[:, None], np.linspace(-1, 1, columns + 1)
    coat = _coat(colour, foot, second if flamed else colour * 0.86, along, side)
    parts = [sheet(_petals(rng, along, side, tall, openness, rng.uniform(0.75, 1.1)), coat)]
    if openness > 0.3:
        parts.append(_stamens(rng, tall))
    mesh = joined(parts)
    mesh.corners[:, :, 2] -= tall * 0.45
    return Mesh(mesh.corners * 0.8, mesh.normals, mesh.colours)


def _coat(colour, foot, second, along, side):
    """The petals' colours: pale or dark foot, midrib or flame, lit edge; inner petals darker."""
    across = np.abs(side) + 0 * along
    coat = blend(foot, colour, along * 4 + 0 * across)
    flame = np.clip(1 - 2.2 * across, 0, 1) * np.clip(1.15 - along, 0, 1)
    coat = blend(coat, second, 0.8 * flame) * (1 + 0.1 * (across > 0.9))[..., None]
    return coat * np.array([1, 1, 1, 0.86, 0.86, 0.86])[:, None, None, None]


def _petals(rng, along, side, tall, openness, pointed):
    """Three outer and three inner petals, wrapped about the axis: [6, rows + 1, columns + 1, 3].

    Args:
        rng: NumPy random generator.
        along: way from the foot to the tip, [rows + 1, 1].
        side: way across, -1 to 1, [columns + 1].
        tall: height of the cup.
        openness: 0 for a closed cup, 1 for a wide open one.
        pointed: how early a petal narrows.
    """
    inner = np.array([0, 0, 0, 1, 1, 1])[:, None, None]
    varied = rng.normal(0, 1, (4, 6, 1, 1))
    turn = 2 * np.pi * (np.arange(6)[:, None, None] + 0.5 * inner) / 3 + 0.06 * varied[0]
    openness = openness + 0.06 * varied[1]
    belly = 0.62 * np.sin(np.pi * np.clip(0.06 + 0.72 * along, 0, 1)) ** 0.75
    half = 1.12 * np.sqrt(np.clip(along * 1.6 + 0.1, 0, 1))
    half = half * np.sqrt(1 - 0.97 * along ** (3.4 / pointed))
    wave = 0.03 * np.sin(2.5 * side + 3 * varied[2]) * along
    radius = (1 - 0.17 * inner) * (belly + (0.95 * openness - 0.12) * along**2)
    radius = radius * (1 + 0.05 * side**2) + wave
    height = tall * (1 + 0.03 * varied[3]) * along * (1 - 0.25 * openness * along)
    height = height * (1 - 0.02 * inner) - 0.06 * side**2
    angle = turn + half * side
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=-1)


def _stamens(rng, tall):
    """The pistil and six dark anthers, which an open cup shows."""
    pistil = turned_profile([0.07, 0.06, 0.1, 0.0], [0, tall * 0.3, tall * 0.36, tall * 0.38],
                            (0.75, 0.78, 0.45), 6)  # fmt: skip
    dark = wandered(rng, (0.2, 0.14, 0.12))
    angle = np.arange(6) * np.pi / 3
    foot = np.stack([0.1 * np.cos(angle), 0.1 * np.sin(angle), np.full(6, 0.1)], axis=1)
    top = np.stack([0.24 * np.cos(angle), 0.24 * np.sin(angle), np.full(6, 0.34 * tall)], axis=1)
    across = np.stack([-np.sin(angle), np.cos(angle), np.zeros(6)], axis=1) * 0.05
    corners = np.stack([foot - across / 2, foot + across / 2, top + across, top - across], axis=1)
    return joined([pistil, flat(corners, np.tile([*dark, 1.0], (6, 1)))])
