"""The camera: what happens between the scene and the file."""

import numpy as np
from PIL import ImageFilter

from cnnlectures.data.drawn_flowers.backdrop import noise


def photographed(rng, image):
    """Shade, focus, exposure, white balance, contrast and noise.

    Args:
        rng: NumPy random generator.
        image: the painted scene, a Pillow RGB picture.

    Returns:
        The photograph, uint8 [size, size, 3].
    """
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.75) * image.width / 96))
    values = np.asarray(image, np.float32) / 255
    values = values * _dapple(rng, image.width)[..., None]
    grey = values @ np.full((3, 1), 1 / 3, np.float32)
    values = grey + rng.uniform(0.65, 1.15) * (values - grey)
    wanted, balance = rng.normal(0.45, 0.07), (1 + rng.normal(0, 0.065, 3)).astype(np.float32)
    values = values * float((wanted / (grey.mean() + 0.05)) ** 0.6) * balance
    contrast = rng.uniform(0.8, 1.15)
    values = 0.45 + contrast * (values - 0.45) + rng.normal(0, 0.02)
    values = values + rng.uniform(0.003, 0.025) * rng.standard_normal(values.shape, np.float32)
    return (np.clip(values, 0, 1) * 255).astype(np.uint8)


def _dapple(rng, size):
    """Light that falls unevenly: a slope, the shade of leaves, a vignette; [size, size]."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    turn = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.25) * (np.cos(turn) * x + np.sin(turn) * y)
    light -= rng.uniform(0, 0.18) * (x**2 + y**2)
    if rng.random() < 0.3:
        shade = 1 / (1 + np.exp(-6 * (noise(rng, size, int(rng.integers(3, 7))) - 0.2)))
        light *= 1 - rng.uniform(0.2, 0.5) * shade
    return light.astype(np.float32)
