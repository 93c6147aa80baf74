"""The lecture's exercises: cases, hints, solutions and the misconceptions we know."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cnnlectures.core.answers import has_ellipsis, same
from cnnlectures.core.exercises import (
    Case,
    Exercise,
    Misconception,
    calls,
    mistaken_for,
)
from cnnlectures.lectures.batch_normalisation.quiz import (
    quiz_bias,
    quiz_finetune,
    quiz_predict,
    quiz_why,
)
from cnnlectures.lectures.batch_normalisation.wrong_answers import (
    BACK,
    IMAGES,
    OF_BACKWARD,
    OF_FOLD,
    OF_IMAGES,
    SQUARE,
    WIDE,
)

__all__ = ["backward", "folded", "images", "moving", "parameters"]
__all__ += ["quiz_bias", "quiz_finetune", "quiz_predict", "quiz_why"]


def _on_arrays(solution: Callable, named: dict[str, tuple], what: str) -> list[Case]:
    """Return a case for each named set of array arguments, whose numbers are not printed."""

    def case(label: str, given: tuple) -> Case:
        def verdict(answer: Callable) -> bool | str:
            if not callable(answer):
                return "the answer should be a function"
            got, expected = answer(*_copied(given)), solution(*given)
            if got is None:
                return "it returned `None`; is a `return` missing?"
            if has_ellipsis(got):
                raise NotImplementedError
            return same(got, expected, 1e-6) or f"{what} is not right"

        return Case(label, verdict)

    return [case(label, given) for label, given in named.items()]


def _copied(given: Sequence) -> list:
    return [np.copy(each) if isinstance(each, np.ndarray) else each for each in given]


# Exercise 1 -------------------------------------------------------------------------------------


def bn_parameters(widths):
    """Return all parameters of a BN layer per width, and the non-trainable ones."""
    total = 4 * sum(widths)
    return total, total // 2


def _only_trained(widths):
    return 2 * sum(widths), 0


def _all_fixed(widths):
    return 4 * sum(widths), 4 * sum(widths)


_WIDTHS = (([784, 300, 100],), ([64],), ([64, 128, 256, 512],))

parameters = Exercise(
    "Exercise 1",
    cases=calls(bn_parameters, *_WIDTHS),
    hint="Per input there are γ and β, which are trained, and two statistics, which are not.",
    solution=bn_parameters,
    because="Four numbers per input, of which γ and β are trained and the moving mean and variance "
    "are not. For a convolution's output an input is a channel, not a pixel.",
    misconceptions=[
        Misconception(
            "counts γ and β only",
            mistaken_for(_only_trained, *_WIDTHS),
            "You counted γ and β. The moving mean and the moving variance are stored too, though "
            "they are not trained.",
            _only_trained,
        ),
        Misconception(
            "takes all four for non-trainable",
            mistaken_for(_all_fixed, *_WIDTHS),
            "γ and β are learnt by gradient descent; only the two statistics are not.",
            _all_fixed,
        ),
    ],
)


# Exercise 2 -------------------------------------------------------------------------------------


def moving_after(start, batch_value, steps, momentum):
    """Return a moving average after equal batches."""
    return batch_value + momentum**steps * (start - batch_value)


def _other_way_round(start, batch_value, steps, momentum):
    return batch_value + (1 - momentum) ** steps * (start - batch_value)


def _one_step(start, batch_value, steps, momentum):
    return momentum * start + (1 - momentum) * batch_value


_MOVING = ((0, 5.0, 100, 0.99), (0, 5.0, 1, 0.99), (1, 4.1, 1, 0.99), (1, 4.1, 50, 0.9))

moving = Exercise(
    "Exercise 2",
    cases=calls(moving_after, *_MOVING),
    hint="Look at the distance from `batch_value`: each step multiplies it by the same factor.",
    solution=moving_after,
    because="Each step keeps a share `momentum` of the distance to the batch's value, so after n "
    "steps momentumⁿ of it is left: at 0.99, 37 % after 100 steps.",
    misconceptions=[
        Misconception(
            "takes momentum for the share of the new",
            mistaken_for(_other_way_round, *_MOVING),
            "You gave the new batch the weight `momentum`. In Keras it is the weight of what was "
            "there before; in PyTorch it is the other way round, so 0.99 there is 0.01 here.",
            _other_way_round,
        ),
        Misconception(
            "makes one step only",
            mistaken_for(_one_step, *_MOVING),
            "That is right after one step; after `steps` of them the distance has shrunk by the "
            "factor `momentum` as many times.",
            _one_step,
        ),
    ],
)


# Exercise 3 -------------------------------------------------------------------------------------


def batch_normalise_images(images, gamma, beta, epsilon):
    """Normalise each channel of a batch of images."""
    mean = images.mean(axis=(0, 1, 2))
    variance = images.var(axis=(0, 1, 2))
    return gamma * (images - mean) / np.sqrt(variance + epsilon) + beta


images = Exercise(
    "Exercise 3",
    cases=_on_arrays(batch_normalise_images, IMAGES, "the result"),
    hint="One mean per channel: over which three axes do you average?",
    solution=batch_normalise_images,
    because="A convolution uses the same weights at every place, so all places of a channel are "
    "normalised together: batch × height × width numbers per mean (the paper's section 3.2).",
    misconceptions=OF_IMAGES,
)


# Exercise 4 -------------------------------------------------------------------------------------


def fold(kernel, bias, gamma, beta, mean, variance, epsilon):
    """Return the kernel and bias of Dense and inference-mode BN in one."""
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, (bias - mean) * scale + beta


folded = Exercise(
    "Exercise 4",
    cases=_on_arrays(
        fold, {"3 inputs and 3 outputs": SQUARE, "2 inputs and 5 outputs": WIDE}, "the pair"
    ),
    hint="Write γ(xW + b − μ)/√(σ² + ε) + β as x·(something) + (something).",
    solution=fold,
    because="In inference the layer is a fixed scale and shift per output, so it goes into the "
    "columns of the kernel and into the bias. Deployed networks do this: normalisation is free.",
    misconceptions=OF_FOLD,
)


# Exercise 5 -------------------------------------------------------------------------------------


def gradient_for_input(x, gamma, upstream, epsilon):
    """Return the loss's gradient for the batch that was normalised."""
    deviation = np.sqrt(x.var(axis=0) + epsilon)
    normal = (x - x.mean(axis=0)) / deviation
    centred = upstream - upstream.mean(axis=0)
    return gamma / deviation * (centred - normal * (upstream * normal).mean(axis=0))


backward = Exercise(
    "Exercise 5",
    cases=_on_arrays(gradient_for_input, BACK, "the gradient"),
    hint="Moving one x also moves the batch's mean and its variance, and so every other output. "
    "The result has no part along the ones and none (but for ε) along the normalised batch.",
    solution=gradient_for_input,
    because="Three ways lead from an input to the loss: directly, through the mean (it takes the "
    "upstream gradient's mean away) and through the variance (it takes away the part along the "
    "normalised batch). This is the last formula block of the paper's section 3.",
    misconceptions=OF_BACKWARD,
)
