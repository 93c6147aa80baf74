"""Recurrent networks in NumPy, many at once: forwards, and their errors back through time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.data.sources import digits_table

#: Recurrent layers by name: how the recurrent weights are drawn, and the activation.
INITIALISATIONS = {"identity": "relu", "he": "relu", "orthogonal": "tanh", "gain 5/3": "tanh"}


def back_through_time(error, slopes, recurrent):
    """Carry the error at the last state back to every state before it.

    Args:
        error: (..., batch, units), the loss's gradient with respect to the last state.
        slopes: for each time step, the activation's slope there, of the same shape.
        recurrent: (..., units, units), the recurrent weights; state @ recurrent is the next sum.

    Returns:
        The gradients with respect to states 0 to T, first state first; T + 1 of them.
    """
    errors = [error]
    for slope in reversed(slopes):
        errors.append((errors[-1] * slope) @ np.swapaxes(recurrent, -1, -2))
    return errors[::-1]


@cache
def sequences() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return scikit-learn's digits as sequences of 64 pixels, read line by line.

    Returns:
        Inputs (1400, 64) and labels (1400,) to train on, inputs (397, 64) and labels (397,) to
        validate. Pixels are standardised with the mean and deviation of the training pixels.
    """
    table = digits_table()
    table = table[np.random.default_rng(0).permutation(len(table))]
    x, y = table[:, :-1], table[:, -1].astype(int)
    x = (x - x[:1400].mean()) / x[:1400].std()
    return x[:1400], y[:1400], x[1400:], y[1400:]


def starting_weights(initialisation: str, seeds: Sequence[int], units: int) -> list[np.ndarray]:
    """Draw a recurrent layer of one input and a softmax layer of ten outputs for every seed.

    Args:
        initialisation: of the recurrent weights: ``"identity"`` for ReLU (Le, Jaitly and Hinton
            2015), ``"orthogonal"`` for tanh (what Keras's SimpleRNN does), ``"gain 5/3"`` for
            tanh (Glorot normal times the gain that PyTorch recommends for tanh), ``"he"`` for
            ReLU. The others are Glorot uniform, biases zero, as Keras draws them.
        seeds: one network each.
        units: of the recurrent layer.

    Returns:
        Input weights (seeds, 1, units), recurrent weights (seeds, units, units), bias
        (seeds, 1, units), output weights (seeds, units, 10), output bias (seeds, 1, 10).
    """
    arguments.one_of("initialisation", initialisation, INITIALISATIONS)
    units = arguments.whole_number("units", units, low=1)
    seeds = arguments.whole_numbers("seeds", seeds)
    draws = {
        "identity": lambda random: np.eye(units),
        "orthogonal": lambda random: np.linalg.qr(random.normal(size=(units, units)))[0],
        "gain 5/3": lambda random: random.normal(0, 5 / 3 / np.sqrt(units), (units, units)),
        "he": lambda random: random.normal(0, np.sqrt(2 / units), (units, units)),
    }
    drawn = []
    for seed in seeds:
        random = np.random.default_rng(seed)
        wide, narrow = np.sqrt(6 / (1 + units)), np.sqrt(6 / (units + 10))
        drawn.append(
            (
                random.uniform(-wide, wide, (1, units)),
                draws[initialisation](random),
                np.zeros((1, units)),
                random.uniform(-narrow, narrow, (units, 10)),
                np.zeros((1, 10)),
            )
        )
    return [np.stack(parts).astype("float32") for parts in zip(*drawn, strict=True)]


@dataclass(frozen=True)
class Pass:
    """One forward and backward pass of several networks at once.

    Attributes:
        loss: (networks,), the mean cross-entropy.
        gradients: of the five variables, each with a leading axis of networks.
        errors: (time + 1, networks), the norm of the loss's gradient with respect to each state.
        correct: (networks,), the share of right answers.
    """

    loss: np.ndarray
    gradients: list[np.ndarray]
    errors: np.ndarray
    correct: np.ndarray


def forward(weights, x, activation="relu"):
    """Run recurrent networks over sequences.

    Args:
        weights: as `starting_weights` returns them.
        x: (networks, batch, time), the inputs.
        activation: ``"relu"`` or ``"tanh"``.

    Returns:
        The states (time + 1, networks, batch, units), the sums before the activation (the same
        without the first) and the logits (networks, batch, 10).
    """
    _check(weights, x, activation)
    inputs, recurrent, bias, outputs, output_bias = weights
    sums = np.moveaxis(x, -1, 0)[..., None] * inputs + bias
    states = np.zeros((len(sums) + 1, *sums.shape[1:]), "float32")
    for t, total in enumerate(sums):
        total += states[t] @ recurrent
        states[t + 1] = np.maximum(total, 0) if activation == "relu" else np.tanh(total)
    return states, sums, states[-1] @ outputs + output_bias


def both_passes(weights, x, y, activation="relu") -> Pass:
    """Run networks forwards, and their errors backwards through time.

    Args:
        weights: as `starting_weights` returns them.
        x: (networks, batch, time), the inputs.
        y: (networks, batch), the labels.
        activation: ``"relu"`` or ``"tanh"``.
    """
    _check(weights, x, activation)
    _check_labels(x, y)
    _, recurrent, _, outputs, _ = weights
    states, sums, logits = forward(weights, x, activation)
    logits = logits - logits.max(-1, keepdims=True)
    log_shares = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    right = np.eye(10, dtype="float32")[y]
    output_error = (np.exp(log_shares) - right) / y.shape[-1]
    slopes = (sums > 0).astype("float32") if activation == "relu" else 1 - states[1:] ** 2
    error = output_error @ np.swapaxes(outputs, -1, -2)
    errors = np.stack(back_through_time(error, slopes, recurrent))
    at_sums = errors[1:] * slopes
    gradients = [
        np.einsum("snt,tsnu->su", x, at_sums, optimize=True)[:, None],
        (states[:-1].swapaxes(-1, -2) @ at_sums).sum(0),
        at_sums.sum((0, 2))[:, None],
        np.swapaxes(states[-1], -1, -2) @ output_error,
        output_error.sum(1, keepdims=True),
    ]
    return Pass(
        -(log_shares * right).sum(-1).mean(-1),
        gradients,
        np.sqrt(np.square(errors, dtype="float64").sum((2, 3))),
        (logits.argmax(-1) == y).mean(-1),
    )


def norms_with_batch_normalisation(weights, x, y, activation="relu", scale=1.0, epsilon=1e-3):
    """Measure the errors' norms back through time with batch normalisation at every time step.

    The sums are normalised with their own step's mean and variance over the batch, as in
    Cooijmans et al. 2017, section 3, but with a plain recurrent layer instead of an LSTM.

    Args:
        weights: as `starting_weights` returns them; the biases are not used.
        x: (networks, batch, time), the inputs.
        y: (networks, batch), the labels.
        activation: ``"relu"`` or ``"tanh"``.
        scale: batch normalisation's gamma; beta is zero.
        epsilon: added to the variance; 0.001 in Keras.

    Returns:
        (time + 1, networks), the norm of the loss's gradient with respect to each state.
    """
    _check(weights, x, activation)
    _check_labels(x, y)
    scale = arguments.number("scale", scale)
    epsilon = arguments.number("epsilon", epsilon, low=0)
    inputs, recurrent, _, outputs, _ = weights
    state, tape = np.zeros((*x.shape[:2], recurrent.shape[-1])), []
    for t in range(x.shape[-1]):
        sums = state @ recurrent + x[:, :, t, None] * inputs
        deviation = np.sqrt(sums.var(1, keepdims=True) + epsilon)
        normal = (sums - sums.mean(1, keepdims=True)) / deviation
        state = np.maximum(scale * normal, 0) if activation == "relu" else np.tanh(scale * normal)
        tape.append((normal, deviation, state > 0 if activation == "relu" else 1 - state**2))
    logits = state @ outputs
    shares = np.exp(logits - logits.max(-1, keepdims=True))
    shares /= shares.sum(-1, keepdims=True)
    error = (shares - np.eye(10)[y]) / y.shape[-1] @ np.swapaxes(outputs, -1, -2)
    norms = [np.linalg.norm(error, axis=(1, 2))]
    for normal, deviation, slope in reversed(tape):
        error = error * slope * scale
        shared = error.mean(1, keepdims=True) + normal * (error * normal).mean(1, keepdims=True)
        error = (error - shared) / deviation @ np.swapaxes(recurrent, -1, -2)
        norms.append(np.linalg.norm(error, axis=(1, 2)))
    return np.array(norms[::-1])


def _check(weights, x, activation) -> None:
    """Refuse what does not fit together; the weights of a network that has diverged do."""
    weights = arguments.sequence("weights", weights, np.ndarray)
    shapes = [weight.shape for weight in weights]
    if [len(shape) for shape in shapes] != [3] * 5:
        raise ValueError(f"`weights` must be as `starting_weights` returns. Received: {shapes}.")
    arguments.one_of("activation", activation, ("relu", "tanh"))
    arguments.array("x", x, dimensions=3, dtype=None)
    if len(x) != len(weights[0]):
        raise ValueError(
            f"`x` must hold a batch for each of {len(weights[0])} networks. Received: {len(x)}."
        )


def _check_labels(x, y) -> None:
    labels = arguments.array("y", y, dimensions=2, whole=True, dtype=None)
    if labels.shape != x.shape[:2] or labels.min() < 0 or labels.max() > 9:
        raise ValueError(
            f"`y` must hold a digit for each of {x.shape[:2]} sequences. "
            f"Received shape {labels.shape}, {labels.min()} to {labels.max()}."
        )
