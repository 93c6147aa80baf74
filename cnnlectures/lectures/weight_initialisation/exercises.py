"""The lecture's exercises; its quiz questions are in ``quiz``."""

from __future__ import annotations

from math import prod

import numpy as np

from cnnlectures.core.exercises import (
    Case,
    Exercise,
    Misconception,
    calls,
    mistaken_for,
    same,
    shown,
)
from cnnlectures.lectures.weight_initialisation.quiz import (
    quiz_default,
    quiz_selu,
    quiz_stall,
    quiz_zero,
)

__all__ = ["bound", "chain", "depth", "leaky", "strided", "twins"]
__all__ += ["quiz_default", "quiz_selu", "quiz_stall", "quiz_zero"]


# Exercise 1 --------------------------------------------------------------------------------------


def he_uniform_bound(shape):
    """Model answer: the variance is 2 / fan_in, and that of U(−r, r) is r²/3."""
    return np.sqrt(3 * 2 / prod(shape[:-1]))


def _deviation(shape):
    return np.sqrt(2 / prod(shape[:-1]))


def _without_window(shape):
    return np.sqrt(6 / shape[-2])


def _by_average(shape):
    return np.sqrt(6 / (prod(shape[:-1]) + prod(shape) / shape[-2]))


_SHAPES = (((3, 3, 16, 32),), ((300, 100),), ((5, 5, 3, 64),))

bound = Exercise(
    "Exercise 1",
    cases=calls(he_uniform_bound, *_SHAPES),
    hint="Count the weights that end at one unit. Which r gives U(−r, r) the variance 2 / fan_in?",
    solution=he_uniform_bound,
    because="U(−r, r) has the variance r²/3, so r = √(3 · 2 / fan_in) = √(6 / fan_in), and the "
    "fan-in of a convolution counts its whole window.",
    misconceptions=[
        Misconception(
            "the deviation for the bound",
            mistaken_for(_deviation, *_SHAPES),
            "That is the standard deviation. The bound of a uniform distribution is √3 times as "
            "much.",
            _deviation,
        ),
        Misconception(
            "only the channels",
            mistaken_for(_without_window, *_SHAPES),
            "You count the input channels only. A unit of a convolution sees height × width of "
            "each.",
            _without_window,
        ),
        Misconception(
            "Glorot's bound",
            mistaken_for(_by_average, *_SHAPES),
            "√(6 / (fan_in + fan_out)) is `glorot_uniform`. He looks at the fan-in alone.",
            _by_average,
        ),
    ],
)


# Exercise 2 --------------------------------------------------------------------------------------


def layers_until(fan_in, variance, factor):
    """Model answer: each ReLU layer multiplies the mean square by fan_in · variance / 2."""
    gain = fan_in * variance / 2
    return int(np.ceil(np.log(factor) / np.log(gain) - 1e-9))


def _without_relu(fan_in, variance, factor):
    gain = fan_in * variance
    return int(np.ceil(np.log(factor) / np.log(gain) - 1e-9)) if gain != 1 else np.inf


_STACKS = ((100, 0.01, 1e-6), (128, 1.0, 1e38), (64, 4e-4, 1e-20))

depth = Exercise(
    "Exercise 2",
    cases=calls(layers_until, *_STACKS),
    hint="What does one layer multiply the mean square by? The ReLU takes half of it. Then solve "
    "gain ** layers for the factor.",
    solution=layers_until,
    because="One layer multiplies the mean square by fan_in · σ² / 2, and layers multiply: with "
    "Glorot's variance it halves each time, a millionth after 20 layers.",
    misconceptions=[
        Misconception(
            "forgets the ReLU",
            mistaken_for(_without_relu, *_STACKS),
            "fan_in · σ² is a linear layer's factor. ReLU sets half of the sums to zero.",
            _without_relu,
        ),
    ],
)


# Exercise 3 --------------------------------------------------------------------------------------


def leaky_variance(fan_in, slope):
    """Model answer: He et al. 2015, equation 15."""
    return 2 / ((1 + slope**2) * fan_in)


def _plain_he(fan_in, slope):
    return 2 / fan_in


def _slope_itself(fan_in, slope):
    return 2 / ((1 + slope) * fan_in)


def _taken_away(fan_in, slope):
    return 2 / ((1 - slope) ** 2 * fan_in)


_LEAKS = ((100, 0.2), (300, 0.01), (64, 0.5))

leaky = Exercise(
    "Exercise 3",
    cases=calls(leaky_variance, *_LEAKS),
    hint="The sums are symmetric about 0. What is the mean of f(z)² on the positive half, what on "
    "the negative one?",
    solution=leaky_variance,
    because="Half of the sums keep their square, the other half keep slope² of it: together "
    "(1 + slope²) / 2. With slope 0 that is He, with slope 1 LeCun.",
    misconceptions=[
        Misconception(
            "leaves He as it is",
            mistaken_for(_plain_he, *_LEAKS),
            "That is right for slope 0. What passes on the negative side adds to the mean square.",
            _plain_he,
        ),
        Misconception(
            "does not square the slope",
            mistaken_for(_slope_itself, *_LEAKS),
            "The mean *square* counts, so the slope comes in squared.",
            _slope_itself,
        ),
        Misconception(
            "takes the negative half away",
            mistaken_for(_taken_away, *_LEAKS),
            "Squares of the negative half add up with the others; nothing is taken away.",
            _taken_away,
        ),
    ],
)


# Exercise 4 --------------------------------------------------------------------------------------


def fan_back(shape, stride):
    """Model answer: with a stride s an input meets only one window in s² of all."""
    return prod(shape[:2]) * shape[3] / stride**2


def _without_stride(shape, stride):
    return prod(shape[:2]) * shape[3]


def _stride_once(shape, stride):
    return prod(shape[:2]) * shape[3] / stride


def _fan_in(shape, stride):
    return prod(shape[:2]) * shape[2] / stride**2


_STRIDED = (((3, 3, 16, 32), 2), ((5, 5, 3, 8), 1), ((4, 4, 8, 8), 4))

strided = Exercise(
    "Exercise 4",
    cases=calls(fan_back, *_STRIDED),
    hint="Stride 1: every input pixel lies in height × width windows. How many of these windows "
    "does a stride of 2 leave out?",
    solution=fan_back,
    because="Of the windows that an input lies in, a stride s keeps one in s², on average. Keras "
    "does not count the stride; its fan-out of a strided layer is s² times as large as what "
    "gradients meet.",
    misconceptions=[
        Misconception(
            "ignores the stride",
            mistaken_for(_without_stride, *_STRIDED),
            "That is the fan-out as Keras counts it. With a stride most of these windows are left "
            "out.",
            _without_stride,
        ),
        Misconception(
            "one direction only",
            mistaken_for(_stride_once, *_STRIDED),
            "The stride leaves windows out in both directions, height and width.",
            _stride_once,
        ),
        Misconception(
            "looks forwards",
            mistaken_for(_fan_in, *_STRIDED),
            "Backwards a gradient comes from the *output* channels.",
            _fan_in,
        ),
    ],
)


# Exercise 5 --------------------------------------------------------------------------------------


def fair_variance(fan_in, fan_out):
    """Model answer: one over the geometric mean."""
    return 1 / np.sqrt(fan_in * fan_out)


def _arithmetic(fan_in, fan_out):
    return 2 / (fan_in + fan_out)


def _forwards_only(fan_in, fan_out):
    return 1 / fan_in


def _backwards_only(fan_in, fan_out):
    return 1 / fan_out


_FANS = ((100, 100), (128, 32), (32, 128), (9, 1))


def _fair(fans) -> Case:
    def verdict(answer):
        if not callable(answer):
            return f"the answer should be a function, not `{shown(answer)}`"
        variance = answer(*fans)
        if variance is None:
            return "it returned `None`; is a `return` missing?"
        forwards, back = fans[0] * variance, fans[1] * variance
        told = f"forwards × {shown(forwards)}, backwards × {shown(back)}"
        return same(forwards * back, 1.0) or f"{told}; their product is not 1"

    return Case(f"fan_in {fans[0]}, fan_out {fans[1]}", verdict)


chain = Exercise(
    "Exercise 5",
    cases=[_fair(fans) for fans in _FANS],
    hint="Forwards the variance is multiplied by fan_in · σ², backwards by fan_out · σ². Ask that "
    "the product of the two be 1.",
    solution=fair_variance,
    because="fan_in · fan_out · σ⁴ = 1 gives the geometric mean. Along a chain of layers its gains "
    "cancel, and 50 layers lose nothing; with Glorot's arithmetic mean each change of width costs "
    "a little both ways.",
    misconceptions=[
        Misconception(
            "Glorot's average",
            mistaken_for(_arithmetic, *_FANS),
            "That is Glorot's rule. From 128 to 32 units: 1.6 forwards, 0.4 backwards, product "
            "0.64.",
            _arithmetic,
        ),
        Misconception(
            "forwards only",
            mistaken_for(_forwards_only, *_FANS),
            "That keeps the signal in each layer, but not the product: backwards it is "
            "fan_out / fan_in.",
            _forwards_only,
        ),
        Misconception(
            "backwards only",
            mistaken_for(_backwards_only, *_FANS),
            "That keeps the gradient in each layer, but not the product: forwards it is "
            "fan_in / fan_out.",
            _backwards_only,
        ),
    ],
)


# Exercise 6 --------------------------------------------------------------------------------------


def units_that_differ(kernel_in, kernel_out):
    """Model answer: count the units that differ in what they get or in where it goes."""
    both = np.concatenate([kernel_in, kernel_out.T])
    return len(np.unique(both, axis=1).T)


def _by_what_they_get(kernel_in, kernel_out):
    return len(np.unique(kernel_in, axis=1).T)


def _by_where_it_goes(kernel_in, kernel_out):
    return len(np.unique(kernel_out, axis=0))


def _kernels(*drawn: bool):
    random = np.random.default_rng(3)
    shapes = ((5, 4), (4, 3))
    return tuple(
        random.normal(size=shape) if free else np.full(shape, 0.1)
        for shape, free in zip(shapes, drawn, strict=True)
    )


_SHARED = (np.array([[1.0, 1.0, 2.0, 2.0]]), np.array([[3.0], [3.0], [3.0], [4.0]]))
_PAIRS = (_kernels(False, True), _kernels(True, False), _kernels(False, False), _SHARED)

twins = Exercise(
    "Exercise 6",
    cases=calls(units_that_differ, *_PAIRS),
    hint="A unit is a column of kernel_in and a row of kernel_out. Two units stay equal only if "
    "both agree.",
    solution=units_that_differ,
    because="Equal weights in and out mean equal outputs and equal gradients, step after step. One "
    "difference on either side tells two units apart.",
    misconceptions=[
        Misconception(
            "looks at the weights in only",
            mistaken_for(_by_what_they_get, *_PAIRS),
            "Units with equal weights *in* part ways if their weights *out* differ: they get "
            "different gradients.",
            _by_what_they_get,
        ),
        Misconception(
            "looks at the weights out only",
            mistaken_for(_by_where_it_goes, *_PAIRS),
            "Units with equal weights *out* differ if their weights *in* do.",
            _by_where_it_goes,
        ),
    ],
)
