"""Networks trained from one start or another, and how large their first gradients are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.data.sources import digits_table
from cnnlectures.training.replica_layers import Activation, Dense, Layer
from cnnlectures.training.replicas import Network, batches, side_by_side, train

WIDTH, BATCH = 64, 32  # units of a hidden layer, and images of a batch
#: Deep networks by name: activation and hidden layers' start. The softmax layer is Glorot's.
VARIANTS = {
    "ReLU, Glorot": ("relu", "glorot"),
    "ReLU, He": ("relu", "he"),
    "tanh, Glorot": ("tanh", "glorot"),
    "SELU, LeCun": ("selu", "lecun"),
    "tanh, ±1/√n": ("tanh", 1 / np.sqrt(3 * WIDTH)),  # what was usual before Glorot and Bengio
}


@dataclass(frozen=True)
class Digits:
    """Handwritten digits as rows of 64 pixels; each pixel has mean 0 and deviation 1 in training.

    Attributes:
        images, labels: (1400, 64) and (1400,), to train on.
        test_images, test_labels: (397, 64) and (397,).
        raw: (1400, 64), the training images with their grey levels, 0 to 255.
    """

    images: np.ndarray
    labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    raw: np.ndarray


@cache
def digits() -> Digits:
    """Return scikit-learn's 1,797 digits, shuffled and standardised."""
    table = digits_table()
    table = table[np.random.default_rng(0).permutation(len(table))]
    raw, labels = table[:, :-1] * np.float32(255 / 16), table[:, -1].astype(int)
    deviation = np.maximum(raw[:1400].std(axis=0), 0.25)  # some pixels are always white
    images = (raw - raw[:1400].mean(axis=0)) / deviation
    return Digits(images[:1400], labels[:1400], images[1400:], labels[1400:], raw[:1400])


@dataclass(frozen=True)
class Course:
    """How the networks of one variant learnt.

    Attributes:
        at: after how many steps the accuracy was taken.
        accuracies: on the test images, (len(at), rates, seeds).
        losses: at every step, (steps, rates, seeds).
    """

    at: np.ndarray
    accuracies: np.ndarray
    losses: np.ndarray

    def best(self) -> np.ndarray:
        """Return each seed's final accuracy at the learning rate that suits it best."""
        return self.accuracies[-1].max(axis=0)

    def steps_to(self, share: float) -> np.ndarray:
        """Return after how many steps each seed first had an accuracy; one more if it never did.

        At the first of the learning rates.
        """
        reached = self.accuracies[:, 0] >= arguments.number("share", share, low=0, high=1)
        return np.where(reached.any(axis=0), self.at[reached.argmax(axis=0)], self.at[-1] + 1)


def train_deep(
    variants: Sequence[str],
    *,
    depth: int,
    seeds: Sequence[int],
    rates: Sequence[float],
    steps: int,
    every: int,
) -> dict[str, Course]:
    """Train plain deep networks of 64 units a layer on the digits, at every learning rate.

    After He et al. 2015, section 2.2, figures 2 and 3, who compare He with Glorot in
    convolutional networks of 22 and 30 layers on ImageNet.

    Args:
        variants: names from `VARIANTS`; all see the same batches, and scale the same draws.
        depth: layers with weights.
        seeds: networks for each learning rate.
        rates: learning rates.
        steps: of gradient descent.
        every: after how many steps to take the accuracy.
    """
    variants = _variants(variants)
    seeds = arguments.whole_numbers("seeds", seeds)
    rates = arguments.array("rates", rates, dimensions=1)
    steps = arguments.whole_number("steps", steps, low=1)
    every = arguments.whole_number("every", every, low=1)
    layers = {name: _deep(name, depth) for name in variants}

    def run(name):
        every_seed, every_rate = np.tile(seeds, len(rates)), np.repeat(rates, len(seeds))
        network = Network(layers[name], inputs=64, seeds=every_seed)
        history = _learn(network, every_seed, every_rate, steps, every)
        shape = (-1, len(rates), len(seeds))
        accuracies, losses = history.accuracies.reshape(shape), history.losses.reshape(shape)
        return Course(history.at, accuracies, losses)

    return side_by_side({name: lambda n=name: run(n) for name in variants})


def first_gradients(
    variants: Sequence[str], *, depth: int, seeds: Sequence[int]
) -> dict[str, np.ndarray]:
    """Measure the first gradient of every kernel, before any step.

    Args:
        variants: names from `VARIANTS`.
        depth: layers with weights.
        seeds: one network each.

    Returns:
        By variant, the root mean square of each layer's kernel gradient, (depth, seeds).
    """
    seeds, measured = arguments.whole_numbers("seeds", seeds), {}
    for name in _variants(variants):
        network = Network(_deep(name, depth), inputs=64, seeds=seeds)
        network.gradient(digits().images[:256], digits().labels[:256])
        measured[name] = np.array(
            [
                np.sqrt(np.square(layer.gradients["kernel"], dtype="float64").mean(axis=(1, 2)))
                for layer in network.layers
                if isinstance(layer, Dense)
            ]
        )
    return measured


def _variants(variants) -> list[str]:
    if not isinstance(variants, list | tuple) or not variants:
        raise ValueError(f"`variants` must be a list of names. Received: {variants!r}.")
    return [arguments.one_of("variants", name, VARIANTS) for name in variants]


def _deep(variant: str, depth: int) -> list[Layer]:
    activation, initial = VARIANTS[variant]
    layers: list[Layer] = []
    for _ in range(arguments.whole_number("depth", depth, low=2) - 1):
        layers += [Dense(WIDTH, initial), Activation(activation)]
    return [*layers, Dense(10, "glorot")]


def _learn(network: Network, seeds, rates, steps: int, every: int):
    data = digits()
    return train(
        network,
        data.images,
        data.labels,
        learning_rates=rates,
        order=batches(len(data.images), BATCH, steps, seeds),
        test=(data.test_images, data.test_labels),
        every=every,
    )


UNITS = 16  # of each of the two hidden layers whose symmetry we watch
#: Starts by name: the activation, and which kernels begin as one constant (None: as drawn).
SYMMETRIC = {
    "all weights 0, tanh": ("tanh", (0, 0, 0)),
    "all weights 0, logistic": ("sigmoid", (0, 0, 0)),
    "all weights 0.1": ("tanh", (0.1, 0.1, 0.1)),
    "0.1 into and out of layer 1": ("tanh", (0.1, 0.1, None)),
    "0.1 into layer 1": ("tanh", (0.1, None, None)),
    "Glorot": ("tanh", (None, None, None)),
}


@dataclass(frozen=True)
class Grown:
    """What became of a symmetric start.

    Attributes:
        kernel: of layer 1 after training, (seeds, 64, 16).
        moved: how far the weight that moved furthest did, biases not counted, (seeds,).
        different: units of layer 1 that differ from each other in what they look at, (seeds,).
        accuracy: on the test images, (seeds,).
    """

    kernel: np.ndarray
    moved: np.ndarray
    different: np.ndarray
    accuracy: np.ndarray


def grow(start: str, *, seeds: Sequence[int], steps: int, rate: float = 0.1) -> Grown:
    """Train two hidden layers of 16 units on the digits from a symmetric start.

    Args:
        start: a name from `SYMMETRIC`.
        seeds: one network each.
        steps: of gradient descent.
        rate: the learning rate.
    """
    activation, constants = SYMMETRIC[arguments.one_of("start", start, SYMMETRIC)]
    seeds = arguments.whole_numbers("seeds", seeds)
    steps = arguments.whole_number("steps", steps, low=1)
    rate = arguments.number("rate", rate, low=0)
    dense = [Dense(UNITS), Dense(UNITS), Dense(10)]
    layers = [dense[0], Activation(activation), dense[1], Activation(activation), dense[2]]
    network = Network(layers, inputs=64, seeds=seeds)
    for layer, constant in zip(dense, constants, strict=True):
        if constant is not None:
            layer.parameters["kernel"][:] = constant
    before = [layer.parameters["kernel"].copy() for layer in dense]
    history = _learn(network, seeds, rate, steps, steps)
    after = [layer.parameters["kernel"] for layer in dense]
    moved = [np.abs(new - old).max(axis=(1, 2)) for new, old in zip(after, before, strict=True)]
    different = np.array([_different(kernel) for kernel in after[0]])
    return Grown(after[0], np.max(moved, axis=0), different, history.accuracies[-1])


def _different(kernel: np.ndarray) -> int:
    """Count the columns of a kernel that differ by more than rounding does."""
    found: list[np.ndarray] = []
    for column in kernel.T:
        if not any(np.abs(column - other).max() <= 1e-3 * np.abs(kernel).max() for other in found):
            found.append(column)
    return len(found)
