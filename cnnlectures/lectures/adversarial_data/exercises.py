"""Exercises of the lecture on adversarial data."""

from __future__ import annotations

import numpy as np

from cnnlectures.core.exercises import Exercise, Misconception, calls, mistaken_for, same, value
from cnnlectures.lectures.adversarial_data.quiz import (
    quiz_defence,
    quiz_middle,
    quiz_noise,
    quiz_transfer,
)

__all__ = ["back_in_the_box", "by_hand", "middle_column", "quiz_defence", "quiz_middle"]
__all__ += ["quiz_noise", "quiz_transfer", "worst_attack", "worst_change"]


# ------------------------------------------------------------------ exercise 1

by_hand = Exercise(
    "FGSM by hand",
    cases=value((96, 255, 50), tolerance=1e-6),
    hint="How large a slope is does not matter, only its sign. And what may a pixel be at most?",
    solution=(96, 255, 50),
    because="Down by 4 where the loss falls with the pixel, up by 4 where it rises, but 257 is no "
    "grey level; and where the slope is 0 the pixel stays.",
    misconceptions=(
        Misconception(
            "against the gradient",
            lambda answer: same(answer, (104, 249, 50)),
            "That goes **down** the loss, as training does. The attack goes up.",
            (104, 249, 50),
        ),
        Misconception(
            "the slope's size counts",
            lambda answer: same(answer, (99.2, 255, 50)) or same(answer, (99.2, 265, 50)),
            "You multiplied by the slope. FGSM takes its **sign**: every pixel moves by all of ε.",
            (99.2, 265, 50),
        ),
        Misconception(
            "zero counts as rising",
            lambda answer: same(answer, (96, 255, 54)),
            "The third slope is 0: that pixel changes nothing, and `np.sign(0)` is 0.",
            (96, 255, 54),
        ),
        Misconception(
            "not clipped",
            lambda answer: same(answer, (96, 257, 50)),
            "257 is no grey level; it ends at 255.",
            (96, 257, 50),
        ),
        Misconception(
            "the step itself",
            lambda answer: same(answer, (-4, 4, 0)) or same(answer, (-4, 2, 0)),
            "That is the step. Asked are the attacked pixels: add it to the picture.",
            (-4, 4, 0),
        ),
    ),
)


# ------------------------------------------------------------------ exercise 2


def middle(original, attacked):
    """Model answer: ten times the difference, about a middle grey, within 0 to 255."""
    return np.clip(10 * (attacked - original) + 128, 0, 255)


def _not_shifted(original, attacked):
    return np.clip(10 * (attacked - original), 0, 255)


def _not_clamped(original, attacked):
    return 10 * (attacked - original) + 128


def _other_way_round(original, attacked):
    return np.clip(10 * (original - attacked) + 128, 0, 255)


def _shifted_first(original, attacked):
    return np.clip(10 * (attacked - original + 128), 0, 255)


_PICTURES = (
    (np.array([100.0, 10.0, 200.0, 7.0]), np.array([102.0, 5.0, 200.0, 40.0])),
    (np.array([[0.0, 255.0]]), np.array([[1.0, 230.0]])),
)

middle_column = Exercise(
    "Slide 25's middle column",
    cases=calls(middle, *_PICTURES),
    hint="Where nothing has changed it has to be grey: 128. What comes out beyond 0 or 255?",
    solution=middle,
    because="A difference of 0 becomes 128, one of 2 grey levels 148; more than ±12 is cut off.",
    misconceptions=(
        Misconception(
            "not shifted",
            mistaken_for(_not_shifted, *_PICTURES),
            "Without the shift by 128, every pixel that became darker is shown as black.",
            _not_shifted,
        ),
        Misconception(
            "not clamped",
            mistaken_for(_not_clamped, *_PICTURES),
            "A picture holds 0 to 255; some of your values lie outside. `np.clip` helps.",
            _not_clamped,
        ),
        Misconception(
            "the other way round",
            mistaken_for(_other_way_round, *_PICTURES),
            "That is original minus attacked: what became brighter is shown darker.",
            _other_way_round,
        ),
        Misconception(
            "shifted before magnified",
            mistaken_for(_shifted_first, *_PICTURES),
            "You shift first, so the 128 is magnified, too, and all of it is white.",
            _shifted_first,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 3


def largest_change(w, epsilon):
    """Model answer: each weight adds its size times ε."""
    return epsilon * np.sum(np.abs(w))


def _cancelling(w, epsilon):
    return epsilon * np.sum(w)


def _euclidean(w, epsilon):
    return epsilon * np.sqrt(np.sum(w**2))


def _averaged(w, epsilon):
    return epsilon * np.mean(np.abs(w))


def _largest_only(w, epsilon):
    return epsilon * np.max(np.abs(w))


def _weightless(w, epsilon):
    return epsilon * np.size(w)


_WEIGHTS = (
    (np.array([0.5, -2.0, 0.0, 1.5]), 0.1),
    (np.array([-1.0, -1.0]), 8 / 255),
    (np.linspace(-1, 2, 30), 1 / 255),
)

worst_change = Exercise(
    "How far can a sum be pushed?",
    cases=calls(largest_change, *_WEIGHTS),
    hint="Choose η = ε sign(w) and write out w · η, one product after the other.",
    solution=largest_change,
    because="w · ε sign(w) = ε Σ|w|: no product cancels another, so it grows with the number of "
    "pixels while no pixel changes by more than ε.",
    misconceptions=(
        Misconception(
            "weights cancel",
            mistaken_for(_cancelling, *_WEIGHTS),
            "That moves every pixel up. Where a weight is negative, it pays to move down.",
            _cancelling,
        ),
        Misconception(
            "Euclidean length",
            mistaken_for(_euclidean, *_WEIGHTS),
            "That is right if the change's **length** is ε. Here every single pixel may use ε.",
            _euclidean,
        ),
        Misconception(
            "averaged",
            mistaken_for(_averaged, *_WEIGHTS),
            "That is one pixel's mean share. All pixels move at once: add them up.",
            _averaged,
        ),
        Misconception(
            "the largest weight only",
            mistaken_for(_largest_only, *_WEIGHTS),
            "That moves one pixel. Each of them may use ε: add them up.",
            _largest_only,
        ),
        Misconception(
            "weights forgotten",
            mistaken_for(_weightless, *_WEIGHTS),
            "That adds up the pixels' changes. The sum has each of them times its **weight**.",
            _weightless,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 4


def back(moved, original, epsilon):
    """Model answer: within ε of the picture, and within the range of pixels."""
    return np.clip(moved, np.maximum(original - epsilon, 0), np.minimum(original + epsilon, 1))


def _pixels_only(moved, original, epsilon):
    return np.clip(moved, 0, 1)


def _epsilon_only(moved, original, epsilon):
    return np.clip(moved, original - epsilon, original + epsilon)


def _scaled(moved, original, epsilon):
    r = moved - original
    return np.clip(original + r * epsilon / np.maximum(np.abs(r).max(), epsilon), 0, 1)


_MOVED = (
    (np.array([0.5, 0.62, 0.98, 0.3]), np.array([0.45, 0.5, 0.95, 0.5]), 0.1),
    (np.array([1.2, -0.1, 0.5]), np.array([0.97, 0.02, 0.49]), 0.05),
)

back_in_the_box = Exercise(
    "Back into the box",
    cases=calls(back, *_MOVED),
    hint="Each pixel has a lowest and a highest value: two reasons for each. `np.maximum`, "
    "`np.minimum`, `np.clip`.",
    solution=back,
    because="Every pixel has its own interval, cut off at 0 and 1; clipping puts each where it "
    "belongs, by itself. Without this, PGD's small steps would leave ε behind.",
    misconceptions=(
        Misconception(
            "pixels only",
            mistaken_for(_pixels_only, *_MOVED),
            "It is a picture, but nothing keeps it within ε of the original.",
            _pixels_only,
        ),
        Misconception(
            "ε only",
            mistaken_for(_epsilon_only, *_MOVED),
            "Within ε, but some pixels are below 0 or above 1: that is no picture any more.",
            _epsilon_only,
        ),
        Misconception(
            "all pixels shrink",
            mistaken_for(_scaled, *_MOVED),
            "You shorten the whole change. The limit is for each pixel by itself: clip.",
            _scaled,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 5


def robust_accuracy(predictions, labels):
    """Model answer: a picture counts if the network is right after every attack on it."""
    return np.mean(np.all(predictions == labels, axis=0))


def _mean_of_all(predictions, labels):
    return np.mean(predictions == labels)


def _worst_of_the_attacks(predictions, labels):
    return np.min(np.mean(predictions == labels, axis=1))


def _any_attack(predictions, labels):
    return np.mean(np.any(predictions == labels, axis=0))


def _success(predictions, labels):
    return 1 - robust_accuracy(predictions, labels)


_JUDGED = (
    (np.array([[0, 1, 2, 3], [0, 1, 0, 0], [0, 0, 2, 3]]), np.array([0, 1, 2, 3])),
    (np.array([[1, 1, 1, 0, 0], [1, 1, 0, 1, 1]]), np.array([1, 1, 1, 1, 1])),
)

worst_attack = Exercise(
    "Design: how robust is it really?",
    cases=calls(robust_accuracy, *_JUDGED),
    hint="The attacker chooses the attack for each picture, after having seen it.",
    solution=robust_accuracy,
    because="A picture is safe only if every attack fails on it; so more attacks can only lower "
    "the number, and one attack's accuracy is an upper bound.",
    misconceptions=(
        Misconception(
            "the mean over attacks",
            mistaken_for(_mean_of_all, *_JUDGED),
            "That averages over attacks. An attacker does not draw lots: the worst one counts.",
            _mean_of_all,
        ),
        Misconception(
            "the worst attack for all pictures",
            mistaken_for(_worst_of_the_attacks, *_JUDGED),
            "That is one attack for all pictures. Another may succeed where this one fails: "
            "choose the worst for **each picture**.",
            _worst_of_the_attacks,
        ),
        Misconception(
            "one right answer is enough",
            mistaken_for(_any_attack, *_JUDGED),
            "That counts a picture if any attack fails. It is safe if **all** of them fail.",
            _any_attack,
        ),
        Misconception(
            "the attacker's share",
            mistaken_for(_success, *_JUDGED),
            "That is how often the attacker wins. Asked is what is left: subtract it from 1.",
            _success,
        ),
    ),
)
