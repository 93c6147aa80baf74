"""MobileNet v1 (2017), v2 (2018) and v3-Large (2019): depthwise-separable convolutions."""

from __future__ import annotations

from cnnlectures.models.blocks import (
    activate,
    add,
    conv,
    depthwise,
    dropout,
    flatten,
    global_pool,
    multiply,
    norm,
    predictions,
    zero_pad,
)
from cnnlectures.models.cards import Card

#: Table 1 of the first paper: maps and stride of every depthwise-separable convolution.
V1 = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2),
      (1024, 1))  # fmt: skip
#: Table 2 of the second: expansion, maps, how many blocks, stride of the first of them.
V2 = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
      (6, 320, 1, 1))  # fmt: skip
#: Table 1 of the third: kernel, expansion, maps, squeeze-and-excitation, function, stride.
V3_LARGE = (
    (3, 1, 16, False, "relu", 1), (3, 4, 24, False, "relu", 2), (3, 3, 24, False, "relu", 1),
    (5, 3, 40, True, "relu", 2), (5, 3, 40, True, "relu", 1), (5, 3, 40, True, "relu", 1),
    (3, 6, 80, False, "hard_swish", 2), (3, 2.5, 80, False, "hard_swish", 1),
    (3, 2.3, 80, False, "hard_swish", 1), (3, 2.3, 80, False, "hard_swish", 1),
    (3, 6, 112, True, "hard_swish", 1), (3, 6, 112, True, "hard_swish", 1),
    (5, 6, 160, True, "hard_swish", 2), (5, 6, 160, True, "hard_swish", 1),
    (5, 6, 160, True, "hard_swish", 1),
)  # fmt: skip


def mobilenet(x, top, *, layers=V1, width=1.0):
    """A convolution, then depthwise 3 × 3 and pointwise 1 × 1 ones in turn (figure 3b).

    Args:
        x: images.
        top: the classifier to end in, or None.
        layers: rows like those above.
        width: by which every number of maps is multiplied, the paper's α.
    """
    x = conv(x, int(32 * width), 3, 2, pad="same", bias=False, name="conv1")
    x = _norm_relu6(x, "conv1_bn", "conv1_relu", _V1)
    for k, (maps, stride) in enumerate(layers, 1):
        if stride == 2:  # as in Keras, the zeros on the far side only
            x = zero_pad(x, ((0, 1), (0, 1)), name=f"conv_pad_{k}")
        x = depthwise(x, 3, stride, pad=0 if stride == 2 else None, name=f"conv_dw_{k}")
        x = _norm_relu6(x, f"conv_dw_{k}_bn", f"conv_dw_{k}_relu", _V1)
        x = conv(x, int(maps * width), 1, bias=False, name=f"conv_pw_{k}")
        x = _norm_relu6(x, f"conv_pw_{k}_bn", f"conv_pw_{k}_relu", _V1)
    if not top:
        return x
    x = dropout(global_pool(x, keepdims=True), 1e-3, name="dropout")
    x = flatten(conv(x, top.classes, 1, name="conv_preds"), name="flatten")
    return activate(x, top.activation, name="predictions")


def mobilenet_v2(x, top, *, blocks=V2, width=1.0, last=1280):
    """Inverted residuals with linear bottlenecks: many maps inside, few between (section 3).

    Args:
        x: images.
        top: the classifier to end in, or None.
        blocks: rows like those above.
        width: by which every number of maps is multiplied.
        last: maps of the last convolution.
    """
    x = conv(x, eighths(32 * width), 3, 2, pad="same", bias=False, name="Conv1")
    x = _norm_relu6(x, "bn_Conv1", "Conv1_relu", _V2)
    number = 0
    for expansion, maps, repeats, first in blocks:
        for k in range(repeats):
            name = f"block_{number}" if number else "expanded_conv"
            made = eighths(int(maps * width))
            x = inverted_residual(x, expansion, made, first if k == 0 else 1, name=name)
            number += 1
    x = conv(x, last, 1, bias=False, name="Conv_1")
    x = _norm_relu6(x, "Conv_1_bn", "out_relu", _V2)
    return predictions(global_pool(x), top) if top else x


def inverted_residual(x, expansion, maps, stride, *, name):
    """Expand, filter every map on its own, project without a function behind it."""
    y = x
    if expansion != 1:
        y = conv(y, expansion * x.shape[-1], 1, bias=False, name=f"{name}_expand")
        y = _norm_relu6(y, f"{name}_expand_BN", f"{name}_expand_relu", _V2)
    y = depthwise(y, 3, stride, pad="same", name=f"{name}_depthwise")
    y = _norm_relu6(y, f"{name}_depthwise_BN", f"{name}_depthwise_relu", _V2)
    y = norm(conv(y, maps, 1, bias=False, name=f"{name}_project"), name=f"{name}_project_BN", **_V2)
    return add([x, y], name=f"{name}_add") if y.shape == x.shape else y


def mobilenet_v3(x, top, *, blocks=V3_LARGE, width=1.0, last=1280):
    """Inverted residuals with squeeze-and-excitation and the hard swish, found by search.

    Images are expected from 0 to 255: the first layer brings them to -1 to 1.

    Args:
        x: images.
        top: the classifier to end in, or None.
        blocks: rows like those above.
        width: by which every number of maps is multiplied.
        last: units of the last hidden layer.
    """
    from keras import layers

    x = layers.Rescaling(1 / 127.5, -1.0, name="rescaling")(x)
    x = conv(x, 16, 3, 2, pad="same", bias=False, name="conv")
    x = _norm_act(x, "hard_swish", "conv")
    for number, row in enumerate(blocks):
        name = f"expanded_conv_{number}" if number else "expanded_conv"
        x = searched_residual(x, *row, width=width, name=name)
    x = conv(x, eighths(6 * x.shape[-1]), 1, bias=False, name="conv_1")
    x = _norm_act(x, "hard_swish", "conv_1")
    if not top:
        return x
    x = conv(global_pool(x, keepdims=True), last, 1, name="conv_2")
    x = dropout(activate(x, "hard_swish", name="conv_2_act"), 0.2, name="dropout")
    x = flatten(conv(x, top.classes, 1, name="logits"), name="flatten")
    return activate(x, top.activation, name="predictions")


def searched_residual(x, kernel, expansion, maps, squeeze, function, stride, *, width, name):
    """An inverted residual whose kernel, function and squeezing the search has chosen."""
    y, inner = x, eighths(x.shape[-1] * expansion)
    if expansion != 1:
        y = conv(y, inner, 1, bias=False, name=f"{name}_expand")
        y = _norm_act(y, function, f"{name}_expand")
    y = depthwise(y, kernel, stride, pad="same", name=f"{name}_depthwise")
    y = _norm_act(y, function, f"{name}_depthwise")
    if squeeze:
        y = _squeeze_and_excite(y, eighths(inner / 4), name=f"{name}_squeeze_excite")
    y = conv(y, eighths(maps * width), 1, bias=False, name=f"{name}_project")
    y = norm(y, name=f"{name}_project_bn", **_V2)
    return add([x, y], name=f"{name}_add") if y.shape == x.shape else y


def _squeeze_and_excite(x, units, *, name):
    """Weigh every map; the hard sigmoid is a ReLU6 of x + 3, divided by 6."""
    y = global_pool(x, keepdims=True, name=f"{name}_avg_pool")
    y = conv(y, units, 1, activation="relu", name=f"{name}_conv")
    y = conv(y, x.shape[-1], 1, activation="hard_sigmoid", name=f"{name}_conv_1")
    return multiply([x, y], name=f"{name}_mul")


def eighths(maps: float) -> int:
    """Round to a multiple of 8 that is not smaller by more than a tenth."""
    rounded = max(8, int(maps + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * maps else rounded


_V1 = {"epsilon": 1e-3, "momentum": 0.99}
_V2 = {"epsilon": 1e-3, "momentum": 0.999}


def _norm_relu6(x, norm_name, relu_name, options):
    return activate(norm(x, name=norm_name, **options), "relu6", name=relu_name)


def _norm_act(x, function, name):
    return activate(norm(x, name=f"{name}_bn", **_V2), function, name=f"{name}_act")


_COMMON = {
    "family": "mobilenet",
    "macs_source": "counted, 224 × 224",
    "deck_is_right": True,
    "weights": "keras.applications has them",
}

CARDS = (
    Card(
        name="mobilenet_v1",
        title="MobileNet v1",
        year=2017,
        authors="A. G. Howard, M. Zhu, B. Chen, D. Kalenichenko, W. Wang, T. Weyand, M. Andreetto, "
        "H. Adam",
        paper="MobileNets: efficient convolutional neural networks for mobile vision applications, "
        "arXiv 1704.04861",
        idea="A convolution split in two: every map on its own, then all maps pixel by pixel.",
        architecture=mobilenet,
        mini={"width": 0.25},
        parameters=4_253_864,
        trainable=4_231_976,
        published="4.2 million",
        reference=4_253_864,
        reference_source="keras.applications 3.15.1 MobileNet",
        macs=568_740_352,
        accuracy="70.6 % top-1",
        accuracy_source="the paper, table 4",
        deck="Named on slides 55 and 65.",
        slides=(55, 65),
        aliases=("mobilenet", "mobilenetv1"),
        application="MobileNet",
        **_COMMON,
    ),
    Card(
        name="mobilenet_v2",
        title="MobileNet v2",
        year=2018,
        authors="M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen",
        paper="MobileNetV2: inverted residuals and linear bottlenecks, arXiv 1801.04381",
        idea="Residual units turned inside out: many maps inside, few and linear ones between.",
        architecture=mobilenet_v2,
        mini={"width": 0.35, "last": 640},
        parameters=3_538_984,
        trainable=3_504_872,
        published="3.4 million",
        reference=3_538_984,
        reference_source="keras.applications 3.15.1 MobileNetV2",
        macs=300_774_272,
        accuracy="72.0 % top-1",
        accuracy_source="the paper, table 4",
        deck="Named on slide 55.",
        slides=(55,),
        application="MobileNetV2",
        **_COMMON,
    ),
    Card(
        name="mobilenet_v3_large",
        title="MobileNet v3-Large",
        year=2019,
        authors="A. Howard, M. Sandler, G. Chu, L.-C. Chen, B. Chen, M. Tan, W. Wang, Y. Zhu, "
        "R. Pang, V. Vasudevan, Q. V. Le, H. Adam",
        paper="Searching for MobileNetV3, arXiv 1905.02244",
        idea="Inverted residuals chosen by search, with squeeze-and-excitation and a hard swish.",
        architecture=mobilenet_v3,
        mini={"width": 0.35, "last": 256},
        parameters=5_507_432,
        trainable=5_483_032,
        published="5.4 million",
        reference=5_507_432,
        reference_source="keras.applications 3.15.1 MobileNetV3Large",
        macs=216_589_760,
        accuracy="75.2 % top-1",
        accuracy_source="the paper, table 3",
        deck="Not on the slides.",
        aliases=("mobilenet v3", "mobilenetv3"),
        application="MobileNetV3Large",
        note="Images from 0 to 255: the network scales them itself.",
        **{**_COMMON, "deck_is_right": None},
    ),
)
