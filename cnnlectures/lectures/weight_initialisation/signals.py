"""Signals and gradients through deep stacks of layers: all starts and seeds at once, in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from cnnlectures.core import arguments
from cnnlectures.lectures.weight_initialisation.rules import RULES, variance_by
from cnnlectures.training.replica_layers import SELU_ALPHA, SELU_SCALE

#: Activations by name: the function, and its slope where the function has the value y.
ACTIVATIONS = {
    "linear": (lambda z: z, np.ones_like),
    "tanh": (np.tanh, lambda y: 1 - y * y),
    "logistic": (lambda z: 0.5 + 0.5 * np.tanh(0.5 * z), lambda y: y * (1 - y)),
    "ReLU": (lambda z: np.maximum(z, 0), lambda y: (y > 0).astype(y.dtype)),
    "SELU": (
        lambda z: SELU_SCALE * (np.maximum(z, 0) + SELU_ALPHA * np.expm1(np.minimum(z, 0))),
        lambda y: np.where(y > 0, SELU_SCALE, y + SELU_SCALE * SELU_ALPHA),
    ),
}


def forwards(x, kernels, activate):
    """Return the signal before the first layer and after each.

    Args:
        x: the input, (..., samples, units).
        kernels: one for each layer, (..., units, units of the next layer).
        activate: the activation function.
    """
    signals = [x]
    for kernel in kernels:
        signals.append(activate(signals[-1] @ kernel))
    return signals


def backwards(gradient, kernels, slopes):
    """Return the loss's gradient for each of those signals, given that for the last.

    Args:
        gradient: (..., samples, units).
        kernels: as for `forwards`.
        slopes: of the activation function, where it was in each layer.
    """
    gradients = [gradient]
    for kernel, slope in zip(reversed(kernels), reversed(slopes), strict=True):
        gradients.append((gradients[-1] * slope) @ np.swapaxes(kernel, -1, -2))
    return gradients[::-1]


@dataclass(frozen=True)
class Passage:
    """What is left of noise layer by layer; every array is (layers + 1, starts, seeds).

    Attributes:
        signal: mean square of the signal.
        gradient: mean square of the gradient, which set out as noise from the other end.
        between: variance of a unit over the samples, on average over the units: how much the
            signal still says about which sample it is.
    """

    signal: np.ndarray
    gradient: np.ndarray
    between: np.ndarray

    def decades(self, name: str) -> np.ndarray:
        """Return by how many powers of ten one of the three changed on its way, (starts, seeds).

        The signal is followed from the first layer to the last, the gradient from the last to
        the first.
        """
        values = getattr(self, arguments.one_of("name", name, ("signal", "gradient", "between")))
        change = values[-1] / values[0]
        return np.log10(1 / change if name == "gradient" else change)


def propagate(
    starts: Sequence[str | float],
    activation: str,
    *,
    widths: Sequence[int],
    seeds: Sequence[int],
    samples: int = 64,
) -> Passage:
    """Send noise of variance 1 forwards through a deep stack, and other noise backwards.

    Args:
        starts: how the weights begin: a rule's name, or their variance; all normal.
        activation: after every layer.
        widths: units of the input and of each layer.
        seeds: one stack each; every start scales the same draw.
        samples: how many inputs.

    Source: the method of Glorot and Bengio 2010, sections 4.2.1 and 4.2.2.
    """
    function, slope = ACTIVATIONS[arguments.one_of("activation", activation, ACTIVATIONS)]
    widths = arguments.whole_numbers("widths", widths, low=1)
    seeds = arguments.whole_numbers("seeds", seeds)
    samples = arguments.whole_number("samples", samples, low=2)
    if len(widths) < 2:
        raise ValueError(f"`widths` must hold at least 2 numbers. Received: {widths!r}.")
    randoms = [np.random.default_rng(seed) for seed in seeds]

    def noise(rows, columns):
        return np.stack([random.standard_normal((rows, columns)) for random in randoms])[None]

    x, gradient = noise(samples, widths[0]), noise(samples, widths[-1])
    kernels = [_deviations(starts, *pair) * noise(*pair) for pair in pairwise(widths)]
    with threadpool_limits(1, "blas"):  # many small products
        signals = forwards(x, kernels, function)
        gradients = backwards(gradient, kernels, [slope(y) for y in signals[1:]])
    shape = (len(starts), len(seeds))
    return Passage(
        *(
            np.stack([np.broadcast_to(measure(each), shape) for each in passed])
            for passed, measure in [
                (signals, _mean_square),
                (gradients, _mean_square),
                (signals, lambda y: y.var(axis=-2).mean(axis=-1)),
            ]
        )
    )


def _mean_square(values: np.ndarray) -> np.ndarray:
    return np.square(values).mean(axis=(-2, -1))


def _deviations(starts, fan_in: int, fan_out: int) -> np.ndarray:
    """Return each start's deviation of the weights of one layer, (starts, 1, 1, 1)."""
    if not isinstance(starts, list | tuple) or not starts:
        raise ValueError(f"`starts` must be a list of rules or variances. Received: {starts!r}.")
    variances = [
        variance_by(arguments.one_of("starts", start, RULES), fan_in, fan_out)
        if isinstance(start, str)
        else arguments.number("starts", start, low=0)
        for start in starts
    ]
    return np.sqrt(variances)[:, None, None, None]
