"""Exercises and quiz of the lecture on the challenges of machine learning."""

from __future__ import annotations

import numpy as np

from cnnlectures.core.exercises import (
    Exercise,
    Misconception,
    calls,
    mistaken_for,
    same,
    value,
)
from cnnlectures.lectures.ml_challenges.quiz import (
    quiz_data,
    quiz_gaps,
    quiz_poll,
    quiz_remedies,
    quiz_villain,
)

__all__ = [
    "complete",
    "diagnosis",
    "filling",
    "poll_noise",
    "quiz_data",
    "quiz_gaps",
    "quiz_poll",
    "quiz_remedies",
    "quiz_villain",
    "weighting",
]

# ------------------------------------------------------------------ exercise 1

poll_noise = Exercise(
    "How uncertain is a poll?",
    cases=value(1.53, tolerance=0.04),
    hint="√(p (1 − p) / n) with p = 0.625 and n = 1,000; then times 100.",
    solution=1.53,
    because="√(0.625 × 0.375 / 1,000) = 0.0153, or 1.53 points; the Digest was off by 19.5.",
    misconceptions=(
        Misconception(
            "a share, not points",
            lambda answer: same(answer, 0.0153, 2e-4),
            "That is the share, 0.0153. In percentage points it is a hundred times as much.",
            0.0153,
        ),
        Misconception(
            "the margin of 95 %",
            lambda answer: same(answer, 3.0, 0.02),
            "That is two standard deviations, the margin that newspapers print. Asked is one.",
            3.0,
        ),
        Misconception(
            "no root over n",
            lambda answer: same(answer, 0.0484, 5e-4),
            "You divided by n. The noise falls with the **root** of n.",
            0.0484,
        ),
        Misconception(
            "1 − p forgotten",
            lambda answer: same(answer, 2.5, 0.01),
            "That is √(p / n). The variance of one answer is p (1 − p).",
            2.5,
        ),
    ),
)

# ------------------------------------------------------------------ exercise 2


def complete_share(features, missing):
    """Model answer: a row is complete if none of its entries is missing."""
    return (1 - missing) ** features


def _subtracted(features, missing):
    return 1 - features * missing


def _all_missing(features, missing):
    return missing**features


def _one_entry(features, missing):
    return 1 - missing


_TABLES = ((30, 0.05), (10, 0.2), (3, 0.5))

complete = Exercise(
    "How many rows are left?",
    cases=calls(complete_share, *_TABLES),
    hint="One entry is there with probability 1 − missing. All of them have to be.",
    solution=complete_share,
    because="With 30 features and 5 % gaps only 21 % of the rows are whole: dropping rows throws "
    "away four of five patients for one entry in twenty.",
    misconceptions=(
        Misconception(
            "gaps added up",
            mistaken_for(_subtracted, *_TABLES),
            "That counts a row with two gaps twice, and goes below 0. Multiply the probabilities "
            "that each entry is there.",
            _subtracted,
        ),
        Misconception(
            "all entries missing",
            mistaken_for(_all_missing, *_TABLES),
            "That is the share of rows in which **every** entry is missing.",
            _all_missing,
        ),
        Misconception(
            "one entry",
            mistaken_for(_one_entry, *_TABLES),
            "That is the share of entries that are there. A row needs all of its entries.",
            _one_entry,
        ),
    ),
)

# ------------------------------------------------------------------ exercise 3


def fill(train, new):
    """Model answer: the training data's median of each column, without its gaps."""
    return np.where(np.isnan(new), np.nanmedian(train, axis=0), new)


def _own_medians(train, new):
    return np.where(np.isnan(new), np.nanmedian(new, axis=0), new)


def _means(train, new):
    return np.where(np.isnan(new), np.nanmean(train, axis=0), new)


def _zeros(train, new):
    return np.nan_to_num(new)


_GAPS = (
    np.array([[1.0, 10.0], [2.0, np.nan], [6.0, 40.0], [3.0, 60.0]]),
    np.array([[np.nan, 5.0], [9.0, np.nan], [7.0, 1.0]]),
)
_MORE_GAPS = (
    np.array([[0.0, 5.0, 1.0], [np.nan, 5.0, 3.0], [8.0, 6.0, 9.0], [100.0, 5.0, np.nan]]),
    np.array([[1.0, np.nan, np.nan], [np.nan, 2.0, 4.0]]),
)

filling = Exercise(
    "Fill the gaps",
    cases=calls(fill, _GAPS, _MORE_GAPS),
    hint="`np.nanmedian(…, axis=0)` gives one number a column; `np.where` puts it into the gaps.",
    solution=fill,
    because="What fills a gap is learnt from the training data, like any other weight; the median "
    "does not care how far away an outlier lies.",
    misconceptions=(
        Misconception(
            "the new data's own medians",
            mistaken_for(_own_medians, _GAPS, _MORE_GAPS),
            "Those are the medians of the **new** data. A single new patient has none; take them "
            "from the training data.",
            _own_medians,
        ),
        Misconception(
            "means",
            mistaken_for(_means, _GAPS, _MORE_GAPS),
            "Those are means. One outlier moves a mean as far as it likes; take the median.",
            _means,
        ),
        Misconception(
            "zeros",
            mistaken_for(_zeros, _GAPS, _MORE_GAPS),
            "A zero is a measurement like any other, and here an impossible one.",
            _zeros,
        ),
    ),
)

# ------------------------------------------------------------------ exercise 4


def diagnose(training, new, wanted):
    """Model answer: first, can it learn what it sees; then, does that carry over."""
    if training > wanted:
        return "underfitting"
    if new > wanted:
        return "overfitting"
    return "fine"


def _by_the_gap(training, new, wanted):
    return "overfitting" if new > training else "fine"


def _swapped(training, new, wanted):
    named = {"underfitting": "overfitting", "overfitting": "underfitting", "fine": "fine"}
    return named[diagnose(training, new, wanted)]


def _only_new(training, new, wanted):
    return "overfitting" if new > wanted else "fine"


_ERRORS = ((0.45, 1.57, 0.7), (0.79, 0.87, 0.7), (0.58, 0.64, 0.7), (0.9, 3.0, 0.7))

diagnosis = Exercise(
    "Over- or underfitting?",
    cases=calls(diagnose, *_ERRORS),
    hint="A model that fails on what it has seen will not do better on what it has not. Ask that "
    "first.",
    solution=diagnose,
    because="Too high a training error is underfitting, whatever the gap. A small gap alone is no "
    "fault: on new data the error is nearly always a little higher.",
    misconceptions=(
        Misconception(
            "any gap",
            mistaken_for(_by_the_gap, *_ERRORS),
            "New data is nearly always a little harder. Compare both errors with what is wanted.",
            _by_the_gap,
        ),
        Misconception(
            "the two swapped",
            mistaken_for(_swapped, *_ERRORS),
            "The two names are swapped: a high **training** error is underfitting.",
            _swapped,
        ),
        Misconception(
            "only new data",
            mistaken_for(_only_new, *_ERRORS),
            "High on new data may be either. Only the training error tells the two apart.",
            _only_new,
        ),
    ),
)

# ------------------------------------------------------------------ exercise 5


def reweigh(answers, candidate, population):
    """Model answer: each group's own share, weighted by how many voters it really has."""
    return np.sum(population * candidate / answers) / np.sum(population)


def _raw(answers, candidate, population):
    return np.sum(candidate) / np.sum(answers)


def _plain_mean(answers, candidate, population):
    return np.mean(candidate / answers)


def _weighted_twice(answers, candidate, population):
    return np.sum(population * candidate) / np.sum(population * answers)


_POLLS = (
    (np.array([900.0, 100.0]), np.array([600.0, 25.0]), np.array([0.4, 0.6])),
    (np.array([50.0, 30.0, 20.0]), np.array([40.0, 12.0, 4.0]), np.array([0.10, 0.25, 0.65])),
)

weighting = Exercise(
    "Design a poll that mends its list",
    cases=calls(reweigh, *_POLLS),
    hint="Estimate the candidate's share in every group by itself; then let each group count as "
    "much as it does among the voters.",
    solution=reweigh,
    because="It mends a list on which the groups are unequally represented. It cannot mend who "
    "answers *within* a group: for that, somebody has to ring at the doors of the silent.",
    misconceptions=(
        Misconception(
            "as the answers come",
            mistaken_for(_raw, *_POLLS),
            "That is what the Digest printed: the group with most answers decides.",
            _raw,
        ),
        Misconception(
            "all groups alike",
            mistaken_for(_plain_mean, *_POLLS),
            "That gives each group the same weight, however many voters it has.",
            _plain_mean,
        ),
        Misconception(
            "answers still count",
            mistaken_for(_weighted_twice, *_POLLS),
            "Here a group with more answers still counts more. Divide by its answers first.",
            _weighted_twice,
        ),
    ),
)
