"""Xception (Chollet 2016): Inception's idea carried to its end."""

from __future__ import annotations

from cnnlectures.models.blocks import activate, add, conv, global_pool, max_pool, norm, predictions
from cnnlectures.models.cards import Card

#: Figure 5 of the paper: maps of the units of the entry flow; of the middle flow, and how many; of
#: the last unit; of the last two convolutions.
XCEPTION = {"entry": (128, 256, 728), "middle": (728, 8), "exit": (728, 1024), "last": (1536, 2048)}


def xception(x, top, *, entry, middle, exit, last, stem=(32, 64), pad=0):
    """Two convolutions, then residual units of depthwise-separable ones.

    Args:
        x: images.
        top: the classifier to end in, or None.
        entry: maps of the entry flow's units, each of which halves the size.
        middle: maps of the middle flow's units, and their number.
        exit: maps of the two convolutions of the last unit.
        last: maps of the last two convolutions.
        stem: maps of the first two convolutions.
        pad: rows and columns that those add on every side.
    """
    for k, maps in enumerate(stem, 1):
        x = conv(x, maps, 3, 2 if k == 1 else 1, pad=pad, bias=False, name=f"block1_conv{k}")
        x = activate(norm(x, name=f"block1_conv{k}_bn", **_NORM), name=f"block1_conv{k}_act")
    for block, maps in enumerate(entry, 2):
        x = halving_unit(x, (maps, maps), start=block > 2, name=f"block{block}")
    maps, units = middle
    for block in range(len(entry) + 2, len(entry) + 2 + units):
        y = x
        for k in (1, 2, 3):
            y = activate(y, name=f"block{block}_sepconv{k}_act")
            y = separable(y, maps, name=f"block{block}_sepconv{k}")
        x = add([y, x], name=f"block{block}_add")
    block = len(entry) + 2 + units
    x = halving_unit(x, exit, start=True, name=f"block{block}")
    for k, maps in enumerate(last, 1):
        x = separable(x, maps, name=f"block{block + 1}_sepconv{k}")
        x = activate(x, name=f"block{block + 1}_sepconv{k}_act")
    return predictions(global_pool(x), top) if top else x


def halving_unit(x, maps, *, start, name):
    """Two separable convolutions and a max pooling, and a 1 × 1 convolution around them.

    Args:
        x: maps.
        maps: made by the two convolutions.
        start: whether a ReLU comes first.
        name: of the unit.
    """
    shortcut = conv(x, maps[1], 1, 2, pad="same", bias=False, name=f"{name}_shortcut")
    shortcut = norm(shortcut, name=f"{name}_shortcut_bn", **_NORM)
    y = activate(x, name=f"{name}_sepconv1_act") if start else x
    y = separable(y, maps[0], name=f"{name}_sepconv1")
    y = activate(y, name=f"{name}_sepconv2_act")
    y = separable(y, maps[1], name=f"{name}_sepconv2")
    y = max_pool(y, 3, 2, pad="same", name=f"{name}_pool")
    return add([y, shortcut], name=f"{name}_add")


def separable(x, maps, *, name):
    """Convolve every map on its own, mix them pixel by pixel, normalise: no function between."""
    from keras import layers

    x = layers.SeparableConv2D(
        maps, 3, padding="same", use_bias=False, depthwise_initializer="he_normal",
        pointwise_initializer="he_normal", name=name,
    )(x)  # fmt: skip
    return norm(x, name=f"{name}_bn", **_NORM)


_NORM = {"epsilon": 1e-3, "momentum": 0.99}

CARDS = (
    Card(
        name="xception",
        title="Xception",
        year=2016,
        authors="F. Chollet",
        paper="Xception: deep learning with depthwise separable convolutions, arXiv 1610.02357",
        idea="Inception modules with a branch for every map: space and channels apart.",
        family="xception",
        architecture=xception,
        settings=XCEPTION,
        mini={"entry": (24, 48, 104), "middle": (104, 8), "exit": (104, 160), "last": (192, 256),
              "stem": (8, 16), "pad": 1},
        input_shape=(299, 299, 3),
        parameters=22_910_480,
        trainable=22_855_952,
        published="22,855,952 (table 3)",
        reference=22_910_480,
        reference_source="keras.applications 3.15.1 Xception",
        macs=8_357_403_496,
        macs_source="counted, 299 × 299",
        accuracy="79.0 / 94.5 % top-1 / top-5",
        accuracy_source="the paper, table 1",
        deck="Slide 60 feeds it 224 × 224: its own size is 299, which is free without the top. The "
        "network of slide 61, with 5 classes, has 20,871,725 parameters.",
        deck_is_right=True,
        slides=(55, 57, 60, 61, 62, 63, 66),
        application="Xception",
        weights="keras.applications has them",
    ),
)  # fmt: skip
