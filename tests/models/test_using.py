"""Networks are trained, saved and loaded like any others, and the largest fits in a laptop."""

import subprocess
import sys

import keras
import numpy as np
import pytest

from cnnlectures import models

IMAGES = np.random.default_rng(0).normal(size=(8, 64, 64, 3)).astype("float32")
LABELS = np.arange(8) % 3


@pytest.mark.parametrize(
    "name",
    ["lenet5", "alexnet", "vit_b16"],
)
def test_a_mini_learns(name):
    """Grouped convolutions have a gradient on a processor, too."""
    keras.utils.set_random_seed(1)
    model = models.build(name, size="mini", classes=3, classifier_activation=None)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-3), loss, run_eagerly=True)
    before = [weight.numpy() for weight in model.trainable_weights]
    model.train_on_batch(IMAGES, LABELS)
    moved = [
        not np.array_equal(old, new.numpy())
        for old, new in zip(before, model.trainable_weights, strict=True)
    ]
    assert np.mean(moved) > 0.9  # a few biases before a normalisation stand still


def every_own_layer():
    """A network in which each of the course's own layers stands once."""
    from cnnlectures.models import keras_layers as kl
    from cnnlectures.models import transformer_layers as tl

    x = first = keras.Input((12, 12, 4))
    for layer in (
        kl.LocalResponseNormalisation(width=3), kl.GroupedConv2D(8, 3, groups=2),
        kl.Subsampling(), kl.PartialConv2D([(0, 1), (2, 5, 7)], 3), kl.PadChannels(6),
        kl.ChannelShuffle(3), kl.Channels(1, 5), kl.Shift(), kl.Stretch(),
        keras.layers.Activation(kl.squash), tl.LayerScale(0.5), kl.AdaptiveAveragePooling(2),
        tl.Tokens(), tl.ClassToken(), tl.Positions(),
    ):  # fmt: skip
        x = layer(x)
    x = tl.TakeToken()(tl.Attention(2)([x, x, x]))
    model = keras.Model(first, kl.RadialBasis([[1, -1, 1, -1], [-1, -1, 1, 1]])(x))
    own = {each for room in (kl, tl) for each in vars(room).values() if isinstance(each, type)}
    assert own == {type(each) for each in model.layers if "models" in type(each).__module__}
    return model


def test_every_layer_of_its_own_is_saved_and_comes_back(tmp_path):
    model = every_own_layer()
    numbers = np.random.default_rng(1)
    model.set_weights(
        [each + 0.1 * numbers.normal(size=each.shape) for each in model.get_weights()]
    )
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    images = IMAGES[:, :12, :12, [0, 1, 2, 0]]
    assert np.ptp(model(images)) > 0
    np.testing.assert_array_equal(again(images), model(images))


@pytest.mark.parametrize("name", ["lenet5", "shufflenet_v2"])
def test_a_saved_network_comes_back(name, tmp_path):
    model = models.build(name, size="mini", classes=3)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(IMAGES[:1]), model(IMAGES[:1]))


def test_the_digits_of_the_radial_basis():
    """The output is largest for the class whose picture the last hidden layer shows."""
    model = models.build("lenet5", classifier_activation=None)
    layer = model.get_layer("rbf")
    distances = keras.ops.convert_to_numpy(layer(np.array(layer.codes, "float32")))
    assert (distances.argmax(axis=1) == np.arange(10)).all()
    assert (np.diag(distances) == 0).all()
    assert np.sort(distances, axis=1)[:, -2].max() <= -4 * 8  # digits differ in 8 dots or more


@pytest.mark.serial
def test_the_largest_are_built_in_time_and_memory():
    """The one with the most parameters and the deepest one, in one process of their own."""
    code = (
        "import keras, resource, time\n"
        "from cnnlectures import models\n"
        "for name in ('vgg19', 'resnet152'):\n"
        "    start = time.process_time()\n"
        "    models.build(name)\n"
        "    print(time.process_time() - start)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    *seconds, gibibytes = map(float, done.stdout.split())
    assert len(seconds) == 2
    assert max(seconds) <= 10
    assert gibibytes <= 4
