"""Surfaces in space: everything that is drawn is a set of small coloured quadrilaterals.

A flower head has its own frame: radius about 1, petals around the z axis, which points out of the
face of the flower. The picture's frame has x to the right, y down and z towards the viewer.
"""

from typing import NamedTuple

import numpy as np

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


class Mesh(NamedTuple):
    """Quadrilaterals: `corners` [n, 4, 3], `normals` [n, 3], `colours` [n, 4], RGBA from 0 to 1."""

    corners: np.ndarray
    normals: np.ndarray
    colours: np.ndarray

    def moved(self, rotation, scale, position):
        """The same surface, turned by `rotation` [3, 3], scaled and carried to `position` [3]."""
        corners = self.corners @ (rotation.T * scale) + position
        return Mesh(corners, self.normals @ rotation.T, self.colours)


def flat(corners, colours):
    """Separate quadrilaterals, each with its own normal."""
    diagonals = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    return Mesh(corners, unit(cross(*diagonals)), colours)


def opaque(colours, alpha=1.0):
    """RGBA [n, 4] from RGB [n, 3]."""
    rgba = np.full((len(colours), 4), alpha)
    rgba[:, :3] = colours
    return rgba


def unit(vectors):
    """The same directions [..., 3] with length 1."""
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return vectors / (np.sqrt(x * x + y * y + z * z) + 1e-9)[..., None]


def cross(first, second):
    """The vector product over the last axis; on small arrays much faster than `np.cross`."""
    product = np.empty(np.broadcast_shapes(first.shape, second.shape))
    for a, b, c in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        product[..., a] = first[..., b] * second[..., c] - first[..., c] * second[..., b]
    return product


def _slope(points):
    """Differences along the last but one axis: central, one-sided at the ends."""
    step = points[..., 1:, :] - points[..., :-1, :]
    slope = np.empty_like(points)
    slope[..., 1:-1, :] = (step[..., 1:, :] + step[..., :-1, :]) / 2
    slope[..., 0, :], slope[..., -1, :] = step[..., 0, :], step[..., -1, :]
    return slope


def _middle(grid):
    """The mean of the four corners of every cell of a grid [..., rows + 1, columns + 1, 3]."""
    rows = grid[..., :-1, :, :] + grid[..., 1:, :, :]
    return ((rows[..., :-1, :] + rows[..., 1:, :]) / 4).reshape(-1, 3)


def joined(meshes):
    """One surface made of several."""
    return Mesh(*(np.concatenate(parts) for parts in zip(*meshes, strict=True)))


def sheet(points, colours, alpha=1.0):
    """Covers a grid of points with quadrilaterals.

    Args:
        points: positions [..., rows + 1, columns + 1, 3].
        colours: RGB at the points, of a shape that broadcasts to that of `points`.
        alpha: opacity of the whole sheet, 0 to 1.
    """
    colours = np.broadcast_to(colours, points.shape)
    corners = np.stack(
        [points[..., :-1, :-1, :], points[..., :-1, 1:, :],
         points[..., 1:, 1:, :], points[..., 1:, :-1, :]], axis=-2,
    )  # fmt: skip
    along = _slope(points.swapaxes(-3, -2)).swapaxes(-3, -2)
    normals = unit(_middle(cross(along, _slope(points))))
    return Mesh(corners.reshape(-1, 4, 3), normals, opaque(_middle(colours), alpha))


def facing(tilt, towards, roll):
    """The rotation that makes a head face away from the viewer by `tilt`.

    Args:
        tilt: angle between the head's axis and the line to the viewer, in radians: 0 is a full
            face, pi / 2 a side view, more a view from behind.
        towards: direction on the picture in which the head leans, in radians (-pi / 2 is up).
        roll: turn of the head around its own axis, in radians.
    """
    axis = np.array([np.sin(tilt) * np.cos(towards), np.sin(tilt) * np.sin(towards), np.cos(tilt)])
    across = np.array([-np.sin(towards), np.cos(towards), 0.0])
    turned = np.cos(roll) * across + np.sin(roll) * cross(axis, across)
    return np.stack([turned, cross(axis, turned), axis], axis=1)


def steps(length, lift):
    """Runs along curved petals: distance outwards and height, [..., rows + 1] each.

    Args:
        length: of each petal, [n].
        lift: angle above the head's plane at every row of points, [n, rows + 1], in radians.
    """
    middle = (lift[:, 1:] + lift[:, :-1]) / 2
    stride = (length / middle.shape[1])[:, None]
    start = np.zeros((len(length), 1))
    outwards = np.concatenate([start, np.cumsum(np.cos(middle) * stride, axis=1)], axis=1)
    height = np.concatenate([start, np.cumsum(np.sin(middle) * stride, axis=1)], axis=1)
    return outwards, height


def rays(rng, count, outline, paint, *, length, width, base, lift, curl=0.0, cup=0.0, rough=0.1,
         rows=4, columns=2, turn=0.0, height=0.0):  # fmt: skip
    """A whorl of petals, each its own curved strip.

    Args:
        rng: NumPy random generator.
        count: number of petals.
        outline: half-width of a petal, 0 to 1, as a function of the way along it, 0 to 1.
        paint: RGB as a function of (way along [n, rows + 1, 1], side [columns + 1], -1 to 1).
        length: of a petal, in head radii.
        width: half-width of a petal, in head radii.
        base: distance of the petals' feet from the axis.
        lift: angle above the plane at the foot, in radians.
        curl: change of that angle towards the tip.
        cup: how far the edges rise above the midrib, in half-widths.
        rough: disorder among the petals, 0 to about 0.3.
        rows: quadrilaterals along a petal.
        columns: quadrilaterals across it.
        turn: angle of the first petal.
        height: of the petals' feet above the plane.
    """
    along = np.linspace(0, 1, rows + 1)
    side = np.linspace(-1, 1, columns + 1)
    noise = rng.normal(0, rough, (6, count))
    angle = turn + 2 * np.pi * (np.arange(count) + 1.6 * noise[0]) / count
    bent = (lift + 1.6 * noise[1])[:, None] + (curl + 3 * noise[2])[:, None] * along
    outwards, rise = steps(length * (1 + noise[3]), bent)
    half = width * (1 + noise[4])[:, None] * outline(along)
    sideways = half[:, :, None] * side
    outwards = np.broadcast_to((base + outwards)[:, :, None], sideways.shape)
    rise = (height + rise)[:, :, None] + cup * half[:, :, None] * side**2
    rise = rise + (3 * noise[5])[:, None, None] * sideways
    cosine, sine = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    points = np.stack(
        [outwards * cosine - sideways * sine, outwards * sine + sideways * cosine, rise], axis=-1
    )
    tone = 1 + rng.normal(0, 0.05, (count, 1, 1, 1))
    return sheet(points, paint(along[:, None], side) * tone)


def turned_profile(radius, height, colours, segments=14):
    """A surface of revolution around the axis.

    Args:
        radius: at each level, [levels].
        height: at each level, [levels].
        colours: RGB at each level, [levels, 3], or one RGB.
        segments: quadrilaterals around.
    """
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    radius, height = np.asarray(radius)[:, None], np.asarray(height)[:, None]
    points = np.stack(
        np.broadcast_arrays(radius * np.cos(angle), radius * np.sin(angle), height), axis=-1
    )
    colours = np.broadcast_to(colours, (len(radius), 3))[:, None, :]
    return sheet(points, colours)


def florets(rng, count, radius, dome, colours, *, size=1.0, lift=0.02):
    """A disc of florets in the spiral order of a real flower head (Vogel's model, 1979).

    Args:
        rng: NumPy random generator.
        count: number of florets.
        radius: of the disc, in head radii.
        dome: height of its middle above its rim.
        colours: RGB as a function of the distance from the middle, 0 to 1, [count, 1].
        size: of a floret, relative to the room it has.
        lift: height above the dome.
    """
    way = np.sqrt((np.arange(count) + 0.5) / count)
    angle = np.arange(count) * GOLDEN_ANGLE
    room = size * radius / np.sqrt(count)
    out = np.stack([np.cos(angle), np.sin(angle), -2 * dome * way / radius], axis=1)
    across = np.stack([-np.sin(angle), np.cos(angle), np.zeros(count)], axis=1)
    centre = np.stack(
        [radius * way * np.cos(angle), radius * way * np.sin(angle), dome * (1 - way**2) + lift],
        axis=1,
    )
    tip = np.array([0, 0, room * 0.8])
    corners = np.stack(
        [centre - out * room, centre + across * room, centre + out * room + tip,
         centre - across * room], axis=1,
    )  # fmt: skip
    tone = 1 + rng.normal(0, 0.14, (count, 1))
    return flat(corners, opaque(colours(way[:, None]) * tone))
