"""Replicas: each is an ordinary network, with the losses of the same network in Keras."""

import numpy as np
import pytest

from cnnlectures.training.replica_layers import (
    Activation,
    BatchNormalisation,
    Dense,
    Noise,
    Residual,
    Scalar,
)
from cnnlectures.training.replicas import Network, batches, side_by_side, train

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.random((60, 12), "float32")
LABELS = RANDOM.integers(0, 4, 60)
STEPS = 12

STACKS = {
    "plain": lambda: [Dense(8, "he"), Activation("relu"), Dense(4)],
    "sigmoid": lambda: [Dense(8), Activation("sigmoid"), Dense(6, 0.3), Dense(4)],
    "tanh": lambda: [Dense(8), Activation("tanh"), Dense(4)],
    "selu": lambda: [Dense(8, "lecun"), Activation("selu"), Dense(4)],
    "before": lambda: [Dense(8), BatchNormalisation(), Activation("relu"), Dense(4)],
    "after": lambda: [Dense(8), Activation("relu"), BatchNormalisation(momentum=0.9), Dense(4)],
    "first": lambda: [BatchNormalisation(epsilon=0.01), Dense(8, "lecun"), Dense(4)],
    "residual": lambda: [
        Dense(8, "he"),
        Residual([Dense(5, "he"), BatchNormalisation(), Activation("relu"), Dense(8)]),
        Activation("relu"),
        Dense(4),
    ],
}
FIXUP = [
    Scalar("bias"),
    Dense(8, "he"),
    Activation("relu"),
    Scalar("multiplier"),
    Scalar("bias"),
]
every_stack = pytest.mark.parametrize("name", STACKS)


def network(layers, seeds=(0, 1, 2)):
    return Network(layers, inputs=12, seeds=list(seeds))


def run(layers, seeds=(0, 1, 2), rates=0.1, steps=STEPS):
    net, order = network(layers, seeds), batches(60, 10, steps, seeds)
    return net, train(
        net, IMAGES, LABELS, learning_rates=rates, order=order, test=(IMAGES, LABELS), every=5
    )


def in_keras(layers):
    """The same stack of layers as a Keras model, not the same weights."""
    import keras

    def call(layer, x):
        if isinstance(layer, Dense):
            return keras.layers.Dense(layer.width)(x)
        if isinstance(layer, Activation):
            return keras.layers.Activation(layer.name)(x)
        if isinstance(layer, BatchNormalisation):
            options = {"epsilon": layer.epsilon, "momentum": layer.momentum}
            return keras.layers.BatchNormalization(**options)(x)
        y = x
        for inner in layer.branch:
            y = call(inner, y)
        return keras.layers.Add()([x, y])

    x = entry = keras.Input((12,))
    for layer in layers:
        x = call(layer, x)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = keras.Model(entry, x)
    model.compile(keras.optimizers.SGD(0.1), loss=loss)
    return model


@every_stack
def test_a_replica_is_a_keras_network(name):
    """Same weights, same data: same losses, same weights after training, same answers."""
    net, order = network(STACKS[name]()), batches(60, 10, STEPS, [0, 1, 2])
    model = in_keras(net.layers)
    model.set_weights(net.weights(1))
    history = train(
        net, IMAGES, LABELS, learning_rates=0.1, order=order, test=(IMAGES, LABELS), every=STEPS
    )
    losses = [model.train_on_batch(IMAGES[rows], LABELS[rows]) for rows in order[:, 1]]
    np.testing.assert_allclose(history.losses[:, 1], losses, atol=1e-5)
    for own, keras_weight in zip(net.weights(1), model.get_weights(), strict=True):
        np.testing.assert_allclose(own, keras_weight, atol=1e-5)
    np.testing.assert_allclose(net.logits(IMAGES)[1], model(IMAGES, training=False), atol=1e-5)
    right = (np.asarray(model(IMAGES)).argmax(-1) == LABELS).mean()
    assert history.accuracies[-1, 1] == pytest.approx(right)


@pytest.mark.parametrize("name", [*STACKS, "fixup"])
def test_gradients_are_the_slopes_of_the_loss(name):
    """The way back against finite differences, for every kind of parameter."""
    fixup = [Dense(8), Residual(FIXUP), Dense(4)]
    net = network(fixup if name == "fixup" else STACKS[name](), seeds=[3])
    for layer in net.all_layers():
        for key, value in layer.parameters.items():
            start = value + RANDOM.normal(size=value.shape) * 0.1
            layer.parameters[key] = start.astype("float64")
    x, labels = IMAGES[None, :10].astype("float64"), LABELS[None, :10]
    net.gradient(x, labels)
    found = [(layer, key, layer.gradients[key].copy())
             for layer in net.all_layers() for key in layer.parameters]  # fmt: skip
    for layer, key, gradient in found:
        spot = tuple(RANDOM.integers(size) for size in gradient.shape)
        slopes = []
        for step in (1e-5, -1e-5):
            layer.parameters[key][spot] += step
            slopes.append(net.losses(x, labels)[0])
            layer.parameters[key][spot] -= step
        slope = (slopes[0] - slopes[1]) / 2e-5
        assert gradient[spot] == pytest.approx(slope, abs=1e-6), f"{type(layer).__name__}.{key}"


@every_stack
def test_a_replica_does_not_feel_its_neighbours(name):
    _, together = run(STACKS[name](), seeds=(5, 6, 7))
    _, alone = run(STACKS[name](), seeds=(6,))
    np.testing.assert_allclose(together.losses[:, 1], alone.losses[:, 0], atol=1e-6)


def test_each_replica_may_have_its_own_learning_rate():
    _, both = run(STACKS["before"](), seeds=(1, 1), rates=[0.5, 0.01])
    _, slow = run(STACKS["before"](), seeds=(1,), rates=0.01)
    np.testing.assert_allclose(both.losses[:, 1], slow.losses[:, 0], atol=1e-6)
    assert not np.allclose(both.losses[1:, 0], both.losses[1:, 1])


def test_the_same_seeds_give_the_same_run():
    noisy = [Dense(8), BatchNormalisation(), Noise(1, 1.5), Activation("relu"), Dense(4)]
    first, second = run(noisy)[1], run([*noisy])[1]
    np.testing.assert_array_equal(first.losses, second.losses)
    np.testing.assert_array_equal(first.at, [5, 10, 12])
    assert first.accuracies.shape == (3, 3)


def test_variants_start_from_the_same_weights():
    plain = network([Dense(8, "he"), Activation("relu"), Dense(4)])
    noisy = network([Dense(8, "he"), BatchNormalisation(), Noise(1, 2), Dense(4)])
    for place in (0, -1):
        kernels = [net.layers[place].parameters["kernel"] for net in (plain, noisy)]
        np.testing.assert_array_equal(*kernels)


def test_noise_is_for_training_only_and_new_at_each_step():
    net = network([Noise(1, 1.5)])
    x = np.broadcast_to(IMAGES[:10], (3, 10, 12))
    np.testing.assert_array_equal(net.logits(x), x)
    first, second = net.logits(x, training=True), net.logits(x, training=True)
    assert not np.allclose(first, second)
    assert np.abs(first.mean(axis=1) - x.mean(axis=1)).max() > 0.3


def test_a_network_that_diverges_says_so_quietly(recwarn):
    _, history = run(STACKS["plain"](), rates=1e30)
    assert np.isinf(history.losses[-1]).any()
    assert (history.accuracies[-1][np.isinf(history.losses[-1])] == 0.25).all()
    assert not recwarn.list


def test_an_epoch_shows_every_image_once():
    order = batches(60, 7, 16, [0, 1])
    assert order.shape == (16, 2, 7)
    for replica in (0, 1):
        for epoch in (order[:8, replica], order[8:, replica]):
            assert len(np.unique(epoch)) == 56
    np.testing.assert_array_equal(order[:, 1], batches(60, 7, 16, [1])[:, 0])


def test_watch_sees_every_step():
    seen, net = [], network(STACKS["plain"]())
    order, test = batches(60, 10, 4, [0, 1, 2]), (IMAGES, LABELS)
    train(net, IMAGES, LABELS, learning_rates=0.1, order=order, test=test,
          watch=lambda done, network: seen.append((done, network is net)))  # fmt: skip
    assert seen == [(1, True), (2, True), (3, True), (4, True)]


def test_side_by_side_names_results_and_passes_errors_on():
    assert side_by_side({"one": lambda: 1, "two": lambda: 2}) == {"one": 1, "two": 2}
    with pytest.raises(ZeroDivisionError):
        side_by_side({"bad": lambda: 1 / 0})


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Dense(0), "width"),
        (lambda: Dense(3, "orthogonal"), "initial"),
        (lambda: Activation("softplus"), "name"),
        (lambda: BatchNormalisation(momentum=2.0), "momentum"),
        (lambda: Noise(-1, 1.5), "shift"),
        (lambda: Scalar("gain"), "kind"),
        (lambda: network([Residual([Dense(5)])]), "branch"),
        (lambda: batches(10, 11, 1, [0]), "batch"),
    ],
)
def test_a_wrong_argument_is_named(make, named):
    with pytest.raises(ValueError, match=f"`{named}`"):
        make()
