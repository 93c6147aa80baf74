"""Choosing a model: what choosing does to the score that it went by, and how slide 15 does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.testing_and_validation.experiments import digits, split

# ------------------------------------------------------------------ the lesson's own code


def expected_maximum(m: int) -> float:
    """Return the mean of the largest of m standard normal numbers, to about four digits.

    The largest lies below z if all m do, so with probability Φ(z)^m.
    """
    z = np.linspace(-8, 8, 16_001)
    step = z[1] - z[0]
    below = np.cumsum(np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)) * step
    return float(np.sum(z[1:] * np.diff(below**m)))


def fit(x: np.ndarray, y: np.ndarray, degree: int) -> np.ndarray:
    """Fit a polynomial by least squares.

    Args:
        x: (n,), the inputs.
        y: (n,), the targets.
        degree: 1 is the linear model.

    Returns:
        (degree + 1,), the coefficients, highest power first.
    """
    return np.linalg.lstsq(np.vander(x, degree + 1), y, rcond=None)[0]


def error(weights: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """Return a polynomial's mean squared error, which is right on average on any test set."""
    return np.mean((np.polyval(weights, x) - y) ** 2)


def hold_out(x, y, degrees: Sequence[int], random: np.random.Generator):
    """Choose a degree as slide 15 does: on held-out examples; refit with them; test once.

    Args:
        x: (n,), the inputs.
        y: (n,), the targets.
        degrees: the candidates.
        random: a NumPy generator, for the split into 60, 20 and 20 per cent.

    Returns:
        The chosen degree, the validation error of each, the final model, its test error.
    """
    train, validation, test = split(len(x), (0.6, 0.2, 0.2), random)
    scores = {}
    for degree in degrees:
        candidate = fit(x[train], y[train], degree)
        scores[degree] = error(candidate, x[validation], y[validation])
    best = min(scores, key=scores.get)
    both = np.concatenate([train, validation])
    final = fit(x[both], y[both], best)
    return best, scores, final, error(final, x[test], y[test])


# ------------------------------------------------------------------ the set that chooses


def guessers(
    candidates: Sequence[int], *, images: int = 100, seed: int, repeats: int = 1000
) -> np.ndarray:
    """Let candidates flip coins, and report the best of them.

    Args:
        candidates: how many there are to choose from.
        images: in the test set; each is answered rightly with probability a half.
        seed: of the draws.
        repeats: test sets.

    Returns:
        (candidates, repeats), the best candidate's test accuracy.
    """
    candidates = arguments.whole_numbers("candidates", candidates, low=1, high=10_000)
    images = arguments.whole_number("images", images, low=1)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    repeats = arguments.whole_number("repeats", repeats, low=1)
    best = [random.binomial(images, 0.5, (repeats, count)).max(axis=1) for count in candidates]
    return np.array(best) / images


def pixel_classifiers(
    *, candidates: int = 100, pixels: int = 10, images: int = 100, seed: int, repeats: int = 50
) -> dict[str, np.ndarray]:
    """Choose among real classifiers of the digits, each of which sees a few pixels only.

    A candidate compares an image with the ten mean images of 200 training images, at its own
    pixels, drawn by lot. One set of images chooses the best; another of the same size has not.

    Args:
        candidates: to choose from.
        pixels: that each of them sees.
        images: in the set that chooses, and in the set that does not.
        seed: of all draws.
        repeats: fresh splits and fresh candidates.

    Returns:
        Accuracies (repeats,) of the chosen one on the images that chose (``"chose"``), on the
        fresh ones (``"fresh"``) and on all others, at least 1,000 (``"truth"``); the candidates'
        mean (``"mean"``) and standard deviation (``"spread"``) there; the standard error of a
        score (``"noise"``), and what is left of it without the luck that all candidates share
        because they see the same images (``"own noise"``).
    """
    candidates = arguments.whole_number("candidates", candidates, low=2, high=5000)
    pixels = arguments.whole_number("pixels", pixels, low=1, high=64)
    images = arguments.whole_number("images", images, low=1, high=290)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    x, y = digits()
    rows = []
    for _ in range(arguments.whole_number("repeats", repeats, low=1)):
        order = random.permutation(len(x))
        train, rest = order[:200], order[200:]
        means = np.stack([x[train][y[train] == digit].mean(0) for digit in range(10)])
        scores = np.empty((candidates, len(rest)), bool)
        for candidate in range(candidates):
            seen = random.permutation(64)[:pixels]
            near = (means[:, seen] ** 2).sum(1) - 2 * x[rest][:, seen] @ means[:, seen].T
            scores[candidate] = near.argmin(1) == y[rest]
        chose, fresh, truth = (
            scores[:, part].mean(1) for part in np.split(np.arange(len(rest)), [images, 2 * images])
        )
        best = chose.argmax()
        own = scores - scores.mean(axis=0)
        noises = [np.sqrt(each.var(axis=1).mean() / images) for each in (scores, own)]
        rows.append((chose[best], fresh[best], truth[best], truth.mean(), truth.std(), *noises))
    names = ("chose", "fresh", "truth", "mean", "spread", "noise", "own noise")
    return dict(zip(names, np.array(rows).T, strict=True))


def gain_and_optimism(candidates: int, spread: float, noise: float) -> tuple[float, float]:
    """Return what choosing gains, and by how much the score that chose flatters.

    Both normal: true accuracies with deviation τ, and errors of measurement with deviation σ. The
    best score is E √(τ² + σ²) over the mean, E the expected maximum; of this the share
    τ²/(τ² + σ²) is real and the rest is luck.

    Args:
        candidates: to choose from.
        spread: τ, the standard deviation of the candidates' true accuracies.
        noise: σ, the standard error of a score.

    Returns:
        The gain in true accuracy over the mean candidate, and the optimism.
    """
    candidates = arguments.whole_number("candidates", candidates, low=1)
    spread = arguments.number("spread", spread, low=0)
    noise = arguments.number("noise", noise, low=0, open_low=True)
    unit = expected_maximum(candidates) / np.hypot(spread, noise)
    return unit * spread**2, unit * noise**2


# ------------------------------------------------------------------ linear or polynomial?

#: Generated targets by name: what y is for x between -1 and 1, before noise.
TRUTHS = {"straight": lambda x: 0.8 * x, "bent": lambda x: np.sin(3.5 * x)}
NOISE = 0.3  # standard deviation of what is added to the targets
DEGREES = tuple(range(1, 7))


def measurements(truth: str, n: int, random: np.random.Generator):
    """Generate n examples of one of `TRUTHS`, with noise: inputs (n,) and targets (n,)."""
    truth = TRUTHS[arguments.one_of("truth", truth, TRUTHS)]
    n = arguments.whole_number("n", n, low=1)
    if not isinstance(random, np.random.Generator):
        raise ValueError(f"`random` must be a NumPy generator. Received: {random!r}.")
    x = random.uniform(-1, 1, n)
    return x, truth(x) + random.normal(0, NOISE, n)


@dataclass(frozen=True)
class Procedures:
    """Slide 15's procedure, many times over on fresh data.

    Attributes:
        chosen: (repeats,), the degree.
        validation: (repeats,), the error that chose it.
        test: (repeats,), the error of the final model on the test set.
        truth: (repeats,), its error on 2,000 fresh examples.
        not_refitted: (repeats,), that of the chosen model before it is fitted again.
        fixed: that of the model of one degree, fitted to the same 80 per cent, by degree:
            (repeats,) each.
    """

    chosen: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    truth: np.ndarray
    not_refitted: np.ndarray
    fixed: dict[int, np.ndarray]


def procedures(
    truth: str,
    *,
    n: int = 80,
    degrees: Sequence[int] = DEGREES,
    seed: int,
    repeats: int = 200,
) -> Procedures:
    """Run `hold_out` on fresh data again and again.

    Args:
        truth: one of `TRUTHS`.
        n: examples in all; 60 per cent train, 20 choose, 20 test.
        degrees: the candidates.
        seed: of all draws.
        repeats: fresh data sets.
    """
    n = arguments.whole_number("n", n, low=10)
    degrees = arguments.whole_numbers("degrees", degrees, low=1, high=20)
    seed = arguments.whole_number("seed", seed)
    rows, fixed = [], {degree: [] for degree in degrees}
    for repeat in range(arguments.whole_number("repeats", repeats, low=1)):
        random = np.random.default_rng([seed, repeat])
        x, y = measurements(truth, n, random)
        fresh = measurements(truth, 2000, random)
        deal = np.random.default_rng([seed, repeat, 1])
        best, scores, final, tested = hold_out(x, y, degrees, deal)
        train, validation, _ = split(n, (0.6, 0.2, 0.2), np.random.default_rng([seed, repeat, 1]))
        both = np.concatenate([train, validation])
        before = error(fit(x[train], y[train], best), *fresh)
        rows.append((best, scores[best], tested, error(final, *fresh), before))
        for degree, errors in fixed.items():
            errors.append(error(fit(x[both], y[both], degree), *fresh))
    return Procedures(*np.array(rows).T, {degree: np.array(own) for degree, own in fixed.items()})


def diabetes(*, seed: int, repeats: int = 20) -> dict[int, np.ndarray]:
    """Compare linear and polynomial models of scikit-learn's diabetes table on validation sets.

    442 patients, 10 measurements each, and the disease's progress a year later (Efron et al.
    2004). Degree 2 has 66 columns, degree 3 has 286, for 265 patients to train on.

    Args:
        seed: of the splits.
        repeats: splits into 60, 20 and 20 per cent.

    Returns:
        Validation errors (repeats,) by degree, 1 to 3.
    """
    from sklearn.datasets import load_diabetes
    from sklearn.preprocessing import PolynomialFeatures

    seed = arguments.whole_number("seed", seed)
    x, y = load_diabetes(return_X_y=True)
    x = x / x.std(0)
    columns = {degree: PolynomialFeatures(degree).fit_transform(x) for degree in (1, 2, 3)}
    errors = {degree: [] for degree in columns}
    for repeat in range(arguments.whole_number("repeats", repeats, low=1)):
        parts = split(len(x), (0.6, 0.2, 0.2), np.random.default_rng([seed, repeat]))
        train, validation, _ = parts
        for degree, table in columns.items():
            weights = np.linalg.lstsq(table[train], y[train], rcond=None)[0]
            gap = table[validation] @ weights - y[validation]
            errors[degree].append(np.sqrt(np.mean(gap**2)))
    return {degree: np.array(own) for degree, own in errors.items()}
