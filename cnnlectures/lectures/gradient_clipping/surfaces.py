"""Error surfaces over two weights, with their slopes worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Surface:
    """An error surface over two weights.

    Attributes:
        name: what it is called.
        axes: the names of the two weights.
        loss: takes two arrays of weights of one shape, returns the loss at each.
        slope: takes the same, returns the two partial derivatives.
        window: (low, high) of the first weight and of the second.
        start: where a descent begins.
    """

    name: str
    axes: tuple[str, str]
    loss: Callable
    slope: Callable
    window: tuple[tuple[float, float], tuple[float, float]]
    start: tuple[float, float]


def _recurrent_unit(weight, bias, steps: int = 50, state: float = 0.5, target: float = 0.7):
    """Return the loss of one recurrent unit after `steps` steps, and its two derivatives.

    The unit is the one whose error surface Pascanu et al. 2013 draw in their section on the
    geometry of the problem: x_t = w sigmoid(x_{t-1}) + b without input, and the loss is
    (sigmoid(x_T) - target) squared.
    """
    tanh = math.tanh if isinstance(weight, float) else np.tanh  # plain floats are 10 times faster
    x, by_weight, by_bias = state + 0 * weight, 0 * weight, 0 * bias
    for _ in range(steps):
        out = 0.5 + 0.5 * tanh(0.5 * x)  # the sigmoid, without overflow
        slope = weight * out * (1 - out)
        x, by_weight, by_bias = weight * out + bias, out + slope * by_weight, 1 + slope * by_bias
    out = 0.5 + 0.5 * tanh(0.5 * x)
    outer = 2 * (out - target) * out * (1 - out)
    return (out - target) ** 2, outer * by_weight, outer * by_bias


def _valley(name: str, degrees: float) -> Surface:
    """Return half of 0.9 a² + 100 b², turned: at (1, 1) the straight one's slope is slide 22's."""
    turn = np.radians(degrees)
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    bend = rotation.T @ np.diag([0.9, 100.0]) @ rotation

    def slope(a, b):
        return bend[0, 0] * a + bend[0, 1] * b, bend[1, 0] * a + bend[1, 1] * b

    def loss(a, b):
        along_a, along_b = slope(a, b)
        return 0.5 * (a * along_a + b * along_b)

    start = tuple(float(value) for value in rotation.T @ [1.0, 1.0])
    return Surface(name, ("$w_1$", "$w_2$"), loss, slope, ((-0.6, 1.8), (-0.6, 1.4)), start)


SURFACES = {
    "recurrent unit": Surface(
        "recurrent unit",
        ("weight $w$", "bias $b$"),
        lambda w, b: _recurrent_unit(w, b)[0],
        lambda w, b: _recurrent_unit(w, b)[1:],
        ((3.4, 5.4), (-3.0, -1.0)),
        (4.2, -2.6),
    ),
    "valley": _valley("valley", 0),
    "turned valley": _valley("turned valley", -30),
}
