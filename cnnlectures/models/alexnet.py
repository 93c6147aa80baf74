"""AlexNet (Krizhevsky, Sutskever & Hinton 2012), the lecture's table of it, and torchvision's."""

from __future__ import annotations

from cnnlectures.models.blocks import (
    conv,
    dense,
    dropout,
    flatten,
    max_pool,
    predictions,
)
from cnnlectures.models.cards import Card

#: Of each convolution: maps, kernel, stride, padding, groups, and what follows it.
PAPER = (
    (96, 11, 4, 0, 1, ("lrn", "pool")),
    (256, 5, 1, 2, 2, ("lrn", "pool")),
    (384, 3, 1, 1, 1, ()),
    (384, 3, 1, 1, 2, ()),
    (256, 3, 1, 1, 2, ("pool",)),
)
TABLE = (
    (96, 11, 4, 0, 1, ("pool",)),
    (256, 5, 1, 2, 1, ("pool",)),
    (384, 3, 1, 1, 1, ()),
    (384, 3, 1, 1, 1, ()),
    (256, 3, 1, 1, 1, ("pool",)),
)
ONE_WEIRD_TRICK = (
    (64, 11, 4, 2, 1, ("pool",)),
    (192, 5, 1, 2, 1, ("pool",)),
    (384, 3, 1, 1, 1, ()),
    (256, 3, 1, 1, 1, ()),
    (256, 3, 1, 1, 1, ("pool",)),
)


def alexnet(x, top, *, convolutions, units=4096, side=None, drop_before=False):
    """Five convolutions and three dense layers, all but the last with a ReLU.

    Max pooling overlaps: windows of 3 every 2 (section 3.4). Half of the dense layers' outputs are
    left out in training (section 4.2).

    Args:
        x: images.
        top: the classifier to end in, or None.
        convolutions: rows like those above.
        units: of each hidden dense layer.
        side: to which the last maps are averaged, so that every image size fits; None for no such
            step.
        drop_before: whether dropout stands before the dense layers instead of behind them.
    """
    from cnnlectures.models.keras_layers import AdaptiveAveragePooling, LocalResponseNormalisation

    for k, (maps, kernel, stride, pad, groups, then) in enumerate(convolutions, 1):
        x = conv(
            x, maps, kernel, stride, pad=pad, groups=groups, activation="relu", name=f"conv{k}"
        )
        if "lrn" in then:
            x = LocalResponseNormalisation(name=f"norm{k}")(x)
        if "pool" in then:
            x = max_pool(x, 3, 2, name=f"pool{k}")
    if not top:
        return x
    if side:
        x = AdaptiveAveragePooling(side, name="avg_pool")(x)
    x = flatten(x)
    for k in (6, 7):
        x = dropout(x, 0.5, name=f"drop{k}") if drop_before else x
        x = dense(x, units, activation="relu", name=f"fc{k}")
        x = x if drop_before else dropout(x, 0.5, name=f"drop{k}")
    return predictions(x, top)


def _mini(convolutions):
    """A quarter of the maps, and strides for an image of 64."""
    (_, _, _, _, first, then), *others = convolutions
    small = [(max(16, maps // 4), *rest) for maps, *rest in others]
    return {"convolutions": ((24, 7, 2, 0, first, then), *small), "units": 256}


_PAPER = {
    "year": 2012,
    "authors": "A. Krizhevsky, I. Sutskever, G. E. Hinton",
    "paper": "ImageNet classification with deep convolutional neural networks, NIPS 2012",
    "idea": "Eight trained layers with ReLU, dropout and overlapping pooling, on two GPUs.",
    "family": "alexnet",
    "published": "60 million (650,000 neurons)",
    "accuracy": "single network 40.7 / 18.2 % top-1 / top-5 error (validation); 7 networks 15.3 % "
    "top-5 (test)",
    "accuracy_source": "the paper, tables 1 and 2",
    "deck_is_right": True,
    "slides": (27, 28, 64),
}

#: torchvision's names: the numbers in its two sequences.
_TORCHVISION = (
    (r"conv(\d)", lambda k: f"features.{(0, 3, 6, 8, 10)[k - 1]}"),
    (r"fc6", lambda: ("classifier.1", "flatten")),
    (r"fc7", lambda: "classifier.4"),
    (r"predictions", lambda: "classifier.6"),
)

CARDS = (
    Card(
        name="alexnet",
        title="AlexNet",
        architecture=alexnet,
        settings={"convolutions": PAPER},
        mini=_mini(PAPER),
        input_shape=(227, 227, 3),
        parameters=60_965_224,
        trainable=60_965_224,
        reference=60_965_224,
        reference_source="Caffe's bvlc_alexnet, two groups",
        macs=724_406_816,
        macs_source="counted, 227 × 227",
        deck="Images of 224 × 224: the paper prints that, but its arithmetic needs 227, as slide "
        "27 has. 48 and 128 inputs on slide 28 are the two groups.",
        aliases=("alexnet 2 groups", "alexnet two groups", "alexnet caffe"),
        **_PAPER,
    ),
    Card(
        name="alexnet_table",
        title="AlexNet as in the lecture's table",
        architecture=alexnet,
        settings={"convolutions": TABLE},
        mini=_mini(TABLE),
        input_shape=(227, 227, 3),
        parameters=62_378_344,
        trainable=62_378_344,
        reference=62_378_344,
        reference_source="the table of slide 27, every row counted",
        macs=1_135_256_096,
        macs_source="counted, 227 × 227",
        deck="Every row is right for one group; the local response normalisation after C1 and C3 "
        "is left out.",
        aliases=("alexnet deck", "alexnet 1 group"),
        **_PAPER,
    ),
    Card(
        name="alexnet_torchvision",
        title="AlexNet of torchvision",
        architecture=alexnet,
        settings={"convolutions": ONE_WEIRD_TRICK, "side": 6, "drop_before": True},
        mini={**_mini(ONE_WEIRD_TRICK), "side": 2},
        parameters=61_100_840,
        trainable=61_100_840,
        reference=61_100_840,
        reference_source="torchvision 0.28.0 alexnet",
        macs=714_188_480,
        macs_source="counted, 224 × 224",
        deck="Not on the slides.",
        aliases=("one weird trick",),
        weights="torchvision publishes a pickle; convert it to .safetensors once, where you trust "
        "it",
        note="Krizhevsky's later variant for one GPU (arXiv 1404.5997).",
        layout=_TORCHVISION,
        **{**_PAPER, "deck_is_right": None, "slides": ()},
    ),
)
