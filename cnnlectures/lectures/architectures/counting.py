"""What the slides count: sizes, parameters, multiplications, and GoogLeNet's table row by row."""

from __future__ import annotations

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.measure.counting import Counts

#: Slide 27, from the input up: maps, side, kernel, stride, padding; dense layers have units only.
SLIDE_27 = {
    "In": (3, 227),
    "C1": (96, 55, 11, 4, "valid"),
    "S2": (96, 27, 3, 2, "valid"),
    "C3": (256, 27, 5, 1, "same"),
    "S4": (256, 13, 3, 2, "valid"),
    "C5": (384, 13, 3, 1, "same"),
    "C6": (384, 13, 3, 1, "same"),
    "C7": (256, 13, 3, 1, "same"),
    "S8": (256, 6, 3, 2, "valid"),
    "F9": (4096,),
    "F10": (4096,),
    "Out": (1000,),
}
#: The same layers as `models.build("alexnet_table")` names them.
NAMES = {
    "In": "input_image",
    "C1": "conv1",
    "S2": "pool1",
    "C3": "conv2",
    "S4": "pool2",
    "C5": "conv3",
    "C6": "conv4",
    "C7": "conv5",
    "S8": "pool5",
    "F9": "fc6",
    "F10": "fc7",
    "Out": "predictions",
}
#: GoogLeNet's table 1 (slide 39): what it prints for parameters (K) and operations (M).
TABLE_1 = {
    "conv1": (2.7, 34),
    "conv2": (112, 360),
    "3a": (159, 128),
    "3b": (380, 304),
    "4a": (364, 73),
    "4b": (437, 88),
    "4c": (463, 100),
    "4d": (580, 119),
    "4e": (840, 170),
    "5a": (1072, 54),
    "5b": (1388, 71),
    "linear": (1000, 1),
}


def size_after(size, kernel, stride=1, padding=0):
    """Return how many places a kernel has along one side; a fraction if it does not fit."""
    return (size + 2 * padding - kernel) / stride + 1


def layer_cost(places, maps_in, kernel, maps_out):
    """Return the parameters, multiplications and outputs of a convolution, with biases."""
    weights = kernel * kernel * maps_in * maps_out
    return {
        "parameters": weights + maps_out,
        "multiplications": places * weights,
        "numbers": places * maps_out,
    }


def local_response(x, width=5, offset=2.0, scale=1e-4, power=0.75):
    """Divide each value by its neighbours in the other maps (Krizhevsky et al., section 3.3)."""
    half = width // 2
    squares = np.pad(x**2, [(0, 0)] * (x.ndim - 1) + [(half, half)])
    total = sum(squares[..., i : i + x.shape[-1]] for i in range(width))
    return x / (offset + scale * total) ** power


def dense_per_pixel(x, weights, bias):
    """Give every pixel's maps to one and the same dense layer."""
    return np.array([[pixel @ weights + bias for pixel in row] for row in x])


def slide_27(counts: Counts) -> list[dict]:
    """Return slide 27's table, each row with what was counted of the network.

    Args:
        counts: of ``alexnet_table`` or ``alexnet``.

    Returns:
        for each layer its size on the slide, its size, whether they agree, and its parameters.

    Raises:
        ValueError: if `counts` are of another network.
    """
    arguments.instance("counts", counts, Counts)
    if not set(NAMES.values()) - {"input_image"} <= set(counts.by_name):
        raise ValueError(f"`counts` must be those of an AlexNet. Received: {counts!r}.")
    by_layer = dict(zip(SLIDE_27, _in_order(counts), strict=True))
    rows = []
    for name, (maps, *rest) in SLIDE_27.items():
        said = (rest[0], rest[0], maps) if rest else (maps,)
        row = by_layer[name]
        rows.append(
            {
                "layer": name,
                "slide": "×".join(map(str, said)),
                "counted": "×".join(map(str, row.output)),
                "agree": said == row.output,
                "parameters": row.parameters,
                "multiplications": row.macs,
            }
        )
    return rows


def _in_order(counts: Counts) -> list:
    """The rows of slide 27's layers; the input's name depends on what was made before."""
    return [counts.rows[0], *(counts[name] for name in list(NAMES.values())[1:])]


def table_1(counts: Counts) -> list[dict]:
    """Return GoogLeNet's table 1 beside what follows from its own widths.

    Weights without biases, in units of 1024, as the table has them; operations are multiplications
    with their additions, in millions.

    Args:
        counts: of ``googlenet``.

    Raises:
        ValueError: if `counts` are of another network.
    """
    arguments.instance("counts", counts, Counts)
    rows = []
    for name, (thousands, millions) in TABLE_1.items():
        own = [row for row in counts.rows if row.macs and _part(row.name) == name]
        if not own:
            raise ValueError(f"`counts` must be those of GoogLeNet. Received: {counts!r}.")
        biases = sum(row.output[-1] for row in own)
        weights = (sum(row.parameters for row in own) - biases) / 1024
        macs = sum(row.macs for row in own) / 1e6
        rows.append(
            {
                "row": name,
                "K printed": float(thousands),
                "K counted": weights,
                "K off by, %": 100 * (thousands / weights - 1),
                "M printed": millions,
                "M counted": macs,
                "agree": abs(thousands - weights) < 1.05 and abs(millions - macs) < 1.05,
            }
        )
    return rows


def _part(name: str) -> str:
    """The row of the table that a layer belongs to."""
    if name.startswith("inception_"):
        return name.split("_")[1]
    return {"predictions": "linear"}.get(name, name.split("_")[0])


def depth(counts: Counts, *, pooling: bool = False) -> int:
    """Return how many layers with weights lie on the longest way through a network.

    Args:
        counts: of the network.
        pooling: count the pooling layers, too.

    Raises:
        ValueError: if an argument is none of those.
    """
    arguments.instance("counts", counts, Counts)
    arguments.instance("pooling", pooling, bool)
    longest: dict[int, int] = {}
    for row, call in zip(counts.rows, counts.calls, strict=False):
        before = max((longest[number] for number in call.inputs), default=0)
        counted = bool(row.macs) or (pooling and "Pooling" in row.kind)
        for number in call.outputs:
            longest[number] = max(longest.get(number, 0), before + counted)
    return max(longest.values())


def kept_by_block(counts: Counts, ends: list) -> tuple[int, int]:
    """Return what gradient checkpointing keeps of one image, and what the largest block needs.

    Only the outputs named are kept; on the way back each block between them is computed again, one
    at a time.

    Args:
        counts: of a network without branches around the blocks.
        ends: names of the layers whose outputs are kept.

    Raises:
        ValueError: if `counts` are none, or `ends` is not a list of names of its layers.
    """
    arguments.instance("counts", counts, Counts)
    ends = [
        arguments.one_of("ends", name, counts.by_name)
        for name in arguments.sequence("ends", ends, str)
    ]
    kept, inside, largest = 0, 0, 0
    for row in counts.rows:
        if row.name in ends:
            kept, inside = kept + row.numbers, 0
        else:
            inside += row.numbers
            largest = max(largest, inside)
    return kept, largest
