"""A training step that weighs what it keeps for the way back: slide 30's remedies, measured.

The convolutions are plain NumPy, whose every array Python's `tracemalloc` sees.
"""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.measure import hand
from cnnlectures.measure.conventions import bytes_of

IMAGE = (100, 150, 3)  # slide 29's
FIRST, REST = 5, 3  # kernels: of slide 29's convolution, and of those behind it


@dataclass(frozen=True)
class Stack:
    """Convolutions with a ReLU on images of slide 29's size, and how a step is made.

    Attributes:
        batch: images.
        layers: convolutions; the first has the kernel of slide 29, 5 × 5, the others 3 × 3.
        maps: that each of them makes.
        stride: of the first.
        dtype: in which outputs are kept; computed is in 32 bits.
        checkpoint: only every so many outputs are kept; the rest is computed again on the way back.
        parts: into which the batch is divided; their gradients are added up.
    """

    batch: int = 4
    layers: int = 4
    maps: int = 16
    stride: int = 1
    dtype: str = "float32"
    checkpoint: int = 1
    parts: int = 1

    @property
    def predicted(self) -> int:
        """Bytes kept for the way back, counted by hand."""
        shape, outputs = IMAGE, []
        for layer in range(self.layers):
            kernel, stride = (REST, 1) if layer else (FIRST, self.stride)
            shape = hand.convolution(shape, self.maps, kernel, stride=stride, padding="same").output
            outputs.append(prod(shape))
        kept = outputs[self.checkpoint - 1 :: self.checkpoint]
        return sum(kept) * (self.batch // self.parts) * bytes_of(self.dtype)


PLAIN = Stack()
#: Slide 30's remedies, and two more.
REMEDIES = {
    "as it is": PLAIN,
    "half the batch": replace(PLAIN, batch=2),
    "the same batch in 2 parts": replace(PLAIN, parts=2),
    "stride 2 at once": replace(PLAIN, stride=2),
    "2 of 4 layers removed": replace(PLAIN, layers=2),
    "16-bit numbers": replace(PLAIN, dtype="float16"),
    "every 2nd output recomputed": replace(PLAIN, checkpoint=2),
    "maps split over 2 devices": replace(PLAIN, maps=PLAIN.maps // 2),
}


@dataclass(frozen=True)
class Weighed:
    """What one training step took.

    Attributes:
        kept: bytes held when the way back begins.
        peak: the most bytes held at any time.
        gradients: one array for each kernel.
    """

    kept: int
    peak: int
    gradients: list[np.ndarray]


def weigh(stack: Stack, seed: int = 0) -> Weighed:
    """Make one training step and weigh it.

    The loss is half the mean squared output, so that nothing else is needed.

    Args:
        stack: of convolutions.
        seed: of images and kernels.

    Raises:
        ValueError: if an argument is none of those.
    """
    arguments.instance("stack", stack, Stack)
    generator = np.random.default_rng(arguments.whole_number("seed", seed))
    kernels = _kernels(stack, generator)
    images = generator.normal(size=(stack.batch, *IMAGE)).astype(stack.dtype)
    gradients = [np.zeros_like(kernel) for kernel in kernels]
    tracemalloc.start()
    begin, kept = tracemalloc.get_traced_memory()[0], 0
    try:
        for part in np.split(images, stack.parts):
            held = _forward(part, kernels, stack)
            kept = max(kept, tracemalloc.get_traced_memory()[0] - begin)
            _backward(held, kernels, stack, gradients)
        peak = tracemalloc.get_traced_memory()[1] - begin
    finally:
        tracemalloc.stop()
    return Weighed(kept, peak, gradients)


def _kernels(stack: Stack, generator) -> list[np.ndarray]:
    kernels, depth = [], IMAGE[-1]
    for layer in range(stack.layers):
        side = REST if layer else FIRST
        scale = np.sqrt(2 / (side * side * depth))
        kernels.append(generator.normal(0, scale, (side, side, depth, stack.maps)).astype("f4"))
        depth = stack.maps
    return kernels


def _forward(images, kernels, stack: Stack) -> list[np.ndarray]:
    """Return the images and the outputs that are kept: of every so many layers, the last one."""
    held, x = [images], images
    for layer, kernel in enumerate(kernels, 1):
        x = np.maximum(_convolve(x, kernel, stack.stride if layer == 1 else 1), 0)
        if layer % stack.checkpoint == 0:
            x = x.astype(stack.dtype, copy=False)
            held.append(x)
    return held


def _backward(held, kernels, stack: Stack, gradients) -> None:
    """Add the gradients of what `_forward` computed to `gradients`, and empty `held`."""
    error = held[-1].astype("f4") / stack.batch
    for end in range(len(kernels), 0, -stack.checkpoint):
        first, output = end - stack.checkpoint, held.pop()
        inputs = [held[-1]]
        for layer in range(first, end - 1):  # what was not kept
            stride = 1 if layer else stack.stride
            inputs.append(np.maximum(_convolve(inputs[-1], kernels[layer], stride), 0))
        for layer in range(end - 1, first - 1, -1):
            error = error * (output > 0)
            output = inputs.pop()
            stride = 1 if layer else stack.stride
            error = _way_back(error, output, kernels[layer], stride, gradients[layer])


def _convolve(x, kernel, stride):
    """Convolve with "same" padding: a matrix product for each position of the kernel."""
    padded, places = _places(x, kernel, stride)
    return sum(padded[:, rows, columns] @ kernel[i, j] for i, j, rows, columns in places)


def _way_back(error, x, kernel, stride, gradient):
    """Add the kernel's gradient to `gradient`; return the gradient with respect to `x`."""
    padded, places = _places(x, kernel, stride)
    below = np.zeros(padded.shape, "f4")
    for i, j, rows, columns in places:
        gradient[i, j] += np.tensordot(padded[:, rows, columns], error, axes=((0, 1, 2), (0, 1, 2)))
        below[:, rows, columns] += error @ kernel[i, j].T
    half = len(kernel) // 2
    return below[:, half:-half, half:-half]


def _places(x, kernel, stride):
    """The input with zeros around it, and what each position of the kernel reads of it."""
    half = len(kernel) // 2
    padded = np.pad(x, ((0, 0), (half, half), (half, half), (0, 0))).astype("f4", copy=False)
    height, width = x.shape[1:3]
    return padded, [
        (i, j, slice(i, i + height, stride), slice(j, j + width, stride))
        for i in range(len(kernel))
        for j in range(len(kernel))
    ]
