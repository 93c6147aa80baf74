"""Exercises of the lecture on testing and validation; its quiz is in `quiz`."""

from __future__ import annotations

import numpy as np

from cnnlectures.core.exercises import Case, Exercise, Misconception, calls, mistaken_for
from cnnlectures.lectures.testing_and_validation.quiz import (
    quiz_four_errors,
    quiz_refit,
    quiz_second_look,
    quiz_share,
)

__all__ = [
    "enough",
    "groups",
    "no_errors",
    "out_of_bag",
    "quiz_four_errors",
    "quiz_refit",
    "quiz_second_look",
    "quiz_share",
    "report",
]


# ------------------------------------------------------------------ exercise 1


def images_needed(accuracy, half_width):
    """Model answer: solve half_width = 1.96 √(p(1 − p)/n) for n, and round up."""
    return int(np.ceil(accuracy * (1 - accuracy) * (1.96 / half_width) ** 2 - 1e-9))


def _not_squared(accuracy, half_width):
    return int(np.ceil(accuracy * (1 - accuracy) * 1.96 / half_width))


def _one_standard_error(accuracy, half_width):
    return int(np.ceil(accuracy * (1 - accuracy) / half_width**2 - 1e-9))


def _to_the_nearest(accuracy, half_width):
    return round(accuracy * (1 - accuracy) * (1.96 / half_width) ** 2)


def _whole_width(accuracy, half_width):
    return images_needed(accuracy, half_width / 2)


_WANTED = ((0.9, 0.01), (0.5, 0.03), (0.98, 0.002), (0.7, 0.1))

enough = Exercise(
    "How many test images?",
    cases=calls(images_needed, *_WANTED),
    hint="The half-width is 1.96 √(p(1 − p)/n). Solve for n; part of an image does not help.",
    solution=images_needed,
    because="The root makes precision dear: half the width takes four times the images. One point "
    "either way at 90 % takes 3,458.",
    misconceptions=(
        Misconception(
            "not squared",
            mistaken_for(_not_squared, *_WANTED),
            "Solving for n squares 1.96 / half_width as well: n stands under a root.",
            _not_squared,
        ),
        Misconception(
            "one standard error",
            mistaken_for(_one_standard_error, *_WANTED),
            "That is one standard error to either side, which holds in 68 of 100 cases only. For "
            "95 it takes 1.96 of them.",
            _one_standard_error,
        ),
        Misconception(
            "the whole width",
            mistaken_for(_whole_width, *_WANTED),
            "Twice as precise as asked: `half_width` already is the distance to one side.",
            _whole_width,
        ),
        Misconception(
            "to the nearest",
            mistaken_for(_to_the_nearest, *_WANTED),
            "Rounded to the nearest whole number: one image too few does not suffice. Round up.",
            _to_the_nearest,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 2


def choose_and_report(validation, test):
    """Model answer: validation chooses, test reports, and only on the chosen one."""
    best = int(np.argmax(validation))
    return best, float(test[best])


def _chosen_on_test(validation, test):
    best = int(np.argmax(test))
    return best, float(test[best])


def _reports_validation(validation, test):
    best = int(np.argmax(validation))
    return best, float(validation[best])


def _best_of_both(validation, test):
    return int(np.argmax(validation)), float(np.max(test))


_SCORES = (
    (np.array([0.81, 0.86, 0.84]), np.array([0.85, 0.82, 0.88])),
    (np.array([0.70, 0.60]), np.array([0.65, 0.72])),
)

report = Exercise(
    "Who chooses, who reports?",
    cases=calls(choose_and_report, *_SCORES),
    hint="One of the two arrays may be looked at in all its entries, the other in one only.",
    solution=choose_and_report,
    because="The score that chose is the largest of several, so it flatters. The test set has not "
    "chosen, so the one number that we read from it is right on average.",
    misconceptions=(
        Misconception(
            "the test set chooses",
            mistaken_for(_chosen_on_test, *_SCORES),
            "Your test set chooses. Then its score is a maximum, too, and flatters as we measured.",
            _chosen_on_test,
        ),
        Misconception(
            "the validation score is reported",
            mistaken_for(_reports_validation, *_SCORES),
            "Chosen rightly, but you report the score that chose. It is the largest of several.",
            _reports_validation,
        ),
        Misconception(
            "the best test score",
            mistaken_for(_best_of_both, *_SCORES),
            "That test score belongs to another candidate than the one that you chose.",
            _best_of_both,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 3


def worst_error(n):
    """Model answer: the error rate at which n right answers of n have a chance of 5 %."""
    return 1 - 0.05 ** (1 / n)


def _zero(n):
    return 0.0


def _rule_of_three(n):
    return 3 / n


def _per_image(n):
    return 0.05 / n


_NONE_WRONG = ((10,), (50,), (300,))

no_errors = Exercise(
    "No errors at all",
    cases=calls(worst_error, *_NONE_WRONG),
    hint="If a model errs with probability e, what is its chance to get n of n right? Make that "
    "5 %, and solve for e.",
    solution=worst_error,
    because="(1 − e)ⁿ = 0.05. For large n this is nearly 3/n, the rule of three: no error in 300 "
    "images leaves up to 1 %.",
    misconceptions=(
        Misconception(
            "zero",
            mistaken_for(_zero, *_NONE_WRONG),
            "That is Wald's answer, too: an interval of no width. Of 50 images a model with an "
            "error of 2 % gets all right more than every third time.",
            _zero,
        ),
        Misconception(
            "the rule of three",
            mistaken_for(_rule_of_three, *_NONE_WRONG),
            "The rule of three: good for large n, but asked is the exact value; for n = 10 it is "
            "26 %, not 30 %.",
            _rule_of_three,
        ),
        Misconception(
            "5 % shared out",
            mistaken_for(_per_image, *_NONE_WRONG),
            "Chances of independent images multiply: n of n right has the chance (1 − e)ⁿ.",
            _per_image,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 4


def folds_by_group(groups, k):
    """Model answer: number the groups, deal the numbers out, look each example's up."""
    number = np.unique(groups, return_inverse=True)[1]
    return number % k


def _by_position(groups, k):
    return np.arange(len(groups)) % k


def _in_blocks(groups, k):
    return np.arange(len(groups)) * k // len(groups)


_WHO = (
    (np.array([4, 4, 7, 7, 7, 1, 1, 9, 9, 2]), 2),
    (np.array(["ann", "bob", "ann", "cy", "bob", "dee", "cy", "ann"]), 3),
)


def _fair(given) -> Case:
    who, k = given

    def verdict(answer):
        if not callable(answer):
            return "the answer should be a function"
        found = answer(who.copy(), k)
        if found is None:
            return "it returned `None`; is a `return` missing?"
        if found is Ellipsis:
            raise NotImplementedError
        found = np.asarray(found)
        if found.shape != who.shape:
            return f"it returned shape `{found.shape}`, expected one fold for each of {len(who)}"
        torn = [name for name in np.unique(who) if len(np.unique(found[who == name])) > 1]
        if torn:
            return f"group `{torn[0]}` is in more than one fold"
        used = sorted(np.unique(found).tolist())
        if used != list(range(k)):
            return f"the folds should be numbered 0 to {k - 1}, and none be empty; found `{used}`"
        return True

    return Case(f"folds_by_group({who.tolist()}, {k})", verdict)


groups = Exercise(
    "Folds that keep people together",
    cases=[_fair(given) for given in _WHO],
    hint="`np.unique(groups, return_inverse=True)` gives each example its group's number.",
    solution=folds_by_group,
    because="The group is dealt out, not the example. (A careful one also evens out the folds' "
    "sizes; scikit-learn's GroupKFold does.)",
    misconceptions=(
        Misconception(
            "by position",
            mistaken_for(_by_position, *_WHO),
            "You deal out examples. A person with several of them is then in several folds, and "
            "the model meets its test persons in training.",
            _by_position,
        ),
        Misconception(
            "in blocks",
            mistaken_for(_in_blocks, *_WHO),
            "Blocks of neighbouring examples keep a person together only if the list is sorted, "
            "and tear apart whoever lies on an edge.",
            _in_blocks,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 5


def out_of_bag_accuracy(votes, in_bag, y):
    """Model answer: of each example, the majority of the models that have not seen it."""
    right = []
    for example in range(len(y)):
        strangers = votes[~in_bag[:, example], example]
        if len(strangers):
            right.append((strangers.mean() > 0.5) == y[example])
    return float(np.mean(right))


def _everybody(votes, in_bag, y):
    return float(np.mean((votes.mean(axis=0) > 0.5) == y))


def _only_those_who_know(votes, in_bag, y):
    return out_of_bag_accuracy(votes, ~in_bag, y)


def _one_by_one(votes, in_bag, y):
    return float((votes == y)[~in_bag].mean())


def _bags(seed, models=7, examples=30):
    random = np.random.default_rng(seed)
    y = random.integers(0, 2, examples)
    in_bag = random.random((models, examples)) < 0.63
    in_bag[:, 0] = True  # nobody is a stranger to the first
    knows = np.where(in_bag, 0.95, 0.65)
    votes = np.where(random.random((models, examples)) < knows, y, 1 - y)
    return votes, in_bag, y


_BAGS = (_bags(0), _bags(1), _bags(2))

out_of_bag = Exercise(
    "Out of bag",
    cases=calls(out_of_bag_accuracy, *_BAGS),
    hint="For each example take `votes[~in_bag[:, example], example]`. It may be empty.",
    solution=out_of_bag_accuracy,
    because="Each example is judged by the majority of those that never saw it, so it is out of "
    "sample for every voter, and no data had to be set aside.",
    misconceptions=(
        Misconception(
            "everybody votes",
            mistaken_for(_everybody, *_BAGS),
            "All models vote, also those that trained on the example: that is training accuracy.",
            _everybody,
        ),
        Misconception(
            "the wrong way round",
            mistaken_for(_only_those_who_know, *_BAGS),
            "The wrong way round: you ask those that **have** the example in their bag.",
            _only_those_who_know,
        ),
        Misconception(
            "one by one",
            mistaken_for(_one_by_one, *_BAGS),
            "That is the mean accuracy of single models. The ensemble's is asked: let them vote.",
            _one_by_one,
        ),
    ),
)
