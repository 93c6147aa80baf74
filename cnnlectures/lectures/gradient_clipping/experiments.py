"""Gradient clipping: the two rules, descents on error surfaces, a recurrent network trained.

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
from cnnlectures.lectures.gradient_clipping.surfaces import SURFACES

#: How a gradient may be clipped, by the names that the lecture uses.
MODES = ("unclipped", "by value", "by norm")
#: The loss of guessing one of ten digits.
GUESSING = float(np.log(10))


# ------------------------------------------------------------------ the lesson's own code


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


def diverged(losses: np.ndarray) -> np.ndarray:
    """Say which runs had, at any update, a loss that is not below ten times that of guessing.

    Args:
        losses: (updates, runs) of a network that tells ten digits apart, so guessing costs ln 10.

    Returns:
        (runs,), true also where a loss is not a number.
    """
    return ~(losses < 10 * np.log(10)).all(axis=0)


# ------------------------------------------------------------------ directions


def angle(first, second) -> float:
    """Return the angle between two gradients (arrays, or lists of arrays) in degrees."""
    one, two = (np.concatenate([np.ravel(part) for part in _parts(g)]) for g in (first, second))
    cosine = one @ two / (np.linalg.norm(one) * np.linalg.norm(two))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def steepness(gradient) -> float:
    """Return a vector's angle from its first axis in degrees."""
    return float(np.degrees(np.arctan2(gradient[1], gradient[0])))


def clip(gradients: list[np.ndarray], mode: str, limit: float) -> list[np.ndarray]:
    """Clip by the rule of that name; ``"unclipped"`` leaves the gradients alone."""
    rules = {"by value": clip_by_value, "by norm": clip_by_norm}
    arguments.one_of("mode", mode, MODES)
    return rules[mode](gradients, limit) if mode in rules else list(gradients)


def _parts(gradient) -> list:
    return gradient if isinstance(gradient, list | tuple) else [gradient]


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
    rate = arguments.number("rate", rate, low=0)
    limit = arguments.number("limit", limit, low=0, open_low=True)
    points, norms = [arguments.array("start", start, dimensions=1)], []
    for _ in range(arguments.whole_number("steps", steps, low=1)):
        gradient = np.array(ground.slope(*points[-1].tolist()))
        norms.append(float(global_norm([gradient])))
        step = rate * clip([gradient], mode, limit)[0]
        points.append(np.clip(points[-1] - step, -1e6, 1e6))
    points = np.array(points)
    return Descent(points, ground.loss(*points.T), np.array(norms))


# ------------------------------------------------------------------ a recurrent network


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
    updates = arguments.whole_number("updates", updates, low=1)
    batch = arguments.whole_number("batch", batch, low=1)
    rates = np.broadcast_to(arguments.array("rate", rate, dimensions=(0, 1)), len(seeds))
    limits = np.broadcast_to(arguments.array("limit", limit, dimensions=(0, 1)), len(seeds))
    weights = recurrent.starting_weights(initialisation, seeds, units)
    activation = recurrent.INITIALISATIONS[initialisation]
    x, y, x_new, y_new = sequences()
    shuffles = [np.random.default_rng([seed, 1]) for seed in seeds]
    rows = {"loss": [], "norm": [], "growth": [], "turned": []}
    with np.errstate(all="ignore"):  # a run that diverges overflows; that is the point
        for _ in range(updates):
            chosen = np.stack([random.integers(0, len(x), batch) for random in shuffles])
            found = recurrent.both_passes(weights, x[chosen], y[chosen], activation)
            steps, norms, turned = _clip_each(found.gradients, mode, limits)
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


def _clip_each(gradients, mode, limits):
    """Clip every network's gradient by itself; return them, their norms and how far they turned."""
    clipped, norms, turned = [], [], []
    for run, limit in enumerate(limits):
        own = [gradient[run].astype("float64") for gradient in gradients]
        clipped.append(clip(own, mode, limit))
        norms.append(global_norm(own))
        turned.append(angle(own, clipped[-1]) if mode == "by value" else 0.0)
    stacked = [np.stack(parts).astype("float32") for parts in zip(*clipped, strict=True)]
    return stacked, norms, turned


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
    if weights is None:
        weights = recurrent.starting_weights(initialisation, seeds, units)
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
    average = arguments.number("average", average, low=0, open_low=True)
    rows = []
    for rate in rates:
        limits = np.minimum(average * np.repeat(multiples, len(seeds)), 1e300)
        runs = train(
            list(seeds) * len(multiples),
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
    import keras

    variables = [keras.Variable(np.zeros_like(gradient)) for gradient in gradients]
    optimiser = keras.optimizers.SGD(learning_rate=1.0, **options)
    optimiser.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
    return [-variable.numpy() for variable in variables]
