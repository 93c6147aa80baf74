"""GoogLeNet (Szegedy et al. 2014) as in the paper, and torchvision's variant of it."""

from __future__ import annotations

from functools import partial

from cnnlectures.models.blocks import (
    average_pool,
    concatenate,
    conv,
    conv_norm,
    dense,
    dropout,
    flatten,
    global_pool,
    max_pool,
    predictions,
)
from cnnlectures.models.cards import Card

#: Table 1 of the paper. Of each module the maps of its six convolutions: 1×1; 3×3 reduce, 3×3;
#: 5×5 reduce, 5×5; behind the pooling.
MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
POOL_AFTER = {"3b": "pool3", "4e": "pool4"}
AUXILIARY = {"4a": "loss1", "4d": "loss2"}  # an auxiliary classifier stands on these modules


def googlenet(x, top, *, auxiliary=None, normalise=False, kernel=5, last_pool=3, rate=0.4, scale=1):
    """A stem of three convolutions, nine inception modules, a global average and a dense layer.

    Args:
        x: images.
        top: the classifier to end in, or None.
        auxiliary: None for one output; "pool" for three, the two auxiliary classifiers on averages
            of 5 × 5 (section 5); "adaptive" for averages that make a map of 4 × 4 of any size.
        normalise: batch normalisation in place of biases and local response normalisation.
        kernel: side of the largest convolution of a module.
        last_pool: side of the last max pooling.
        rate: of the dropout.
        scale: by which every number of maps is divided.
    """
    step = partial(conv_norm, epsilon=1e-3) if normalise else partial(conv, activation="relu")
    few = partial(_few, scale=scale)
    x = step(x, few(64), 7, 2, name="conv1_7x7")
    x = _neighbours(max_pool(x, 3, 2, pad="ceil", name="pool1"), normalise, name="norm1")
    x = step(x, few(64), 1, name="conv2_3x3_reduce")
    x = _neighbours(step(x, few(192), 3, name="conv2_3x3"), normalise, name="norm2")
    x = max_pool(x, 3, 2, pad="ceil", name="pool2")
    extra = []
    for module, maps in MODULES.items():
        x = inception(x, map(few, maps), kernel, step, name=f"inception_{module}")
        if top and auxiliary and module in AUXILIARY:
            extra.append(_classifier(x, top, auxiliary, step, few, name=AUXILIARY[module]))
        if module in POOL_AFTER:
            side = 3 if module == "3b" else last_pool
            x = max_pool(x, side, 2, pad="ceil", name=POOL_AFTER[module])
    if not top:
        return x
    x = predictions(dropout(global_pool(x), rate, name="drop"), top)
    return [x, *extra] if extra else x


def inception(x, maps, kernel, step, *, name):
    """Look at the same maps at four scales, and lay the answers one behind the other.

    Args:
        x: maps.
        maps: made by the six convolutions, in the order of the paper's table.
        kernel: side of the largest convolution.
        step: a convolution with what follows it.
        name: of the module.

    Returns:
        Maps of the same height and width.
    """
    one, three_reduce, three, five_reduce, five, projection = maps
    branches = (
        step(x, one, 1, name=f"{name}_1x1"),
        step(step(x, three_reduce, 1, name=f"{name}_3x3_reduce"), three, 3, name=f"{name}_3x3"),
        step(step(x, five_reduce, 1, name=f"{name}_5x5_reduce"), five, kernel, name=f"{name}_5x5"),
        step(max_pool(x, 3, 1, pad="same", name=f"{name}_pool"), projection, 1,
             name=f"{name}_pool_proj"),
    )  # fmt: skip
    return concatenate(branches, name=f"{name}_output")


def _classifier(x, top, kind, step, few, *, name):
    """An auxiliary classifier: average, 1 × 1 convolution, two dense layers (section 5)."""
    from cnnlectures.models.keras_layers import AdaptiveAveragePooling

    if kind == "adaptive":
        x = AdaptiveAveragePooling(4, name=f"{name}_ave_pool")(x)
    else:
        x = average_pool(x, 5, 3, name=f"{name}_ave_pool")
    x = flatten(step(x, few(128), 1, name=f"{name}_conv"), name=f"{name}_flatten")
    x = dense(x, few(1024), activation="relu", name=f"{name}_fc")
    return predictions(dropout(x, 0.7, name=f"{name}_drop"), top, name=f"{name}_predictions")


def _neighbours(x, normalise, *, name):
    """Local response normalisation with Caffe's constants, where nothing else normalises."""
    from cnnlectures.models.keras_layers import LocalResponseNormalisation

    return x if normalise else LocalResponseNormalisation(offset=1.0, scale=1e-4 / 5, name=name)(x)


def _few(maps, scale):
    return maps // scale


def _torchvision(auxiliary):
    """torchvision's names."""
    branch = {
        "1x1": "branch1", "3x3_reduce": "branch2.0", "3x3": "branch2.1",
        "5x5_reduce": "branch3.0", "5x5": "branch3.1", "pool_proj": "branch4.1",
    }  # fmt: skip
    rules = (
        (r"conv1_7x7_(conv|bn)", lambda kind: f"conv1.{kind}"),
        (r"conv2_3x3_reduce_(conv|bn)", lambda kind: f"conv2.{kind}"),
        (r"conv2_3x3_(conv|bn)", lambda kind: f"conv3.{kind}"),
        (r"inception_(\w\w)_(.+)_(conv|bn)", lambda m, b, kind: f"inception{m}.{branch[b]}.{kind}"),
        (r"predictions", lambda: "fc"),
    )
    heads = (
        (r"loss(\d)_conv_(conv|bn)", lambda k, kind: f"aux{k}.conv.{kind}"),
        (r"loss(\d)_fc", lambda k: (f"aux{k}.fc1", f"loss{k}_flatten")),
        (r"loss(\d)_predictions", lambda k: f"aux{k}.fc2"),
    )
    return rules + heads if auxiliary else rules


_TORCHVISION = {"normalise": True, "kernel": 3, "last_pool": 2, "rate": 0.2}
_PAPER = {
    "year": 2014,
    "authors": "C. Szegedy, W. Liu, Y. Jia, P. Sermanet, S. Reed, D. Anguelov, D. Erhan, "
    "V. Vanhoucke, A. Rabinovich",
    "paper": "Going deeper with convolutions, arXiv 1409.4842",
    "idea": "Inception modules: convolutions of several sizes beside each other, made cheap by "
    "1 × 1 convolutions in front.",
    "family": "googlenet",
    "architecture": googlenet,
    "accuracy": "6.67 % top-5 error (test, 7 networks); 10.07 % (one network, one crop)",
    "accuracy_source": "the paper, tables 2 and 3",
    "deck": "6 million parameters instead of 60: it is 7.0 against 61.0 million, 8.7 times fewer, "
    "where the paper says 12. The slides' spellings GoogleLeNet and GoogleNet miss the bow to "
    "LeNet. The products on slides 36 and 37 are 120,422,400 and 10,035,200.",
    "deck_is_right": False,
    "slides": (26, 32, 33, 34, 35, 36, 37, 38, 39, 40, 64),
}
_COUNTED = "counted, 224 × 224, one output"

CARDS = (
    Card(
        name="googlenet",
        title="GoogLeNet",
        mini={"scale": 4},
        parameters=6_998_552,
        trainable=6_998_552,
        published="table 1 adds up to 6,797.7K, with K = 1024",
        reference=6_998_552,
        reference_source="Caffe's bvlc_googlenet",
        macs=1_582_671_872,
        macs_source=_COUNTED,
        aliases=("inception v1", "inception", "google net", "googlelenet", "google lenet"),
        note="The table's first row fits a depthwise-separable convolution, which nobody builds: "
        "here it is a dense one, as in Caffe.",
        **_PAPER,
    ),
    Card(
        name="googlenet_auxiliary",
        title="GoogLeNet with its auxiliary classifiers",
        settings={"auxiliary": "pool"},
        mini={"scale": 4, "auxiliary": "adaptive"},
        parameters=13_378_280,
        trainable=13_378_280,
        reference=13_378_280,
        macs=1_591_044_096,
        macs_source="counted, 224 × 224, three outputs",
        reference_source="Caffe's bvlc_googlenet in training: 3,188,840 + 3,190,888 more",
        aliases=("googlenet aux", "inception v1 aux"),
        note="Three outputs; in training the auxiliary losses are weighted by 0.3.",
        **_PAPER,
    ),
    Card(
        name="googlenet_torchvision",
        title="GoogLeNet of torchvision",
        settings=_TORCHVISION,
        mini={"scale": 4},
        parameters=6_639_464,
        trainable=6_624_904,
        reference=6_624_904,
        reference_source="torchvision 0.28.0 googlenet(aux_logits=False)",
        macs_source=_COUNTED,
        macs=1_498_376_192,
        weights="torchvision publishes a pickle; convert it to .safetensors once, where you trust "
        "it",
        note="Batch normalisation, and 3 × 3 where the paper has 5 × 5 (torchvision's issue 906). "
        "The published weights want the inputs of Inception-v3, scaled to -1 to 1.",
        layout=_torchvision(auxiliary=False),
        **_PAPER,
    ),
    Card(
        name="googlenet_torchvision_auxiliary",
        title="GoogLeNet of torchvision with its auxiliary classifiers",
        settings={**_TORCHVISION, "auxiliary": "adaptive"},
        mini={"scale": 4},
        parameters=13_019_960,
        trainable=13_004_888,
        reference=13_004_888,
        reference_source="torchvision 0.28.0 googlenet(aux_logits=True)",
        macs=1_506_748_416,
        macs_source="counted, 224 × 224, three outputs",
        aliases=("googlenet torchvision aux",),
        weights="torchvision publishes a pickle; convert it to .safetensors once, where you trust "
        "it",
        layout=_torchvision(auxiliary=True),
        **_PAPER,
    ),
)
