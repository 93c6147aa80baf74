"""Weights out of names: the same numbers wherever numpy is, so that they need not be stored."""

import hashlib
import math

import numpy as np


def uniform(name, size):
    """`size` numbers between -1 and 1 that depend on a name alone."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    words = np.random.PCG64(seed).random_raw(-(-size // 2)).view(np.uint32)[:size]
    return words.astype(np.float32) * np.float32(2**-31) - np.float32(1)


def tensor(name, shape):
    """The tensor of a name, of a size that keeps signals finite; PyTorch's order of axes."""
    values = uniform(name, math.prod(shape)).reshape(shape)
    if name.endswith("running_var"):
        return 1 + 0.5 * values
    if name.endswith(("token", "embedding")):
        return values
    if len(shape) > 1:  # the variance 2 / fan-in: a number between -1 and 1 has a third
        return values * np.float32(math.sqrt(6 / math.prod(shape[1:])))
    if name.endswith("weight"):
        return 1 + 0.2 * values
    return np.float32(0.1) * values


def image(name, shape):
    """Images of shape (batch, height, width, 3) for a network's name."""
    return uniform(f"image {name}", math.prod(shape)).reshape(shape)


def sample(values, number=48):
    """Some of the numbers of an array, spread over all of it."""
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    return flat[np.linspace(0, len(flat) - 1, min(number, len(flat))).astype(int)]
