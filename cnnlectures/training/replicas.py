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
        seeds = arguments.whole_numbers("seeds", seeds)
        self.layers = arguments.sequence("layers", layers, Layer)
        self.replicas = len(seeds)
        width = arguments.whole_number("inputs", inputs, low=1)
        generators = [np.random.default_rng(seed) for seed in seeds]
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
        ValueError: names the argument; a batch that is larger than the data, for instance.
    """
    samples = arguments.whole_number("samples", samples, low=1)
    batch = arguments.whole_number("batch", batch, low=1, high=samples)
    steps = arguments.whole_number("steps", steps, low=1)
    per_epoch = samples // batch
    orders = []
    for seed in arguments.whole_numbers("seeds", seeds):
        generator = np.random.default_rng([seed, 1])
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

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    arguments.instance("network", network, Network)
    images, labels = _examples(images, labels, "images", "labels")
    order = arguments.array("order", order, dimensions=3, whole=True, dtype=None)
    steps, replicas, _ = order.shape
    if replicas != network.replicas or order.min() < 0 or order.max() >= len(images):
        raise ValueError(
            f"`order` must choose among {len(images)} samples for {network.replicas} replicas. "
            f"Received: {order.min()} to {order.max()} for {replicas}."
        )
    if not isinstance(test, tuple | list) or len(test) != 2:
        raise ValueError(f"`test` must be images and their labels. Received: {test!r}.")
    test = _examples(*test, "test[0]", "test[1]")
    every = steps if every is None else arguments.whole_number("every", every, low=1)
    rates = arguments.array("learning_rates", learning_rates, dimensions=(0, 1))
    if rates.size not in (1, replicas):
        raise ValueError(
            f"`learning_rates` must be one, or one for each of {replicas} replicas. "
            f"Received: {rates.size}."
        )
    rates = np.broadcast_to(rates.astype("float32"), (replicas,))
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


def _examples(images, labels, *names: str) -> tuple[np.ndarray, np.ndarray]:
    """Return images and labels as arrays, not copied; the names are for the error."""
    images = arguments.array(names[0], images, dimensions=2, dtype=None)
    labels = arguments.array(names[1], labels, dimensions=1, whole=True, dtype=None)
    if len(images) != len(labels):
        raise ValueError(
            f"`{names[1]}` must hold one label for each of {len(images)} images. "
            f"Received: {len(labels)}."
        )
    return images, labels


def side_by_side(jobs: Mapping[str, Callable]) -> dict:
    """Run independent jobs on the cores that there are, and return their results by name.

    Each job's arithmetic stays on one thread, so the results do not depend on the cores.
    """
    arguments.instance("jobs", jobs, Mapping)
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
