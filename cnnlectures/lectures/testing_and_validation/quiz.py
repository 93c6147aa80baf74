"""Quiz questions of the lecture on testing and validation."""

from __future__ import annotations

from cnnlectures.core.exercises import Option, Question

quiz_second_look = Question(
    "A second look",
    "The test accuracy disappoints. We change the learning rate, train again, and the same test "
    "set now says 0.93. What is 0.93?",
    (
        Option(
            "The generalisation accuracy: the model never trained on the test set.",
            False,
            "it did not train on it, but we chose by it, and that is enough to flatter.",
        ),
        Option(
            "A validation score: the set has begun to choose.",
            True,
            "from the first choice on it is a validation set, and we need a new test set.",
        ),
        Option(
            "Worthless.",
            False,
            "after one choice of two it flatters a little, by some half a standard error; it is "
            "only no longer honest.",
        ),
    ),
)
quiz_four_errors = Question(
    "Four errors",
    "Training 1 %, train-dev 1.5 %, validation 11 %, test 11.4 %. What do we do?",
    (
        Option(
            "Regularise more.",
            False,
            "from training to train-dev there is hardly a step: it does not overfit.",
        ),
        Option("Train a larger network.", False, "1 % on the training data: it does not underfit."),
        Option(
            "Collect training data of the kind that it will meet.",
            True,
            "the step is between train-dev and validation: new data of the old kind go well, of "
            "the new kind badly.",
        ),
        Option(
            "Take a larger validation set.",
            False,
            "validation and test agree: the validation set is not spent.",
        ),
    ),
)
quiz_share = Question(
    "80 and 20",
    "Ten million labelled images. How many should we set aside to test?",
    (
        Option("2,000,000, by the usual ratio.", False, "± 0.04 points; nobody needs that."),
        Option(
            "Some 10,000 to 100,000.",
            True,
            "± 0.6 to ± 0.2 points at an accuracy of 0.9, and 99 % still train.",
        ),
        Option(
            "100: a sample is a sample.",
            False,
            "± 6 points; the set's own size counts, not its share.",
        ),
    ),
)
quiz_refit = Question(
    "The validation set put back",
    "Why does the slide train the chosen model again, with the validation set put back? (More "
    "than one may be right.)",
    (
        Option(
            "It has done its work, and more data mostly make a better model.",
            True,
            "with few data by about three points, as we measured on the digits.",
        ),
        Option(
            "So that its validation score becomes honest.",
            False,
            "after that it has none: it has now trained on those examples.",
        ),
        Option(
            "It makes every model better.",
            False,
            "the polynomials gained little: one that was good by luck may lose it.",
        ),
        Option(
            "The number that we report comes from the test set anyway.",
            True,
            "so nothing is lost by training on the validation set.",
        ),
    ),
)
