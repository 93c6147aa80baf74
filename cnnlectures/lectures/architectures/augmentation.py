"""AlexNet's augmentation (Krizhevsky, Sutskever and Hinton 2012, section 4.1) in NumPy."""

from __future__ import annotations

import numpy as np

from cnnlectures.core import arguments


def windows(images, side, generator):
    """Cut a window at a random place out of each image, and mirror half of them, by chance.

    Args:
        images: (n, height, width, channels).
        side: of the windows, in pixels.
        generator: of random numbers.
    """
    n, height, width, _ = images.shape
    tops = generator.integers(height - side + 1, size=n)
    lefts = generator.integers(width - side + 1, size=n)
    turn = generator.choice([1, -1], size=n)
    return np.stack(
        [
            image[top : top + side, left : left + side][:, ::step]
            for image, top, left, step in zip(images, tops, lefts, turn, strict=True)
        ]
    )


def relight(images, axes, generator, strength=0.1):
    """Shift the colours of each image along the data's own axes of colour, by a random amount.

    Args:
        images: (n, height, width, 3).
        axes: as `colour_axes` returns them.
        generator: of random numbers.
        strength: standard deviation of the amounts; 0.1 in the paper.
    """
    amounts = generator.normal(0, strength, size=(len(images), 3))
    return images + (amounts @ axes)[:, None, None, :]


def colour_axes(images: np.ndarray) -> np.ndarray:
    """Return the principal axes of the pixels' colours, each scaled by its eigenvalue's root.

    The paper multiplies by the eigenvalue of the covariance matrix, of pixels in units that it does
    not give; we take the root, a standard deviation, which is the same shift in any unit.

    Args:
        images: (n, height, width, 3).

    Returns:
        (3, 3): a row for each axis, the largest last.

    Raises:
        ValueError: if `images` are none.
    """
    images = _checked(images)
    pixels = images[:: max(1, len(images) // 200)].reshape(-1, 3).astype("float64")
    values, vectors = np.linalg.eigh(np.cov(pixels.T))
    return np.sqrt(np.maximum(values, 0))[:, None] * vectors.T


def augment(images: np.ndarray, side: int, generator, axes: np.ndarray) -> np.ndarray:
    """Return images as the paper shows them in training: moved, mirrored, in another light.

    Args:
        images: (n, height, width, 3), 0 to 255.
        side: of the windows, in pixels.
        generator: of random numbers.
        axes: as `colour_axes` returns them.

    Raises:
        ValueError: if an argument is none of those.
    """
    images = _checked(images)
    arguments.whole_number("side", side, low=1, high=min(images.shape[1:3]))
    arguments.instance("generator", generator, np.random.Generator)
    axes = arguments.array("axes", axes, dimensions=2)
    if axes.shape != (3, 3):
        raise ValueError(f"`axes` must be of shape (3, 3). Received shape: {axes.shape}.")
    return relight(windows(images, side, generator), axes, generator)


def centre(images: np.ndarray, side: int) -> np.ndarray:
    """Return the window in the middle of each image.

    Raises:
        ValueError: if an argument is none of those.
    """
    images = _checked(images)
    arguments.whole_number("side", side, low=1, high=min(images.shape[1:3]))
    top, left = ((size - side) // 2 for size in images.shape[1:3])
    return images[:, top : top + side, left : left + side]


def _checked(images) -> np.ndarray:
    images = arguments.array("images", images, dimensions=4, dtype=None)
    if images.shape[-1] != 3:
        raise ValueError(f"`images` must have 3 channels. Received shape: {images.shape}.")
    return images
