"""The residual and the plain networks of 6n + 2 layers for CIFAR-10 (He et al. 2015, §4.2)."""

from __future__ import annotations

from cnnlectures.models.blocks import activate, add, conv_norm, global_pool, predictions
from cnnlectures.models.cards import Card
from cnnlectures.models.resnet import PAPER as _RESNET


def cifar_resnet(x, top, *, depth, width=16, residual=True, stem_stride=1):
    """A 3 × 3 convolution, three stages of n units of two convolutions each, a global average.

    Args:
        x: images.
        top: the classifier to end in, or None.
        depth: layers with weights, 6n + 2.
        width: maps of the first stage; each stage has twice the maps of the one before.
        residual: False leaves out the shortcuts, which makes the network plain.
        stem_stride: of the first convolution; 2 for images larger than CIFAR's.
    """
    units, left = divmod(depth - 2, 6)
    if left or units < 1:
        raise ValueError(f"`depth` must be 6n + 2. Received: {depth!r}.")
    x = conv_norm(x, width, 3, stem_stride, name="conv1")
    for stage in (1, 2, 3):
        for k in range(1, units + 1):
            stride = 2 if k == 1 and stage > 1 else 1
            maps = width * 2 ** (stage - 1)
            x = unit(x, maps, stride, residual, name=f"stage{stage}_block{k}")
    return predictions(global_pool(x), top) if top else x


def unit(x, maps, stride, residual, *, name):
    """Two 3 × 3 convolutions, and the input added to what they make."""
    y = conv_norm(x, maps, 3, stride, name=f"{name}_1")
    y = conv_norm(y, maps, 3, activation=None, name=f"{name}_2")
    if residual:
        y = add([_shortcut(x, maps, stride, name), y], name=f"{name}_add")
    return activate(y, name=f"{name}_out")


def _shortcut(x, maps, stride, name):
    """Every second pixel, and maps of zeros behind: "option A", which has no parameters."""
    from keras import layers

    from cnnlectures.models.keras_layers import PadChannels

    if stride == 1 and x.shape[-1] == maps:
        return x
    x = layers.MaxPooling2D(1, stride, name=f"{name}_subsample")(x)
    return PadChannels(maps, name=f"{name}_zeros")(x)


def trainable_parameters(depth: int, width: int = 16, channels: int = 3, classes: int = 10) -> int:
    """Count by formula, for depths that nobody wants to build.

    Every convolution has 9 · in · out weights, every map two numbers of batch normalisation.
    """
    n = (depth - 2) // 6
    first, second, third = width, 2 * width, 4 * width
    convolutions = channels * first + 2 * n * first**2
    convolutions += first * second + (2 * n - 1) * second**2
    convolutions += second * third + (2 * n - 1) * third**2
    maps = first + 2 * n * (first + second + third)
    return 9 * convolutions + 2 * maps + (third + 1) * classes


def moving_statistics(depth: int, width: int = 16) -> int:
    """Count the means and variances that batch normalisation keeps: two for every map."""
    return 2 * (width + (depth - 2) // 6 * 14 * width)


#: Table 6 of the paper: test error on CIFAR-10 in per cent, and the parameters that it prints.
ERRORS = {
    20: ("8.75 %", "0.27M"),
    32: ("7.51 %", "0.46M"),
    44: ("7.17 %", "0.66M"),
    56: ("6.97 %", "0.85M"),
    110: ("6.43 % (6.61 ± 0.16 %)", "1.7M"),
    1202: ("7.93 %", "19.4M"),
}
_TOO_DEEP = (
    "its graph of 4,200 layers is deeper than Keras can follow, and nobody trains it in a lesson"
)
_MINI_WIDTHS = {20: 8, 32: 8, 44: 8, 56: 7, 110: 5}


def _card(depth: int, residual: bool) -> Card:
    trainable = trainable_parameters(depth)
    kind = "resnet" if residual else "plain"
    error, printed = ERRORS[depth]
    mini = {"width": _MINI_WIDTHS[depth], "stem_stride": 2} if depth in _MINI_WIDTHS else None
    return Card(
        name=f"{kind}{depth}_cifar",
        title=f"{'ResNet' if residual else 'Plain network'} {depth} for CIFAR-10",
        settings={"depth": depth, "residual": residual},
        mini=mini,
        input_shape=(32, 32, 3),
        classes=10,
        parameters=trainable + moving_statistics(depth),
        trainable=trainable,
        published=printed,
        reference=trainable,
        reference_source="by formula, shortcuts without parameters (option A)",
        macs=macs(depth),
        macs_source="by formula, 32 × 32",
        accuracy=f"{error} test error on CIFAR-10" if residual else _plain_error(depth),
        accuracy_source=_source(depth, residual),
        deck="Slide 43's claim that a plain network gets worse with depth is shown by these.",
        deck_is_right=True,
        slides=(43,),
        aliases=(f"{kind}{depth}",),
        weights="nobody publishes weights without pickle",
        formula_only=_TOO_DEEP if depth == 1202 else "",
        **{**_RESNET, "family": "cifar_resnet", "architecture": cifar_resnet},
    )


def macs(depth: int, width: int = 16, side: int = 32, classes: int = 10) -> int:
    """Count multiply-adds by formula: every stage works on a quarter of the pixels before it."""
    n, pixels = (depth - 2) // 6, side * side
    total = 9 * pixels * (3 * width + 2 * n * width**2)
    for stage in (1, 2):
        maps, here = width * 2**stage, pixels // 4**stage
        total += 9 * here * (maps * maps // 2 + (2 * n - 1) * maps**2)
    return total + 4 * width * classes


def _plain_error(depth: int) -> str:
    return "over 60 % test error on CIFAR-10" if depth == 110 else ""


def _source(depth: int, residual: bool) -> str:
    if residual:
        return "the paper, table 6"
    return "the paper, section 4.2" if depth == 110 else ""


CARDS = (
    *(_card(depth, residual=True) for depth in ERRORS),
    *(_card(depth, residual=False) for depth in ERRORS if depth != 1202),
)
