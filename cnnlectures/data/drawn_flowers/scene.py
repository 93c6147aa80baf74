"""Composition: where the flowers stand, what is in front of them, and the finished picture."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnnlectures.core import arguments
from cnnlectures.data.drawn_flowers import foliage
from cnnlectures.data.drawn_flowers.backdrop import backdrop
from cnnlectures.data.drawn_flowers.mesh import facing, joined, turned_profile
from cnnlectures.data.drawn_flowers.painter import paint, random_light
from cnnlectures.data.drawn_flowers.palette import leaf_colour, petal_colour, wandered
from cnnlectures.data.drawn_flowers.photograph import photographed
from cnnlectures.data.drawn_flowers.species import CLASS_NAMES, SPECIES

SEED = 20_250
SIDE = 96
OVERSAMPLING = 3


def draw(name, number, size=SIDE, seed=SEED):
    """Draws one picture.

    Args:
        name: class, one of `CLASS_NAMES`.
        number: which picture of the class, 0 or more.
        size: side in pixels; a larger picture shows the same scene with more detail.
        seed: another seed gives another data set.

    Returns:
        uint8 RGB, [size, size, 3].

    Raises:
        ValueError: there is no such class, or a number is not whole or too small.
    """
    arguments.one_of("name", name, CLASS_NAMES)
    arguments.whole_number("number", number, low=0)
    arguments.whole_number("size", size, low=8)
    arguments.whole_number("seed", seed, low=0)
    rng = np.random.default_rng([seed, CLASS_NAMES.index(name), number])
    kind, light = SPECIES[name], random_light(rng)
    image = backdrop(rng, size)
    places, gathered = layout(rng)
    heads = varieties(rng, kind, places, size)
    if rng.random() < 0.22:
        _far_company(rng, image, kind, light)
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.6) * size / 96))
    fine = size * OVERSAMPLING
    canvas = image.resize((fine, fine), Image.Resampling.BILINEAR)
    pen = ImageDraw.Draw(canvas, "RGBA")
    if rng.random() < 0.3:
        paint(pen, _undergrowth(rng, fine), light)
    _plants(rng, pen, kind, heads, places, gathered, fine, light)
    if rng.random() < 0.25:
        paint(pen, foliage.grass(rng, int(rng.integers(8, 40)), fine, leaf_colour(rng)), light)
    if rng.random() < 0.2:
        paint(pen, _occluder(rng, fine), light)
    return photographed(rng, canvas.reduce(OVERSAMPLING))


def layout(rng):
    """One flower alone, a group, a field that recedes, or a bunch.

    Returns:
        (x, y, radius) of each head in shares of the picture, far ones first, [n, 3], and whether
        their stems are gathered, as in a vase.
    """
    style = rng.choice(["portrait", "group", "field", "bunch"], p=[0.46, 0.27, 0.14, 0.13])
    if style == "portrait":
        return np.array([[*rng.normal(0.5, 0.11, 2), rng.uniform(0.24, 0.47)]]), False
    if style == "group":
        count = int(rng.integers(2, 5))
        size = rng.uniform(0.15, 0.27) * rng.normal(1, 0.14, count)
        places = np.column_stack([_apart(rng, count, 0.12, 0.88), size])
    elif style == "field":
        count = int(rng.integers(6, 13))
        y = rng.uniform(0.08, 0.95, count)
        size = rng.uniform(0.08, 0.13) * (0.45 + 0.85 * y)
        places = np.column_stack([rng.uniform(0, 1, count), y, size])
    else:
        count = int(rng.integers(5, 10))
        size = rng.uniform(0.12, 0.18) * rng.normal(1, 0.1, count)
        places = np.column_stack(
            [rng.normal(0.5, 0.15, count), rng.normal(0.42, 0.13, count), size]
        )
    gathered = style == "bunch" and rng.random() < 0.75
    return places[np.argsort(places[:, 2])], gathered


def _apart(rng, count, low, high):
    """Places that keep a distance: the best of a few throws, [count, 2]."""
    throws = rng.uniform(low, high, (12, count, 2))
    gaps = np.linalg.norm(throws[:, :, None] - throws[:, None], axis=-1) + 9 * np.eye(count)
    return throws[gaps.min(axis=(1, 2)).argmax()]


def varieties(rng, kind, places, size):
    """A few different heads for the scene, mostly of one colour."""
    mixed = rng.random() < 0.2
    colour = petal_colour(rng, kind.colours)
    heads = []
    for radius in places[-3 if mixed else -2 :, 2]:
        own = petal_colour(rng, kind.colours) if mixed else wandered(rng, colour, 0.03)
        heads.append(kind.head(np.random.default_rng(rng.integers(1 << 62)), own, radius * size))
    return heads


def _plants(rng, pen, kind, heads, places, gathered, size, light):
    """Paints every flower with its stem and leaves."""
    green = leaf_colour(rng)
    gather = np.array([rng.normal(0.5, 0.08), rng.uniform(0.9, 1.3), 0]) * size
    if gathered and rng.random() < 0.7:
        paint(pen, _vase(rng, gather, size), light)
    for index, (x, y, radius) in enumerate(places * size):
        turn = facing(*kind.pose(rng))
        centre = np.array([x, y, 0.0])
        foot = np.array(
            [x + rng.normal(0, 0.5) * radius, max(y + 2.5 * radius, size * 1.05), -radius]
        )
        foot = gather if gathered else foot
        back = centre - turn[:, 2] * radius * 0.35
        way = back - turn[:, 2] * radius * 0.9 + np.array([0, 0.7 * radius, 0])
        parts = [heads[index % len(heads)].moved(turn, radius, centre)]
        parts.append(foliage.stem(back, way, foot, kind.stem * radius, green))
        leaves = int(rng.integers(0, kind.leaves + 1)) if index < 6 else 0
        if leaves:
            parts.insert(0, _leaves(rng, kind, leaves, back, way, foot, radius, green))
        paint(pen, joined(parts), light)


def _leaves(rng, kind, count, back, way, foot, radius, green):
    """The leaves of one plant."""
    low, high = (0.6, 0.95) if kind.at_foot else (0.12, 0.7)
    spine = foliage.curve(back, way, foot, 20)
    joints = spine[(rng.uniform(low, high, count) * 19).astype(int)]
    side = rng.choice([-1, 1], count)
    steep = rng.normal(1.15 if kind.at_foot else 0.5, 0.35, count)
    directions = -np.pi / 2 + side * (np.pi / 2 - steep)
    feet = joints - [0, 0, 0.8 * radius]
    fine = radius > 11 * OVERSAMPLING
    return foliage.random_leaves(
        rng, kind.leaf, feet, directions, kind.leaf_length * radius, green, fine
    )


LEAF_KINDS = tuple(kind.leaf for kind in SPECIES.values())


def _undergrowth(rng, size):
    """Leaves of any kind of plant, behind the flowers."""
    kind = LEAF_KINDS[rng.integers(len(LEAF_KINDS))]
    count = int(rng.integers(3, 9))
    feet = np.column_stack([rng.uniform(0, size, count), rng.uniform(0.3, 1.05, count) * size,
                            np.zeros(count)])  # fmt: skip
    directions = rng.uniform(-np.pi, 0, count)
    return foliage.random_leaves(rng, kind, feet, directions, size * rng.uniform(0.2, 0.5))


def _occluder(rng, size):
    """One leaf of any kind, or a few stalks, in front."""
    kind = LEAF_KINDS[rng.integers(len(LEAF_KINDS))]
    side = rng.choice([-1, 1])
    foot = np.array([[size * (0.5 - 0.55 * side), size * rng.uniform(0.2, 1.0), 0]])
    angle = rng.normal(-0.4, 0.4) if side > 0 else np.pi + rng.normal(0.4, 0.4)
    return foliage.random_leaves(rng, kind, foot, [angle], size * rng.uniform(0.35, 0.6))


def _vase(rng, mouth, size):
    """A vase in which the stems are gathered."""
    colour = wandered(rng, ((0.85, 0.85, 0.83), (0.3, 0.42, 0.55), (0.6, 0.35, 0.25),
                            (0.2, 0.2, 0.22))[rng.integers(4)], 0.1)  # fmt: skip
    level = np.linspace(0, 1, 9)
    radius = 0.55 + 0.45 * np.sin(np.pi * (0.15 + rng.uniform(0.6, 0.9) * level))
    body = turned_profile(radius, 2.2 * (level - 1), colour, 16)
    mouth[1] = min(mouth[1], 0.95 * size)
    place = mouth + np.array([0, -0.12 * size, -0.5 * size])
    return body.moved(facing(1.35, -np.pi / 2, 0), size * rng.uniform(0.14, 0.2), place)


def _far_company(rng, image, kind, light):
    """More flowers of the same kind, small and far, painted straight onto the backdrop."""
    pen = ImageDraw.Draw(image, "RGBA")
    own = np.random.default_rng(rng.integers(1 << 62))
    head = kind.head(own, petal_colour(own, kind.colours), 5)
    for _ in range(int(rng.integers(2, 5))):
        place = np.array([*rng.uniform(0, 1, 2), 0]) * image.width
        turn = facing(*kind.pose(rng))
        paint(pen, head.moved(turn, image.width * rng.uniform(0.04, 0.1), place), light)
