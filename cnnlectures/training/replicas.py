"""Many small networks trained at once, in plain NumPy.

An experiment over several seeds and learning rates needs dozens of networks. Here every array has
a leading axis of replicas: one matrix product serves all of them, and nothing is traced or
compiled. A replica is an ordinary network that knows nothing of its neighbours; the tests prove
that it has the losses of the same network in Keras.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from cnnlectures.core import arguments, machine
from cnnlectures.training.replica_layers import Layer, Residual


class Network:
    """Replicas of one architecture that ends in a softmax and learns by cross-entropy.

    Args:
        layers: in order, not built yet; the last one gives the classes' logits.
        inputs: width of the input.
        seeds: one per replica; the same seed gives the same initial weights, whatever layers
            without random parameters stand between them.
    """

    def __init__(self, layers: Sequence[Layer], *, inputs: int, seeds: Sequence[int]):
        self.layers, self.replicas = list(layers), len(seeds)
        width = arguments.whole_number("inputs", inputs, low=1)
        generators = [np.random.default_rng(int(seed)) for seed in seeds]
        for layer in self.layers:
            width = layer.build(generators, width)

    def all_layers(self) -> list[Layer]:
        """Return every layer, those inside residual branches too, in the order of the pass."""
        flat = []
        for layer in self.layers:
            flat += layer.branch if isinstance(layer, Residual) else [layer]
        return flat

    def weights(self, replica: int) -> list[np.ndarray]:
        """Return one replica's arrays, in the order in which Keras lists those of its layers."""
        return [
            array[replica].reshape(array.shape[2:] if array.shape[1] == 1 else array.shape[1:])
            for layer in self.all_layers()
            for array in (*layer.parameters.values(), *layer.fixed.values())
        ]

    def logits(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Return the logits, of shape (replicas, batch, classes), for x of (…, batch, inputs)."""
        x = np.broadcast_to(x, (self.replicas, *x.shape[-2:]))
        with np.errstate(all="ignore"):  # a network that diverges is a result, not an accident
            for layer in self.layers:
                x = layer.forward(x, training)
        return x

    def losses(self, x: np.ndarray, labels: np.ndarray, training: bool = True) -> np.ndarray:
        """Return each replica's mean cross-entropy; infinity where it is not finite."""
        losses, _ = _cross_entropy(self.logits(x, training), labels)
        return losses

    def gradient(self, x: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Run forward and back in training mode; return the losses, leave the gradients."""
        losses, down = _cross_entropy(self.logits(x, training=True), labels)
        with np.errstate(all="ignore"):
            for place in range(len(self.layers) - 1, -1, -1):
                down = self.layers[place].backward(down, needed=place > 0)
        return losses

    def move(self, distance: np.ndarray) -> None:
        """Move each replica by ``-distance`` times the gradient that was found last."""
        distance = np.asarray(distance, "float32").reshape(-1, 1, 1)
        with np.errstate(all="ignore"):
            for layer in self.all_layers():
                for name, parameter in layer.parameters.items():
                    parameter -= distance * layer.gradients[name]

    def accuracy(self, x: np.ndarray, labels: np.ndarray, training: bool = False) -> np.ndarray:
        """Return each replica's share of right answers; chance where it has diverged."""
        logits = self.logits(x, training)
        shares = (logits.argmax(axis=-1) == labels).mean(axis=-1)
        alive = np.isfinite(logits).all(axis=(1, 2))
        return np.where(alive, shares, 1 / logits.shape[-1])


def batches(samples: int, batch: int, steps: int, seeds: Sequence[int]) -> np.ndarray:
    """Return which samples each replica sees: shape (steps, replicas, batch), epochs shuffled.

    Raises:
        ValueError: if a batch is larger than the data.
    """
    arguments.whole_number("batch", batch, low=1, high=samples)
    per_epoch = samples // batch
    orders = []
    for seed in seeds:
        generator = np.random.default_rng([int(seed), 1])
        epochs = -(-steps // per_epoch)
        order = [generator.permutation(samples)[: per_epoch * batch] for _ in range(epochs)]
        orders.append(np.concatenate(order)[: steps * batch].reshape(steps, batch))
    return np.stack(orders, axis=1)


@dataclass(frozen=True)
class History:
    """What a training run left behind.

    Attributes:
        losses: each step's loss on its own batch, before the step: (steps, replicas).
        at: after how many steps the test accuracy was taken.
        accuracies: shares of right answers in inference mode: (len(at), replicas).
    """

    losses: np.ndarray
    at: np.ndarray
    accuracies: np.ndarray


def train(
    network: Network,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    learning_rates: float | Sequence[float],
    order: np.ndarray,
    test: tuple[np.ndarray, np.ndarray],
    every: int | None = None,
    watch: Callable[[int, Network], None] | None = None,
) -> History:
    """Train by plain stochastic gradient descent.

    Args:
        network: its replicas are trained where they stand.
        images: (samples, inputs), shared by all replicas.
        labels: (samples,).
        learning_rates: one for all replicas, or one for each.
        order: which samples each replica sees at each step, as ``batches`` gives it.
        test: images and labels that the accuracy is taken on.
        every: after how many steps to take it; None means at the end only.
        watch: called after each step with the number of steps done and the network.
    """
    steps, replicas, _ = order.shape
    every = steps if every is None else arguments.whole_number("every", every, low=1)
    rates = np.broadcast_to(np.asarray(learning_rates, "float32"), (replicas,))
    losses, at, accuracies = [], [], []
    with threadpool_limits(1, "blas"):  # many small products: threads only get in each other's way
        for done, chosen in enumerate(order, start=1):
            losses.append(network.gradient(images[chosen], labels[chosen]))
            network.move(rates)
            if watch is not None:
                watch(done, network)
            if done % every == 0 or done == steps:
                at.append(done)
                accuracies.append(network.accuracy(*test))
    return History(np.array(losses), np.array(at), np.array(accuracies))


def side_by_side(jobs: Mapping[str, Callable]) -> dict:
    """Run independent jobs on the cores that there are, and return their results by name.

    Each job's arithmetic stays on one thread, so the results do not depend on the cores.
    """
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(machine.cores()) as pool:
        running = {name: pool.submit(job) for name, job in jobs.items()}
        return {name: each.result() for name, each in running.items()}


def _cross_entropy(logits, labels):
    """Return each replica's mean cross-entropy and its gradient for the logits."""
    with np.errstate(all="ignore"):
        shifted = logits - logits.max(axis=-1, keepdims=True)
        exponentials = np.exp(shifted)
        total = exponentials.sum(axis=-1, keepdims=True)
        labels = np.broadcast_to(labels, logits.shape[:-1])[..., None]
        right = np.take_along_axis(shifted, labels, axis=-1)
        losses = (np.log(total) - right).mean(axis=(1, 2))
        gradient = exponentials / total
        np.put_along_axis(
            gradient, labels, np.take_along_axis(gradient, labels, axis=-1) - 1, axis=-1
        )
        gradient /= np.float32(logits.shape[1])
    return np.where(np.isfinite(losses), losses, np.inf), gradient
