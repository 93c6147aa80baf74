"""EfficientNet (Tan & Le 2019): depth, width and resolution grow together."""

from __future__ import annotations

import math

from cnnlectures.models.blocks import (
    activate,
    add,
    conv,
    depthwise,
    dropout,
    global_pool,
    multiply,
    norm,
    predictions,
)
from cnnlectures.models.cards import Card
from cnnlectures.models.mobilenet import eighths

#: Table 1 of the paper: kernel, expansion, maps, how many blocks, stride of the first of them.
B0 = ((3, 1, 16, 1, 1), (3, 6, 24, 2, 2), (5, 6, 40, 2, 2), (3, 6, 80, 3, 2), (5, 6, 112, 3, 1),
      (5, 6, 192, 4, 2), (3, 6, 320, 1, 1))  # fmt: skip


def efficientnet(x, top, *, blocks=B0, width=1.0, depth=1.0, rate=0.2):
    """A stem, inverted residuals with squeeze-and-excitation, a last convolution.

    Images are expected from 0 to 255: the first layers scale and normalise them.

    Args:
        x: images.
        top: the classifier to end in, or None.
        blocks: rows like those above.
        width: by which every number of maps is multiplied.
        depth: by which every number of blocks is multiplied.
        rate: of the dropout.
    """
    from keras import layers

    x = layers.Rescaling(1 / 255, name="rescaling")(x)
    x = layers.Normalization(name="normalization")(x)
    x = conv(x, eighths(32 * width), 3, 2, pad="same", bias=False, name="stem_conv")
    x = _norm_swish(x, "stem_bn", "stem_activation")
    for stage, (kernel, expansion, maps, repeats, first) in enumerate(blocks, 1):
        for k in range(math.ceil(repeats * depth)):
            stride = first if k == 0 else 1
            name = f"block{stage}{chr(ord('a') + k)}"
            x = block(x, kernel, expansion, eighths(maps * width), stride, name=name)
    x = conv(x, eighths(1280 * width), 1, bias=False, name="top_conv")
    x = _norm_swish(x, "top_bn", "top_activation")
    if not top:
        return x
    return predictions(dropout(global_pool(x), rate, name="top_dropout"), top)


def block(x, kernel, expansion, maps, stride, *, name):
    """Expand, filter every map on its own, squeeze and excite, project (MBConv)."""
    y, came = x, x.shape[-1]
    if expansion != 1:
        y = conv(y, expansion * came, 1, bias=False, name=f"{name}_expand_conv")
        y = _norm_swish(y, f"{name}_expand_bn", f"{name}_expand_activation")
    y = depthwise(y, kernel, stride, pad="same", name=f"{name}_dwconv")
    y = _norm_swish(y, f"{name}_bn", f"{name}_activation")
    weights = global_pool(y, keepdims=True, name=f"{name}_se_squeeze")
    units = max(1, came // 4)
    weights = conv(weights, units, 1, activation="swish", name=f"{name}_se_reduce")
    weights = conv(weights, y.shape[-1], 1, activation="sigmoid", name=f"{name}_se_expand")
    y = multiply([y, weights], name=f"{name}_se_excite")
    y = conv(y, maps, 1, bias=False, name=f"{name}_project_conv")
    y = norm(y, name=f"{name}_project_bn", **_NORM)
    return add([y, x], name=f"{name}_add") if y.shape == x.shape else y


_NORM = {"epsilon": 1e-3, "momentum": 0.99}


def _norm_swish(x, norm_name, name):
    return activate(norm(x, name=norm_name, **_NORM), "swish", name=name)


CARDS = (
    Card(
        name="efficientnet_b0",
        title="EfficientNet-B0",
        year=2019,
        authors="M. Tan, Q. V. Le",
        paper="EfficientNet: rethinking model scaling for convolutional neural networks, "
        "arXiv 1905.11946",
        idea="Compound scaling: depth, width and resolution grow together by fixed ratios.",
        family="efficientnet",
        architecture=efficientnet,
        mini={"width": 0.35},
        parameters=5_330_571,
        trainable=5_288_548,
        published="5.3 million",
        reference=5_330_571,
        reference_source="keras.applications 3.15.1 EfficientNetB0, 7 of them the normalisation's",
        macs=385_814_752,
        macs_source="counted, 224 × 224; the paper prints 390 million",
        accuracy="77.1 / 93.3 % top-1 / top-5",
        accuracy_source="the paper, table 2",
        deck="Named on slide 66.",
        deck_is_right=True,
        slides=(66,),
        aliases=("efficientnet",),
        application="EfficientNetB0",
        weights="keras.applications has them",
        note="Images from 0 to 255: the network scales them itself.",
    ),
)
