"""Dandelions: a cushion of very many narrow rays, or the white ball of seeds that follows."""

import numpy as np

from cnnlectures.data.drawn_flowers.mesh import GOLDEN_ANGLE, flat, joined, rays, turned_profile
from cnnlectures.data.drawn_flowers.palette import blend, wandered

COLOURS = {"yellow": 56, "gold": 20, "cream": 13, "orange": 11}
GREEN = (0.34, 0.46, 0.2)


def outline(along):
    """A narrow strap, cut off square at the tip."""
    return 0.55 + 0.45 * np.minimum(1, along * 2)


def head(rng, colour, pixels):
    """A dandelion in flower or in seed; arguments and result as for the daisy's."""
    return seed_ball(rng, pixels) if rng.random() < 0.42 else flower(rng, colour, pixels)


def flower(rng, colour, pixels):
    """The yellow cushion: five whorls, upright in the middle and flat at the rim."""
    centre = blend(colour, colour * [0.95, 0.74, 0.55], rng.uniform(0.3, 1))
    openness = rng.uniform(0.75, 1.1)
    parts = []
    many = 1.6 if pixels > 26 else 1.0 if pixels > 16 else 0.5 if pixels > 8 else 0.3
    for whorl, (count, length) in enumerate(
        ((46, 1.0), (40, 0.84), (34, 0.66), (26, 0.47), (16, 0.3))
    ):
        shade = 1.05 - 0.05 * whorl

        def paint(along, side, shade=shade):
            return blend(centre * 0.8, colour, along * 1.25) * shade

        parts.append(
            rays(rng, int(count * many), outline, paint, length=length,
                 width=0.044 / many**0.8, base=0.03,
                 lift=(0.1 + 0.25 * whorl) * openness + 0.1, curl=-0.3 * openness, cup=0.3,
                 rough=0.08, rows=2, columns=1, turn=rng.uniform(0, 6),
                 height=0.02 * whorl)
        )  # fmt: skip
    parts += [
        turned_profile([0, 0.72], [0.15, 0.02], centre * 0.72, 12),
        turned_profile([0.3, 0.26, 0.08], [0.02, -0.22, -0.34], wandered(rng, GREEN), 8),
        rays(rng, 12, lambda along: 1 - along, lambda along, side: wandered(rng, GREEN),
             length=0.42, width=0.07, base=0.18, lift=-0.5, curl=-1.0, rows=2, columns=1,
             height=-0.1),
    ]  # fmt: skip
    return joined(parts)


def seed_ball(rng, pixels):
    """The clock: seeds on a small cushion, each with a parasol of hairs on a fine stalk."""
    count, hairs = (150, 6) if pixels > 24 else (80, 5) if pixels > 12 else (32, 3)
    missing = rng.random() * 0.6 if rng.random() < 0.35 else 0.0
    way = 1 - 1.85 * (np.arange(count) + 0.5) / count
    angle = np.arange(count) * GOLDEN_ANGLE + rng.normal(0, 0.12, count)
    flat = np.sqrt(1 - way**2)
    out = np.stack([flat * np.cos(angle), flat * np.sin(angle), way], axis=1)
    blown = rng.normal(0, 1, 3)
    out = out[out @ (blown / np.linalg.norm(blown)) < 1.01 - 1.5 * missing]
    hair = wandered(rng, (0.93, 0.93, 0.9))
    seed = wandered(rng, (0.42, 0.30, 0.18))
    across = np.cross(out, [0.31, 0.17, 0.93])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    beside = np.cross(out, across)
    reach = rng.normal(0.78, 0.03, (len(out), 1))
    parts = [
        _needles(0.16 * out, 0.34 * out, across, 0.022, seed, 0.95),
        _needles(0.34 * out, reach * out, across, 0.008, hair * 0.9, 0.4),
    ]
    for k in range(hairs):
        turn = 2 * np.pi * k / hairs + rng.normal(0, 0.2, (len(out), 1))
        tip = 0.17 * (np.cos(turn) * across + np.sin(turn) * beside) + (reach + 0.14) * out
        parts.append(_needles(reach * out, tip, out, 0.008, hair, 0.45))
    parts += [_ball(size, hair, 0.09) for size in (0.6, 0.9) if missing == 0]
    parts.append(_ball(0.17, wandered(rng, (0.55, 0.50, 0.36)), 1.0))
    return joined(parts)


def _needles(start, end, across, width, colour, alpha):
    """Thin blades from `start` to `end`, [n, 3] each."""
    half = np.broadcast_to(across * width, start.shape)
    corners = np.stack([start - half, start + half, end + half, end - half], axis=1)
    return flat(corners, np.tile([*colour, alpha], (len(start), 1)))


def _ball(radius, colour, alpha):
    """A small sphere about the origin."""
    level = np.linspace(-np.pi / 2, np.pi / 2, 6)
    mesh = turned_profile(radius * np.cos(level), radius * np.sin(level), colour, 9)
    mesh.colours[:, 3] = alpha
    return mesh
