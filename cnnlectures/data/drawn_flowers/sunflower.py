"""Sunflowers: pointed rays about a broad disc of spiralling florets; green bracts behind."""

import numpy as np

from cnnlectures.data.drawn_flowers.mesh import florets, joined, rays, turned_profile
from cnnlectures.data.drawn_flowers.palette import blend, wandered

COLOURS = {"yellow": 37, "gold": 20, "orange": 11, "bronze": 7, "cream": 12, "red": 6, "white": 7}
DISCS = ((0.24, 0.13, 0.06), (0.36, 0.20, 0.08), (0.15, 0.09, 0.06), (0.47, 0.38, 0.12))


def outline(along):
    """A spearhead."""
    return np.sin(np.pi * np.clip(along, 0.06, 0.985) ** 0.72)


def head(rng, colour, pixels):
    """A sunflower's head; arguments and result as for the daisy's."""
    rim = wandered(rng, DISCS[rng.integers(len(DISCS))])
    heart = wandered(rng, (0.38, 0.40, 0.16) if rng.random() < 0.5 else rim * 0.7)
    disc = rng.uniform(0.4, 0.58)
    foot = blend(colour, colour * [0.85, 0.62, 0.5], rng.uniform(0.3, 1))

    def paint(along, side):
        rib = 1 - 0.16 * (1 - np.abs(side))[:, None]
        return blend(foot, colour, along * 1.8) * rib

    def seeds(way):
        shades = blend(heart, rim, (way[:, 0] - 0.3) * 2)
        return blend(shades, rim * 0.55 + colour * 0.45, (way[:, 0] - 0.78) * 3)

    lift, curl = rng.normal(0.2, 0.22), rng.normal(-0.25, 0.3)
    count = int(rng.integers(15, 22))
    rows, columns = (4, 2) if pixels > 22 else (3, 2) if pixels > 9 else (2, 1)
    parts = [
        rays(rng, count, outline, paint, length=1.05 - disc * 0.9, width=rng.uniform(0.1, 0.15),
             base=disc * 0.9, lift=lift + 0.22 * whorl, curl=curl, cup=0.35, rough=0.14, rows=rows,
             columns=columns, turn=whorl * np.pi / count, height=0.03 * whorl)
        for whorl in range(2)
    ]  # fmt: skip
    dome = rng.uniform(-0.02, 0.12)
    spiral = 150 if pixels > 16 else 60 if pixels > 9 else 20
    bract = wandered(rng, (0.36, 0.48, 0.2))
    parts += [
        turned_profile([0, disc * 0.7, disc], [dome, dome / 2, 0.03], rim * 0.55, 12),
        florets(rng, spiral, disc, dome, seeds, lift=0.05),
        turned_profile([disc * 1.1, disc * 0.8, 0.1], [-0.05, -0.22, -0.32], bract * 0.9, 8),
        rays(rng, 13, outline, lambda along, side: blend(bract * 0.85, bract, along),
             length=0.55, width=0.14, base=disc * 0.7, lift=0.05, curl=0.5, rough=0.15,
             rows=rows - 1, columns=1, height=-0.18),
    ]  # fmt: skip
    return joined(parts)
