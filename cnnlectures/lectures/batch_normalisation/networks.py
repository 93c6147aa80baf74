"""The lecture's small dense networks and their data, ready to be trained many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.data import ImageSet
from cnnlectures.training.replica_layers import (
    Activation,
    BatchNormalisation,
    Dense,
    Layer,
    Noise,
)
from cnnlectures.training.replicas import History, Network, batches, train

#: Our runs are short; at Keras's 0.99 the moving statistics would still be settling at their end.
MOMENTUM = 0.9
WIDTH, BATCH = 100, 60  # units of a hidden layer, and images of a batch, as in the paper's 4.1


@dataclass(frozen=True)
class Pixels:
    """Images as rows of grey levels, 0 to 255, for training and for testing."""

    images: np.ndarray
    labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray

    def mapped(self, function: Callable[[np.ndarray], np.ndarray]) -> Pixels:
        """Return the same with a function applied to all images."""
        changed = [function(each).astype("float32") for each in (self.images, self.test_images)]
        return Pixels(changed[0], self.labels, changed[1], self.test_labels)

    @cached_property
    def unit(self) -> Pixels:
        """The same with grey levels from 0 to 1."""
        return self.mapped(lambda images: images / 255)


def pixels(training, test) -> Pixels:
    """Return two of the course's image sets as rows of pixels."""
    arguments.instance("training", training, ImageSet)
    arguments.instance("test", test, ImageSet)
    rows = [each.images.reshape(len(each), -1).astype("float32") for each in (training, test)]
    return Pixels(rows[0], training.labels, rows[1], test.labels)


def hidden(
    depth: int,
    *,
    place: str = "none",
    activation: str = "relu",
    initial: str | float = "he",
    noise: tuple[float, float] | None = None,
) -> list[Layer]:
    """Return the layers of a dense network with ten classes, not built yet.

    Args:
        depth: hidden layers, of 100 units each.
        place: of batch normalisation: ``"none"``, ``"before"`` or ``"after"`` the activation.
        activation: ``"relu"`` or ``"sigmoid"``.
        initial: of all weights, as ``Dense`` takes it.
        noise: shift and scale of the noise that follows each normalisation.
    """
    arguments.one_of("place", place, ("none", "before", "after"))
    arguments.one_of("activation", activation, ("relu", "sigmoid"))
    if noise is not None and arguments.array("noise", noise, dimensions=1).size != 2:
        raise ValueError(f"`noise` must be a shift and a scale. Received: {noise!r}.")
    layers: list[Layer] = []
    for _ in range(arguments.whole_number("depth", depth, low=1)):
        norm: list[Layer] = [] if place == "none" else [BatchNormalisation(momentum=MOMENTUM)]
        norm += [] if noise is None else [Noise(*noise)]
        act = [Activation(activation)]
        layers += [Dense(WIDTH, initial), *(act + norm if place == "after" else norm + act)]
    return [*layers, Dense(10, initial)]


def run_once(
    layers: Sequence[Layer],
    data: Pixels,
    seeds: Sequence[int],
    learning_rates: float | Sequence[float],
    steps: int,
    *,
    batch: int = BATCH,
    every: int | None = None,
    watch: Callable | None = None,
    prepare: Callable | None = None,
) -> History:
    """Build replicas of a network, one per seed, and train them.

    Args:
        layers: not built yet.
        data: to train on, and to test on.
        seeds: one for each replica.
        learning_rates: one for all replicas, or one for each.
        steps: how many to make.
        batch: images in each.
        every: after how many steps to test; at the end only if not given.
        watch: called after each step with the number of steps done and the network.
        prepare: called before the first step with the network.
    """
    arguments.instance("data", data, Pixels)
    network = Network(layers, inputs=data.images.shape[1], seeds=seeds)
    if prepare is not None:
        prepare(network)
    return train(
        network,
        data.images,
        data.labels,
        learning_rates=learning_rates,
        order=batches(len(data.images), batch, steps, seeds),
        test=(data.test_images, data.test_labels),
        every=every,
        watch=watch,
    )
