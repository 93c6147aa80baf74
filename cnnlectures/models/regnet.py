"""RegNet (Radosavovic et al. 2020): networks whose widths follow a line."""

from __future__ import annotations

import math

from cnnlectures.models.blocks import (
    activate,
    add,
    conv_norm,
    dense,
    global_pool,
    multiply,
    predictions,
)
from cnnlectures.models.cards import Card
from cnnlectures.models.published import Published


def stages(depth, start, slope, step, group) -> tuple[tuple[int, int], ...]:
    """Turn a line into stages: the rule of the paper's section 3.3 and appendix B.

    Block j should have ``start + slope * j`` maps; that is rounded to a power of ``step`` times
    ``start``, then to a multiple of 8, then to a multiple of the group.

    Args:
        depth: the number of blocks.
        start: w_0.
        slope: w_a.
        step: w_m.
        group: maps of a group.

    Returns:
        For each stage, how many blocks it has and how many maps.
    """
    found = {}
    for block in range(depth):
        power = round(math.log((start + slope * block) / start) / math.log(step))
        width = 8 * round(start * step**power / 8)
        fitted = max(group, int(width + group / 2) // group * group)
        found[fitted] = found.get(fitted, 0) + 1
    return tuple((blocks, width) for width, blocks in found.items())


X_400MF = {"stages": stages(22, 24, 24.48, 2.54, 16), "group": 16}
Y_400MF = {"stages": stages(16, 48, 27.89, 2.09, 8), "group": 8, "squeeze": 0.25}
#: 24 · 2.54³ is 392 after rounding to 8, halfway between 24 and 25 groups of 16.
X_400MF_PYCLS = {**X_400MF, "stages": (*X_400MF["stages"][:3], (12, 384))}


def regnet(x, top, *, stages, group, squeeze=None, stem=32):
    """A stem, stages of residual blocks without a bottleneck, a global average.

    Args:
        x: images.
        top: the classifier to end in, or None.
        stages: of each, how many blocks and how many maps.
        group: maps of a group of the 3 × 3 convolutions.
        squeeze: share of a block's input maps to which squeeze-and-excitation narrows; None for no
            such step (RegNet X).
        stem: maps of the first convolution.
    """
    x = conv_norm(x, stem, 3, 2, name="stem")
    for stage, (blocks, maps) in enumerate(stages, 1):
        for k in range(1, blocks + 1):
            x = block(x, maps, 2 if k == 1 else 1, group, squeeze, name=f"stage{stage}_block{k}")
    return predictions(global_pool(x), top) if top else x


def block(x, maps, stride, group, squeeze, *, name):
    """1 × 1, grouped 3 × 3, 1 × 1, and a shortcut around them (figure 4 of the paper)."""
    y = conv_norm(x, maps, 1, name=f"{name}_a")
    y = conv_norm(y, maps, 3, stride, groups=maps // group, name=f"{name}_b")
    if squeeze:
        weights = global_pool(y, keepdims=True, name=f"{name}_se_squeeze")
        weights = dense(
            weights, round(squeeze * x.shape[-1]), activation="relu", name=f"{name}_se_fc1"
        )
        weights = dense(weights, maps, activation="sigmoid", name=f"{name}_se_fc2")
        y = multiply([y, weights], name=f"{name}_se_excite")
    y = conv_norm(y, maps, 1, activation=None, name=f"{name}_c")
    if stride != 1 or x.shape[-1] != maps:
        x = conv_norm(x, maps, 1, stride, activation=None, name=f"{name}_proj")
    return activate(add([x, y], name=f"{name}_add"), name=f"{name}_out")


def _block(stage, k, rest):
    return f"trunk_output.block{stage}.block{stage}-{k - 1}.{rest}"


def _place(kind):
    return int(kind == "bn")


_TORCHVISION = (
    (r"stem_(conv|bn)", lambda kind: f"stem.{_place(kind)}"),
    (r"stage(\d)_block(\d+)_([abc])_(conv|bn)",
     lambda s, k, part, kind: _block(s, k, f"f.{part}.{_place(kind)}")),
    (r"stage(\d)_block(\d+)_proj_(conv|bn)",
     lambda s, k, kind: _block(s, k, f"proj.{_place(kind)}")),
    (r"stage(\d)_block(\d+)_se_(fc\d)", lambda s, k, fc: _block(s, k, f"f.se.{fc}")),
    (r"predictions", lambda: "fc"),
)  # fmt: skip
_TIMM = (
    (r"stem_(conv|bn)", lambda kind: f"stem.{kind}"),
    (r"stage(\d)_block(\d+)_([abc])_(conv|bn)",
     lambda s, k, part, kind: f"s{s}.b{k}.conv{'abc'.index(part) + 1}.{kind}"),
    (r"stage(\d)_block(\d+)_proj_(conv|bn)", lambda s, k, kind: f"s{s}.b{k}.downsample.{kind}"),
    (r"stage(\d)_block(\d+)_se_(fc\d)", lambda s, k, fc: f"s{s}.b{k}.se.{fc}"),
    (r"predictions", lambda: "head.fc"),
)  # fmt: skip
_PAPER = {
    "year": 2020,
    "authors": "I. Radosavovic, R. P. Kosaraju, R. Girshick, K. He, P. Dollár",
    "paper": "Designing network design spaces, arXiv 2003.13678",
    "idea": "Not a network is designed but a space of networks: their widths follow a rounded "
    "line.",
    "family": "regnet",
    "architecture": regnet,
    "macs_source": "counted, 224 × 224",
    "accuracy_source": "the paper, tables 2 and 3",
    "deck": "Slide 66 has RegNet find optimal architectures through search: it designs spaces of "
    "networks instead of searching single ones.",
    "deck_is_right": False,
    "slides": (66,),
}
_SMALL = {"stages": ((1, 24), (2, 56), (4, 104), (2, 208)), "stem": 16}

CARDS = (
    Card(
        name="regnet_y_400mf",
        title="RegNet Y-400MF",
        settings=Y_400MF,
        mini=_SMALL,
        parameters=4_344_144 + 27_152,
        trainable=4_344_144,
        published="4.3 million",
        reference=4_344_144,
        reference_source="torchvision 0.28.0 regnet_y_400mf",
        macs=401_842_848,
        accuracy="25.9 % top-1 error",
        aliases=("regnet", "regnet y"),
        hub=Published("timm/regnety_004.tv2_in1k", "BSD-3-Clause", layout=_TIMM),
        layout=_TORCHVISION,
        **_PAPER,
    ),
    Card(
        name="regnet_x_400mf",
        title="RegNet X-400MF",
        settings=X_400MF,
        mini={**_SMALL, "group": 8},
        parameters=5_495_976 + 37_856,
        trainable=5_495_976,
        published="5.2 million",
        reference=5_495_976,
        reference_source="torchvision 0.28.0 regnet_x_400mf",
        macs=413_812_608,
        accuracy="27.4 % top-1 error",
        aliases=("regnet x",),
        note="The last stage's 392 maps lie halfway between two multiples of 16: torchvision "
        "rounds them up to 400.",
        hub=Published("timm/regnetx_004_tv.tv2_in1k", "BSD-3-Clause", layout=_TIMM),
        layout=_TORCHVISION,
        **_PAPER,
    ),
    Card(
        name="regnet_x_400mf_pycls",
        title="RegNet X-400MF of the authors",
        settings=X_400MF_PYCLS,
        mini={**_SMALL, "group": 8},
        parameters=5_157_512 + 36_672,
        trainable=5_157_512,
        published="5.2 million",
        reference=5_157_512,
        reference_source="timm 1.0.31 regnetx_004, whose weights are the authors' (pycls)",
        macs=397_677_568,
        accuracy="27.4 % top-1 error",
        note="The last stage's 392 maps lie halfway between two multiples of 16: the authors round "
        "them down to 384.",
        hub=Published("timm/regnetx_004.pycls_in1k", "MIT", layout=_TIMM),
        **_PAPER,
    ),
)
