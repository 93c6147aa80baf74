"""LeNet-5 (LeCun, Bottou, Bengio & Haffner 1998), as published and as it is taught today."""

from __future__ import annotations

from cnnlectures.models.blocks import activate, average_pool, conv, dense, flatten, predictions
from cnnlectures.models.cards import Card

#: Table I of the paper: which of the six maps of S2 each of the sixteen maps of C3 sees.
CONNECTIONS = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5), (0, 1, 2, 3, 4, 5),
)  # fmt: skip

#: Digits of 7 × 12 dots, in place of the paper's figure 3, drawn for this course: each row of dots
#: as the bits of a number.
DIGITS = (
    "00 1c 36 63 63 63 63 63 63 36 1c 00", "00 0c 1c 3c 0c 0c 0c 0c 0c 0c 3f 00",
    "00 1e 33 61 01 03 06 0c 18 30 7f 00", "00 7f 03 06 0c 1e 03 01 01 63 3e 00",
    "00 06 0e 1e 36 66 66 7f 06 06 06 00", "00 7f 60 60 7c 06 03 03 03 66 3c 00",
    "00 1e 30 60 60 7c 66 63 63 33 1e 00", "00 7f 01 03 03 06 06 0c 0c 18 18 00",
    "00 1c 36 63 36 1c 36 63 63 36 1c 00", "00 3c 66 63 63 33 1f 03 03 06 3c 00",
)  # fmt: skip


def lenet5(x, top):
    """Convolve, average and squash twice; then connect everything, and compare with drawn digits.

    Sections II.B and II.C of the paper. The output is the distance to each digit's picture, with a
    minus sign, so that the largest wins and a softmax gives the paper's posterior.
    """
    from cnnlectures.models.keras_layers import (
        PartialConv2D,
        RadialBasis,
        Subsampling,
        squash,
    )

    x = activate(conv(x, 6, 5, pad=0, name="c1", **_start()), squash, name="c1_squash")
    x = activate(Subsampling(name="s2")(x), squash, name="s2_squash")
    x = activate(PartialConv2D(CONNECTIONS, 5, name="c3")(x), squash, name="c3_squash")
    x = activate(Subsampling(name="s4")(x), squash, name="s4_squash")
    x = activate(conv(x, 120, 5, pad=0, name="c5", **_start()), squash, name="c5_squash")
    if not top:
        return x
    x = activate(dense(flatten(x), 84, name="f6", **_start()), squash, name="f6_squash")
    x = RadialBasis(codes(top.classes), name="rbf")(x)
    return activate(x, top.activation, name="predictions")


def lenet5_modern(x, top):
    """The same sizes with plain layers: every map sees every map, and a softmax ends it."""
    x = conv(x, 6, 5, pad=0, activation="tanh", name="c1", **_start())
    x = average_pool(x, 2, 2, name="s2")
    x = conv(x, 16, 5, pad=0, activation="tanh", name="c3", **_start())
    x = average_pool(x, 2, 2, name="s4")
    x = conv(x, 120, 5, pad=0, activation="tanh", name="c5", **_start())
    if not top:
        return x
    x = dense(flatten(x), 84, activation="tanh", name="f6", **_start())
    return predictions(x, top)


def codes(classes: int) -> list[list[int]]:
    """Return 84 numbers of -1 and 1 for each class: drawn digits, then random ones of a fixed seed.

    Random codes of this length differ in about half of their places, as good ones should.
    """
    import numpy as np

    rows = [[int(row, 16) for row in digit.split()] for digit in DIGITS[:classes]]
    drawn = [[1 if row >> bit & 1 else -1 for row in each for bit in range(6, -1, -1)]
             for each in rows]  # fmt: skip
    random = np.random.default_rng(1998).choice((-1, 1), (max(0, classes - len(DIGITS)), 84))
    return drawn + random.tolist()


def _start() -> dict:
    """Small random weights, as section 4.6 of LeCun et al.'s Efficient BackProp (1998) has them."""
    return {"kernel_initializer": "lecun_normal"}


_PAPER = {
    "year": 1998,
    "authors": "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner",
    "paper": "Gradient-based learning applied to document recognition, Proc. IEEE 86(11), "
    "doi:10.1109/5.726791",
    "idea": "Convolutions with shared weights and subsampling, trained end to end by "
    "backpropagation.",
    "family": "lenet",
    "input_shape": (32, 32, 1),
    "classes": 10,
    "published": "60,000 trainable (340,908 connections)",
    "accuracy": "MNIST test error 0.95 % (0.8 % with distorted digits)",
    "accuracy_source": "the paper, section III",
    "deck": 'Named as "one of the earliest" networks: LeCun\'s of 1989 came before it.',
    "deck_is_right": True,
    "slides": (64,),
    "weights": "it was trained on digits, not on ImageNet",
    "mini": {},
}

CARDS = (
    Card(
        name="lenet5",
        title="LeNet-5",
        architecture=lenet5,
        parameters=60_840,
        trainable=60_000,
        reference=60_000,
        reference_source="the paper, layer by layer: 156 + 12 + 1,516 + 32 + 48,120 + 10,164",
        macs=325_680,
        macs_source="counted, 32 × 32, the partial table's connections only",
        note="840 more are the fixed pictures that the output compares with.",
        aliases=("lenet", "lenet 1998", "lenet5 original"),
        **_PAPER,
    ),
    Card(
        name="lenet5_modern",
        title="LeNet-5 as taught today",
        architecture=lenet5_modern,
        parameters=61_706,
        trainable=61_706,
        reference=61_706,
        reference_source="most tutorials' version",
        macs=416_520,
        macs_source="counted, 32 × 32",
        **_PAPER,
    ),
)
