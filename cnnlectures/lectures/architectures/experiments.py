"""What the lecture measures of 1 × 1 convolutions and of whole networks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments

#: Side of the images and number of the maps in front of GoogLeNet's module 3a.
SIDE, MAPS = 224, 192
PHOTOGRAPHS = ("astronaut", "chelsea", "china", "coffee", "flower", "rocket")


def stem_maps(images: np.ndarray, seeds: Sequence[int]) -> np.ndarray:
    """Return the maps that module 3a reads, of a GoogLeNet with random weights.

    Args:
        images: (n, 224, 224, 3), 0 to 255.
        seeds: of the weights.

    Returns:
        (seeds, n, 28, 28, 192).

    Raises:
        ValueError: if an argument is none of those.
    """
    import keras

    from cnnlectures.models.blocks import conv, max_pool
    from cnnlectures.models.keras_layers import LocalResponseNormalisation

    images = arguments.array("images", images, dimensions=4, dtype=None)
    if images.shape[1:] != (SIDE, SIDE, 3):
        raise ValueError(
            f"`images` must be of shape (n, {SIDE}, {SIDE}, 3). Received shape: {images.shape}."
        )
    seeds = arguments.whole_numbers("seeds", seeds)
    pixels = images.astype("float32") - 127.5
    maps = []
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        x = inputs = keras.Input((SIDE, SIDE, 3))
        x = conv(x, 64, 7, 2, activation="relu", name="conv1")
        x = LocalResponseNormalisation(offset=1.0, scale=2e-5)(max_pool(x, 3, 2, pad=1, name="p1"))
        x = conv(x, 64, 1, activation="relu", name="conv2_reduce")
        x = conv(x, MAPS, 3, activation="relu", name="conv2")
        x = max_pool(LocalResponseNormalisation(offset=1.0, scale=2e-5)(x), 3, 2, pad=1, name="p2")
        maps.append(np.asarray(keras.Model(inputs, x)(pixels)))
    return np.array(maps)


def kept_variance(maps: np.ndarray) -> np.ndarray:
    """Return which share of the maps' variance the best k mixtures of them keep.

    A 1 × 1 convolution makes such mixtures: each of its outputs is a weighted sum of the maps at
    one place. The best are the principal components over all places.

    Args:
        maps: (..., maps).

    Returns:
        (maps,): the share for k = 1, 2, …

    Raises:
        ValueError: if `maps` are none.
    """
    maps = arguments.array("maps", maps, dimensions=(2, 3, 4, 5), dtype=None)
    rows = maps.reshape(-1, maps.shape[-1]).astype("float64")
    values = np.maximum(np.linalg.eigvalsh(np.cov(rows.T, bias=True).reshape(rows.shape[1], -1)), 0)
    if not values.sum():
        raise ValueError("`maps` must differ from place to place. Received: constant ones.")
    return np.cumsum(values[::-1]) / values.sum()


def shuffled(maps: np.ndarray, seed: int) -> np.ndarray:
    """Return maps whose every number is drawn anew from its own map, by itself.

    What each map holds stays; what the maps have to do with each other is gone.

    Args:
        maps: (..., maps).
        seed: of the order.

    Raises:
        ValueError: if an argument is none of those.
    """
    maps = arguments.array("maps", maps, dimensions=(2, 3, 4, 5), dtype=None)
    generator = np.random.default_rng(arguments.whole_number("seed", seed))
    return generator.permuted(maps.reshape(-1, maps.shape[-1]), axis=0).reshape(maps.shape)


def photographs() -> np.ndarray:
    """Return six of the course's photographs, their central squares: (6, 224, 224, 3), uint8."""
    from PIL import Image

    from cnnlectures.data import load
    from cnnlectures.data.fitting import fitted

    found = load("photographs")
    return np.stack([fitted(Image.fromarray(found[name].image), SIDE) for name in PHOTOGRAPHS])
