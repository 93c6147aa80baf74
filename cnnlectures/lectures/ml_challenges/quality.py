"""Poor data and irrelevant features: two learners on real patients' data that we spoil.

The data are scikit-learn's breast cancer set (Wolberg, Street and Mangasarian; 569 patients, 30
measurements of cell nuclei, benign or malignant). It has no gaps and no wrong entries, so that we
know what we spoilt. Only the training data are spoilt by outliers; gaps and noise features are in
the test data too, as they would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from cnnlectures.core import arguments

LEARNERS = ("logistic regression", "nearest neighbours")
TRAINING = 200  # patients; the other 369 are for testing
#: The three kinds of feature, each of ten measurements: mean over the cells, its error, worst.
GATHERED = {"mean only": slice(0, 10), "all 30": slice(0, 30)}
_SLIP = 100.0  # a decimal point two places wrong
_FAR = 10.0  # deviations from the median that make an outlier


@cache
def patients() -> tuple[np.ndarray, np.ndarray]:
    """Return the measurements (569, 30) and whether each tumour is benign (569,)."""
    from sklearn.datasets import load_breast_cancer

    return load_breast_cancer(return_X_y=True)


def _model(learner: str, *before):
    """Return a learner after standardising, with further steps between."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    last = {
        LEARNERS[0]: LogisticRegression(solver="liblinear", random_state=0),
        LEARNERS[1]: KNeighborsClassifier(5),
    }[learner]
    return make_pipeline(StandardScaler(), *before, last)


def _accuracy(x, y, x_new, y_new, steps=lambda: ()) -> list[float]:
    """Return each learner's share of right answers; without two classes, that of guessing."""
    if len(np.unique(y)) < 2 or len(y) < 6:
        return [float((y_new == 1).mean())] * len(LEARNERS)
    return [_model(name, *steps()).fit(x, y).score(x_new, y_new) for name in LEARNERS]


def _split(seed: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    order = np.random.default_rng([seed, 0]).permutation(len(patients()[1]))
    return order[:TRAINING], order[TRAINING:], np.random.default_rng([seed, 1])


def _by_learner(rows: list) -> dict[str, dict[str, np.ndarray]]:
    """Turn a list over seeds of {treatment: [accuracy per learner]} inside out."""
    return {
        learner: {how: np.array([row[how][place] for row in rows]) for how in rows[0]}
        for place, learner in enumerate(LEARNERS)
    }


def _seeds(seeds) -> list[int]:
    if not isinstance(seeds, Sequence) or isinstance(seeds, str) or not len(seeds):
        raise ValueError(f"`seeds` must be a list of whole numbers. Received: {seeds!r}.")
    return [arguments.whole_number("seeds", seed) for seed in seeds]


def outliers(seeds: Sequence[int], share: float) -> dict[str, dict[str, np.ndarray]]:
    """Move the decimal point of some training entries by two places, then mend it or not.

    An entry counts as an outlier if it lies over ten robust deviations from its feature's median.

    Args:
        seeds: each chooses the training patients and the wrong entries.
        share: of the entries that are wrong.

    Returns:
        By learner, by treatment (``"clean"``, ``"left in"``, ``"rows dropped"``,
        ``"entries mended"``): accuracy on the other patients, (seeds,).
    """
    share = arguments.number("share", share, low=0, high=1)
    x, y = patients()
    rows = []
    for seed in _seeds(seeds):
        old, new, random = _split(seed)
        spoilt = np.where(random.random((TRAINING, 30)) < share, _SLIP * x[old], x[old])
        median = np.median(spoilt, axis=0)
        deviation = 1.4826 * np.median(np.abs(spoilt - median), axis=0)
        odd = np.abs(spoilt - median) > _FAR * deviation
        good = ~odd.any(axis=1)
        test = (x[new], y[new])
        rows.append(
            {
                "clean": _accuracy(x[old], y[old], *test),
                "left in": _accuracy(spoilt, y[old], *test),
                "rows dropped": _accuracy(spoilt[good], y[old][good], *test),
                "entries mended": _accuracy(np.where(odd, median, spoilt), y[old], *test),
            }
        )
    return _by_learner(rows)


def gaps(seeds: Sequence[int], share: float, *, telling: bool) -> dict[str, dict[str, np.ndarray]]:
    """Make gaps in the data, then drop the rows, fill the gaps, or fill and mark them.

    Args:
        seeds: each chooses the training patients and the gaps.
        share: of the entries that are missing; of the malignant ones' only if `telling`.
        telling: whether gaps occur only with malignant tumours, so that they say something.

    Returns:
        By learner, by treatment (``"clean"``, ``"rows dropped"``, ``"filled"``,
        ``"filled and marked"``): accuracy on the other patients, (seeds,). Test patients' gaps are
        always filled, with the medians of the training patients.
    """
    share = arguments.number("share", share, low=0, high=1)
    x, y = patients()
    rows = []
    for seed in _seeds(seeds):
        old, new, random = _split(seed)
        missing = random.random(x.shape) < share
        if telling:
            missing &= (y == 0)[:, None]
        holes = np.where(missing, np.nan, x)
        whole = ~missing[old].any(axis=1)
        median = np.array([_median(column) for column in holes[old].T])
        filled = np.where(missing, median, x)
        marked = np.hstack([filled, missing])
        answers = (y[old], y[new])
        kept = (filled[old][whole], answers[0][whole], filled[new], answers[1])
        rows.append(
            {
                "clean": _accuracy(x[old], answers[0], x[new], answers[1]),
                "rows dropped": _accuracy(*kept),
                "filled": _accuracy(filled[old], answers[0], filled[new], answers[1]),
                "filled and marked": _accuracy(marked[old], answers[0], marked[new], answers[1]),
            }
        )
    return _by_learner(rows)


def _median(column: np.ndarray) -> float:
    known = column[~np.isnan(column)]
    return float(np.median(known)) if len(known) else 0.0


def complete_rows(seeds: Sequence[int], share: float) -> np.ndarray:
    """Count the training patients without a gap if each entry is missing by chance, (seeds,)."""
    share = arguments.number("share", share, low=0, high=1)
    counts = []
    for seed in _seeds(seeds):
        old, _, random = _split(seed)
        counts.append(int((random.random(patients()[0].shape)[old] >= share).all(axis=1).sum()))
    return np.array(counts)


def noise_features(seeds: Sequence[int], extra: Sequence[int]) -> dict[str, dict[str, np.ndarray]]:
    """Add features that are pure noise; then select, or extract, or leave all.

    Args:
        seeds: each chooses the training patients and the noise.
        extra: numbers of noise features.

    Returns:
        By learner, by treatment (``"all"``, ``"20 selected"``, ``"5 extracted"``): accuracy on the
        other patients, (seeds, extra). Selected are the features whose means differ most between
        the classes; extracted the first principal components; both see training data only.
    """
    from sklearn.decomposition import PCA
    from sklearn.feature_selection import SelectKBest

    seeds = _seeds(seeds)
    arguments.array("extra", extra, dimensions=1)
    steps = {
        "all": lambda: (),
        "20 selected": lambda: (SelectKBest(k=20),),
        "5 extracted": lambda: (PCA(5, svd_solver="covariance_eigh"),),
    }
    x, y = patients()
    rows = []
    for seed in seeds:
        old, new, random = _split(seed)
        found = {how: [] for how in steps}
        for count in extra:
            count = arguments.whole_number("extra", count, high=1000)
            wide = np.hstack([x, random.normal(size=(len(x), count))])
            for how, between in steps.items():
                found[how].append(_accuracy(wide[old], y[old], wide[new], y[new], between))
        rows.append({how: np.transpose(values) for how, values in found.items()})
    return _by_learner(rows)


def slowed(seeds: Sequence[int], sizes: Sequence[int], extra: int) -> dict[str, np.ndarray]:
    """Measure learning curves beside noise features.

    Args:
        seeds: each chooses the training patients and the noise.
        sizes: numbers of training patients, at most 400.
        extra: how many noise features.

    Returns:
        By learner: accuracy on 169 other patients, (seeds, sizes).
    """
    seeds, extra = _seeds(seeds), arguments.whole_number("extra", extra, high=1000)
    arguments.array("sizes", sizes, dimensions=1)
    x, y = patients()
    found = []
    for seed in seeds:
        order = np.random.default_rng([seed, 0]).permutation(len(y))
        noise = np.random.default_rng([seed, 1]).normal(size=(len(y), extra))
        wide, new = np.hstack([x, noise]), order[400:]
        some = [order[: arguments.whole_number("sizes", size, low=6, high=400)] for size in sizes]
        found.append([_accuracy(wide[old], y[old], wide[new], y[new]) for old in some])
    found = np.array(found)
    return {learner: found[:, :, place] for place, learner in enumerate(LEARNERS)}


def created(seeds: Sequence[int]) -> dict[str, dict[str, np.ndarray]]:
    """Compare features made of those we have with features from new measurements.

    Args:
        seeds: each chooses the training patients.

    Returns:
        By learner, by features: ``"10 measured"`` (the means over the cells), ``"65, computed"``
        (with all their products and squares), ``"30, gathered"`` (20 more measurements of the same
        patients): accuracy on the other patients, (seeds,).
    """
    from sklearn.preprocessing import PolynomialFeatures

    x, y = patients()
    few = x[:, :10]
    tables = {
        "10 measured": few,
        "65, computed": PolynomialFeatures(2, include_bias=False).fit_transform(few),
        "30, gathered": x,
    }
    rows = []
    for seed in _seeds(seeds):
        old, new, _ = _split(seed)
        rows.append({how: _accuracy(t[old], y[old], t[new], y[new]) for how, t in tables.items()})
    return _by_learner(rows)
