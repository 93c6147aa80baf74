"""SqueezeNet (Iandola et al. 2016): fire modules, and no dense layer."""

from __future__ import annotations

from cnnlectures.models.blocks import activate, concatenate, conv, dropout, global_pool, max_pool
from cnnlectures.models.cards import Card

#: Maps and kernel of the first convolution; then of each fire module the maps that it squeezes to
#: and that each half of it expands to, and None for a max pooling.
V1_0 = {
    "stem": (96, 7),
    "fires": ((16, 64), (16, 64), (32, 128), None, (32, 128), (48, 192), (48, 192), (64, 256),
              None, (64, 256)),
}  # fmt: skip
V1_1 = {
    "stem": (64, 3),
    "fires": ((16, 64), (16, 64), None, (32, 128), (32, 128), None, (48, 192), (48, 192),
              (64, 256), (64, 256)),
}  # fmt: skip


def squeezenet(x, top, *, stem, fires, scale=1, pad=0):
    """A convolution, eight fire modules with max pooling between them, a 1 × 1 convolution.

    Args:
        x: images.
        top: the classifier to end in, or None.
        stem: maps and kernel of the first convolution.
        fires: rows like those above.
        scale: by which every number of maps is divided.
        pad: rows and columns that the first convolution adds on every side.
    """
    maps, kernel = stem
    x = conv(x, maps // scale, kernel, 2, pad=pad, activation="relu", name="conv1")
    x = max_pool(x, 3, 2, pad="ceil", name="pool1")
    number = 2  # as in the paper, where the first convolution is number 1
    for row in fires:
        if row is None:
            x = max_pool(x, 3, 2, pad="ceil", name=f"pool{number - 1}")
        else:
            x = fire(x, row[0] // scale, row[1] // scale, name=f"fire{number}")
            number += 1
    if not top:
        return x
    x = dropout(x, 0.5, name="drop9")
    x = conv(x, top.classes, 1, activation="relu", name="conv10")
    return activate(global_pool(x), top.activation, name="predictions")


def fire(x, squeezed, expanded, *, name):
    """Squeeze the maps with 1 × 1 convolutions, expand them with 1 × 1 and 3 × 3 (figure 1)."""
    x = conv(x, squeezed, 1, activation="relu", name=f"{name}_squeeze")
    halves = (
        conv(x, expanded, 1, activation="relu", name=f"{name}_expand1x1"),
        conv(x, expanded, 3, activation="relu", name=f"{name}_expand3x3"),
    )
    return concatenate(halves, name=f"{name}_concat")


def _torchvision(fires):
    """torchvision's names: numbers in one sequence, the first convolution's 0."""
    places = [place for place, row in enumerate(fires, 3) if row]
    return (
        (r"conv1", lambda: "features.0"),
        (r"fire(\d)_(squeeze|expand.x.)", lambda k, part: f"features.{places[k - 2]}.{part}"),
        (r"conv10", lambda: "classifier.1"),
    )


_PAPER = {
    "year": 2016,
    "authors": "F. N. Iandola, S. Han, M. W. Moskewicz, K. Ashraf, W. J. Dally, K. Keutzer",
    "idea": "Fire modules: few 1 × 1 convolutions in front of the 3 × 3 ones, and pooling late.",
    "family": "squeezenet",
    "architecture": squeezenet,
    "macs_source": "counted, 224 × 224",
    "deck": "Slide 65 gives it squeeze-and-excitation blocks: those are SENet's, a year later. It "
    "has fire modules.",
    "deck_is_right": False,
    "slides": (65,),
    "weights": "torchvision publishes a pickle; convert it to .safetensors once, where you trust "
    "it",
}

CARDS = (
    Card(
        name="squeezenet1_0",
        title="SqueezeNet 1.0",
        paper="SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, arXiv 1602.07360",
        settings=V1_0,
        mini={"scale": 2, "pad": 3},
        parameters=1_248_424,
        trainable=1_248_424,
        published="1,248,424 (table 1)",
        reference=1_248_424,
        reference_source="torchvision 0.28.0 squeezenet1_0",
        macs=818_924_576,
        accuracy="57.5 / 80.3 % top-1 / top-5",
        accuracy_source="the paper, table 2",
        aliases=("squeezenet",),
        note="48.8 times fewer parameters than AlexNet's.",
        layout=_torchvision(V1_0["fires"]),
        **_PAPER,
    ),
    Card(
        name="squeezenet1_1",
        title="SqueezeNet 1.1",
        paper="SqueezeNet (the authors' repository, DeepScale/SqueezeNet)",
        settings=V1_1,
        mini={"scale": 2, "pad": 1},
        parameters=1_235_496,
        trainable=1_235_496,
        published="as 1.0",
        reference=1_235_496,
        reference_source="torchvision 0.28.0 squeezenet1_1",
        macs=349_151_936,
        accuracy="58.2 / 80.6 % top-1 / top-5",
        accuracy_source="torchvision 0.28.0",
        layout=_torchvision(V1_1["fires"]),
        **_PAPER,
    ),
)
