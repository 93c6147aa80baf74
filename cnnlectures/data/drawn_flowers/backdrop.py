"""What lies behind the flowers: meadows, skies, soil, walls, rooms. Any kind for any class."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnnlectures.data.drawn_flowers.palette import PETALS, blend, leaf_colour, wandered


def backdrop(rng, size):
    """A background picture.

    Args:
        rng: NumPy random generator.
        size: side in pixels.

    Returns:
        A square Pillow RGB picture.
    """
    makers = (foliage, garden, lawn, sky, horizon, ground, wall, studio, room)
    share = (0.16, 0.19, 0.15, 0.09, 0.09, 0.09, 0.07, 0.08, 0.08)
    return makers[rng.choice(len(makers), p=share)](rng, size)


def noise(rng, size, cells):
    """A smooth random field, [size, size], roughly standard normal."""
    coarse = Image.fromarray(rng.normal(0, 1, (cells, cells)).astype(np.float32))
    return np.asarray(coarse.resize((size, size), Image.Resampling.BICUBIC))


def picture(values):
    """A Pillow picture of RGB values 0 to 1, [size, size, 3]."""
    return Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))


def gradient(rng, size, top, bottom):
    """A wash from one colour to another, with a soft unevenness."""
    way = np.linspace(0, 1, size)[:, None] + 0.12 * noise(rng, size, 4)
    return picture(blend(top, bottom, way))


def _blurred(image, radius):
    return image.filter(ImageFilter.GaussianBlur(radius * image.width / 96))


def _blobs(rng, draw, size, count, colours, small, large):
    """Soft spots of random size."""
    for place in rng.uniform(-0.1, 1.1, (count, 2)) * size:
        radius = size * rng.uniform(small, large) * np.array([1, rng.uniform(0.5, 1.2)])
        colour = wandered(rng, colours[rng.integers(len(colours))], 0.12)
        ink = (*(colour * 255).astype(int).tolist(), int(rng.integers(90, 230)))
        draw.ellipse([*(place - radius), *(place + radius)], fill=ink)


def foliage(rng, size):
    """Leaves and gaps far out of focus, with discs of light."""
    green, dark = leaf_colour(rng), leaf_colour(rng) * rng.uniform(0.2, 0.7)
    image = gradient(rng, size, dark, green * 0.8)
    draw = ImageDraw.Draw(image, "RGBA")
    _blobs(rng, draw, size, 34, [green, green * 1.35, dark, dark * 0.6], 0.03, 0.16)
    image = _blurred(image, rng.uniform(2, 6))
    if rng.random() < 0.5:
        draw = ImageDraw.Draw(image, "RGBA")
        light = blend(green, (1.0, 1.0, 0.85), 0.5)
        for x, y, radius in rng.uniform((0, 0, 0.015), (1, 1, 0.07), (12, 3)) * size:
            ink = (*(np.minimum(light, 1) * 255).astype(int).tolist(), int(rng.integers(30, 110)))
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=ink)
        image = _blurred(image, 0.8)
    return image


def garden(rng, size):
    """Other flowers of any colour, out of focus."""
    image = foliage(rng, size)
    draw = ImageDraw.Draw(image, "RGBA")
    names = rng.choice(list(PETALS), int(rng.integers(1, 4)))
    _blobs(
        rng, draw, size, int(rng.integers(5, 28)), [PETALS[str(name)] for name in names], 0.02, 0.1
    )
    return _blurred(image, rng.uniform(1.2, 4.5))


def lawn(rng, size):
    """Grass, near enough to see its blades."""
    green = leaf_colour(rng)
    image = gradient(rng, size, green * rng.uniform(0.45, 0.9), green * 0.55)
    draw = ImageDraw.Draw(image)
    lean, count = rng.normal(0, 0.25), 230
    foot = rng.uniform(-0.05, 1.15, (count, 2)) * size
    angle = rng.normal(-np.pi / 2 + lean, rng.uniform(0.2, 1.2), count)
    reach = rng.uniform(0.06, 0.26, count) * size
    tip = foot + reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    tone = np.clip(green * rng.normal(1, 0.28, (count, 1)), 0, 1) * 255
    width = max(1, size // 80)
    for line, ink in zip(np.hstack([foot, tip]).tolist(), tone.astype(int).tolist(), strict=True):
        draw.line(line, fill=tuple(ink), width=width)
    return _blurred(image, rng.uniform(0.3, 2.5))


def sky(rng, size):
    """Blue, white or evening sky with clouds."""
    top, low = (((0.25, 0.48, 0.82), (0.70, 0.84, 0.95)), ((0.62, 0.68, 0.75), (0.9, 0.91, 0.92)),
                ((0.35, 0.40, 0.62), (0.95, 0.70, 0.50)))[rng.integers(3)]  # fmt: skip
    way = np.linspace(0, 1, size)[:, None] + 0.05 * noise(rng, size, 3)
    wash = blend(wandered(rng, top), wandered(rng, low), way)
    cloud = 0.7 * noise(rng, size, 5) + 0.3 * noise(rng, size, 11) - rng.uniform(-0.3, 0.9)
    return picture(blend(wash, (0.97, 0.97, 0.98), np.clip(cloud, 0, 0.9)))


def horizon(rng, size):
    """A field under the sky, with a far line of trees."""
    above, below = sky(rng, size), (lawn, ground, foliage)[rng.integers(3)](rng, size)
    line = int(size * rng.uniform(0.2, 0.7))
    above.paste(below.crop((0, 0, size, size - line)), (0, line))
    draw = ImageDraw.Draw(above, "RGBA")
    trees = tuple((leaf_colour(rng) * 0.6 * 255).astype(int).tolist())
    for x in rng.uniform(0, size, 14):
        high = size * rng.uniform(0.01, 0.12)
        draw.ellipse([x - high, line - high, x + high, line + high * 0.4], fill=trees)
    return _blurred(above, rng.uniform(0.8, 3))


def ground(rng, size):
    """Soil, gravel or fallen leaves."""
    earth = wandered(
        rng, ((0.33, 0.23, 0.15), (0.55, 0.48, 0.40), (0.45, 0.30, 0.16))[rng.integers(3)]
    )
    grain = 0.22 * noise(rng, size, 10) + 0.2 * noise(rng, size, 30) + 0.12 * noise(rng, size, 60)
    image = picture(earth * (1 + grain[..., None]))
    draw = ImageDraw.Draw(image, "RGBA")
    _blobs(rng, draw, size, int(rng.integers(0, 24)), [earth * 1.4, earth * 0.5, leaf_colour(rng)],
           0.01, 0.05)  # fmt: skip
    return _blurred(image, rng.uniform(0.3, 2))


def wall(rng, size):
    """Bricks or boards."""
    base = wandered(rng, ((0.58, 0.30, 0.22), (0.55, 0.50, 0.46), (0.48, 0.36, 0.25),
                          (0.86, 0.85, 0.82))[rng.integers(4)], 0.08)  # fmt: skip
    image = picture(base * (1 + 0.1 * noise(rng, size, 24)[..., None]))
    draw = ImageDraw.Draw(image, "RGBA")
    high = size * rng.uniform(0.07, 0.16)
    bricks = rng.random() < 0.5
    for row in range(int(size / high) + 1):
        for column in range(-1, int(size / high / 2.2) + 1 if bricks else 0):
            x = (column + 0.5 * (row % 2)) * high * 2.2
            tone = (0, 0, 0, int(rng.integers(0, 60)))
            draw.rectangle([x, row * high, x + high * 2.1, (row + 0.9) * high], fill=tone)
        place = [0, row * high, size, row * high] if bricks else [row * high, 0, row * high, size]
        draw.line(place, fill=(20, 15, 10, 130), width=max(1, size // 90))
    return _blurred(image, rng.uniform(0.4, 2.5))


def studio(rng, size):
    """A plain cloth, dark, grey, white or coloured, lit from one side."""
    tone = rng.choice([0.06, 0.15, 0.4, 0.7, 0.9])
    cloth = wandered(rng, np.full(3, tone) + rng.normal(0, 0.03, 3), 0.05)
    image = gradient(rng, size, cloth * rng.uniform(0.7, 1.2), cloth * rng.uniform(0.6, 1.1))
    return image.rotate(90 * int(rng.integers(4)))


def room(rng, size):
    """Blurred furniture, a window, a table."""
    paper, wood = wandered(rng, (0.72, 0.68, 0.62), 0.06), wandered(rng, (0.45, 0.30, 0.18), 0.08)
    image = gradient(rng, size, paper, paper * 0.75)
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(2, 6))):
        x, y, wide, high = rng.uniform((-0.1, -0.1, 0.1, 0.1), (0.9, 0.7, 0.5, 0.6)) * size
        shade = wandered(rng, (paper * 0.5, wood, (0.9, 0.93, 0.97))[rng.integers(3)], 0.08)
        draw.rectangle([x, y, x + wide, y + high], fill=tuple((shade * 255).astype(int).tolist()))
    table = size * rng.uniform(0.65, 0.95)
    draw.rectangle([0, table, size, size], fill=tuple((wood * 255).astype(int).tolist()))
    return _blurred(image, rng.uniform(1.5, 5))
