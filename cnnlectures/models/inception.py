"""Inception-v3 (Szegedy et al. 2015) and v4 (2016): modules written as one line each.

A branch is a row of steps. "3x3:64" is a convolution with 64 maps, "3x3/2:64" one with a stride of
2 and, like "3x3v:64", without padding; "avg" and "max/2" pool. A last step in brackets forks, and
what its parts make is laid one behind the other.
"""

from __future__ import annotations

import re

from cnnlectures.models.blocks import (
    activate,
    average_pool,
    concatenate,
    conv,
    dropout,
    global_pool,
    max_pool,
    norm,
    predictions,
)
from cnnlectures.models.cards import Card
from cnnlectures.models.published import ONE, Published


def _a3(pool):
    return ("1x1:64", "1x1:48 5x5:64", "1x1:64 3x3:96 3x3:96", f"avg 1x1:{pool}")


def _b3(maps):
    return (
        "1x1:192",
        f"1x1:{maps} 1x7:{maps} 7x1:192",
        f"1x1:{maps} 7x1:{maps} 1x7:{maps} 7x1:{maps} 1x7:192",
        "avg 1x1:192",
    )


_C3 = ("1x1:320", "1x1:384 [1x3:384 3x1:384]", "1x1:448 3x3:384 [1x3:384 3x1:384]", "avg 1x1:192")

#: Table 1 of the first paper, as in keras.applications: what each part is called, and its branches.
V3 = (
    ("stem", ("3x3/2:32 3x3v:32 3x3:64 max/2 1x1:80 3x3v:192 max/2",)),
    ("mixed0", _a3(32)), ("mixed1", _a3(64)), ("mixed2", _a3(64)),
    ("mixed3", ("3x3/2:384", "1x1:64 3x3:96 3x3/2:96", "max/2")),
    ("mixed4", _b3(128)), ("mixed5", _b3(160)), ("mixed6", _b3(160)), ("mixed7", _b3(192)),
    ("mixed8", ("1x1:192 3x3/2:320", "1x1:192 1x7:192 7x1:192 3x3/2:192", "max/2")),
    ("mixed9", _C3), ("mixed10", _C3),
)  # fmt: skip

_A4 = ("1x1:96", "1x1:64 3x3:96", "1x1:64 3x3:96 3x3:96", "avg 1x1:96")
_B4 = ("1x1:384", "1x1:192 1x7:224 7x1:256", "1x1:192 7x1:192 1x7:224 7x1:224 1x7:256",
       "avg 1x1:128")  # fmt: skip
_C4 = ("1x1:256", "1x1:384 [1x3:256 3x1:256]", "1x1:384 3x1:448 1x3:512 [1x3:256 3x1:256]",
       "avg 1x1:256")  # fmt: skip

#: Figures 3 to 9 of the second paper.
V4 = (
    ("stem", ("3x3/2:32 3x3v:32 3x3:64",)),
    ("mixed3a", ("max/2", "3x3/2:96")),
    ("mixed4a", ("1x1:64 3x3v:96", "1x1:64 1x7:64 7x1:64 3x3v:96")),
    ("mixed5a", ("3x3/2:192", "max/2")),
    *[(f"a{k}", _A4) for k in range(1, 5)],
    ("reduction_a", ("3x3/2:384", "1x1:192 3x3:224 3x3/2:256", "max/2")),
    *[(f"b{k}", _B4) for k in range(1, 8)],
    ("reduction_b", ("1x1:192 3x3/2:192", "1x1:256 1x7:256 7x1:320 3x3/2:320", "max/2")),
    *[(f"c{k}", _C4) for k in range(1, 4)],
)


def inception(x, top, *, modules, scale=1, pad=False, gamma=True, rate=0.0):
    """Modules one after the other, then a global average.

    Args:
        x: images.
        top: the classifier to end in, or None.
        modules: rows like those above.
        scale: by which every number of maps is divided.
        pad: whether steps without padding get some, for images too small to lose their edges.
        gamma: whether batch normalisation scales; a ReLU behind it makes that superfluous.
        rate: of the dropout.
    """
    options = {"scale": scale, "pad": pad, "gamma": gamma}
    for name, branches in modules:
        made = [
            branch(x, steps, f"{name}_branch{number}", options)
            for number, steps in enumerate(branches)
        ]
        x = concatenate(made, name=name) if len(made) > 1 else made[0]
    if not top:
        return x
    x = global_pool(x)
    return predictions(dropout(x, rate, name="drop") if rate else x, top)


def branch(x, steps, name, options):
    """Take the steps of a branch, and fork at its end if it has a fork."""
    *row, fork = steps.partition(" [")[::2]
    for number, step in enumerate(row[0].split()):
        x = _step(x, step, f"{name}_{number}", options)
    if not fork:
        return x
    number = len(row[0].split())
    parts = [
        _step(x, step, f"{name}_{number}{letter}", options)
        for letter, step in zip("ab", fork.rstrip("]").split(), strict=True)
    ]
    return concatenate(parts, name=f"{name}_{number}")


def _step(x, step, name, options):
    """One step: a pooling, or a convolution with batch normalisation and a ReLU."""
    if step == "avg":
        return average_pool(x, 3, 1, pad="same", name=f"{name}_pool")
    if step == "max/2":
        return max_pool(x, 3, 2, pad=int(options["pad"]), name=f"{name}_pool")
    height, width, valid, maps = re.fullmatch(r"(\d)x(\d)(v|/2)?:(\d+)", step).groups()
    x = conv(
        x, int(maps) // options["scale"], (int(height), int(width)), 2 if valid == "/2" else 1,
        pad=0 if valid and not options["pad"] else None, bias=False, name=f"{name}_conv",
    )  # fmt: skip
    x = norm(x, epsilon=1e-3, momentum=0.99, scale=options["gamma"], name=f"{name}_bn")
    return activate(x, name=f"{name}_relu")


def _timm(modules):
    """timm's names for v4: one sequence, in which the stem is the first three."""
    places = {name: place for place, (name, _) in enumerate(modules, 2)}

    def inside(name, b, step, kind):
        if name.startswith("c") and b in (1, 2):  # these have no sequence of their own
            return f"features.{places[name]}.branch{b}_{step}.{kind}"
        if name in ("mixed3a", "mixed5a"):
            return f"features.{places[name]}.conv.{kind}"
        single = b == 0 and name not in ("mixed4a", "reduction_b")
        return f"features.{places[name]}.branch{b}{'' if single else f'.{step}'}.{kind}"

    return (
        (r"stem_branch0_(\d)_(conv|bn)", lambda k, kind: f"features.{k}.{kind}"),
        (r"(\w+)_branch(\d)_(\w+)_(conv|bn)", inside),
        (r"predictions", lambda: "last_linear"),
    )


CARDS = (
    Card(
        name="inception_v3",
        title="Inception-v3",
        year=2015,
        authors="C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna",
        paper="Rethinking the Inception architecture for computer vision, arXiv 1512.00567",
        idea="Large convolutions taken apart: 5 × 5 into two 3 × 3, n × n into n × 1 and 1 × n.",
        family="inception",
        architecture=inception,
        settings={"modules": V3, "gamma": False},
        mini={"scale": 6, "pad": True},
        input_shape=(299, 299, 3),
        parameters=23_851_784,
        trainable=23_817_352,
        published="below 25 million",
        reference=23_851_784,
        reference_source="keras.applications 3.15.1 InceptionV3",
        macs=5_713_216_096,
        macs_source="counted, 299 × 299; the paper prints 5 billion",
        accuracy="21.2 / 5.6 % top-1 / top-5 error (one crop)",
        accuracy_source="the paper, table 3",
        deck="Slide 40 lists it as a later version of GoogLeNet.",
        deck_is_right=True,
        slides=(40, 55),
        application="InceptionV3",
        weights="keras.applications has them",
        note="Without the auxiliary classifier of training.",
    ),
    Card(
        name="inception_v4",
        title="Inception-v4",
        year=2016,
        authors="C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi",
        paper="Inception-v4, Inception-ResNet and the impact of residual connections on learning, "
        "arXiv 1602.07261",
        idea="Uniform modules, more of them, and none of the compromises made for older machines.",
        family="inception",
        architecture=inception,
        settings={"modules": V4, "rate": 0.2},
        mini={"scale": 8, "pad": True},
        input_shape=(299, 299, 3),
        parameters=42_679_816 + 63_168,
        trainable=42_679_816,
        reference=42_679_816,
        reference_source="timm 1.0.31 inception_v4",
        macs=12_253_974_624,
        macs_source="counted, 299 × 299",
        accuracy="20.0 / 5.0 % top-1 / top-5 error (one crop)",
        accuracy_source="the paper, table 2",
        deck="Slide 40 lists it as a later version of GoogLeNet.",
        deck_is_right=True,
        slides=(40,),
        hub=Published("timm/inception_v4.tf_in1k", images=ONE),
        layout=_timm(V4),
    ),
)
