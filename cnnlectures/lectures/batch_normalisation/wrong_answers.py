"""What exercises 3 to 5 are tried on, and the wrong answers to them that we know."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from cnnlectures.core.exercises import Misconception, mistaken_for

_RANDOM = np.random.default_rng(0)
IMAGES = {
    "4 images of 3 × 3 pixels and 2 channels": (
        _RANDOM.normal(3, 2, (4, 3, 3, 2)),
        np.array([1.5, 0.5]),
        np.array([0.0, -1.0]),
        1e-3,
    ),
    "8 images of 2 × 5 pixels and 3 channels": (
        _RANDOM.normal(-1, 0.1, (8, 2, 5, 3)),
        np.array([1.0, 2.0, 3.0]),
        np.array([1.0, 0.0, -1.0]),
        1e-3,
    ),
}


def _dense(inputs: int, outputs: int) -> tuple:
    return (
        _RANDOM.normal(size=(inputs, outputs)),
        *_RANDOM.normal(size=(3, outputs)),
        _RANDOM.normal(size=outputs),
        _RANDOM.uniform(0.5, 4, outputs),
        1e-3,
    )


SQUARE, WIDE = _dense(3, 3), _dense(2, 5)
BACK = {
    f"a batch of {samples} with {features} features": (
        _RANDOM.normal(1, 2, (samples, features)),
        _RANDOM.uniform(0.5, 2, features),
        _RANDOM.normal(size=(samples, features)),
        1e-3,
    )
    for samples, features in ((6, 3), (32, 2))
}


def _known(name: str, wrong: Callable, given: Iterable[tuple], says: str) -> Misconception:
    """Return the misconception of those whose answers on the given are those of `wrong`."""
    return Misconception(name, mistaken_for(wrong, *given), says, wrong)


# Exercise 3 -------------------------------------------------------------------------------------


def _over(*axes, root=np.sqrt):
    """Return a wrong answer that averages over other axes, or divides by no root."""

    def wrong(images, gamma, beta, epsilon):
        centred = images - images.mean(axis=axes, keepdims=True)
        variance = images.var(axis=axes, keepdims=True)
        return gamma * centred / root(variance + epsilon) + beta

    return wrong


def _epsilon_outside(images, gamma, beta, epsilon):
    mean, deviation = images.mean(axis=(0, 1, 2)), images.std(axis=(0, 1, 2))
    return gamma * (images - mean) / (deviation + epsilon) + beta


def _left_as_normal(images, gamma, beta, epsilon):
    return _over(0, 1, 2)(images, 1, 0, epsilon)


OF_IMAGES = [
    _known(
        "normalises every pixel by itself",
        _over(0),
        IMAGES.values(),
        "You averaged over the batch only, so every pixel has a mean of its own. In a "
        "convolution's output all pixels of a channel share one.",
    ),
    _known(
        "normalises every image by itself",
        _over(1, 2, 3),
        IMAGES.values(),
        "You averaged within each image: that is layer normalisation, which knows no batch.",
    ),
    _known(
        "normalises every channel of every image by itself",
        _over(1, 2),
        IMAGES.values(),
        "You averaged over the places of one image: that is instance normalisation. Here all "
        "images of the batch count together.",
    ),
    _known(
        "takes one mean for all channels",
        _over(0, 1, 2, 3),
        IMAGES.values(),
        "You averaged over the channels too. Each channel is a feature of its own, with its "
        "own mean and variance.",
    ),
    _known(
        "divides by the variance",
        _over(0, 1, 2, root=np.asarray),
        IMAGES.values(),
        "You divided by variance + ε. Its root is missing: only then is the result's deviation 1.",
    ),
    _known(
        "adds ε to the deviation",
        _epsilon_outside,
        IMAGES.values(),
        "ε belongs under the root: √(variance + ε), not deviation + ε.",
    ),
    _known(
        "forgets γ and β",
        _left_as_normal,
        IMAGES.values(),
        "Each channel is normalised now; its γ and β are still to come.",
    ),
]


# Exercise 4 -------------------------------------------------------------------------------------


def _folded_wrongly(new_bias: Callable, scale_of: Callable = np.sqrt, rows: bool = False):
    """Return a wrong answer with another bias, another scale, or a kernel scaled by rows."""

    def wrong(kernel, bias, gamma, beta, mean, variance, epsilon):
        scale = gamma / scale_of(variance + epsilon)
        columns = scale[:, None] if rows else scale
        return kernel * columns, new_bias(bias, mean, beta, scale)

    return wrong


def _right_bias(bias, mean, beta, scale):
    return (bias - mean) * scale + beta


OF_FOLD = [
    _known(
        "leaves the bias unscaled",
        _folded_wrongly(lambda bias, mean, beta, scale: bias - mean * scale + beta),
        [SQUARE],
        "The Dense layer's own bias comes before the normalisation, so it is scaled as well.",
    ),
    _known(
        "forgets the mean",
        _folded_wrongly(lambda bias, mean, beta, scale: bias * scale + beta),
        [SQUARE],
        "The kernel is right. The moving mean is subtracted as well, before the scale.",
    ),
    _known(
        "scales β",
        _folded_wrongly(lambda bias, mean, beta, scale: (bias - mean + beta) * scale),
        [SQUARE],
        "The kernel is right. β is added at the very end, so it is not scaled.",
    ),
    _known(
        "divides by the variance",
        _folded_wrongly(_right_bias, scale_of=np.asarray),
        [SQUARE],
        "You divided by variance + ε; it takes the root of that.",
    ),
    _known(
        "scales the kernel's rows",
        _folded_wrongly(_right_bias, rows=True),
        [SQUARE],
        "You scaled the rows, one per input. Normalisation acts on the outputs: the columns.",
    ),
]


# Exercise 5 -------------------------------------------------------------------------------------


def _back_wrongly(mean: Callable = np.mean, *, centred: bool = True, along: bool = True):
    """Return a wrong answer that sums where it should average, or leaves out one of the ways."""

    def wrong(x, gamma, upstream, epsilon):
        deviation = np.sqrt(x.var(axis=0) + epsilon)
        normal = (x - x.mean(axis=0)) / deviation
        gradient = upstream - (mean(upstream, axis=0) if centred else 0)
        gradient = gradient - (normal * mean(upstream * normal, axis=0) if along else 0)
        return gamma / deviation * gradient

    return wrong


def _without_gamma(x, gamma, upstream, epsilon):
    return _back_wrongly()(x, 1, upstream, epsilon)


OF_BACKWARD = [
    _known(
        "takes the statistics for constants",
        _back_wrongly(centred=False, along=False),
        BACK.values(),
        "You treated the mean and the variance as constants. That is right in inference; in "
        "training both depend on every x of the batch.",
    ),
    _known(
        "forgets the way through the variance",
        _back_wrongly(along=False),
        BACK.values(),
        "The way through the mean is there; the one through the variance is missing.",
    ),
    _known(
        "forgets the way through the mean",
        _back_wrongly(centred=False),
        BACK.values(),
        "The way through the variance is there; the one through the mean is missing.",
    ),
    _known(
        "sums where it should average",
        _back_wrongly(np.sum),
        BACK.values(),
        "Both ways are there, but too strong: each x has a share of 1 / samples in the mean "
        "and in the variance, so your sums should be means.",
    ),
    _known(
        "forgets γ",
        _without_gamma,
        BACK.values(),
        "Only γ is missing: it stands between the normalised batch and the output, so every "
        "way leads through it.",
    ),
]
