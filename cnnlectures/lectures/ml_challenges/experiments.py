"""Challenges of machine learning: the lesson's own code, the poll of 1936, curves through points.

The other experiments have files of their own: `language` (insufficient data), `quality` (poor data
and irrelevant features) and `remedies` (over- and underfitting). Nothing here needs TensorFlow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments

#: Ballots and votes of 1936, of The Literary Digest (31 October 1936) and of the election.
SENT_OUT = 10_000_000
POLL = {"Landon": 1_293_669, "Roosevelt": 972_897, "all": 2_376_523}
ELECTION = {"Landon": 16_679_683, "Roosevelt": 27_750_866, "all": 45_646_991}
#: The range of incomes over which a curve is fitted, in US dollars.
INCOMES = (5_000.0, 105_000.0)


# ------------------------------------------------------------------ the lesson's own code


def two_party(candidate: float, other: float) -> float:
    """Return a candidate's share of the votes for the two large parties."""
    return candidate / (candidate + other)


def poll_share(truth: float, frame: float, response: float) -> float:
    """Return a candidate's share of a poll's answers, however many people are asked.

    Args:
        truth: the share among all voters.
        frame: how many times as likely the candidate's voters are to be on the list.
        response: how many times as likely those on the list are to answer.
    """
    odds = truth / (1 - truth) * frame * response
    return odds / (1 + odds)


def sampling_noise(share: float, n: int) -> float:
    """Return the standard deviation of a share among `n` people chosen at random."""
    return np.sqrt(share * (1 - share) / n)


def fit(features: np.ndarray, y: np.ndarray, strength: float = 0.0) -> np.ndarray:
    """Return the weights of least squares, with an L2 penalty on all but the first.

    They minimise the mean of the squared errors plus `strength` times the squared weights.

    Args:
        features: (examples, weights); the first column is constant.
        y: (examples,).
        strength: of the penalty, λ.
    """
    count = features.shape[1]
    penalty = np.sqrt(strength * len(y)) * np.eye(count)[1:]
    return np.linalg.lstsq(
        np.vstack([features, penalty]), np.append(y, np.zeros(count - 1)), rcond=None
    )[0]


def leave_one_out(features: np.ndarray, y: np.ndarray, strength: float = 0.0) -> np.ndarray:
    """Return the error on each example of a fit that has seen all but this one, (examples,)."""
    errors = np.empty(len(y))
    for left_out in range(len(y)):
        rest = np.arange(len(y)) != left_out
        weights = fit(features[rest], y[rest], strength)
        errors[left_out] = y[left_out] - features[left_out] @ weights
    return errors


def rms(errors: np.ndarray) -> float:
    """Return the root of the mean square of some errors."""
    return float(np.sqrt(np.mean(np.square(arguments.array("errors", errors)))))


# ------------------------------------------------------------------ the poll


def simulate_polls(share: float, n: int, polls: int, seed: int) -> np.ndarray:
    """Ask `n` people at random, again and again.

    Args:
        share: the candidate's share among those who can be drawn.
        n: how many answer each poll.
        polls: how many polls.
        seed: of the draws.

    Returns:
        (polls,), the share that each poll finds.
    """
    share = arguments.number("share", share, low=0, high=1)
    n = arguments.whole_number("n", n, low=1)
    polls = arguments.whole_number("polls", polls, low=1)
    random = np.random.default_rng([arguments.whole_number("seed", seed), n])
    return random.binomial(n, share, polls) / n


def poll_errors(
    sizes: Sequence[int], *, truth: float, share: float, polls: int, seed: int
) -> np.ndarray:
    """Measure how far polls lie from the truth, for polls of several sizes.

    Args:
        sizes: numbers of people who answer.
        truth: the candidate's share among all voters.
        share: among those whom the poll reaches; equal to `truth` for a random sample.
        polls: how many polls of each size.
        seed: of the draws.

    Returns:
        (sizes,), the root-mean-square distance.
    """
    truth = arguments.number("truth", truth, low=0, high=1)
    arguments.array("sizes", sizes, dimensions=1)
    found = [simulate_polls(share, n, polls, seed) for n in sizes]
    return np.array([rms(shares - truth) for shares in found])


# ------------------------------------------------------------------ curves


def polynomial(income: np.ndarray, degree: int) -> np.ndarray:
    """Return the features of a polynomial of income: Legendre's, of degree 0 to `degree`.

    They make the same curves as the powers 1, x, x², …, with arithmetic that does not break down.

    Args:
        income: (examples,) in US dollars; 5,000 becomes -1 and 105,000 becomes 1.
        degree: the highest.

    Returns:
        (examples, degree + 1).
    """
    income = arguments.array("income", income, dimensions=1)
    degree = arguments.whole_number("degree", degree, low=0, high=60)
    low, high = INCOMES
    return np.polynomial.legendre.legvander(2 * (income - low) / (high - low) - 1, degree)


def by_degree(income, y, degrees: Sequence[int]) -> dict[str, np.ndarray]:
    """Fit polynomials of several degrees; measure them on what they have seen and have not.

    Args:
        income: (examples,) in US dollars.
        y: (examples,), what to predict.
        degrees: of the polynomials.

    Returns:
        ``"training"`` and ``"leave one out"``: (degrees,), root-mean-square errors.
    """
    income = arguments.array("income", income, dimensions=1)
    y = arguments.array("y", y, dimensions=1)
    if len(y) != len(income):
        raise ValueError(f"`y` must have {len(income)} numbers. Received: {len(y)}.")
    arguments.array("degrees", degrees, dimensions=1)
    seen, unseen = [], []
    for degree in degrees:
        features = polynomial(income, degree)
        seen.append(rms(y - features @ fit(features, y)))
        unseen.append(rms(leave_one_out(features, y)))
    return {"training": np.array(seen), "leave one out": np.array(unseen)}
