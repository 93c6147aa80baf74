"""ResNet (He, Zhang, Ren & Sun 2015) for ImageNet, and the plain networks beside it."""

from __future__ import annotations

from cnnlectures.models.blocks import (
    activate,
    add,
    conv,
    dense,
    global_pool,
    max_pool,
    multiply,
    norm,
    predictions,
)
from cnnlectures.models.cards import Card
from cnnlectures.models.published import Published

#: Table 1 of the paper: how many units each of the four stages has.
DEPTHS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}


def resnet(x, top, *, depths, unit="bottleneck", width=64, epsilon=1e-5, **options):
    """A stem, four stages of units at half the size and twice the maps each, a global average.

    Args:
        x: images.
        top: the classifier to end in, or None.
        depths: how many units each stage has.
        unit: "basic" for two 3 × 3 convolutions, "bottleneck" for 1 × 1, 3 × 3, 1 × 1.
        width: maps of the first stage.
        epsilon: of batch normalisation.
        **options: of ``basic`` or ``bottleneck``.
    """
    make = {"basic": basic, "bottleneck": bottleneck}[unit]
    options = {"bias": False, **options}
    x = conv(x, width, 7, 2, bias=options["bias"], name="conv1_conv")
    x = activate(norm(x, epsilon=epsilon, name="conv1_bn"), name="conv1_relu")
    x = max_pool(x, 3, 2, pad=1, name="pool1_pool")
    for stage, units in enumerate(depths, 2):
        for k in range(1, units + 1):
            stride = 2 if k == 1 and stage > 2 else 1
            maps = width * 2 ** (stage - 2)
            x = make(x, maps, stride, epsilon=epsilon, name=f"conv{stage}_block{k}", **options)
    return predictions(global_pool(x), top) if top else x


def basic(x, maps, stride, *, name, epsilon, bias, residual=True):
    """Two 3 × 3 convolutions, and a shortcut around them (figure 5, left).

    Args:
        x: maps.
        maps: made by both convolutions.
        stride: of the first.
        name: of the unit.
        epsilon: of batch normalisation.
        bias: whether the convolutions add one.
        residual: False leaves out the shortcut, which makes the network plain.
    """
    y = conv(x, maps, 3, stride, bias=bias, name=f"{name}_1_conv")
    y = activate(norm(y, epsilon=epsilon, name=f"{name}_1_bn"), name=f"{name}_1_relu")
    y = norm(
        conv(y, maps, 3, bias=bias, name=f"{name}_2_conv"), epsilon=epsilon, name=f"{name}_2_bn"
    )
    if residual:
        y = add([_shortcut(x, maps, stride, epsilon, bias, name), y], name=f"{name}_add")
    return activate(y, name=f"{name}_out")


def bottleneck(
    x, maps, stride, *, name, epsilon, bias, stride_in=2, groups=1, inner=1, squeeze=None
):
    """A 3 × 3 convolution between two of 1 × 1, and a shortcut around them (figure 5, right).

    Args:
        x: maps.
        maps: a quarter of those that come out.
        stride: of the unit.
        name: of the unit.
        epsilon: of batch normalisation.
        bias: whether the convolutions add one.
        stride_in: which convolution has the stride: 1 as in the paper, 2 in most later code
            ("v1.5"), which loses less of the maps.
        groups: of the 3 × 3 convolution.
        inner: how many times ``maps`` the 3 × 3 convolution has.
        squeeze: by how much a squeeze-and-excitation step narrows the maps; None for no such step.
    """
    first, second = (stride, 1) if stride_in == 1 else (1, stride)
    y = conv(x, maps * inner, 1, first, bias=bias, name=f"{name}_1_conv")
    y = activate(norm(y, epsilon=epsilon, name=f"{name}_1_bn"), name=f"{name}_1_relu")
    y = conv(y, maps * inner, 3, second, groups=groups, bias=bias, name=f"{name}_2_conv")
    y = activate(norm(y, epsilon=epsilon, name=f"{name}_2_bn"), name=f"{name}_2_relu")
    y = conv(y, 4 * maps, 1, bias=bias, name=f"{name}_3_conv")
    y = norm(y, epsilon=epsilon, name=f"{name}_3_bn")
    if squeeze:
        y = squeeze_and_excite(y, 4 * maps // squeeze, name=f"{name}_se")
    y = add([_shortcut(x, 4 * maps, stride, epsilon, bias, name), y], name=f"{name}_add")
    return activate(y, name=f"{name}_out")


def squeeze_and_excite(x, units, *, name):
    """Weigh every map by a number between 0 and 1 that all maps' averages decide."""
    y = global_pool(x, keepdims=True, name=f"{name}_squeeze")
    y = dense(y, units, activation="relu", name=f"{name}_fc1")
    y = dense(y, x.shape[-1], activation="sigmoid", name=f"{name}_fc2")
    return multiply([x, y], name=f"{name}_excite")


def _shortcut(x, maps, stride, epsilon, bias, name):
    """The input itself, or a 1 × 1 convolution of it where its shape changes ("option B")."""
    if stride == 1 and x.shape[-1] == maps:
        return x
    y = conv(x, maps, 1, stride, bias=bias, name=f"{name}_0_conv")
    return norm(y, epsilon=epsilon, name=f"{name}_0_bn")


TORCHVISION = (
    (r"conv1_conv", lambda: "conv1"),
    (r"conv1_bn", lambda: "bn1"),
    (r"conv(\d)_block(\d+)_0_conv", lambda s, b: f"layer{s - 1}.{b - 1}.downsample.0"),
    (r"conv(\d)_block(\d+)_0_bn", lambda s, b: f"layer{s - 1}.{b - 1}.downsample.1"),
    (r"conv(\d)_block(\d+)_(\d)_(conv|bn)", lambda s, b, k, t: f"layer{s - 1}.{b - 1}.{t}{k}"),
    (r"conv(\d)_block(\d+)_se_(fc\d)", lambda s, b, fc: f"layer{s - 1}.{b - 1}.se.{fc}"),
    (r"predictions", lambda: "fc"),
)
IN_KERAS = {"bias": True, "epsilon": 1.001e-5, "stride_in": 1}

PAPER = {
    "year": 2015,
    "authors": "K. He, X. Zhang, S. Ren, J. Sun",
    "paper": "Deep residual learning for image recognition, arXiv 1512.03385",
    "idea": "Units learn what to add to their input, y = F(x) + x, so that very deep networks "
    "train.",
    "family": "resnet",
    "architecture": resnet,
}
_DECK = {
    "deck": "Slide 26 has 96.7 % for ResNet: the error is 3.57 %, of six networks together. Slide "
    "43's reasons are not the paper's: its authors think vanishing gradients unlikely, and name no "
    "neurophysiology; they found that deeper plain networks have a higher training error.",
    "deck_is_right": False,
    "slides": (26, 43, 44, 45),
}
#: timm's files, with torchvision's names.
_HUB = {
    18: Published(
        "timm/resnet18.a1_in1k",
        revision="491b427b45c94c7fb0e78b5474cc919aff584bbf",
        sha256="80c49dee3da4822c009c5a7fe591e9223c5a2cfcf95a4067ca4dfb5a7b89c612",
        size=46_807_446,
    ),
    34: Published(
        "timm/resnet34.tv_in1k",
        licence="BSD-3-Clause",
        revision="1b7b21cca82ff974d341713f777bf740c2db38c4",
        sha256="0bb82595a564991a9d424708b33f5d843f5aaed7f6c0886ff10849ff97022235",
        size=87_278_522,
    ),
    50: Published(
        "timm/resnet50.a1_in1k",
        revision="767268603ca0cb0bfe326fa87277f19c419566ef",
        sha256="773525d5821de224f8f30c33377b7a795d7863e08522698200d3217d3f2a41bb",
        size=102_469_840,
    ),
    101: Published("timm/resnet101.a1h_in1k"),
    152: Published("timm/resnet152.a1h_in1k"),
}


def _basic(depth, parameters, trainable, macs, accuracy, slides=(), **more):
    """The card of a network of basic units."""
    return Card(
        name=f"resnet{depth}",
        title=f"ResNet-{depth}",
        settings={"depths": DEPTHS[depth], "unit": "basic"},
        mini={"width": 12},
        parameters=parameters,
        trainable=trainable,
        reference=trainable,
        reference_source=f"torchvision 0.28.0 resnet{depth}",
        macs=macs,
        macs_source="counted, 224 × 224",
        accuracy=accuracy,
        accuracy_source="the paper, tables 2 and 3, 10 crops",
        hub=_HUB[depth],
        layout=TORCHVISION,
        **{**PAPER, **_DECK, "slides": _DECK["slides"] + slides},
        **more,
    )


def _plain(depth, parameters, trainable, macs, accuracy):
    """The card of the same network without shortcuts."""
    return Card(
        name=f"plain{depth}",
        title=f"Plain network of {depth} layers",
        settings={"depths": DEPTHS[depth], "unit": "basic", "residual": False},
        mini={"width": 12},
        parameters=parameters,
        trainable=trainable,
        macs=macs,
        macs_source="counted, 224 × 224",
        accuracy=accuracy,
        accuracy_source="the paper, table 2, 10 crops",
        deck="Slide 43's claim that a deeper network gets worse is this one's.",
        deck_is_right=True,
        slides=(43,),
        aliases=(f"plain-{depth} imagenet",),
        weights="nobody publishes weights",
        **PAPER,
    )


def _deep(depth, keras, torchvision, macs, width, accuracy):
    """The two cards of a network of bottlenecks: as in the paper, and as torchvision has it."""
    common = {
        "accuracy": accuracy,
        "accuracy_source": "the paper, table 3, 10 crops",
        "macs_source": "counted, 224 × 224",
        **PAPER,
        **_DECK,
    }
    v1 = Card(
        name=f"resnet{depth}",
        title=f"ResNet-{depth}",
        settings={"depths": DEPTHS[depth], **IN_KERAS},
        mini={"width": width},
        parameters=keras[0],
        trainable=keras[1],
        reference=keras[0],
        reference_source=f"keras.applications 3.15.1 ResNet{depth}",
        macs=macs[0],
        aliases=(f"resnet{depth} v1", f"resnet{depth} keras"),
        application=f"ResNet{depth}",
        weights="keras.applications has them",
        note="As in the paper, the stride is in the first 1 × 1 convolution. Keras's convolutions "
        "have biases, which the batch normalisation behind them takes away again.",
        **common,
    )
    v15 = Card(
        name=f"resnet{depth}_v1_5",
        title=f"ResNet-{depth} v1.5",
        settings={"depths": DEPTHS[depth]},
        mini={"width": width},
        parameters=torchvision[0],
        trainable=torchvision[1],
        reference=torchvision[1],
        reference_source=f"torchvision 0.28.0 resnet{depth}",
        macs=macs[1],
        aliases=(f"resnet{depth} torchvision",),
        hub=_HUB[depth],
        note="The stride is in the 3 × 3 convolution.",
        layout=TORCHVISION,
        **common,
    )
    return v1, v15


CARDS = (
    _basic(18, 11_699_112, 11_689_512, 1_814_073_344, "27.88 % top-1 error"),
    _basic(
        34, 21_814_696, 21_797_672, 3_663_761_408, "24.52 / 7.46 % top-1 / top-5 error (option B)",
        slides=(50, 51, 52, 53), aliases=("deck resnet",),
        note="The lecture's own, with 10 classes, has 21,306,826 parameters.",
    ),
    *_deep(50, (25_636_712, 25_583_592), (25_610_152, 25_557_032),
           (3_857_973_248, 4_089_184_256), 12, "22.85 / 6.71 % top-1 / top-5 error"),
    *_deep(101, (44_707_176, 44_601_832), (44_654_504, 44_549_160),
           (7_570_194_432, 7_801_405_440), 8, "21.75 / 6.05 % top-1 / top-5 error"),
    *_deep(152, (60_419_944, 60_268_520), (60_344_232, 60_192_808),
           (11_282_415_616, 11_513_626_624), 8, "21.43 / 5.71 % top-1 / top-5 error"),
    _plain(18, 11_523_496, 11_515_688, 1_794_805_760, "27.94 % top-1 error"),
    _plain(34, 21_639_080, 21_623_848, 3_644_493_824, "28.54 / 10.02 % top-1 / top-5 error"),
)  # fmt: skip
