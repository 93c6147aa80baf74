"""Over- and underfitting on generated data: one curve for each remedy of slides 9 and 10.

Thirty-six countries are what there is, so "more data" and "less noise" need a world of our own:
income spread evenly, satisfaction on a bent curve of the table's shape, plus noise. A degree-15
polynomial through 36 such points overfits; every curve starts there and turns one knob.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.ml_challenges.experiments import INCOMES, fit, polynomial, rms

DEGREE, EXAMPLES, NOISE = 15, 36, 0.6
#: The knobs of `curve` and where each is turned to; the first value is where the trouble starts.
KNOBS = {
    "degree": (15, 10, 7, 5, 3, 2, 1, 0),
    "examples": (36, 60, 100, 200, 400, 1000),
    "noise": (0.6, 0.4, 0.2, 0.1, 0.05, 0.0),
    "L2": (0.0, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0),
    "L1": (0.0, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1.0),
}
_GRID = np.linspace(*INCOMES, 201)


def truth(income: np.ndarray) -> np.ndarray:
    """Return the satisfaction that an income gives on average in the generated world."""
    income = arguments.array("income", income, dimensions=(0, 1))
    return 5.0 + 2.6 * np.log(np.maximum(income, 1.0) / 5_000) / np.log(21)


def sample(count: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return incomes and satisfactions of generated countries.

    Args:
        count: how many.
        noise: standard deviation of the satisfaction around its average.
        seed: of the draws; the first `count` of a larger sample are the same countries.

    Returns:
        Two arrays of (count,).
    """
    count = arguments.whole_number("count", count, low=1)
    noise = arguments.number("noise", noise, low=0)
    seed = arguments.whole_number("seed", seed)
    income = np.random.default_rng([seed, 0]).uniform(*INCOMES, count)
    spread = np.random.default_rng([seed, 1]).normal(size=count)
    return income, truth(income) + noise * spread


def on_new_data(weights: np.ndarray, noise: float) -> float:
    """Return a polynomial's root-mean-square error on infinitely many new countries.

    Args:
        weights: of the features of `polynomial`.
        noise: of the new countries, which nobody can predict.
    """
    weights = arguments.array("weights", weights, dimensions=1)
    noise = arguments.number("noise", noise, low=0)
    away = polynomial(_GRID, len(weights) - 1) @ weights - truth(_GRID)
    return float(np.hypot(rms(away), noise))


def curve(knob: str, seeds: Sequence[int]) -> dict[str, np.ndarray]:
    """Turn one knob and measure the error on the training data and on new data.

    Args:
        knob: one of `KNOBS`.
        seeds: each generates other countries.

    Returns:
        ``"training"`` and ``"new"``: (seeds, values of the knob), root-mean-square errors.
    """
    values = KNOBS[arguments.one_of("knob", knob, KNOBS)]
    found = {"training": [], "new": []}
    for seed in _seeds(seeds):
        own = {"training": [], "new": []}
        for value in values:
            degree = value if knob == "degree" else DEGREE
            count = value if knob == "examples" else EXAMPLES
            noise = value if knob == "noise" else NOISE
            income, y = sample(count, noise, seed)
            features = polynomial(income, degree)
            if knob == "L1":
                weights = lasso(features, y, value)
            else:
                weights = fit(features, y, value if knob == "L2" else 0.0)
            own["training"].append(rms(y - features @ weights))
            own["new"].append(on_new_data(weights, noise))
        for name, errors in own.items():
            found[name].append(errors)
    return {name: np.array(errors) for name, errors in found.items()}


def sweep(
    income: np.ndarray, y: np.ndarray, *, strength: float, noise: float, highest: int = 30
) -> dict[str, np.ndarray]:
    """Fit polynomials of degree 1 to `highest`, all with one L2 penalty, quickly.

    Args:
        income: (examples,) in US dollars.
        y: (examples,).
        strength: of the penalty, λ; not zero, so that every degree has one solution.
        noise: of new countries.
        highest: degree.

    Returns:
        ``"training"`` and ``"new"``: (highest,), root-mean-square errors; ``"weights"``: (highest,
        highest + 1), zero beyond each degree.
    """
    strength = arguments.number("strength", strength, low=0, open_low=True)
    noise = arguments.number("noise", noise, low=0)
    highest = arguments.whole_number("highest", highest, low=1, high=60)
    features = polynomial(income, highest)
    y = arguments.array("y", y, dimensions=1)
    if len(y) != len(features):
        raise ValueError(f"`y` must have {len(features)} numbers. Received: {len(y)}.")
    gram = features.T @ features / len(y) + strength * np.diag(np.arange(highest + 1) > 0)
    target = features.T @ y / len(y)
    weights = np.zeros((highest, highest + 1))
    for degree in range(1, highest + 1):
        own = slice(degree + 1)
        weights[degree - 1, own] = np.linalg.solve(gram[own, own], target[own])
    away = polynomial(_GRID, highest) @ weights.T - truth(_GRID)[:, None]
    return {
        "training": np.sqrt(((features @ weights.T - y[:, None]) ** 2).mean(0)),
        "new": np.hypot(np.sqrt((away**2).mean(0)), noise),
        "weights": weights,
    }


def _seeds(seeds) -> list[int]:
    if not isinstance(seeds, Sequence) or isinstance(seeds, str) or not len(seeds):
        raise ValueError(f"`seeds` must be a list of whole numbers. Received: {seeds!r}.")
    return [arguments.whole_number("seeds", seed) for seed in seeds]


def lasso(features: np.ndarray, y: np.ndarray, strength: float, sweeps: int = 300) -> np.ndarray:
    """Return the weights of least squares with an L1 penalty on all but the first.

    They minimise half the mean of the squared errors plus `strength` times the sizes of the
    weights, one weight at a time (coordinate descent; Friedman, Hastie and Tibshirani, 2010,
    section 2).

    Args:
        features: (examples, weights); the first column is constant.
        y: (examples,).
        strength: of the penalty, λ; without one, the weights are those of least squares.
        sweeps: how often each weight is set at most.
    """
    features = arguments.array("features", features, dimensions=2)
    y = arguments.array("y", y, dimensions=1)
    if len(y) != len(features):
        raise ValueError(f"`y` must have {len(features)} numbers. Received: {len(y)}.")
    strength = arguments.number("strength", strength, low=0)
    sweeps = arguments.whole_number("sweeps", sweeps, low=1)
    if strength == 0:
        return fit(features, y)
    gram, target = features.T @ features / len(y), features.T @ y / len(y)
    weights = np.zeros(len(target))
    for _ in range(sweeps):
        before = weights.copy()
        for which in range(len(target)):
            rest = target[which] - gram[which] @ weights + gram[which, which] * weights[which]
            small = strength if which else 0.0
            weights[which] = np.sign(rest) * max(abs(rest) - small, 0) / gram[which, which]
        if np.abs(weights - before).max() < 1e-7:
            break
    return weights


# ------------------------------------------------------------------ batch size


def minibatch(
    seeds: Sequence[int],
    *,
    batches: Sequence[int],
    strengths: Sequence[float],
    updates: int = 4000,
) -> np.ndarray:
    """Train a degree-5 polynomial on 96 countries by mini-batches, with L2 of several strengths.

    The learning rate falls, and the weights of the second half of the updates are averaged, so
    that what is left of the noise of small batches is small.

    Args:
        seeds: each generates other countries and other batches.
        batches: countries per update.
        strengths: of the penalty.
        updates: how many.

    Returns:
        (strengths, batches, seeds): the size of the weights, but for the constant, at the end.
    """
    arguments.array("batches", batches, dimensions=1)
    arguments.array("strengths", strengths, dimensions=1)
    sizes = [arguments.whole_number("batches", batch, low=1, high=96) for batch in batches]
    updates = arguments.whole_number("updates", updates, low=2)
    penalty = np.array([arguments.number("strengths", each, low=0) for each in strengths])
    seeds = _seeds(seeds)
    data = [sample(96, NOISE, seed) for seed in seeds]
    features = np.stack([polynomial(income, 5) for income, _ in data])
    y = np.stack([own for _, own in data])
    ends = np.empty((len(penalty), len(sizes), len(seeds)))
    shrink = penalty[:, None, None] * (np.arange(6) > 0)
    for place, size in enumerate(sizes):
        randoms = [np.random.default_rng([seed, size]) for seed in seeds]
        chosen = np.stack([random.integers(0, 96, (updates, size)) for random in randoms])
        if size == 96:
            chosen = np.broadcast_to(np.arange(96), (len(seeds), updates, 96))
        weights = np.zeros((len(penalty), len(seeds), 6))
        total = np.zeros_like(weights)
        rows = np.arange(len(seeds))[:, None]
        for update in range(updates):
            x, target = features[rows, chosen[:, update]], y[rows, chosen[:, update]]
            errors = np.einsum("psw,sew->pse", weights, x) - target
            slope = np.einsum("pse,sew->psw", errors, x) / size + shrink * weights
            weights = weights - 0.2 / (1 + update / 100) ** 0.6 * slope / (1 + shrink)
            total += weights * (2 * update >= updates)
        ends[:, place] = np.linalg.norm(total[..., 1:] / np.ceil(updates / 2), axis=-1)
    return ends


# ------------------------------------------------------------------ dropout


def dropout_curve(
    seeds: Sequence[int],
    rates: Sequence[float],
    *,
    width: int = 64,
    updates: int = 1000,
) -> dict[str, np.ndarray]:
    """Train a network of two hidden ReLU layers on the 36 countries, with dropout after each.

    All networks are trained side by side, by Adam on all countries at once.

    Args:
        seeds: each generates other countries and weights; the same for every rate.
        rates: shares of hidden units that are dropped at an update.
        width: of the hidden layers.
        updates: how many.

    Returns:
        ``"training"`` and ``"new"``: (seeds, rates), root-mean-square errors, nothing dropped.
    """
    seeds, width = _seeds(seeds), arguments.whole_number("width", width, low=1)
    updates = arguments.whole_number("updates", updates, low=1)
    arguments.array("rates", rates, dimensions=1)
    rates = [arguments.number("rates", rate, low=0, high=0.99) for rate in rates]
    starts = [_network(seed, width) for seed in seeds]
    data = [sample(EXAMPLES, NOISE, seed) for seed in seeds]
    x, y, grid = _columns(data, len(rates))
    weights = [
        np.repeat(np.stack(each), len(rates), axis=0).astype("float32")
        for each in zip(*starts, strict=True)
    ]
    keep = np.tile(1 - np.array(rates, "float32"), len(seeds))[:, None, None]
    random = np.random.default_rng([*seeds, 2])
    average = [[np.zeros_like(w) for w in weights] for _ in range(2)]
    for update in range(1, updates + 1):
        drawn = random.random((2, len(x), EXAMPLES, width), dtype="float32")
        slopes = _slopes(weights, x, y, (drawn < keep) / keep)
        rate = 3e-3 if update < 0.7 * updates else 6e-4
        for place, slope in enumerate(slopes):
            first, second = average[0][place], average[1][place]
            first += 0.1 * (slope - first)
            second += 0.01 * (slope**2 - second)
            size = np.sqrt(second / (1 - 0.99**update)) + 1e-7
            weights[place] -= np.float32(rate) * first / (1 - 0.9**update) / size
    seen = np.sqrt(((_forward(weights, x)[-1] - y) ** 2).mean((1, 2)))
    away = _forward(weights, grid)[-1][..., 0] - (truth(_GRID) - 6.5)
    new = np.hypot(np.sqrt((away**2).mean(1)), NOISE)
    shape = (len(seeds), len(rates))
    return {"training": seen.reshape(shape), "new": new.reshape(shape)}


def _network(seed: int, width: int) -> list[np.ndarray]:
    """Return weights whose first layer bends at places all over the range of incomes."""
    random = np.random.default_rng([seed, 3])
    return [
        3 * random.normal(size=(1, width)),
        random.uniform(-3, 3, (1, width)),
        np.sqrt(2 / width) * random.normal(size=(width, width)),
        np.zeros((1, width)),
        np.sqrt(1 / width) * random.normal(size=(width, 1)),
        np.zeros((1, 1)),
    ]


def _columns(data, times: int):
    """Return inputs, targets and the grid, each with an axis of networks in front."""
    low, high = INCOMES

    def scaled(income):
        return (2 * (income - low) / (high - low) - 1)[:, None]

    x = np.repeat(np.stack([scaled(income) for income, _ in data]), times, axis=0)
    y = np.repeat(np.stack([own[:, None] - 6.5 for _, own in data]), times, axis=0)
    grid = np.broadcast_to(scaled(_GRID), (len(x), len(_GRID), 1))
    return x.astype("float32"), y.astype("float32"), grid.astype("float32")


def _forward(weights, x, masks=(1.0, 1.0)):
    first = np.maximum(x * weights[0] + weights[1], 0) * masks[0]
    second = np.maximum(first @ weights[2] + weights[3], 0) * masks[1]
    return first, second, second @ weights[4] + weights[5]


def _slopes(weights, x, y, masks):
    """Return the gradient of the mean squared error for every array of weights."""
    first, second, out = _forward(weights, x, masks)
    error = 2 * (out - y) / y.shape[1]
    by_second = (error @ weights[4].swapaxes(1, 2)) * masks[1] * (second > 0)
    by_first = (by_second @ weights[2].swapaxes(1, 2)) * masks[0] * (first > 0)
    sides = ((x, by_first), (first, by_second), (second, error))
    for before, after in sides:
        yield before.swapaxes(1, 2) @ after
        yield after.sum(1, keepdims=True)
