"""Fixup ResNet-50 (Zhang, Dauphin & Ma 2019): a residual network without any normalisation."""

from __future__ import annotations

from cnnlectures.models.blocks import activate, add, conv, dense, global_pool, max_pool
from cnnlectures.models.cards import Card
from cnnlectures.models.resnet import DEPTHS


def fixup_resnet(x, top, *, depths, width=64):
    """ResNet of bottlenecks, with single numbers in place of batch normalisation.

    The branches start out at zero and the rest small enough that the sum of all units does not
    grow with their number (the paper's three rules, section 3).

    Args:
        x: images.
        top: the classifier to end in, or None.
        depths: how many units each stage has.
        width: maps of the first stage.
    """
    units = sum(depths)
    x = conv(x, width, 7, 2, bias=False, kernel_initializer=_he(1), name="conv1_conv")
    x = activate(_shift(x, name="conv1_bias"), name="conv1_relu")
    x = max_pool(x, 3, 2, pad=1, name="pool1_pool")
    for stage, number in enumerate(depths, 2):
        for k in range(1, number + 1):
            stride = 2 if k == 1 and stage > 2 else 1
            maps = width * 2 ** (stage - 2)
            x = unit(x, maps, stride, units, name=f"conv{stage}_block{k}")
    if not top:
        return x
    x = _shift(global_pool(x), name="avg_pool_bias")
    return dense(x, top.classes, activation=top.activation, kernel_initializer="zeros",
                 name="predictions")  # fmt: skip


def unit(x, maps, stride, units, *, name):
    """A bottleneck whose convolutions have a single bias before and behind them (figure 1)."""
    small = _he(units**-0.5)  # m = 3 convolutions: weights times units^(-1/4)
    shifted = _shift(x, name=f"{name}_1_bias_a")
    y = conv(shifted, maps, 1, bias=False, kernel_initializer=small, name=f"{name}_1_conv")
    y = activate(_shift(y, name=f"{name}_1_bias_b"), name=f"{name}_1_relu")
    y = _shift(y, name=f"{name}_2_bias_a")
    y = conv(y, maps, 3, stride, bias=False, kernel_initializer=small, name=f"{name}_2_conv")
    y = activate(_shift(y, name=f"{name}_2_bias_b"), name=f"{name}_2_relu")
    y = _shift(y, name=f"{name}_3_bias_a")
    y = conv(y, 4 * maps, 1, bias=False, kernel_initializer="zeros", name=f"{name}_3_conv")
    y = _shift(_stretch(y, name=f"{name}_3_scale"), name=f"{name}_3_bias_b")
    if stride != 1 or x.shape[-1] != 4 * maps:
        x = conv(shifted, 4 * maps, 1, stride, bias=False, kernel_initializer=_he(1),
                 name=f"{name}_0_conv")  # fmt: skip
    return activate(add([x, y], name=f"{name}_add"), name=f"{name}_out")


def _he(share):
    """He's initialisation by fan-out, its variance multiplied by ``share``."""
    from keras.initializers import VarianceScaling

    return VarianceScaling(2 * share, "fan_out", "untruncated_normal")


def _shift(x, *, name):
    from cnnlectures.models.keras_layers import Shift

    return Shift(name=name)(x)


def _stretch(x, *, name):
    from cnnlectures.models.keras_layers import Stretch

    return Stretch(name=name)(x)


CARDS = (
    Card(
        name="fixup_resnet50",
        title="Fixup ResNet-50",
        year=2019,
        authors="H. Zhang, Y. N. Dauphin, T. Ma",
        paper="Fixup initialization: residual learning without normalization, arXiv 1901.09321",
        idea="With the right start, a residual network trains without any normalisation.",
        family="fixup",
        architecture=fixup_resnet,
        settings={"depths": DEPTHS[50]},
        mini={"width": 12},
        parameters=25_504_026,
        trainable=25_504_026,
        reference=25_504_026,
        reference_source="the authors' repository, hongyi-zhang/Fixup: 16 units × 7 numbers + 2 in "
        "place of ResNet-50's 53,120 of batch normalisation",
        macs=4_089_184_256,
        macs_source="counted, 224 × 224",
        accuracy="76.0 % top-1 with mixup",
        accuracy_source="the authors' repository",
        deck="Slide 20: 10,000 layers without normalisation are in the abstract; batch "
        "normalisation was not replaced by it.",
        deck_is_right=True,
        slides=(20,),
        aliases=("fixup", "fixup resnet"),
    ),
)
