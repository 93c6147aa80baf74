"""What batch normalisation computes, and the runs that measure what it buys.

The small networks are trained by ``cnnlectures.training.replicas``, all seeds and learning rates
at once; the tests prove that each of them is an ordinary Keras network. Variants of one experiment
start from the same weights and see the same batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.batch_normalisation.networks import (
    BATCH,
    MOMENTUM,
    Pixels,
    hidden,
    pixels,
    run_once,
)
from cnnlectures.training.replica_layers import (
    Activation,
    BatchNormalisation,
    Dense,
    Layer,
    Residual,
    Scalar,
)
from cnnlectures.training.replicas import History, Network, batches, side_by_side

__all__ = ["SIGMOID_VARIANTS", "Watched", "batch_normalise", "first_layer", "fixup", "hidden"]
__all__ += ["landscape", "largest_tolerable", "learning_rates", "normalise_with", "pixels"]
__all__ += ["places", "residual", "section_4_1", "steps_to", "update_moving", "variation"]


def batch_normalise(x, gamma, beta, epsilon=1e-3):
    """Normalise a batch by its own mean and variance (Ioffe & Szegedy 2015, algorithm 1).

    Args:
        x: the batch, of shape (samples, features).
        gamma, beta: scale and shift, of shape (features,).
        epsilon: keeps the root from being zero; 0.001 in Keras.

    Returns:
        The normalised, scaled and shifted batch.
    """
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def update_moving(moving, batch, momentum=0.99):
    """Move an exponential average a little towards a batch's statistic."""
    return momentum * moving + (1 - momentum) * batch


def normalise_with(x, moving_mean, moving_variance, gamma, beta, epsilon=1e-3):
    """Normalise by stored statistics, as in inference (Ioffe & Szegedy 2015, section 3.1)."""
    return gamma * (x - moving_mean) / np.sqrt(moving_variance + epsilon) + beta


def fixup(branches, classifier):
    """Prepare a residual network for training without normalisation, in place.

    The recipe's rules 1 and 2 (Zhang, Dauphin and Ma 2019, section 3).

    Args:
        branches: for each residual branch its kernels in order, He-initialised.
        classifier: the last layer's kernel.
    """
    count, layers = len(branches), len(branches[0])
    for *inner, last in branches:
        for kernel in inner:
            kernel *= count ** (-1 / (2 * layers - 2))
        last *= 0
    classifier *= 0


def first_layer(data: Pixels, *, seeds, steps: int, every: int, learning_rate: float = 0.03):
    """Train slide 19's widths on raw pixels, on standardised ones, and behind a first BN layer.

    Returns:
        A history each for ``"raw pixels"``, ``"StandardScaler"`` and ``"BN first"``.
    """
    _check(data, seeds, steps, every, learning_rate)
    from sklearn.preprocessing import StandardScaler

    def run(pictures, *first):
        widths = [Dense(300, "he"), Activation("relu"), Dense(100, "he"), Activation("relu")]
        layers = [*first, *widths, Dense(10)]
        return run_once(layers, pictures, seeds, learning_rate, steps, every=every, batch=32)

    scaler = StandardScaler().fit(data.images)
    return side_by_side(
        {
            "raw pixels": lambda: run(data),
            "StandardScaler": lambda: run(data.mapped(scaler.transform)),
            "BN first": lambda: run(data, BatchNormalisation(momentum=MOMENTUM)),
        }
    )


def places(data: Pixels, *, seeds, steps: int, every: int, depth=6, learning_rate=0.1):
    """Train a He-initialised network with batch normalisation nowhere, after, before activations.

    Returns:
        A history each for ``"no BN"``, ``"BN after"`` and ``"BN before"``.
    """
    _check(data, seeds, steps, every, learning_rate)
    arguments.whole_number("depth", depth, low=1)

    def run(place):
        layers = hidden(depth, place=place)
        return run_once(layers, data.unit, seeds, learning_rate, steps, every=every)

    named = {"no BN": "none", "BN after": "after", "BN before": "before"}
    return side_by_side({name: lambda p=place: run(p) for name, place in named.items()})


def learning_rates(data: Pixels, *, seeds, rates: Sequence[float], steps: int, depth: int = 3):
    """Train at every learning rate, without and with batch normalisation.

    Returns:
        By ``"without"`` and ``"with"``: test accuracies of shape (rates, seeds).
    """
    _check(data, seeds, steps)
    arguments.numbers("rates", rates, low=0)
    arguments.whole_number("depth", depth, low=1)

    def run(place):
        every_seed, every_rate = np.tile(seeds, len(rates)), np.repeat(rates, len(seeds))
        end = run_once(hidden(depth, place=place), data.unit, every_seed, every_rate, steps)
        return end.accuracies[-1].reshape(len(rates), len(seeds))

    return side_by_side({"without": lambda: run("none"), "with": lambda: run("before")})


def largest_tolerable(rates: Sequence[float], accuracies: np.ndarray, at_least: float = 0.7):
    """Return each seed's largest learning rate with an accuracy of at least so much (or 0)."""
    rates = np.array(arguments.numbers("rates", rates, low=0))
    accuracies = arguments.array("accuracies", accuracies, dimensions=2)
    if len(accuracies) != len(rates):
        raise ValueError(
            f"`accuracies` must have a row for each of {len(rates)} rates. "
            f"Received: {len(accuracies)} rows."
        )
    good = accuracies >= arguments.number("at_least", at_least, low=0, high=1)
    return np.max(np.where(good, rates[:, None], 0), axis=0)


@dataclass(frozen=True)
class Watched:
    """A run of section 4.1's experiment.

    Attributes:
        history: losses and accuracies.
        percentiles: the {15, 50, 85}th of one unit's input to the last sigmoid, first seed:
            (steps, 3).
        restlessness: how far the mean input of a last-layer sigmoid moves from one step to the
            next, on average over units and steps: (seeds,).
    """

    history: History
    percentiles: np.ndarray
    restlessness: np.ndarray


SIGMOID_VARIANTS = {
    "without": {"place": "none"},
    "with": {"place": "before"},
    "with, then noise": {"place": "before", "noise": (1.0, 1.5)},
    "without, larger weights": {"place": "none", "initial": 0.3},
}


def section_4_1(data: Pixels, *, seeds, steps: int, every: int, learning_rate: float = 0.5):
    """Train three layers of 100 sigmoids (Ioffe & Szegedy 2015, section 4.1), in four variants.

    ``"with, then noise"`` shifts and scales every normalised unit anew at each step (Santurkar et
    al. 2018, section 2.1); ``"without, larger weights"`` draws them with deviation 0.3.
    """
    _check(data, seeds, steps, every, learning_rate)

    def run(options):
        layers = hidden(3, **{"activation": "sigmoid", "initial": "glorot", **options})
        last, seen, means = layers[-2], [], []

        def watch(done, network):
            seen.append(np.percentile(last.input[0, :, 0], [15, 50, 85]))
            means.append(last.input.mean(axis=1))

        history = run_once(layers, data.unit, seeds, learning_rate, steps, every=every, watch=watch)
        moved = np.abs(np.diff(means, axis=0)).mean(axis=(0, 2))
        return Watched(history, np.stack(seen), moved)

    return side_by_side(
        {name: lambda o=options: run(o) for name, options in SIGMOID_VARIANTS.items()}
    )


def steps_to(history: History, share: float) -> np.ndarray:
    """Return after how many steps each seed first reached an accuracy; the last step if never."""
    arguments.instance("history", history, History)
    share = arguments.number("share", share, low=0, high=1)
    reached = history.accuracies >= share
    return np.where(reached.any(axis=0), history.at[reached.argmax(axis=0)], history.at[-1])


def landscape(data: Pixels, *, seeds, steps: int, activation="relu", learning_rate=0.1, every=4):
    """Measure how the loss varies along the gradient (Santurkar et al. 2018, figure 4a).

    Every few steps of training we walk 1/2, 1, 2 and 4 learning rates along the gradient, note
    the loss on the same batch, and walk back.

    Returns:
        By ``"without"`` and ``"with"``: the losses, of shape (measurements, 4, seeds).
    """
    _check(data, seeds, steps, every, learning_rate)
    arguments.one_of("activation", activation, ("relu", "sigmoid"))
    walk = np.array([0.5, 1, 2, 4]) * learning_rate
    initial = "he" if activation == "relu" else "glorot"

    def run(place):
        layers = hidden(3, place=place, activation=activation, initial=initial)
        network = Network(layers, inputs=data.images.shape[1], seeds=seeds)
        images, measured = data.unit.images, []
        for done, chosen in enumerate(batches(len(images), BATCH, steps, seeds)):
            x, labels = images[chosen], data.labels[chosen]
            network.gradient(x, labels)
            if done % every == 0:
                along = []
                for step in np.diff(walk, prepend=0):
                    network.move(np.full(len(seeds), step))
                    along.append(network.losses(x, labels))
                network.move(np.full(len(seeds), -walk[-1]))
                measured.append(along)
            network.move(np.full(len(seeds), learning_rate))
        return np.array(measured)

    return side_by_side({"without": lambda: run("none"), "with": lambda: run("before")})


def variation(losses: np.ndarray) -> np.ndarray:
    """Return each seed's median range of the loss along the gradient."""
    losses = arguments.array("losses", losses, dimensions=3, infinite=True, dtype=None)
    return np.median(losses.max(axis=1) - losses.min(axis=1), axis=0)


def residual(data: Pixels, *, seeds, rates: Sequence[float], steps: int, blocks: int, width=50):
    """Train residual networks of ``2 * blocks + 2`` dense layers at every learning rate.

    Returns:
        Test accuracies of shape (rates, seeds) for ``"He only"``, ``"BN"`` and ``"Fixup"``.
    """
    _check(data, seeds, steps)
    arguments.numbers("rates", rates, low=0)
    arguments.whole_number("blocks", blocks, low=1)
    arguments.whole_number("width", width, low=1)

    def run(kind):
        every_seed, every_rate = np.tile(seeds, len(rates)), np.repeat(rates, len(seeds))
        layers = _residual_layers(kind, blocks, width)
        prepare = _fixed_up if kind == "Fixup" else None
        end = run_once(layers, data.unit, every_seed, every_rate, steps, prepare=prepare)
        return end.accuracies[-1].reshape(len(rates), len(seeds))

    return side_by_side({kind: lambda k=kind: run(k) for kind in ("He only", "BN", "Fixup")})


def _residual_layers(kind: str, blocks: int, width: int) -> list[Layer]:
    def norm():
        return [BatchNormalisation(momentum=MOMENTUM)] if kind == "BN" else []

    def scalars(*kinds):
        return [Scalar(each) for each in kinds] if kind == "Fixup" else []

    layers = [Dense(width, "he"), *norm(), Activation("relu")]
    for _ in range(blocks):
        first = [*scalars("bias"), Dense(width, "he"), *norm(), *scalars("bias")]
        last = [*scalars("bias"), Dense(width, "he"), *norm(), *scalars("multiplier", "bias")]
        layers += [Residual([*first, Activation("relu"), *last]), Activation("relu")]
    return [*layers, Dense(10)]


def _fixed_up(network: Network) -> None:
    """Apply ``fixup`` to all replicas at once: their kernels are one array."""
    branches = [
        [part.parameters["kernel"] for part in layer.branch if isinstance(part, Dense)]
        for layer in network.layers
        if isinstance(layer, Residual)
    ]
    fixup(branches, network.layers[-1].parameters["kernel"])


def _check(data, seeds, steps, every=1, learning_rate=0.0) -> None:
    """Refuse what no run can use, before anything is computed."""
    arguments.instance("data", data, Pixels)
    arguments.whole_numbers("seeds", seeds)
    arguments.whole_number("steps", steps, low=1)
    arguments.whole_number("every", every, low=1)
    arguments.number("learning_rate", learning_rate, low=0)
