"""Daisies: one or two whorls of round-tipped rays about a small yellow dome."""

import numpy as np

from cnnlectures.data.drawn_flowers.mesh import florets, joined, rays, turned_profile
from cnnlectures.data.drawn_flowers.palette import blend, wandered

COLOURS = {"white": 40, "cream": 7, "pink": 15, "yellow": 19, "rose": 6, "purple": 7, "orange": 6}


def outline(along):
    """A strap with a round tip."""
    return np.sqrt(np.clip(along, 0, 1) * 0.75 + 0.12) * np.sqrt(1 - along**6 * 0.93)


def head(rng, colour, pixels):
    """A daisy's head.

    Args:
        rng: NumPy random generator.
        colour: RGB of the petals.
        pixels: its radius on the picture; a small head gets fewer parts.

    Returns:
        A `Mesh` in the head's frame.
    """
    eye = wandered(rng, (0.93, 0.70, 0.10))
    disc = rng.uniform(0.2, 0.32)
    lift, curl = rng.normal(0.12, 0.22), rng.normal(-0.25, 0.2)
    tip = np.clip(colour * rng.uniform(0.95, 1.1) + rng.uniform(0, 0.06), 0, 1)
    foot = blend(colour, colour * 0.78, rng.uniform(0.2, 1))

    def paint(along, side):
        rib = 1 - 0.07 * (1 - np.abs(side))[:, None]
        return blend(foot, tip, along * 1.6) * rib

    whorls = 1 if rng.random() < 0.45 else 2
    count, rows = int(rng.integers(13, 25)), 4 if pixels > 9 else 2
    parts = [
        rays(rng, count, outline, paint, length=1 - disc * 0.8,
             width=rng.uniform(1.9, 2.7) / count, base=disc * 0.8, lift=lift + 0.16 * whorl,
             curl=curl, cup=-0.25, rough=0.07, rows=rows, columns=rows // 2,
             turn=whorl * np.pi / count, height=0.03 * whorl)
        for whorl in range(whorls)
    ]  # fmt: skip
    dome = disc * rng.uniform(0.25, 0.75)
    parts += [
        turned_profile([0, disc * 0.7, disc], [dome * 0.9, dome * 0.5, 0.02], eye * 0.68, 8),
        florets(rng, 70 if pixels > 16 else 22 if pixels > 9 else 10, disc, dome,
                lambda way: blend(eye * [0.86, 0.9, 0.8], eye * 1.03, way[:, 0]), size=0.95),
        turned_profile([disc * 1.2, disc, 0.06], [-0.02, -0.2, -0.3], (0.30, 0.42, 0.18), 8),
    ]  # fmt: skip
    return joined(parts)
