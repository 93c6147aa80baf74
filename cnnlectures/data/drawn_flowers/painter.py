"""Light and paint: shades a surface and puts it on a Pillow picture, far parts first."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Light:
    """The light of one scene.

    Attributes:
        direction: unit vector towards the sun, [3].
        sun: RGB strength of the direct light, [3].
        sky: RGB strength of the light from everywhere, [3].
        through: share of the sun that shines through a thin petal or leaf, 0 to 1.
    """

    direction: np.ndarray
    sun: np.ndarray
    sky: np.ndarray
    through: float


def random_light(rng):
    """Sun or cloud, from the front, the side or behind; warm or cool."""
    hard = rng.uniform(0.25, 1)
    azimuth, height = rng.uniform(-np.pi, 0), rng.uniform(-0.25, 1.0)
    direction = np.array(
        [np.cos(azimuth) * np.cos(height), np.sin(azimuth) * np.cos(height), np.sin(height)]
    )
    warmth = rng.normal(0.03, 0.04)
    sun = 1.15 * hard * np.array([1 + warmth, 1.0, 1 - 1.6 * warmth])
    sky = (1.04 - 0.6 * hard) * np.array([1 - warmth, 1.0, 1 + 1.6 * warmth])
    return Light(direction, sun, sky, rng.uniform(0.4, 0.75))


def shaded(mesh, light):
    """The surface's RGBA under a light, [n, 4], 0 to 255."""
    normal = mesh.normals * np.where(mesh.normals[:, 2:] < 0, -1, 1)
    towards = normal @ light.direction
    direct = np.where(towards > 0, towards, -light.through * towards)
    upward = 0.8 - 0.2 * normal[:, 1]
    lit = light.sky * upward[:, None] + light.sun * (0.22 + 0.78 * direct)[:, None]
    colours = mesh.colours.copy()
    colours[:, :3] *= lit
    return np.clip(colours * 255, 0, 255).astype(int)


def paint(draw, mesh, light):
    """Draws a surface, far quadrilaterals first.

    Args:
        draw: a `PIL.ImageDraw.Draw` in "RGBA" mode.
        mesh: surface in the picture's frame, in the pixels of `draw`.
        light: the scene's light.
    """
    middle = mesh.corners.sum(axis=1) / 4
    edge = np.array(draw.im.size) * 1.1
    seen = np.flatnonzero(
        (middle[:, :2] > -0.1 * edge).all(axis=1) & (middle[:, :2] < edge).all(axis=1)
    )
    order = seen[np.argsort(middle[seen, 2])]
    places = mesh.corners[order, :, :2].reshape(-1, 8).tolist()
    inks = shaded(mesh, light)[order] @ np.array([1, 1 << 8, 1 << 16, 1 << 24])
    for place, ink in zip(places, inks.tolist(), strict=True):
        draw.polygon(place, fill=ink)
