"""VGG (Simonyan & Zisserman 2014): nothing but 3 × 3 convolutions, and many of them."""

from __future__ import annotations

from cnnlectures.models.blocks import conv, dense, flatten, max_pool, predictions
from cnnlectures.models.cards import Card

#: Of each block: maps, and how many convolutions. Table 1 of the paper, columns D and E.
VGG16 = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
VGG19 = ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4))


def vgg(x, top, *, blocks, units=4096):
    """Blocks of 3 × 3 convolutions, each ending in a max pooling; then three dense layers.

    Args:
        x: images.
        top: the classifier to end in, or None.
        blocks: rows like those above.
        units: of each hidden dense layer.
    """
    for block, (maps, convolutions) in enumerate(blocks, 1):
        for k in range(1, convolutions + 1):
            x = conv(x, maps, 3, activation="relu", name=f"block{block}_conv{k}")
        x = max_pool(x, 2, 2, name=f"block{block}_pool")
    if not top:
        return x
    x = flatten(x)
    x = dense(x, units, activation="relu", name="fc1")
    x = dense(x, units, activation="relu", name="fc2")
    return predictions(x, top)


def _mini(blocks):
    """An eighth of the maps, with a small classifier."""
    return {"blocks": tuple((maps // 8, number) for maps, number in blocks), "units": 256}


def _torchvision(blocks):
    """torchvision's names: each convolution is followed by a ReLU, each block by a pooling."""
    places, place = {}, 0
    for block, (_, convolutions) in enumerate(blocks, 1):
        for k in range(1, convolutions + 1):
            places[block, k] = place
            place += 2
        place += 1
    return (
        (r"block(\d)_conv(\d)", lambda block, k: f"features.{places[block, k]}"),
        (r"fc1", lambda: ("classifier.0", "flatten")),
        (r"fc2", lambda: "classifier.3"),
        (r"predictions", lambda: "classifier.6"),
    )


_PAPER = {
    "year": 2014,
    "authors": "K. Simonyan, A. Zisserman",
    "paper": "Very deep convolutional networks for large-scale image recognition, arXiv 1409.1556",
    "idea": "Depth out of 3 × 3 convolutions alone: two see as far as one of 5 × 5 with fewer "
    "parameters.",
    "family": "vgg",
    "architecture": vgg,
    "deck": "Slide 41 counts 16 or 19 convolutional layers: those are the layers with weights, 13 "
    "or 16 convolutions and 3 dense ones; VGG19 has four convolutions in three of its blocks, not "
    "two or three.",
    "deck_is_right": False,
    "slides": (41, 64),
}

CARDS = (
    Card(
        name="vgg16",
        title="VGG-16",
        settings={"blocks": VGG16},
        mini=_mini(VGG16),
        parameters=138_357_544,
        trainable=138_357_544,
        published="138 million",
        reference=138_357_544,
        reference_source="keras.applications 3.15.1 VGG16; torchvision 0.28.0 vgg16",
        macs=15_470_264_320,
        macs_source="counted, 224 × 224; He et al. 2015 print 15.3 GFLOPs",
        accuracy="71.3 / 90.1 % top-1 / top-5",
        accuracy_source="keras.applications; the paper's best single network has 7.0 % top-5 error",
        aliases=("vgg", "vgg d"),
        application="VGG16",
        weights="keras.applications has them",
        layout=_torchvision(VGG16),
        **_PAPER,
    ),
    Card(
        name="vgg19",
        title="VGG-19",
        settings={"blocks": VGG19},
        mini=_mini(VGG19),
        parameters=143_667_240,
        trainable=143_667_240,
        published="144 million",
        reference=143_667_240,
        reference_source="keras.applications 3.15.1 VGG19; torchvision 0.28.0 vgg19",
        macs=19_632_062_464,
        macs_source="counted, 224 × 224; He et al. 2015 print 19.6 GFLOPs",
        accuracy="71.3 / 90.0 % top-1 / top-5",
        accuracy_source="keras.applications",
        aliases=("vgg e",),
        application="VGG19",
        weights="keras.applications has them",
        layout=_torchvision(VGG19),
        **_PAPER,
    ),
)
