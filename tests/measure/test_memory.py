"""Memory: by hand on small networks, slides 29 and 30, and what TensorFlow keeps."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras import layers as kl

from cnnlectures import measure
from cnnlectures.measure import conventions, hand
from cnnlectures.measure.memory import OPTIMISERS


def slide_29():
    return hand.convolution((150, 100, 3), 200, 5, padding="same")


def test_the_numbers_of_slide_29():
    count = slide_29()
    assert count.parameters == 15_200
    assert count.parameters_formula == "(5·5·3 + 1)·200"
    assert count.macs == 225_000_000
    assert count.memory() * 8 == 96_000_000  # bits
    assert count.memory() == 12_000_000
    assert conventions.in_words(count.memory(), "B") == "12.00 MB"
    assert conventions.in_words(count.memory(), "B", k=1024) == "11.44 MiB"
    assert count.memory(batch=100) == 1_200_000_000


def test_the_same_numbers_from_the_framework():
    model = keras.Sequential(
        [keras.Input((150, 100, 3)), kl.Conv2D(200, 5, padding="same", name="maps")]
    )
    counts = measure.count(model)
    row = counts["maps"]
    assert (row.parameters, row.macs, row.numbers) == (15_200, 225_000_000, 3_000_000)
    image = 150 * 100 * 3 * 4
    assert counts.memory(batch=100).activations == 100 * (12_000_000 + image)


def test_the_remedies_of_slide_30():
    count = slide_29()
    assert count.memory(batch=50) * 2 == count.memory(batch=100)
    strided = hand.convolution((150, 100, 3), 200, 5, padding="same", stride=2)
    assert strided.memory() * 4 == count.memory()
    assert strided.macs * 4 == count.macs
    for dtype in ("float16", "bfloat16"):
        assert count.memory(dtype=dtype) * 2 == count.memory()


def residual(size=8, rate=0.5):
    """A small network whose addition waits for its input."""
    x = keras.Input((size, size, 4))  # 256 numbers
    y = kl.Conv2D(16, 3, padding="same", name="wide")(x)  # 1024
    y = kl.BatchNormalization(name="norm")(y)
    y = kl.ReLU(name="relu")(y)
    y = kl.Conv2D(4, 1, name="narrow")(y)  # 256
    y = kl.Add(name="add")([x, y])
    y = kl.MaxPooling2D(name="pool")(y)  # 64
    y = kl.Flatten(name="flat")(y)
    y = kl.Dropout(rate, name="drop")(y) if rate else y
    return keras.Model(x, kl.Dense(10, activation="softmax", name="last")(y))


def test_a_residual_network_by_hand():
    counts = measure.count(residual())
    assert [row.alive for row in counts.rows] == [
        256,
        256 + 1024,
        256 + 1024 + 1024,
        256 + 1024 + 1024,
        256 + 1024 + 256,
        256 + 256 + 256,
        256 + 64,
        64,  # a view
        64,  # nothing is dropped
        64 + 10,
    ]
    assert counts.numbers == 256 + 3 * 1024 + 2 * 256 + 64 + 64 + 10
    assert {row.name: row.needed for row in counts.rows} == {
        counts.rows[0].name: 256,
        "wide": 1024,  # the normalisation's input
        "norm": 0,
        "relu": 1024,
        "narrow": 0,
        "add": 256,  # the pooling's input
        "pool": 64,
        "flat": 0,
        "drop": 64 + 64,  # what the dense layer reads, and the mask
        "last": 10,
    }


def test_memory_of_a_batch_by_hand():
    counts = measure.count(residual())
    parameters = (36 * 16 + 16) + 4 * 16 + (16 * 4 + 4) + (64 * 10 + 10)
    memory = counts.memory(32, "float16", optimiser="adam")
    assert memory.weights == parameters * 4
    assert memory.forward == (256 + 1024 + 1024) * 32 * 2
    assert memory.activations == counts.numbers * 32 * 2
    assert memory.needed == counts.needed * 32 * 2
    assert memory.gradients == (parameters - 32) * 4  # the moving statistics have none
    assert memory.optimiser == 2 * memory.gradients
    assert memory.inference == memory.weights + memory.forward
    assert memory.training - memory.training_needed == memory.activations - memory.needed


@pytest.mark.parametrize("name", OPTIMISERS)
def test_what_an_optimiser_keeps(name):
    model = residual()
    choose = {"momentum": keras.optimizers.SGD(momentum=0.9)}
    optimiser = choose.get(name) or keras.optimizers.get(name)
    optimiser.build(model.trainable_variables)
    kept = sum(np.prod(each.shape) for each in optimiser.variables if len(each.shape))
    assert measure.count(model).memory(optimiser=name).optimiser == kept * 4


def kept_by_tensorflow(model):
    """Bytes for an image that the gradient's operations read of what the forward pass made."""
    import tensorflow as tf

    found = {}

    @tf.function
    def both(images):
        outputs = model(images, training=True)
        graph = tf.compat.v1.get_default_graph()
        forward = {operation.name for operation in graph.get_operations()}
        tf.gradients(outputs, [each.value for each in model.trainable_variables])
        for operation in graph.get_operations():
            if operation.name not in forward:
                of_forward = (each for each in operation.inputs if each.op.name in forward)
                found.update((itself(each).name, itself(each)) for each in of_forward)
        return outputs

    def itself(tensor):  # a reshaped tensor is the same one
        return itself(tensor.op.inputs[0]) if tensor.op.type == "Reshape" else tensor

    both.get_concrete_function(tf.TensorSpec((1, *model.input_shape[1:])))
    not_activations = ("ReadVariableOp", "Const", "Shape")
    kept = [each for each in found.values() if each.op.type not in not_activations]
    return sum((each.shape.num_elements() or 0) * each.dtype.size for each in kept)


def test_what_is_needed_is_what_tensorflow_keeps(runnable):
    for model in (runnable("VGG16"), residual(size=64, rate=0)):
        needed = measure.count(model).needed * 4
        assert kept_by_tensorflow(model) == pytest.approx(needed, rel=0.01)


def test_an_activation_inside_of_a_layer_keeps_what_it_reads():
    def needed(activation):
        layers = [keras.Input((10,)), kl.Dense(5, activation=activation)]
        return measure.count(keras.Sequential(layers)).needed

    assert needed(None) == 10
    assert needed("relu") == 10 + 5  # its output
    assert needed("gelu") == 10 + 5  # its input


def test_a_separable_convolution_keeps_what_is_between_its_steps():
    x = keras.Input((6, 6, 4))
    counts = measure.count(keras.Model(x, kl.SeparableConv2D(8, 3, depth_multiplier=2)(x)))
    assert counts.needed == 6 * 6 * 4 + 4 * 4 * 8
    assert counts.numbers == counts.needed + 4 * 4 * 8


@given(st.integers(1, 10**6), st.sampled_from(sorted(conventions.BYTES)))
def test_memory_is_proportional_to_the_batch(batch, dtype):
    count = hand.dense([3], 7)
    assert count.memory(batch, dtype) == 7 * batch * np.dtype(_plain(dtype)).itemsize


def _plain(dtype):
    return "float16" if dtype == "bfloat16" else dtype


@pytest.mark.parametrize(
    ("number", "options", "text"),
    [
        (15_200, {}, "15.20 k"),
        (999, {"unit": "MACs"}, "999 MACs"),
        (999_999, {}, "1.00 M"),
        (1_024, {"k": 1024, "unit": "B"}, "1.00 KiB"),
        (1_500, {"k": 1024, "unit": "B", "decimals": 1}, "1.5 KiB"),
        (225_000_000, {"decimals": 0, "unit": "MACs"}, "225 MMACs"),
        (0, {}, "0"),
        (0.5, {}, "0.50"),
        (10**18, {"unit": "B"}, "1,000.00 PB"),
    ],
)
def test_numbers_in_words(number, options, text):
    assert conventions.in_words(number, **options) == text


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: conventions.in_words("many"), "number"),
        (lambda: conventions.in_words(3, k=1023), "k"),
        (lambda: conventions.in_words(3, k=True), "k"),
        (lambda: conventions.in_words(3, decimals=-1), "decimals"),
        (lambda: conventions.in_words(3, unit=None), "unit"),
        (lambda: conventions.bytes_of("float8"), "dtype"),
        (lambda: slide_29().memory(batch=0), "batch"),
        (lambda: measure.count(residual()).memory(batch=1.5), "batch"),
        (lambda: measure.count(residual()).memory(dtype="half"), "dtype"),
        (lambda: measure.count(residual()).memory(weights="int8"), "weights"),
        (lambda: measure.count(residual()).memory(optimiser="lion"), "optimiser"),
        (lambda: measure.count(residual()).frame(batch=None), "batch"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"`{argument}` must be.*Received"):
        call()
