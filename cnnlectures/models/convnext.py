"""ConvNeXt (Liu et al. 2022): a residual network brought up to date step by step."""

from __future__ import annotations

from cnnlectures.models.blocks import activate, add, conv, dense, depthwise, global_pool
from cnnlectures.models.cards import Card

#: Of each stage, how many blocks and how many maps.
TINY = ((3, 96), (3, 192), (9, 384), (3, 768))


def convnext(x, top, *, stages, patch=4):
    """Patches, then stages of blocks with a halving of the size between them (section 2).

    Args:
        x: images.
        top: the classifier to end in, or None.
        stages: rows like those above.
        patch: side of the patches that the first convolution sees.
    """
    x = conv(x, stages[0][1], patch, patch, pad=0, name="stem_conv", **_START)
    x = _norm(x, name="stem_norm")
    for stage, (blocks, maps) in enumerate(stages, 1):
        if stage > 1:
            x = _norm(x, name=f"stage{stage}_downsample_norm")
            x = conv(x, maps, 2, 2, pad=0, name=f"stage{stage}_downsample_conv", **_START)
        for k in range(1, blocks + 1):
            x = block(x, name=f"stage{stage}_block{k}")
    if not top:
        return x
    x = _norm(global_pool(x), name="head_norm")
    return dense(x, top.classes, activation=top.activation, name="predictions")


def block(x, *, name):
    """Depthwise 7 × 7, layer normalisation, four times the maps and back, a GELU (figure 4)."""
    from cnnlectures.models.transformer_layers import LayerScale

    maps = x.shape[-1]
    y = depthwise(x, 7, bias=True, name=f"{name}_depthwise", depthwise_initializer="glorot_normal")
    y = dense(_norm(y, name=f"{name}_norm"), 4 * maps, name=f"{name}_pointwise1")
    y = dense(activate(y, "gelu", name=f"{name}_gelu"), maps, name=f"{name}_pointwise2")
    return add([x, LayerScale(1e-6, name=f"{name}_scale")(y)], name=f"{name}_add")


def _norm(x, *, name):
    from keras import layers

    return layers.LayerNormalization(epsilon=1e-6, name=name)(x)


_START = {"kernel_initializer": "glorot_normal"}


def _features(stage, k, part):
    return f"features.{2 * stage - 1}.{k - 1}.{part}"


#: torchvision's names.
_TORCHVISION = (
    (r"stem_conv", lambda: "features.0.0"),
    (r"stem_norm", lambda: "features.0.1"),
    (r"stage(\d)_downsample_norm", lambda s: f"features.{2 * s - 2}.0"),
    (r"stage(\d)_downsample_conv", lambda s: f"features.{2 * s - 2}.1"),
    (r"stage(\d)_block(\d)_depthwise", lambda s, k: _features(s, k, "block.0")),
    (r"stage(\d)_block(\d)_norm", lambda s, k: _features(s, k, "block.2")),
    (r"stage(\d)_block(\d)_pointwise1", lambda s, k: _features(s, k, "block.3")),
    (r"stage(\d)_block(\d)_pointwise2", lambda s, k: _features(s, k, "block.5")),
    (r"stage(\d)_block(\d)_scale",
     lambda s, k: {"gamma": (_features(s, k, "layer_scale"), lambda value: value[:, 0, 0])}),
    (r"head_norm", lambda: "classifier.0"),
    (r"predictions", lambda: "classifier.2"),
)  # fmt: skip

CARDS = (
    Card(
        name="convnext_tiny",
        title="ConvNeXt-Tiny",
        year=2022,
        authors="Z. Liu, H. Mao, C.-Y. Wu, C. Feichtenhofer, T. Darrell, S. Xie",
        paper="A ConvNet for the 2020s, arXiv 2201.03545",
        idea="A residual network takes over from transformers what it can, and is as good.",
        family="convnext",
        architecture=convnext,
        settings={"stages": TINY},
        mini={"stages": ((2, 24), (2, 48), (4, 88), (2, 128)), "patch": 4},
        parameters=28_589_128,
        trainable=28_589_128,
        published="29 million (28 in the authors' repository)",
        reference=28_589_128,
        reference_source="torchvision 0.28.0 convnext_tiny; keras.applications 3.15.1 ConvNeXtTiny",
        macs=4_455_531_264,
        macs_source="counted, 224 × 224; the paper prints 4.5 billion",
        accuracy="82.1 % top-1",
        accuracy_source="the paper, table 1",
        deck="Named on slide 66.",
        deck_is_right=True,
        slides=(66,),
        aliases=("convnext", "convnext t"),
        application="ConvNeXtTiny",
        weights="keras.applications has them",
        note="In training the authors also leave out whole blocks at random. The network of "
        "keras.applications normalises images of 0 to 255 itself.",
        layout=_TORCHVISION,
    ),
)
