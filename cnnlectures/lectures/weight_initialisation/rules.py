"""What a fan is, what the rules ask for, and what one layer and Keras make of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlectures.core import arguments

RULES = ("Glorot", "He", "LeCun")
#: Keras's initialisers by the names that a layer takes, and the rule that each follows.
KERAS_NAMES = {f"{rule.lower()}_{shape}": rule for rule in RULES for shape in ("normal", "uniform")}


def fans(shape):
    """Return fan-in and fan-out of a kernel: how many weights end at, and start from, a unit.

    Args:
        shape: the kernel's, as Keras has it: (inputs, outputs) of a dense layer,
            (height, width, inputs, outputs) of a convolution.
    """
    *window, inputs, outputs = shape
    return math.prod(window) * inputs, math.prod(window) * outputs


def variance_by(rule, fan_in, fan_out):
    """Return the variance that a rule gives the weights.

    Glorot and Bengio 2010, section 4.2.1; He et al. 2015, section 2.2; LeCun et al. 1998,
    section 4.6.
    """
    return {"Glorot": 2 / (fan_in + fan_out), "He": 2 / fan_in, "LeCun": 1 / fan_in}[rule]


def one_layer(fan_in: int, fan_out: int, *, variance: float, seeds: Sequence[int]) -> np.ndarray:
    """Send noise through a linear layer both ways, and compare its variance after with before.

    Args:
        fan_in, fan_out: units below and above.
        variance: of the weights.
        seeds: one layer each.

    Returns:
        The ratio forwards and the ratio backwards, (2, seeds). Glorot and Bengio 2010, section
        4.2.1, want both to be 1.
    """
    fan_in = arguments.whole_number("fan_in", fan_in, low=1)
    fan_out = arguments.whole_number("fan_out", fan_out, low=1)
    deviation = np.sqrt(arguments.number("variance", variance, low=0))
    ratios = []
    for seed in arguments.whole_numbers("seeds", seeds):
        random = np.random.default_rng(seed)
        kernel = deviation * random.standard_normal((fan_in, fan_out))
        x, gradient = (random.standard_normal((500, fan)) for fan in (fan_in, fan_out))
        ratios.append([(x @ kernel).var() / x.var(), (gradient @ kernel.T).var() / gradient.var()])
    return np.array(ratios).T


def convolution(
    shape: Sequence[int], *, variance: float, seeds: Sequence[int], stride: int = 1
) -> np.ndarray:
    """Do the same with a convolution, away from the borders.

    Args:
        shape: the kernel's: (height, width, inputs, outputs).
        variance: of the weights.
        seeds: one kernel each.
        stride: of the convolution, the same in both directions.

    Returns:
        The ratio forwards and the ratio backwards, (2, seeds).
    """
    shape = arguments.whole_numbers("shape", shape, low=1)
    if len(shape) != 4:
        raise ValueError(f"`shape` must hold 4 whole numbers. Received: {shape!r}.")
    deviation = np.sqrt(arguments.number("variance", variance, low=0))
    stride = arguments.whole_number("stride", stride, low=1)
    high, wide, inputs, _ = shape
    ratios = []
    for seed in arguments.whole_numbers("seeds", seeds):
        random = np.random.default_rng(seed)
        kernel = deviation * random.standard_normal(shape)
        images = random.standard_normal((2, 32 + high, 32 + wide, inputs))
        y = _convolve(images, kernel)[:, ::stride, ::stride]
        gradient = random.standard_normal(y.shape)
        back = _convolve_back(gradient, kernel, stride)[:, high:-high, wide:-wide]
        ratios.append([y.var() / images.var(), back.var() / gradient.var()])
    return np.array(ratios).T


def _convolve(images: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the convolution without padding, (images, height, width, outputs)."""
    windows = sliding_window_view(images, kernel.shape[:2], axis=(1, 2))
    return np.einsum("nyxihw,hwio->nyxo", windows, kernel, optimize=True)


def _convolve_back(gradient: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """Return the loss's gradient for the images, given that for the convolution's output."""
    count, rows, columns, outputs = gradient.shape
    high, wide = kernel.shape[:2]
    spread = ((rows - 1) * stride + 1, (columns - 1) * stride + 1)  # zeros between, as stride asks
    apart = np.zeros((count, *spread, outputs))
    apart[:, ::stride, ::stride] = gradient
    border = ((0, 0), (high - 1, high - 1), (wide - 1, wide - 1), (0, 0))
    return _convolve(np.pad(apart, border), kernel[::-1, ::-1].swapaxes(2, 3))


def sampled(name: str, *, shape: Sequence[int], seed: int) -> np.ndarray:
    """Return a kernel of this shape as one of Keras's six initialisers draws it.

    Args:
        name: such as ``"he_normal"``.
        shape: the kernel's.
        seed: of the draw.
    """
    arguments.one_of("name", name, KERAS_NAMES)
    shape = arguments.whole_numbers("shape", shape, low=1)
    seed = arguments.whole_number("seed", seed)
    import keras

    kind = type(keras.initializers.get(name))
    return np.asarray(kind(seed=seed)(tuple(shape)), "float64")


def first_weights(kind: str, *, initialiser: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return kernel and bias of a fresh Keras layer, with its random numbers seeded before it.

    Args:
        kind: ``"Dense"``, 300 to 200 units, or ``"Conv2D"``, 3 × 3, 16 to 32 channels.
        initialiser: what the layer is asked for, or ``"default"`` to leave it to Keras.
        seed: of all of Keras's random numbers.
    """
    arguments.one_of("kind", kind, ("Dense", "Conv2D"))
    arguments.one_of("initialiser", initialiser, ["default", *KERAS_NAMES])
    seed = arguments.whole_number("seed", seed, high=2**32 - 1)
    import keras

    keras.utils.set_random_seed(seed)
    options = {} if initialiser == "default" else {"kernel_initializer": initialiser}
    if kind == "Dense":
        layer, inputs = keras.layers.Dense(200, activation="relu", **options), (None, 300)
    else:
        layer, inputs = keras.layers.Conv2D(32, 3, **options), (None, 28, 28, 16)
    layer.build(inputs)
    return np.asarray(layer.kernel), np.asarray(layer.bias)
