"""Receptive fields: against the published ones, and against what changes if the image does."""

from fractions import Fraction

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers as kl

from cnnlectures import measure
from cnnlectures.measure.fields import Span

LENGTH, MARGIN = 96, 24
# Araujo, Norris and Sim (2019), table 1; a field after squeeze and excitation is the whole image.
PUBLISHED = {"VGG16": 212, "ResNet50": 483, "MobileNet": 315, "InceptionV3": 1311}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_fields(name, application):
    field = measure.receptive_field(application(name))
    assert field.size == (PUBLISHED[name],) * 2
    assert field.stride == (32, 32)


def test_alexnets_field_by_hand():
    """11 → 19 → 51 → 67 → 99 → 131 → 163 → 195, as in the same table."""
    model = keras.Sequential([keras.Input((227, 227, 3)), kl.Conv2D(4, 11, strides=4)])
    sizes = [measure.receptive_field(model).size[0]]
    for layer in [
        kl.MaxPooling2D(3, 2),
        kl.Conv2D(4, 5, padding="same"),
        kl.MaxPooling2D(3, 2),
        *(kl.Conv2D(4, 3, padding="same") for _ in range(3)),
        kl.MaxPooling2D(3, 2),
    ]:
        model.add(layer)
        sizes.append(measure.receptive_field(model).size[0])
    assert sizes == [11, 19, 51, 67, 99, 131, 163, 195]


def test_two_3x3_see_what_one_5x5_sees_at_fewer_parameters():
    two = [kl.Conv2D(8, 3, use_bias=False) for _ in range(2)]
    deep = keras.Sequential([keras.Input((9, 9, 8)), *two])
    wide = keras.Sequential([keras.Input((9, 9, 8)), kl.Conv2D(8, 5, use_bias=False)])
    assert measure.receptive_field(deep) == measure.receptive_field(wide)
    assert measure.count(deep).parameters * 25 == measure.count(wide).parameters * 18


steps = st.sampled_from([(1, 1), (2, 1), (1, 2)])  # stride and dilation
paddings, small = st.sampled_from(["valid", "same"]), st.integers(1, 4)


@st.composite
def layers(draw):
    """A kind of layer along one axis, and its settings."""
    names = ["Conv", "DepthwiseConv", "MaxPooling", "AveragePooling", "Back", "Up", "Pad", "Cut"]
    name, (stride, dilation) = draw(st.sampled_from(names)), draw(steps)
    options = {"padding": draw(paddings), "strides": stride}
    pads = (draw(st.integers(0, 3)), draw(st.integers(0, 3)))
    if name == "Conv":
        return kl.Conv1D, {
            "filters": 2,
            "kernel_size": draw(small),
            "dilation_rate": dilation,
        } | options
    if name == "Back":
        return kl.Conv1DTranspose, {"filters": 2, "kernel_size": draw(small)} | options
    if name == "DepthwiseConv":
        return kl.DepthwiseConv1D, {"kernel_size": draw(small)} | options
    if name.endswith("Pooling"):
        return getattr(kl, f"{name}1D"), {"pool_size": draw(small)} | options
    if name == "Up":
        return kl.UpSampling1D, {"size": 2}
    return (
        (kl.ZeroPadding1D, {"padding": pads})
        if name == "Pad"
        else (kl.Cropping1D, {"cropping": pads})
    )


merges = st.sampled_from([kl.Add, kl.Concatenate, kl.Maximum])
branches = st.none() | st.tuples(small, st.integers(1, 3), merges)


def network(stack):
    """The layers one after the other, some followed by a branch that is merged again."""
    x = y = keras.Input((LENGTH, 1))
    for (layer, options), branch in stack:
        y = layer(**options)(y)
        if branch:
            kernel, dilation, merge = branch
            beside = kl.Conv1D(y.shape[-1], kernel, padding="same", dilation_rate=dilation)
            y = merge()([y, beside(y)])
    return keras.Model(x, y)


def seen_in(model):
    """Which input positions change an output position: rows of outputs, columns of inputs.

    All weights are positive, so nothing cancels out; each image of the batch is one bright pixel.
    """
    weights = [np.full(weight.shape, 0.5 * (len(weight.shape) > 1)) for weight in model.weights]
    model.set_weights(weights)  # biases are zeros
    outputs = np.asarray(model.predict_on_batch(np.eye(LENGTH, dtype="float32")[..., None]))
    return (outputs > 0).any(axis=-1).T


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.tuples(layers(), branches), min_size=1, max_size=4))
def test_fields_are_what_changes_the_output(stack):
    model = network(stack)
    field, seen = measure.receptive_field(model), seen_in(model)
    for position, row in enumerate(seen):
        ((low, high),) = field.at(position)
        changed = np.flatnonzero(row)
        assert all((low <= changed) & (changed <= high))
        if low > high:  # a transposed kernel that is shorter than its stride leaves gaps
            assert not changed.size
        elif low >= MARGIN and high < LENGTH - MARGIN:  # no padding in it, of any layer
            assert (changed[0], changed[-1]) == (low, high)


def test_two_axes_are_kept_apart():
    x = keras.Input((64, 48, 1))
    y = kl.Conv2D(2, (3, 5), strides=(2, 1), padding="same", use_bias=False)(x)
    y = kl.MaxPooling2D((1, 3), strides=(1, 2))(y)
    y = kl.Permute((2, 1, 3))(y)
    y = kl.Reshape((23, 32, 2, 1))(y)
    y = kl.Permute((1, 2, 4, 3))(y)  # the maps shuffled, as in ShuffleNet
    y = kl.Reshape((23, 32, 2))(y)
    model = keras.Model(x, kl.Conv2D(1, (3, 1), use_bias=False)(y))
    field = measure.receptive_field(model)
    assert (field.size, field.stride) == ((3, 5 + 2 + 2 * 2), (2, 2))
    model.set_weights([np.full(weight.shape, 0.5) for weight in model.weights])
    rows = np.eye(64, dtype="float32")[:, :, None, None] * np.ones((1, 1, 48, 1), "float32")
    columns = np.eye(48, dtype="float32")[:, None, :, None] * np.ones((1, 64, 1, 1), "float32")
    for images, bounds in zip((rows, columns), field.at(15, 9), strict=True):
        changed = np.flatnonzero(model.predict_on_batch(images)[:, 9, 15, 0])
        assert (changed[0], changed[-1]) == bounds


@pytest.mark.parametrize(
    "scale",
    [
        lambda x: kl.GlobalAveragePooling2D(keepdims=True)(x),
        lambda x: kl.Reshape((1, 1, 4))(kl.Dense(4)(kl.GlobalMaxPooling2D()(x))),
        lambda x: keras.ops.mean(x, axis=(1, 2), keepdims=True),
    ],
)
def test_squeeze_and_excitation_sees_the_whole_image(scale):
    x = keras.Input((16, 16, 4))
    y = kl.Conv2D(4, 3, padding="same")(kl.Multiply()([x, scale(x)]))
    field = measure.receptive_field(keras.Model(x, y))
    assert field.is_whole
    assert str(field) == "whole image"
    with pytest.raises(ValueError, match=r"`position`.*Received"):
        field.at(3, 3)


@pytest.mark.parametrize(
    ("change", "size"),
    [
        (lambda x: kl.LayerNormalization()(x), 3),
        (lambda x: kl.Dense(5, activation="relu")(x), 3),
        (lambda x: kl.BatchNormalization()(x), 3),
        (lambda x: x[:, ::2, 1:, :2], 3),
        (lambda x: keras.ops.take(x, [3, 1, 2, 0], axis=-1), 3),
        (lambda x: keras.ops.average_pool(x, 2), 4),
        (lambda x: keras.ops.conv(x, keras.ops.ones((3, 3, 4, 2)), dilation_rate=2), 7),
        (lambda x: keras.ops.split(x, 2, axis=-1)[1] * 2, 3),
        (lambda x: keras.ops.transpose(keras.ops.relu(x), (0, 2, 1, 3)), 3),
        (lambda x: kl.GroupNormalization(2)(x), None),
        (lambda x: kl.LayerNormalization(axis=(1, 2))(x), None),
    ],
)
def test_what_does_and_does_not_look_sideways(change, size):
    x = keras.Input((16, 16, 1))
    y = kl.Conv2D(4, 3, padding="same")(x)
    field = measure.receptive_field(keras.Model(x, change(y)))
    assert field.size == ((size, size) if size else ())


def test_what_is_not_known_is_said():
    x = keras.Input((16, 16, 1))
    y = keras.ops.flip(kl.Conv2D(4, 3, name="known")(x), axis=1)
    model = keras.Model(x, kl.Flatten(name="flat")(y))
    assert measure.receptive_field(model, "known").size == (3, 3)
    with pytest.raises(ValueError, match="`layer` must be one whose field is known"):
        measure.receptive_field(model, "flat")
    with pytest.raises(ValueError, match="`layer` must be one of"):
        measure.receptive_field(model, "knwon")
    other = keras.Input((1,))
    several = keras.Model([x, other], kl.Concatenate()([kl.Flatten()(x), other]))
    with pytest.raises(ValueError, match="`model` must have one input"):
        measure.receptive_field(several)
    flat = keras.Input((3,))
    with pytest.raises(ValueError, match="`model` must have a layer with spatial axes"):
        measure.receptive_field(keras.Model(flat, kl.Dense(2)(flat)))


def test_tokens_have_no_field_once_they_are_mixed():
    x = keras.Input((16, 16, 3))
    y = kl.Reshape((16, 8))(kl.Conv2D(8, 4, strides=4)(x))
    counts = measure.count(keras.Model(x, kl.MultiHeadAttention(2, 4)(y, y)))
    assert [str(row.field) for row in counts.rows[:3]] == ["1×1", "4×4", "None"]
    assert counts.field is None


def test_spans_compose():
    span = Span().convolved(3, 2, 1).transposed(2, 2, 0)
    assert (span.stride, span.size, span.at(4)) == (1, 3, (3, 5))
    assert Span().repeated(2).stride == Fraction(1, 2)
    assert Span().repeated(2).merged(Span()) is None
