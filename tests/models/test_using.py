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
    ["lenet5", "alexnet", "resnext50_32x4d", "vit_b16"],
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


@pytest.mark.parametrize(
    "name", ["lenet5", "googlenet", "shufflenet_v2", "resnet20_cifar", "vit_b16"]
)
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
@pytest.mark.parametrize("name", ["vgg19", "resnet152"])
def test_the_largest_are_built_in_time_and_memory(name):
    code = (
        "import keras, resource, time; from cnnlectures import models; start = time.process_time();"
        f"models.build({name!r}); print(time.process_time() - start);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    seconds, gibibytes = map(float, done.stdout.split())
    assert seconds <= 10
    assert gibibytes <= 4
