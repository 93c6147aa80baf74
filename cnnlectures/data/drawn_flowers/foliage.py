"""Stems and leaves: ribbons along curves in the picture's frame."""

import numpy as np

from cnnlectures.data.drawn_flowers.mesh import flat, joined, opaque, sheet
from cnnlectures.data.drawn_flowers.palette import leaf_colour


def curve(start, middle, end, count):
    """Points on a quadratic Bezier curve, [count, 3]."""
    way = np.linspace(0, 1, count)[:, None]
    return (1 - way) ** 2 * start + 2 * way * (1 - way) * middle + way**2 * end


def ribbons(spines, half, colours, fold=0.3, columns=2, roll=0.0):
    """Strips about curves.

    Args:
        spines: points of the midribs, [n, rows + 1, 3].
        half: half-width at each point, [n, rows + 1].
        colours: RGB that broadcasts to [n, rows + 1, columns + 1, 3].
        fold: how far the edges rise towards the viewer, in half-widths; a number or [n].
        columns: quadrilaterals across.
        roll: turn of the strip about its midrib, in radians; a number or [n].
    """
    fold, roll = np.broadcast_to(fold, len(spines)), np.broadcast_to(roll, len(spines))
    step = spines[:, 1:] - spines[:, :-1]
    step = np.concatenate([step[:, :1], step], axis=1)
    across = np.zeros(spines.shape)
    length = np.sqrt(step[..., 0] ** 2 + step[..., 1] ** 2) + 1e-9
    across[..., 0] = -step[..., 1] / length * np.cos(roll)[:, None]
    across[..., 1] = step[..., 0] / length * np.cos(roll)[:, None]
    across[..., 2] = np.sin(roll)[:, None]
    side = np.linspace(-1, 1, columns + 1)[:, None]
    points = spines[:, :, None] + side * (half[..., None] * across)[:, :, None]
    points[..., 2] += np.abs(side[:, 0]) * half[..., None] * fold[:, None, None]
    return sheet(points, colours)


def stem(head, way, foot, width, colour):
    """A round stem from the back of a head to the ground.

    Args:
        head: position of the head, [3].
        way: point that the stem is drawn towards as it leaves the head, [3].
        foot: where it ends, [3].
        width: radius in pixels.
        colour: RGB.
    """
    spine = curve(head, way, foot, 6)
    return ribbons(spine[None], width * np.linspace(0.85, 1.1, 6)[None], colour, -0.9)


def blade(along):
    """A leaf like a spearhead."""
    return np.sin(np.pi * np.clip(along, 0.03, 0.99) ** 0.8)


def strap(along):
    """A long leaf of even width."""
    return np.sin(np.pi * np.clip(0.1 + 0.88 * along, 0, 1)) ** 0.6


def heart(along):
    """A leaf that is broad near its foot."""
    return np.sin(np.pi * np.clip(along, 0.02, 0.985) ** 0.55)


def spoon(along):
    """A leaf that is broad near its tip."""
    return np.sin(np.pi * np.clip(along, 0.1, 0.97) ** 1.7) + 0.12


def toothed(along):
    """A dandelion's leaf: teeth that point back to its foot."""
    return (0.28 + 0.72 * ((-5.3 * along) % 1)) * np.sin(np.pi * np.clip(0.1 + 0.87 * along, 0, 1))


def serrated(along):
    """A rose's leaflet: an oval with a fine saw edge."""
    return np.sin(np.pi * np.clip(along, 0.02, 0.99)) ** 0.8 * (0.88 + 0.12 * ((-6 * along) % 1))


def leaves(rng, feet, directions, length, width, outline, colour, rows=8):
    """Simple leaves.

    Args:
        rng: NumPy random generator.
        feet: where they are joined, [n, 3].
        directions: angles on the picture, [n], in radians.
        length: in pixels, [n].
        width: greatest half-width as a share of the length.
        outline: half-width, 0 to 1, as a function of the way along.
        colour: RGB of the blade.
        rows: quadrilaterals along; toothed leaves need more.
    """
    count = len(feet)
    bend, depth, broad, fold, roll = rng.normal(0, 1, (5, count))
    bend, depth, length = 0.5 * bend, 0.1 + 0.5 * depth, np.asarray(length)[:, None]
    middle = np.stack([np.cos(directions), np.sin(directions), depth], axis=1)
    end = np.stack([np.cos(directions + bend), np.sin(directions + bend) + 0.18, depth / 2], axis=1)
    way = np.linspace(0, 1, rows + 1)[:, None]
    run = way * (1 - way) * middle[:, None] + way**2 * end[:, None]
    half = length * width * outline(way[:, 0]) * np.exp(0.15 * broad)[:, None]
    shade = np.array([colour, np.asarray(colour) * 1.18 + 0.03, colour])
    spines = feet[:, None] + length[..., None] * run
    return ribbons(spines, half, shade, 0.35 + 0.25 * fold, roll=0.6 * roll)


def compound(rng, feet, directions, length, width, outline, colour, rows=8):
    """A rose's leaves: five leaflets on a stalk; arguments as for `leaves`."""
    along = np.stack([np.cos(directions), np.sin(directions), np.full(len(feet), 0.1)], axis=1)
    along = along * np.asarray(length)[:, None]
    way = np.array([0.0, 0.5, 1.0])[:, None]
    stalks = ribbons(
        feet[:, None] + way * along[:, None], np.outer(length, np.full(3, 0.02)), colour
    )
    way, turn = np.array([(0.42, 0.95), (0.48, -0.95), (0.78, 0.75), (0.82, -0.75), (0.95, 0.0)]).T
    joints = (feet[:, None] + way[:, None] * along[:, None]).reshape(-1, 3)
    turned = (np.asarray(directions)[:, None] + turn).ravel()
    size = np.repeat(length, 5) * 0.52
    return joined([stalks, leaves(rng, joints, turned, size, width * 1.5, outline, colour, rows)])


def grass(rng, count, size, colour):
    """Blades of grass at the foot of a picture of `size` pixels."""
    foot = np.stack([rng.uniform(-0.05, 1.05, count) * size, rng.uniform(0.95, 1.15, count) * size,
                     rng.normal(0, 0.1, count) * size], axis=1)  # fmt: skip
    tip = foot + np.stack([rng.normal(0, 0.1, count), -rng.uniform(0.1, 0.45, count),
                           rng.normal(0, 0.1, count)], axis=1) * size  # fmt: skip
    half = np.zeros((count, 3))
    half[:, 0] = rng.uniform(0.005, 0.013, count) * size
    corners = np.stack([foot - half, foot + half, tip + half * 0.1, tip - half * 0.1], axis=1)
    tone = colour * rng.normal(1, 0.16, (count, 1))
    return flat(corners, opaque(np.clip(tone, 0, 1)))


def random_leaves(rng, kind, feet, directions, length, colour=None, fine=True):
    """Leaves of one kind, of varied length.

    Args:
        rng: NumPy random generator.
        kind: (function that makes the leaves, outline, width, rows).
        feet: where they are joined, [n, 3].
        directions: angles on the picture, [n], in radians.
        length: in pixels.
        colour: RGB; a random green without it.
        fine: whether they are large enough to show their edges' detail.
    """
    make, outline, width, rows = kind
    rows = rows if fine else max(4, rows // 2)
    colour = leaf_colour(rng) if colour is None else colour
    lengths = length * rng.uniform(0.7, 1.2, len(feet))
    return make(rng, feet, np.asarray(directions), lengths, width, outline, colour, rows)
