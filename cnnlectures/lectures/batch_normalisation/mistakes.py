"""The deck's model and the three classic mistakes with it, on Keras's own layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.batch_normalisation.networks import Pixels, hidden, run_once
from cnnlectures.training.replica_layers import Activation, BatchNormalisation, Dense
from cnnlectures.training.replicas import Network, batches, side_by_side, train


def deck_model():
    """Return slide 19's model in today's Keras."""
    import keras

    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(300, activation="relu", kernel_initializer="he_normal"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(100, activation="relu", kernel_initializer="he_normal"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


def settling(model, data: Pixels, *, seeds: Sequence[int], at: Sequence[int], batch: int = 32):
    """Train a compiled Keras model, and test it in both modes while it learns.

    Args:
        model: like ``deck_model()``; its weights are made anew for every seed.
        data: with grey levels as they are, 0 to 255.
        seeds: one run each.
        at: after how many steps to test, in rising order.
        batch: samples of a training batch.

    Returns:
        Test accuracies by ``"moving statistics"`` and ``"batch statistics"``, each of shape
        (len(at), seeds).
    """
    _check(model, data)
    seeds = arguments.whole_numbers("seeds", seeds)
    at = arguments.whole_numbers("at", at, low=1)
    arguments.whole_number("batch", batch, low=1, high=len(data.images))
    import keras

    side = model.input_shape[1]
    images, test = (each.reshape(-1, side, side) for each in (data.images, data.test_images))
    result = {name: np.zeros((len(at), len(seeds))) for name in _MODES}
    for column, seed in enumerate(seeds):
        keras.utils.set_random_seed(seed)
        model.set_weights(deck_model().get_weights())
        order = batches(len(images), batch, max(at), [seed])[:, 0]
        for done, chosen in enumerate(order, start=1):
            model.train_on_batch(images[chosen], data.labels[chosen])
            if done in at:
                for name, training in _MODES.items():
                    right = _accuracy(model, test, data.test_labels, training=training)
                    result[name][at.index(done), column] = right
    return result


_MODES = {"moving statistics": False, "batch statistics": True}


def _accuracy(model, images, labels, *, training: bool = False) -> float:
    """Return a Keras model's share of right answers, and leave the model as it was.

    In training mode a forward pass alone moves the moving statistics, so they are put back.
    """
    before = model.get_weights()
    answers = np.asarray(model(images, training=training)).argmax(axis=-1)
    if training:
        model.set_weights(before)
    return float((answers == labels).mean())


def only_looking(model, data: Pixels, new_images, *, passes: Sequence[int], frozen: bool, seed=0):
    """Show a trained model new images in training mode, without one step of learning.

    Args:
        model: a trained Keras model; its weights and switches are put back at the end.
        data: what it was trained for; the accuracy is on its test images.
        new_images: of shape (samples, inputs), what passes through it.
        passes: after how many batches of 16 to test, in rising order.
        frozen: whether the batch-normalisation layers have ``trainable = False``.
        seed: of the choice of images.

    Returns:
        Test accuracies in inference mode, one for each of ``passes``.
    """
    _check(model, data)
    passes = arguments.whole_numbers("passes", passes)
    new_images = arguments.array("new_images", new_images, dimensions=2, dtype=None)
    seed = arguments.whole_number("seed", seed)
    import keras

    layers = [e for e in model.layers if isinstance(e, keras.layers.BatchNormalization)]
    before, generator = model.get_weights(), np.random.default_rng(seed)
    side, found = model.input_shape[1], []
    for layer in layers:
        layer.trainable = not frozen
    for done in range(max(passes) + 1):
        if done in passes:
            test = data.test_images.reshape(-1, side, side)
            found.append(_accuracy(model, test, data.test_labels))
        chosen = generator.choice(len(new_images), 16)
        model(new_images[chosen].reshape(-1, side, side), training=True)
    for layer in layers:
        layer.trainable = True
    model.set_weights(before)
    return np.array(found)


def twins(model, data: Pixels, *, seed: int, steps: int, learning_rate: float = 0.01, batch=32):
    """Train slide 19's model in Keras and as a replica, from the same weights, on the same data.

    Returns:
        The losses at each step, of Keras and of the replica.
    """
    _check(model, data)
    seed = arguments.whole_number("seed", seed)
    arguments.number("learning_rate", learning_rate, low=0)
    order = batches(len(data.images), batch, steps, [seed])
    layers = [BatchNormalisation(), Dense(300, "he"), Activation("relu"), BatchNormalisation()]
    layers += [Dense(100, "he"), Activation("relu"), BatchNormalisation(), Dense(10)]
    network = Network(layers, inputs=data.images.shape[1], seeds=[seed])
    model.set_weights(network.weights(0))
    images = data.images.reshape(len(data.images), *model.input_shape[1:])
    keras_losses = []
    for chosen in order[:, 0]:
        model.reset_metrics()  # else Keras 3.13 returns the mean of all losses so far
        keras_losses.append(float(model.train_on_batch(images[chosen], data.labels[chosen])))
    own = train(
        network,
        data.images,
        data.labels,
        learning_rates=learning_rate,
        order=order,
        test=(data.test_images, data.test_labels),
    )
    return np.array(keras_losses), own.losses[:, 0]


def small_batches(data: Pixels, *, seeds, sizes: Sequence[int], steps: int, learning_rate=0.03):
    """Train with batches of different sizes, without and with batch normalisation.

    Returns:
        By ``"without"`` and ``"with"``: test accuracies in inference mode, (len(sizes), seeds).
    """
    arguments.instance("data", data, Pixels)
    seeds = arguments.whole_numbers("seeds", seeds)
    sizes = arguments.whole_numbers("sizes", sizes, low=1, high=len(data.images))
    steps = arguments.whole_number("steps", steps, low=1)
    learning_rate = arguments.number("learning_rate", learning_rate, low=0)

    def run(place):
        ends = [
            run_once(hidden(2, place=place), data.unit, seeds, learning_rate, steps, batch=size)
            for size in sizes
        ]
        return np.stack([end.accuracies[-1] for end in ends])

    return side_by_side({"without": lambda: run("none"), "with": lambda: run("before")})


def _check(model, data) -> None:
    """Refuse what is no Keras model, or no images; TensorFlow need not be loaded for it."""
    if not hasattr(model, "train_on_batch"):
        raise ValueError(
            f"`model` must be a Keras model, like deck_model()'s. Received: {model!r}."
        )
    arguments.instance("data", data, Pixels)
