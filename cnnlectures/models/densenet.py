"""DenseNet (Huang, Liu, van der Maaten & Weinberger 2016): every layer sees all before it."""

from __future__ import annotations

from cnnlectures.models.blocks import (
    activate,
    average_pool,
    concatenate,
    conv,
    global_pool,
    max_pool,
    norm,
    predictions,
)
from cnnlectures.models.cards import Card

#: Table 1 of the paper: how many layers each of the four blocks has.
DENSENET121 = (6, 12, 24, 16)


def densenet(x, top, *, blocks, growth=32):
    """A stem, dense blocks with a transition between them, a global average.

    Args:
        x: images.
        top: the classifier to end in, or None.
        blocks: how many layers each block has.
        growth: maps that every layer adds, the paper's k.
    """
    x = conv(x, 2 * growth, 7, 2, bias=False, name="conv1_conv")
    x = _norm_relu(x, name="conv1")
    x = max_pool(x, 3, 2, pad=1, name="pool1")
    for block, layers in enumerate(blocks, 2):
        for k in range(1, layers + 1):
            x = dense_layer(x, growth, name=f"conv{block}_block{k}")
        if block <= len(blocks):
            x = transition(x, name=f"pool{block}")
    x = activate(norm(x, epsilon=_EPSILON, name="bn"), name="relu")
    return predictions(global_pool(x), top) if top else x


def dense_layer(x, growth, *, name):
    """Make ``growth`` new maps from all that there are, and lay them behind those (section 3)."""
    y = _norm_relu(x, name=f"{name}_0")
    y = conv(y, 4 * growth, 1, bias=False, name=f"{name}_1_conv")
    y = _norm_relu(y, name=f"{name}_1")
    y = conv(y, growth, 3, bias=False, name=f"{name}_2_conv")
    return concatenate([x, y], name=f"{name}_concat")


def transition(x, *, name):
    """Halve the maps, in number and in size."""
    x = conv(_norm_relu(x, name=name), x.shape[-1] // 2, 1, bias=False, name=f"{name}_conv")
    return average_pool(x, 2, 2, name=f"{name}_pool")


def _norm_relu(x, *, name):
    return activate(norm(x, epsilon=_EPSILON, name=f"{name}_bn"), name=f"{name}_relu")


_EPSILON = 1.001e-5  # as in keras.applications

#: torchvision's names.
_TORCHVISION = (
    (r"conv1_(conv|bn)", lambda kind: f"features.{ {'conv': 'conv0', 'bn': 'norm0'}[kind] }"),
    (r"conv(\d)_block(\d+)_0_bn", lambda b, k: _layer(b, k, "norm1")),
    (r"conv(\d)_block(\d+)_1_bn", lambda b, k: _layer(b, k, "norm2")),
    (r"conv(\d)_block(\d+)_(\d)_conv", lambda b, k, number: _layer(b, k, f"conv{number}")),
    (r"pool(\d)_bn", lambda b: f"features.transition{b - 1}.norm"),
    (r"pool(\d)_conv", lambda b: f"features.transition{b - 1}.conv"),
    (r"bn", lambda: "features.norm5"),
    (r"predictions", lambda: "classifier"),
)


def _layer(block, k, part):
    return f"features.denseblock{block - 1}.denselayer{k}.{part}"


CARDS = (
    Card(
        name="densenet121",
        title="DenseNet-121",
        year=2016,
        authors="G. Huang, Z. Liu, L. van der Maaten, K. Q. Weinberger",
        paper="Densely connected convolutional networks, arXiv 1608.06993",
        idea="Every layer receives the maps of all layers before it, laid one behind the other.",
        family="densenet",
        architecture=densenet,
        settings={"blocks": DENSENET121},
        mini={"growth": 10},
        parameters=8_062_504,
        trainable=7_978_856,
        published="about 8 million (read from figure 3)",
        reference=7_978_856,
        reference_source="torchvision 0.28.0 densenet121; keras.applications 3.15.1 DenseNet121",
        macs=2_834_161_664,
        macs_source="counted, 224 × 224",
        accuracy="25.0 % top-1 error",
        accuracy_source="the authors' repository",
        deck="Slide 64 calls it an extreme version of ResNet: it concatenates where ResNet adds.",
        deck_is_right=True,
        slides=(64,),
        aliases=("densenet", "densenet bc 121"),
        application="DenseNet121",
        weights="keras.applications has them",
        layout=_TORCHVISION,
    ),
)
