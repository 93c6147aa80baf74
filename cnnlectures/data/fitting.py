"""Bringing pictures of any kind and shape to one square size in RGB."""

import numpy as np
from PIL import Image, ImageOps


def fitted(picture, size):
    """A picture as RGB, cut to its central square and resized.

    Args:
        picture: a Pillow picture of any mode; its EXIF rotation is honoured, and what is
            transparent is laid on white.
        size: side of the result in pixels.

    Returns:
        uint8 [size, size, 3].
    """
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith(("I", "F")):
        picture = _stretched(picture)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return np.asarray(ImageOps.fit(picture.convert("RGB"), (size, size), Image.Resampling.BICUBIC))


def _stretched(picture):
    """A 16-bit or floating-point picture with its range brought to 8 bits."""
    values = np.asarray(picture, np.float64)
    low, high = values.min(), values.max()
    return Image.fromarray(((values - low) / (high - low or 1) * 255).astype(np.uint8))


def resized(images, size):
    """Images [n, height, width, channels], uint8, fitted to [n, size, size, channels]."""
    if images.shape[1:3] == (size, size):
        return images
    if images.shape[1] == images.shape[2] and images.shape[-1] == 3:  # nothing to cut or convert
        smaller, way = np.empty((len(images), size, size, 3), np.uint8), Image.Resampling.BICUBIC
        for place, image in enumerate(images):
            smaller[place] = Image.fromarray(image).resize((size, size), way)
        return smaller
    grey = images.shape[-1] == 1
    pictures = [fitted(Image.fromarray(image[..., 0] if grey else image), size) for image in images]
    return np.stack(pictures)[..., :1] if grey else np.stack(pictures)
