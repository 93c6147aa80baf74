"""ShuffleNet v1 (Zhang et al. 2017) and v2 (Ma et al. 2018): channels shuffled between groups."""

from __future__ import annotations

from cnnlectures.models.blocks import (
    activate,
    add,
    average_pool,
    concatenate,
    conv_norm,
    depthwise,
    global_pool,
    max_pool,
    norm,
    predictions,
    zero_pad,
)
from cnnlectures.models.cards import Card

#: Table 1 of the first paper: maps of the three stages by the number of groups.
V1_MAPS = {1: (144, 288, 576), 2: (200, 400, 800), 3: (240, 480, 960), 4: (272, 544, 1088),
           8: (384, 768, 1536)}  # fmt: skip
UNITS = (4, 8, 4)
#: Table 5 of the second paper: maps of the three stages and of the last convolution.
V2_MAPS = (116, 232, 464, 1024)


def shufflenet(x, top, *, maps, groups, units=UNITS, stem=24):
    """A stem, three stages of units with grouped 1 × 1 convolutions, a global average.

    Args:
        x: images.
        top: the classifier to end in, or None.
        maps: of the three stages.
        groups: of the 1 × 1 convolutions.
        units: of the three stages.
        stem: maps of the first convolution.
    """
    x = max_pool(conv_norm(x, stem, 3, 2, name="conv1"), 3, 2, pad=1, name="maxpool")
    for stage, (made, number) in enumerate(zip(maps, units, strict=True), 2):
        for k in range(1, number + 1):
            first = 1 if stage == 2 and k == 1 else groups  # few maps: not divided
            x = unit(x, made, groups, first, halve=k == 1, name=f"stage{stage}_unit{k}")
    return predictions(global_pool(x), top) if top else x


def unit(x, maps, groups, first, *, halve, name):
    """A bottleneck of grouped convolutions with a shuffle inside (figure 2 of the first paper).

    Args:
        x: maps.
        maps: that come out.
        groups: of the 1 × 1 convolutions, the first of which may have another number.
        first: that number.
        halve: whether the size is halved; the input is then laid in front instead of added.
        name: of the unit.
    """
    made = maps - x.shape[-1] if halve else maps
    y = conv_norm(x, maps // 4, 1, groups=first, name=f"{name}_1")
    y = _shuffle(y, groups, name=f"{name}_shuffle")
    y = depthwise(y, 3, 2 if halve else 1, name=f"{name}_2_conv")
    y = norm(y, name=f"{name}_2_bn")
    y = conv_norm(y, made, 1, groups=groups, activation=None, name=f"{name}_3")
    if halve:
        x = average_pool(zero_pad(x, 1, name=f"{name}_pool_pad"), 3, 2, name=f"{name}_pool")
        return activate(concatenate([x, y], name=f"{name}_concat"), name=f"{name}_out")
    return activate(add([x, y], name=f"{name}_add"), name=f"{name}_out")


def shufflenet_v2(x, top, *, maps, units=UNITS, stem=24):
    """A stem, three stages of units that touch half of the maps each, a last convolution.

    Args:
        x: images.
        top: the classifier to end in, or None.
        maps: of the three stages and of the last convolution.
        units: of the three stages.
        stem: maps of the first convolution.
    """
    x = max_pool(conv_norm(x, stem, 3, 2, name="conv1"), 3, 2, pad=1, name="maxpool")
    for stage, (made, number) in enumerate(zip(maps, units, strict=False), 2):
        for k in range(1, number + 1):
            make = halving_unit if k == 1 else split_unit
            x = make(x, made // 2, name=f"stage{stage}_unit{k}")
    x = conv_norm(x, maps[-1], 1, name="conv5")
    return predictions(global_pool(x), top) if top else x


def split_unit(x, half, *, name):
    """Pass one half of the maps by, work on the other, shuffle both (figure 3c)."""
    from cnnlectures.models.keras_layers import Channels

    kept = Channels(0, half, name=f"{name}_kept")(x)
    y = Channels(half, 2 * half, name=f"{name}_split")(x)
    y = _right(y, half, 1, name)
    return _shuffle(concatenate([kept, y], name=f"{name}_concat"), 2, name=f"{name}_shuffle")


def halving_unit(x, half, *, name):
    """Work on all maps twice, each time for half of those that come out (figure 3d)."""
    left = norm(depthwise(x, 3, 2, name=f"{name}_left_1_conv"), name=f"{name}_left_1_bn")
    left = conv_norm(left, half, 1, name=f"{name}_left_2")
    right = _right(x, half, 2, name)
    return _shuffle(concatenate([left, right], name=f"{name}_concat"), 2, name=f"{name}_shuffle")


def _right(x, half, stride, name):
    """1 × 1, depthwise 3 × 3, 1 × 1."""
    y = conv_norm(x, half, 1, name=f"{name}_right_1")
    y = norm(depthwise(y, 3, stride, name=f"{name}_right_2_conv"), name=f"{name}_right_2_bn")
    return conv_norm(y, half, 1, name=f"{name}_right_3")


def _shuffle(x, groups, *, name):
    from cnnlectures.models.keras_layers import ChannelShuffle

    return ChannelShuffle(groups, name=name)(x) if groups > 1 else x


def _v2(stage, k, side, number, kind):
    """torchvision's name: a number in a sequence, ReLUs counted."""
    branch, starts = ("branch1", (0, 2)) if side == "left" else ("branch2", (0, 3, 5))
    return f"stage{stage}.{k - 1}.{branch}.{starts[number - 1] + (kind == 'bn')}"


_TORCHVISION = (
    (r"conv(1|5)_(conv|bn)", lambda k, kind: f"conv{k}.{int(kind == 'bn')}"),
    (r"stage(\d)_unit(\d)_(left|right)_(\d)_(conv|bn)", _v2),
    (r"predictions", lambda: "fc"),
)

CARDS = (
    Card(
        name="shufflenet_v1",
        title="ShuffleNet v1 (1×, 3 groups)",
        year=2017,
        authors="X. Zhang, X. Zhou, M. Lin, J. Sun",
        paper="ShuffleNet: an extremely efficient convolutional neural network for mobile devices, "
        "arXiv 1707.01083",
        idea="1 × 1 convolutions in groups, and a shuffle that lets the groups talk.",
        family="shufflenet",
        architecture=shufflenet,
        settings={"maps": V1_MAPS[3], "groups": 3},
        mini={"maps": (120, 240, 480)},
        parameters=1_865_728 + 24_480,
        trainable=1_865_728,
        published="1.9 million (the authors' repository)",
        reference=1_865_728,
        reference_source="the paper's table 1, layer by layer",
        macs=137_460_672,
        macs_source="counted, 224 × 224; the paper prints 137 million",
        accuracy="32.6 % top-1 error",
        accuracy_source="the paper, table 2",
        deck="Slide 65 calls it a further optimised MobileNet: it is a design of its own.",
        slides=(65,),
        aliases=("shufflenet", "shufflenet g3"),
        weights="the authors publish pickles only",
    ),
    Card(
        name="shufflenet_v2",
        title="ShuffleNet v2 (1×)",
        year=2018,
        authors="N. Ma, X. Zhang, H.-T. Zheng, J. Sun",
        paper="ShuffleNet V2: practical guidelines for efficient CNN architecture design, "
        "arXiv 1807.11164",
        idea="Half of the maps pass by; what counts is measured time, not counted operations.",
        family="shufflenet",
        architecture=shufflenet_v2,
        settings={"maps": V2_MAPS},
        mini={"maps": (60, 120, 240, 512)},
        parameters=2_278_604 + 16_180,
        trainable=2_278_604,
        published="2.3 million",
        reference=2_278_604,
        reference_source="torchvision 0.28.0 shufflenet_v2_x1_0",
        macs=144_907_992,
        macs_source="counted, 224 × 224; the paper prints 146 million",
        accuracy="30.6 % top-1 error",
        accuracy_source="the paper, table 8",
        deck="Not on the slides.",
        weights="torchvision publishes a pickle; convert it to .safetensors once, where you trust "
        "it",
        layout=_TORCHVISION,
    ),
)
