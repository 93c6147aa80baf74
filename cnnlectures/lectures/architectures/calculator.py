"""The conv calculator's picture: what goes in, what comes out, and what it costs."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from cnnlectures.core.style import COLOURS
from cnnlectures.measure import hand
from cnnlectures.measure.conventions import in_words

_BARS = {
    "parameters": COLOURS["with"],
    "multiplications": COLOURS["without"],
    "bytes an image": COLOURS["alternative"],
}
_SLANT = np.array([0.42, 0.3])  # how the depth of a block is drawn


def stage(figure: Figure):
    """Return the explorer's two axes: the blocks of numbers, and the costs.

    Args:
        figure: an empty figure.
    """
    figure.set_layout_engine("none")
    blocks = figure.add_axes((0.01, 0.02, 0.52, 0.96))
    blocks.set(xlim=(0, 10), ylim=(0, 8.2), aspect="equal")
    blocks.set_axis_off()
    arrow = {"arrowstyle": "-|>", "lw": 2.5, "color": "#555555"}
    blocks.annotate("", (5.5, 3.6), (4.7, 3.6), arrowprops=arrow)
    costs = figure.add_axes((0.56, 0.17, 0.42, 0.74))
    costs.set(xlim=(1, 1e13), ylim=(3.0, -0.2), xscale="log", yticks=[])
    costs.set_xticks([1, 1e3, 1e6, 1e9, 1e12], ["1", "k", "M", "G", "T"])
    costs.set_xticks([], minor=True)
    costs.grid(visible=False, axis="y")
    costs.spines["left"].set_visible(False)
    costs.set_title("What one layer costs")
    return blocks, costs


def draw(both, *, height, width, maps_in, kernel, stride, padding, filters, groups) -> str:
    """Draw a convolution's input and output as blocks, and its costs as bars.

    Args:
        both: the axes of `stage`.
        height, width: of the input.
        maps_in, kernel, filters, groups: numbers, as text.
        stride: of the kernel.
        padding: ``"valid"`` or ``"same"``.

    Returns:
        The caption: sizes and costs.
    """
    blocks, costs = both
    maps_in, kernel, filters = int(maps_in), int(kernel), int(filters)
    parts = maps_in if groups == "each map" else int(groups)
    shape = (height, width, maps_in)
    try:
        count = hand.convolution(
            shape, filters, kernel, stride=stride, padding=padding, groups=parts
        )
    except ValueError:
        _block(blocks, 2.0, 3.6, shape, shape, COLOURS["training"], "in")
        return _refusal(maps_in, kernel, filters, parts, height, width)
    _block(blocks, 2.0, 3.6, shape, shape, COLOURS["training"], "in", window=kernel)
    _block(blocks, 7.2, 3.6, count.output, shape, COLOURS["third alternative"], "out")
    size = count.memory()
    values = dict(zip(_BARS, (count.parameters, count.macs, size), strict=True))
    _bars(costs, values)
    out = "×".join(map(str, count.output))
    return (
        f"{height}×{width}×{maps_in} becomes {out}: {count.parameters:,} parameters, "
        f"{count.macs:,} multiplications an image, {size:,} bytes of 32-bit output an image; "
        f"a batch of 100 keeps {in_words(100 * size, 'B')}."
    )


def _refusal(maps_in, kernel, filters, parts, height, width) -> str:
    if maps_in % parts or filters % parts:
        return f"{maps_in} maps and {filters} filters cannot both be divided into {parts} groups."
    return f"A kernel of {kernel} × {kernel} does not fit into {height} × {width} without padding."


def _bars(axes, values) -> None:
    lines = [
        [(1, row + 0.55), (max(value, 1), row + 0.55)] for row, value in enumerate(values.values())
    ]
    axes.add_collection(
        LineCollection(lines, colors=list(_BARS.values()), linewidths=17, capstyle="butt")
    )
    for row, (name, value) in enumerate(values.items()):
        text = f"{name}: {value:,}" if value < 1e7 else f"{name}: {in_words(value)}"
        axes.text(1, row + 0.22, text, fontsize=13, va="center")


def _block(axes, x, y, shape, largest, colour, title, *, window=None) -> None:
    """Draw a block of maps around a place; sides to scale, depth by its logarithm."""
    scale = 2.6 / max(largest[:2])
    tall, wide = max(shape[0] * scale, 0.12), max(shape[1] * scale, 0.12)
    deep = _SLANT * (0.35 + 0.32 * np.log2(shape[2]))
    corner = np.array([x - wide / 2 - deep[0] / 4, y - tall / 2])
    right, up = np.array([wide, 0]), np.array([0, tall])
    front = [corner, corner + right, corner + right + up, corner + up]
    top = [front[3], front[2], front[2] + deep, front[3] + deep]
    side = [front[1], front[1] + deep, front[2] + deep, front[2]]
    faces = [np.array(face) for face in (front, top, side)]
    if window is not None:
        edge = min(window * scale, tall, wide)
        faces.append(faces[0][3] + np.array([(0, 0), (edge, 0), (edge, -edge), (0, -edge)]))
    axes.add_collection(
        PolyCollection(faces, facecolors=[colour, colour, colour, "black"][: len(faces)],
                       edgecolors="white", linewidths=1.5)
    )  # fmt: skip
    text = f"{title}: " + "×".join(map(str, shape))
    axes.text(x + 0.3, 1.2, text, ha="center", fontsize=13)
