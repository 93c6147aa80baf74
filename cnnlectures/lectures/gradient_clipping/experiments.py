"""Gradient clipping measured: recurrent networks that train, diverge or are saved.

Everything here is NumPy, so that most of the lecture opens without TensorFlow; only
`keras_step` asks a real Keras optimiser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.gradient_clipping import recurrent
from cnnlectures.lectures.gradient_clipping.recurrent import sequences
from cnnlectures.lectures.gradient_clipping.rules import (
    MODES,
    Descent,
    angle,
    clip_by_norm,
    clip_by_value,
    clip_each,
    descend,
    global_norm,
    steepness,
)
from cnnlectures.lectures.gradient_clipping.surfaces import SURFACES

__all__ = ["GUESSING", "MODES", "SURFACES", "Descent", "Training"]
__all__ += ["angle", "clip_by_norm", "clip_by_value", "descend", "global_norm", "steepness"]
__all__ += ["compare_thresholds", "diverged", "keras_step", "norms_through_time", "sequences"]
__all__ += ["spread_through_time", "train"]

#: The loss of guessing one of ten digits.
GUESSING = float(np.log(10))


def diverged(losses: np.ndarray) -> np.ndarray:
    """Say which runs had, at any update, a loss that is not below ten times that of guessing.

    Args:
        losses: (updates, runs) of a network that tells ten digits apart, so guessing costs ln 10.

    Returns:
        (runs,), true also where a loss is not a number.
    """
    return ~(losses < 10 * np.log(10)).all(axis=0)


@dataclass(frozen=True)
class Training:
    """Several recurrent networks trained side by side.

    Attributes:
        losses: (updates, runs), of each update's batch before the update.
        norms: (updates, runs), the length of the whole gradient before clipping.
        growth: (updates, runs), the error's norm at the first state over that at the last.
        turned: (updates, runs), by how many degrees clipping turned the gradient.
        validation: (runs,), the share of right answers on the validation digits at the end.
        weights: the variables at the end, each with a leading axis of runs.
    """

    losses: np.ndarray
    norms: np.ndarray
    growth: np.ndarray
    turned: np.ndarray
    validation: np.ndarray
    weights: list[np.ndarray]


def train(
    seeds: Sequence[int],
    *,
    rate: float | Sequence[float] = 0.01,
    mode: str = "unclipped",
    limit: float | Sequence[float] = 1.0,
    updates: int = 300,
    units: int = 32,
    batch: int = 32,
    initialisation: str = "identity",
) -> Training:
    """Train one recurrent network per seed on the digits, pixel by pixel, with plain SGD.

    Args:
        seeds: one network each; a seed fixes its weights and its batches.
        rate: the learning rate, or one for each network.
        mode: one of `MODES`.
        limit: the threshold of the clipping, or one for each network.
        updates: how many steps to make.
        units: of the recurrent layer.
        batch: sequences per update.
        initialisation: one of `recurrent.INITIALISATIONS`.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    arguments.one_of("mode", mode, MODES)
    seeds = arguments.whole_numbers("seeds", seeds)
    updates = arguments.whole_number("updates", updates, low=1)
    batch = arguments.whole_number("batch", batch, low=1)
    rates, limits = (
        _for_each(name, value, seeds) for name, value in (("rate", rate), ("limit", limit))
    )
    weights = recurrent.starting_weights(initialisation, seeds, units)
    activation = recurrent.INITIALISATIONS[initialisation]
    x, y, x_new, y_new = sequences()
    shuffles = [np.random.default_rng([seed, 1]) for seed in seeds]
    rows = {"loss": [], "norm": [], "growth": [], "turned": []}
    with np.errstate(all="ignore"):  # a run that diverges overflows; that is the point
        for _ in range(updates):
            chosen = np.stack([random.integers(0, len(x), batch) for random in shuffles])
            found = recurrent.both_passes(weights, x[chosen], y[chosen], activation)
            steps, norms, turned = clip_each(found.gradients, mode, limits)
            rows["loss"].append(found.loss)
            rows["norm"].append(norms)
            rows["growth"].append(found.errors[0] / found.errors[-1])
            rows["turned"].append(turned)
            weights = [
                weight - rates.astype("float32")[:, None, None] * step
                for weight, step in zip(weights, steps, strict=True)
            ]
        new = np.broadcast_to(x_new, (len(seeds), *x_new.shape))
        logits = recurrent.forward(weights, new, activation)[-1]
    right = (logits.argmax(-1) == y_new).mean(-1)
    return Training(*map(np.array, rows.values()), right, weights)


def _for_each(argument: str, value, seeds: Sequence[int]) -> np.ndarray:
    """Return one number for every seed."""
    numbers = arguments.array(argument, value, dimensions=(0, 1))
    if numbers.size not in (1, len(seeds)) or (numbers < 0).any():
        raise ValueError(
            f"`{argument}` must be a number of at least 0, or one for each of {len(seeds)} "
            f"networks. Received: {value!r}."
        )
    return np.broadcast_to(numbers, len(seeds))


def _sample(networks: int):
    """Return the first 200 training digits, the same for every network."""
    x, y, _, _ = sequences()
    return np.broadcast_to(x[:200], (networks, 200, 64)), np.broadcast_to(y[:200], (networks, 200))


def norms_through_time(
    seeds: Sequence[int],
    *,
    initialisation: str = "identity",
    units: int = 32,
    weights: list[np.ndarray] | None = None,
    batch_normalisation: bool = False,
) -> np.ndarray:
    """Measure how long the loss's gradient with respect to each state is, on 200 digits.

    Args:
        seeds: one network each.
        initialisation: one of `recurrent.INITIALISATIONS`.
        units: of the recurrent layer.
        weights: measure these instead of fresh ones.
        batch_normalisation: normalise the sums of every time step over the batch.

    Returns:
        (65, networks): the norm at states 0 to 64; the last is where the loss is.
    """
    seeds = arguments.whole_numbers("seeds", seeds)
    fresh = recurrent.starting_weights(initialisation, seeds, units)
    weights = fresh if weights is None else weights
    activation = recurrent.INITIALISATIONS[initialisation]
    with np.errstate(all="ignore"):
        if batch_normalisation:
            sample = _sample(len(seeds))
            return recurrent.norms_with_batch_normalisation(weights, *sample, activation)
        return recurrent.both_passes(weights, *_sample(len(seeds)), activation).errors


def spread_through_time(weights: list[np.ndarray], seed: int = 0) -> np.ndarray:
    """Measure how far a ReLU layer's sums spread over a batch at every time step.

    The input is normal noise, alike at every time step, so only the recurrence can change them.

    Args:
        weights: as `recurrent.starting_weights` returns them.
        seed: of the noise.

    Returns:
        (64, networks): the deviation over 200 sequences, the mean over the units.
    """
    arguments.sequence("weights", weights, np.ndarray)
    seed = arguments.whole_number("seed", seed)
    noise = np.random.default_rng(seed).normal(size=(200, 64)).astype("float32")
    _, sums, _ = recurrent.forward(weights, np.broadcast_to(noise, (len(weights[0]), 200, 64)))
    return sums.std(2).mean(-1)


def compare_thresholds(
    seeds: Sequence[int],
    *,
    average: float,
    rates: Sequence[float] = (0.001, 0.01),
    multiples: Sequence[float] = (0.02, 0.1, 0.5, 1, 3, 10, np.inf),
    updates: int = 200,
    units: int = 32,
) -> list[dict]:
    """Train with thresholds that are multiples of the average norm, at several learning rates.

    Args:
        seeds: one network each for every pair of rate and threshold.
        average: the average norm of the gradient.
        rates: learning rates.
        multiples: thresholds, in averages; infinity leaves the gradient alone.
        updates: how many steps to make.
        units: of the recurrent layer.

    Returns:
        A row for each rate and multiple: ``rate``, ``multiple``, ``validation`` (one share of
        right answers per seed), ``diverged`` (how many runs did), ``clipped`` (the share of
        updates that were).
    """
    seeds = arguments.whole_numbers("seeds", seeds)
    average = arguments.number("average", average, low=0, open_low=True)
    arguments.numbers("rates", rates, low=0)
    if (arguments.array("multiples", multiples, dimensions=1, infinite=True) <= 0).any():
        raise ValueError(f"`multiples` must be above 0. Received: {multiples!r}.")
    rows = []
    for rate in rates:
        limits = np.minimum(average * np.repeat(multiples, len(seeds)), 1e300)
        runs = train(
            seeds * len(multiples),
            rate=rate,
            mode="by norm",
            limit=limits,
            updates=updates,
            units=units,
        )
        lost = diverged(runs.losses).reshape(len(multiples), -1).sum(1)
        right = runs.validation.reshape(len(multiples), -1)
        often = (runs.norms > limits).mean(0).reshape(len(multiples), -1).mean(1)
        rows += [
            {"rate": rate, "multiple": multiple, "validation": v, "diverged": int(n), "clipped": c}
            for multiple, v, n, c in zip(multiples, right, lost, often, strict=True)
        ]
    return rows


def keras_step(gradients: Sequence[np.ndarray], options: Mapping) -> list[np.ndarray]:
    """Let Keras's SGD make one step from zero at rate 1; return what it subtracted.

    Args:
        gradients: one array per variable.
        options: keyword arguments of ``keras.optimizers.SGD``, such as ``{"clipnorm": 1.0}``.
    """
    arguments.sequence("gradients", gradients, np.ndarray)
    arguments.instance("options", options, Mapping)
    import keras

    variables = [keras.Variable(np.zeros_like(gradient)) for gradient in gradients]
    optimiser = keras.optimizers.SGD(learning_rate=1.0, **options)
    optimiser.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
    return [-variable.numpy() for variable in variables]
