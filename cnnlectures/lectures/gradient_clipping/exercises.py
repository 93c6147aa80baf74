"""Exercises and quiz of the lecture on gradient clipping."""

from __future__ import annotations

import numpy as np

from cnnlectures.core.exercises import (
    Exercise,
    Misconception,
    Option,
    Question,
    calls,
    mistaken_for,
    same,
    value,
)

_TWO = [np.array([3.0, 4.0]), np.array([0.3, 0.4])]
_SHORT = [np.array([0.3, 0.4]), np.array([0.0, 0.1])]
_LAYERS = [np.array([[6.0, 0.0], [0.0, 8.0]]), np.array([2.0]), np.array([0.1, -0.2])]


# ------------------------------------------------------------------ exercise 1

by_hand = Exercise(
    "Clip by hand",
    cases=value((0.6, 0.8), tolerance=1e-3),
    hint="How long is (3, 4)? Every component is multiplied by the same number.",
    solution=(0.6, 0.8),
    because="The length is √(9 + 16) = 5, so both components are divided by 5.",
    misconceptions=(
        Misconception(
            "the length itself",
            lambda answer: same(answer, 5.0),
            "5 is how long (3, 4) is. Asked are the two components that are left, as (…, …).",
            5.0,
        ),
        Misconception(
            "clipped by value",
            lambda answer: same(answer, (1.0, 1.0)),
            "(1, 1) is clipping **by value**: each component for itself; the direction is lost.",
            (1.0, 1.0),
        ),
        Misconception(
            "divided by the sum",
            lambda answer: same(answer, (3 / 7, 4 / 7), 1e-3),
            "That divides by 3 + 4. The length of (3, 4) is √(3² + 4²) = 5.",
            (3 / 7, 4 / 7),
        ),
        Misconception(
            "divided by the largest",
            lambda answer: same(answer, (0.75, 1.0), 1e-3),
            "That makes the largest component 1; the vector is still longer than 1.",
            (0.75, 1.0),
        ),
    ),
)


# ------------------------------------------------------------------ exercise 2


def clip_per_variable(gradients, limit):
    """Model answer: what Keras's clipnorm does."""
    clipped = []
    for gradient in gradients:
        norm = np.sqrt(np.sum(gradient**2))
        clipped.append(gradient * min(1, limit / norm) if norm > 0 else gradient)
    return clipped


def _all_together(gradients, limit):
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    return [gradient * min(1, limit / norm) for gradient in gradients]


def _to_the_limit(gradients, limit):
    return [gradient * limit / np.sqrt(np.sum(gradient**2)) for gradient in gradients]


def _each_component(gradients, limit):
    return [np.clip(gradient, -limit, limit) for gradient in gradients]


per_variable = Exercise(
    "Keras's clipnorm",
    cases=calls(clip_per_variable, (_TWO, 1.0), (_SHORT, 1.0), (_LAYERS, 2.5)),
    hint="Treat every array by itself: take its norm, and shorten it only if that is too long.",
    solution=clip_per_variable,
    because="Every variable has its own norm, so one long gradient leaves the others alone.",
    misconceptions=(
        Misconception(
            "one norm for all",
            mistaken_for(_all_together, (_TWO, 1.0), (_LAYERS, 2.5)),
            "That is one norm over all variables: `global_clipnorm`, Pascanu's rule.",
            _all_together,
        ),
        Misconception(
            "also lengthened",
            mistaken_for(_to_the_limit, (_TWO, 1.0), ([np.array([0.3, 0.4])], 1.0)),
            "A gradient that is shorter than the limit must stay as it is; this makes it longer.",
            _to_the_limit,
        ),
        Misconception(
            "by value",
            mistaken_for(_each_component, (_TWO, 1.0), (_LAYERS, 2.5)),
            "That clips each component: `clipvalue`.",
            _each_component,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 3


def longest_step(rate, limit, weights):
    """Model answer: clipping by value lets every one of the weights move by rate * limit."""
    return rate * limit * np.sqrt(weights)


def _one_component(rate, limit, weights):
    return rate * limit


def _added_up(rate, limit, weights):
    return rate * limit * weights


_STEPS = ((0.01, 1.0, 1418), (0.1, 0.5, 4), (1.0, 2.0, 1))

step_length = Exercise(
    "How long can a step still be?",
    cases=calls(longest_step, *_STEPS),
    hint="The worst gradient has every component at the limit. How long is (1, 1, 1, 1)?",
    solution=longest_step,
    because="A box of half-width θ in n dimensions reaches θ√n at its corners, so with 1,418 "
    "weights `clipvalue=1.0` allows steps 38 times longer than a norm of 1 does.",
    misconceptions=(
        Misconception(
            "one component",
            mistaken_for(_one_component, *_STEPS),
            "That is how far **one** weight moves. All of them move at once; how long is that?",
            _one_component,
        ),
        Misconception(
            "added up",
            mistaken_for(_added_up, *_STEPS),
            "That adds the components; a length is the root of the sum of squares.",
            _added_up,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 4


def steps_until(gain, factor):
    """Model answer: the smallest whole number of steps whose product reaches the factor."""
    return int(np.ceil(np.log(factor) / np.log(gain) - 1e-9))


def _added(gain, factor):
    return int(np.ceil((factor - 1) / (gain - 1) - 1e-9))


def _rounded_down(gain, factor):
    return int(np.log(factor) / np.log(gain) - 1e-9)


_GAINS = ((1.1, 1000), (1.5, 100), (2.0, 1024), (1.01, 2))

explosion = Exercise(
    "How soon does it explode?",
    cases=calls(steps_until, *_GAINS),
    hint="After T steps the gradient has grown by gain to the power of T. Solve for T, round up.",
    solution=steps_until,
    because="Growth back through time is geometric: 10 % a step is a thousandfold after 73 steps.",
    misconceptions=(
        Misconception(
            "growth is added",
            mistaken_for(_added, *_GAINS),
            "That adds the same amount at every step. Each step **multiplies** by the gain.",
            _added,
        ),
        Misconception(
            "rounded down",
            mistaken_for(_rounded_down, *_GAINS),
            "One step too few: at that step the factor is not reached yet. Round up.",
            _rounded_down,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 5


def automatic_thresholds(norms, multiple):
    """Model answer: a multiple of the average so far, of what clipping left of each norm."""
    thresholds, kept = [], []
    for norm in norms:
        thresholds.append(multiple * sum(kept) / len(kept) if kept else float("inf"))
        kept.append(min(norm, thresholds[-1]))
    return np.array(thresholds)


def _with_the_present(norms, multiple):
    thresholds, kept = [], []
    for norm in norms:
        thresholds.append(multiple * (sum(kept) + norm) / (len(kept) + 1) if kept else float("inf"))
        kept.append(min(norm, thresholds[-1]))
    return np.array(thresholds)


def _of_unclipped(norms, multiple):
    before = np.cumsum(norms)[:-1] / np.arange(1, len(norms))
    return np.concatenate([[np.inf], multiple * before])


_NORMS = (
    (np.array([2.0, 4.0, 3.0, 1000.0, 3.0, 2.0]), 2.0),
    (np.array([1.0, 50.0, 50.0, 1.0]), 3.0),
)

automatic = Exercise(
    "Design a threshold that sets itself",
    cases=calls(automatic_thresholds, *_NORMS),
    hint="Keep a list of the norms after clipping. The threshold of an update may only use those "
    "of the updates before it.",
    solution=automatic_thresholds,
    because="The average takes the clipped norms of earlier updates only, so one explosion can "
    "neither raise the threshold that should stop it nor spoil those that follow.",
    misconceptions=(
        Misconception(
            "the present norm counts",
            mistaken_for(_with_the_present, *_NORMS),
            "The present norm is in its own threshold: an explosion raises the bar that should "
            "stop it.",
            _with_the_present,
        ),
        Misconception(
            "unclipped norms are averaged",
            mistaken_for(_of_unclipped, *_NORMS),
            "You average the norms before clipping: after one explosion the threshold stays so "
            "high that nothing is clipped any more.",
            _of_unclipped,
        ),
    ),
)


# ------------------------------------------------------------------ quiz

quiz_rule = Question(
    "Which is Pascanu's?",
    "Which argument of a Keras optimiser is the rule of Pascanu, Mikolov and Bengio (2013)?",
    (
        Option("`clipvalue`", False, "that clips each component for itself."),
        Option("`clipnorm`", False, "that takes the norm of each variable for itself."),
        Option("`global_clipnorm`", True, "one norm over all variables, one factor for all."),
    ),
)
quiz_value = Question(
    "Clipping by value",
    "What is true of clipping by value? (More than one may be.)",
    (
        Option("It can turn the gradient.", True, "(0.9, 100) turned by more than 41 degrees."),
        Option(
            "A small enough step still goes downhill.",
            True,
            "no component changes its sign, so the product with the gradient stays positive.",
        ),
        Option(
            "It does not matter how the axes lie.", False, "the turned valley showed that it does."
        ),
        Option(
            "It limits the step's length to rate × threshold.",
            False,
            "that limits each component; the length may be √n times as much.",
        ),
    ),
)
quiz_normal = Question(
    "Batch normalisation in a recurrent network",
    "Why does batch normalisation not simply replace clipping in a recurrent network?",
    (
        Option(
            "The sums have other statistics at every time step.",
            True,
            "one pair of mean and variance does not fit them, and a longer sequence has none.",
        ),
        Option(
            "It makes gradients vanish in every network.",
            False,
            "at its usual start we saw the opposite: they grew.",
        ),
        Option(
            "The gradient still passes 64 times through the same weights.",
            True,
            "each step multiplies it again, and normalising the sums adds a factor of its own.",
        ),
        Option("Keras forbids it.", False, "nothing forbids it; it is only not a remedy."),
    ),
)
quiz_threshold = Question(
    "The threshold",
    "At learning rate 0.001 the average gradient's norm is 50, and we clip by norm at 1. "
    "What happens?",
    (
        Option(
            "Nothing: 1 is far below 50.", False, "just because it is far below, all are clipped."
        ),
        Option(
            "Nearly every step is shortened, so the network learns slowly.",
            True,
            "each step is 0.001 long, a fiftieth of what the average one would be.",
        ),
        Option("The network diverges.", False, "shorter steps do not diverge sooner."),
    ),
)
