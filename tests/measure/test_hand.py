"""By hand = framework: every formula against what Keras builds and computes."""

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnlectures import measure
from cnnlectures.measure import hand

few = settings(max_examples=25, deadline=None, derandomize=True)
small = st.integers(1, 4)


@st.composite
def convolutions(draw, kinds=("plain", "depthwise", "separable", "transposed")):
    """A kind of convolution, its settings for Keras and for the formula, and an input's shape."""
    kind = draw(st.sampled_from(kinds))
    axes = draw(st.integers(1, 3 if kind in ("plain", "transposed") else 2))
    stride, dilation = draw(st.sampled_from([(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)]))
    kernel = draw(st.lists(small, min_size=axes, max_size=axes))
    paddings = ["valid", "same"] + ["causal"] * (axes == 1 and kind == "plain")
    padding = draw(st.sampled_from(paddings))
    bias, groups = draw(st.booleans()), draw(st.integers(1, 3)) if kind == "plain" else 1
    sizes = draw(st.lists(st.integers(10, 12), min_size=axes, max_size=axes))
    depth, maps = groups * draw(small), groups * draw(small)
    both = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    options = {"maps": maps} if kind != "depthwise" else {}
    if kind == "plain":
        options["groups"] = groups
    if kind in ("depthwise", "separable"):
        options["multiplier"] = draw(st.integers(1, 3))
    return kind, axes, (*sizes, depth), both | options | {"bias": bias}


def in_keras(kind, axes, options):
    """The same layer in Keras."""
    names = {"maps": "filters", "kernel": "kernel_size", "stride": "strides", "bias": "use_bias"}
    names |= {"dilation": "dilation_rate", "multiplier": "depth_multiplier"}
    begin = {"depthwise": "Depthwise", "separable": "Separable"}.get(kind, "")
    end = "Transpose" if kind == "transposed" else ""
    settings = {names.get(name, name): value for name, value in options.items()}
    return getattr(keras.layers, f"{begin}Conv{axes}D{end}")(**settings)


def by_hand(kind, shape, options):
    function = hand.convolution if kind == "plain" else getattr(hand, kind)
    return function(shape, **options)


def value_of(formula):
    return eval(formula.replace("·", "*").replace(",", ""), {})


@few
@given(convolutions())
def test_convolutions_equal_the_frameworks(case):
    kind, axes, shape, options = case
    layer, count = in_keras(kind, axes, options), by_hand(kind, shape, options)
    model = keras.Sequential([keras.Input(shape), layer])
    assert count.output == model.output_shape[1:]
    assert count.parameters == layer.count_params() == value_of(count.parameters_formula)
    assert count.macs == value_of(count.macs_formula)
    rows = {row[""]: row for row in measure.compare(measure.count(model))}
    assert rows["MACs"]["by hand"] == rows["MACs"]["framework"] == count.macs
    assert all(row["agree"] for row in rows.values())


@few
@given(convolutions(kinds=("plain", "depthwise", "transposed")))
def test_macs_are_what_the_framework_computes(case):
    """With every weight and pixel a 1 and nothing padded, the outputs add up to the MACs."""
    kind, axes, shape, options = case
    assume(kind != "transposed" or options["dilation"] == 1 or axes > 1)
    options |= {"padding": "valid", "bias": False}
    if (kind == "depthwise" and axes == 2) or (kind == "transposed" and axes == 3):
        options |= {"dilation": 1}  # TensorFlow on the CPU computes no other
    layer = in_keras(kind, axes, options)
    layer.build((None, *shape))
    layer.set_weights([np.ones(weight.shape) for weight in layer.weights])
    outputs = np.asarray(layer(np.ones((1, *shape), "float32")), "float64")
    assert outputs.sum() == by_hand(kind, shape, options).macs


@few
@given(st.lists(st.integers(1, 6), min_size=1, max_size=3), small, st.booleans())
def test_dense_layers_equal_the_frameworks(shape, units, bias):
    model = keras.Sequential([keras.Input(shape), keras.layers.Dense(units, use_bias=bias)])
    count = hand.dense(shape, units, bias=bias)
    assert count.output == model.output_shape[1:]
    assert count.parameters == model.count_params() == value_of(count.parameters_formula)
    assert count.macs == measure.count(model).macs == value_of(count.macs_formula)


@pytest.mark.parametrize("extra", [0, 1])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_transposed_output_padding(padding, extra):
    layer = keras.layers.Conv2DTranspose(
        3, 3, strides=2, padding=padding, output_padding=extra, data_format="channels_last"
    )
    count = hand.transposed((5, 6, 2), 3, 3, stride=2, padding=padding, extra=extra)
    assert [1, *count.output] == list(layer.compute_output_shape((1, 5, 6, 2)))


def test_formulas_read_as_on_a_blackboard():
    count = hand.convolution((28, 28, 192), 32, 5, padding="same")
    assert count.parameters_formula == "(5·5·192 + 1)·32"
    assert count.macs_formula == "28·28·5·5·192·32"
    assert count.macs == 120_422_400  # slide 36 prints 120,244,400
    count = hand.separable((14, 14, 512), 1024, 3, padding="same")
    assert count.parameters_formula == "3·3·512 + (512 + 1)·1,024"


def test_a_convolution_on_other_sides_of_the_image():
    assert hand.output_size(224, 7, stride=2, padding=3) == 112
    assert hand.output_size(227, 11, stride=4) == 55
    with pytest.raises(ValueError, match="`kernel` must fit"):
        hand.output_size(4, 3, dilation=3)


@pytest.mark.parametrize(
    ("function", "wrong"),
    [
        (hand.output_size, {"size": 0}),
        (hand.output_size, {"padding": "full"}),
        (hand.output_size, {"padding": -1}),
        (hand.output_size, {"stride": 1.5}),
        (hand.convolution, {"shape": [0, 3]}),
        (hand.convolution, {"maps": None}),
        (hand.convolution, {"kernel": (3, 3, 3)}),
        (hand.convolution, {"groups": 2}),
        (hand.transposed, {"padding": "causal"}),
        (hand.transposed, {"extra": -1}),
        (hand.depthwise, {"multiplier": 0}),
        (hand.dense, {"units": "many"}),
    ],
)
def test_what_is_wrong_is_named(function, wrong):
    right = {"size": 9, "shape": (9, 9, 3), "maps": 4, "kernel": 3, "units": 2}
    needed = function.__code__.co_varnames[: function.__code__.co_argcount]
    call = {name: value for name, value in right.items() if name in needed} | wrong
    with pytest.raises(ValueError, match=rf"`{next(iter(wrong))}`.*Received"):
        function(**call)
