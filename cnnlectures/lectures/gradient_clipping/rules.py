"""The rules that clip a gradient, what they do to its direction, and descents by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.gradient_clipping.surfaces import SURFACES

#: How a gradient may be clipped, by the names that the lecture uses.
MODES = ("unclipped", "by value", "by norm")
#: No weight of a descent goes further from zero: what runs away stays a number.
FARTHEST = 1e6


def clip_by_value(gradients: Sequence[np.ndarray], limit: float) -> list[np.ndarray]:
    """Clip every component to [-limit, limit], whatever the others are.

    Args:
        gradients: one array per variable.
        limit: the largest size that a component may keep.

    Returns:
        The clipped arrays, of the same shapes.
    """
    return [np.clip(gradient, -limit, limit) for gradient in gradients]


def global_norm(gradients: Sequence[np.ndarray]) -> float:
    """Return the Euclidean length of all components of all variables together."""
    return np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))


def clip_by_norm(gradients: Sequence[np.ndarray], limit: float) -> list[np.ndarray]:
    """Shorten the whole gradient to `limit` if it is longer: Pascanu et al. 2013, Algorithm 1.

    Args:
        gradients: one array per variable; their common length counts.
        limit: the greatest length that they may keep.

    Returns:
        The arrays, all multiplied by the same factor, so the direction is kept.
    """
    norm = global_norm(gradients)
    if norm <= limit:
        return list(gradients)
    return [gradient * (limit / norm) for gradient in gradients]


def clip_each(gradients: Sequence[np.ndarray], mode: str, limits: Sequence[float]):
    """Clip every network's gradient by itself.

    Args:
        gradients: one array per variable, each with a leading axis of networks; what is not a
            number, as in a network that has diverged, stays so.
        mode: one of `MODES`.
        limits: the threshold for each network.

    Returns:
        The clipped gradients in the same form, their norms before, and by how many degrees
        clipping by value turned each (networks,).
    """
    gradients = arguments.sequence("gradients", gradients, np.ndarray)
    arguments.one_of("mode", mode, MODES)
    clipped, norms, turned = [], [], []
    for run, limit in enumerate(arguments.array("limits", limits, dimensions=1)):
        own = [gradient[run].astype("float64") for gradient in gradients]
        clipped.append(_clip(own, mode, limit))
        norms.append(global_norm(own))
        turned.append(_angle(own, clipped[-1]) if mode == "by value" else 0.0)
    stacked = [np.stack(parts).astype("float32") for parts in zip(*clipped, strict=True)]
    return stacked, norms, turned


def angle(first, second) -> float:
    """Return the angle between two gradients (arrays, or lists of arrays) in degrees."""
    sizes = [
        sum(arguments.array(name, part, dtype=None).size for part in _parts(name, gradient))
        for name, gradient in (("first", first), ("second", second))
    ]
    if sizes[0] != sizes[1]:
        raise ValueError(
            f"`second` must have as many components as `first`, {sizes[0]}. Received: {sizes[1]}."
        )
    return _angle(_parts("first", first), _parts("second", second))


def steepness(gradient) -> float:
    """Return a vector's angle from its first axis in degrees, given its two components."""
    if arguments.array("gradient", gradient, dimensions=1).size != 2:
        raise ValueError(f"`gradient` must have two components. Received: {gradient!r}.")
    return float(np.degrees(np.arctan2(gradient[1], gradient[0])))


def _clip(gradients: list[np.ndarray], mode: str, limit: float) -> list[np.ndarray]:
    rules = {"by value": clip_by_value, "by norm": clip_by_norm}
    return rules[mode](gradients, limit) if mode in rules else list(gradients)


def _angle(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> float:
    one, two = (np.concatenate([np.ravel(part) for part in parts]) for parts in (first, second))
    cosine = one @ two / (np.linalg.norm(one) * np.linalg.norm(two))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _parts(name: str, gradient) -> list:
    if isinstance(gradient, list | tuple):
        return arguments.sequence(name, gradient)
    return [gradient]


@dataclass(frozen=True)
class Descent:
    """A path of gradient descent: points (steps + 1, 2), losses (steps + 1,), norms (steps,)."""

    points: np.ndarray
    losses: np.ndarray
    norms: np.ndarray

    @property
    def longest_step(self) -> float:
        """The length of the longest step."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).max())

    @property
    def ran_away(self) -> int | None:
        """After how many steps a weight was `FARTHEST` from zero; None if it never was."""
        far = (np.abs(self.points) >= FARTHEST).any(axis=1)
        return int(far.argmax()) if far.any() else None


def descend(surface, start, *, rate, mode, limit=1.0, steps=100) -> Descent:
    """Walk down a surface with plain gradient descent.

    Args:
        surface: one of `SURFACES` by name.
        start: the two weights to begin at.
        rate: the learning rate.
        mode: one of `MODES`.
        limit: the threshold of the clipping.
        steps: how many steps to make.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    ground = SURFACES[arguments.one_of("surface", surface, SURFACES)]
    arguments.one_of("mode", mode, MODES)
    rate = arguments.number("rate", rate, low=0)
    limit = arguments.number("limit", limit, low=0, open_low=True)
    points, norms = [arguments.array("start", start, dimensions=1)], []
    if points[0].size != 2:
        raise ValueError(f"`start` must hold two weights. Received: {start!r}.")
    for _ in range(arguments.whole_number("steps", steps, low=1)):
        gradient = np.array(ground.slope(*points[-1].tolist()))
        norms.append(float(global_norm([gradient])))
        step = rate * _clip([gradient], mode, limit)[0]
        points.append(np.clip(points[-1] - step, -FARTHEST, FARTHEST))
    points = np.array(points)
    return Descent(points, ground.loss(*points.T), np.array(norms))
