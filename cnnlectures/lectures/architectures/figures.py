"""Drawing architectures: the challenge, views of an image, modules, memory, what minis learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from cnnlectures.core.style import COLOURS, subplots
from cnnlectures.lectures.architectures.ilsvrc import ANNOTATORS, WINNERS
from cnnlectures.measure import hand
from cnnlectures.measure.conventions import in_words

#: One colour for each network, in every figure of the lecture.
NETWORK_COLOURS = {
    "AlexNet": COLOURS["without"],
    "VGG-16": COLOURS["alternative"],
    "GoogLeNet": COLOURS["with"],
}


def challenge():
    """Draw the winners' errors year by year, the slides' other numbers, and two people."""
    figure, axes = subplots(size=(8.6, 4.2))
    for winner in WINNERS:
        colour = COLOURS["with"] if winner.deep else "#9a9a9a"
        axes.bar(winner.year, winner.error, width=0.72, color=colour)
        label = f"{winner.name.replace('-S', '-' + chr(10) + 'S')}\n{winner.error:.4g}"
        height = 12.3 if 11 < winner.error < 12 else max(winner.error, 5.1) + 0.5  # above the lines
        axes.text(winner.year, height, label, ha="center", fontsize=12)
    labels = ("one trained person (A1): 5.1", "a second, less trained (A2): 12.0")
    for annotator, look, label in zip(ANNOTATORS, ("--", ":"), labels, strict=True):
        axes.axhline(annotator.error, color="black", ls=look, lw=1.6, label=label)
    wrong = {"color": COLOURS["without"], "ls": "none", "mew": 2.4, "ms": 9}
    axes.plot([2017, 2018], [2.99, 2.25], marker="x", label="as slide 46 has it", **wrong)
    axes.bar(0, 0, color="#9a9a9a", label="hand-made features")
    axes.bar(0, 0, color=COLOURS["with"], label="convolutional networks")
    axes.set(xlim=(2009.5, 2018.6), ylim=(0, 33), ylabel="top-5 error in %")
    axes.set_xticks(range(2010, 2019))
    axes.grid(visible=False, axis="x")
    axes.set_title("ILSVRC: the winners of the classification task")
    axes.legend(loc="upper right")
    return figure


def views(image: np.ndarray, windows: np.ndarray, side: int):
    """Draw an image with its middle window, and random windows of it.

    Args:
        image: (height, width, 3), 0 to 255.
        windows: (n, side, side, 3), which may reach a little beyond 0 to 255.
        side: of the windows.
    """
    figure, large = subplots(size=(8.6, 3.4))
    figure.set_layout_engine("none")
    large.set_position((0.01, 0.04, 0.33, 0.84))
    large.imshow(image)
    corner = (image.shape[0] - side) / 2 - 0.5
    large.add_patch(Rectangle((corner, corner), side, side, fill=False, ec="white", lw=2))
    large.set_title(f"{image.shape[0]} × {image.shape[1]}")
    large.set_axis_off()
    columns = (len(windows) + 1) // 2
    wide = 0.62 / columns
    for number, window in enumerate(windows):
        row, column = divmod(number, columns)
        axes = figure.add_axes((0.37 + wide * column, 0.47 - 0.43 * row, wide - 0.01, 0.41))
        axes.imshow(np.clip(window, 0, 255).astype("uint8"))
        axes.set_axis_off()
        if number == 0:
            axes.set_title(f"random {side} × {side}, mirrored or not, relit")
    return figure


def remedies(rows: Sequence[Mapping]):
    """Draw what is kept for the way back, and the most in use, for each remedy.

    Args:
        rows: mappings with ``"remedy"``, ``"weighed"`` and ``"peak"``, in megabytes.
    """
    figure, axes = subplots(size=(8.6, 4.0))
    names = [row["remedy"] for row in rows]
    at = np.arange(len(rows))
    axes.barh(at, [row["peak"] for row in rows], color="#c9c9c5", label="the most at any time")
    kept = [row["weighed"] for row in rows]
    axes.barh(at, kept, 0.5, color=COLOURS["with"], label="kept for the way back")
    axes.axvline(kept[0], color=COLOURS["reference"], ls=":", lw=1.6)
    axes.axvline(kept[0] / 2, color=COLOURS["reference"], ls=":", lw=1.6)
    axes.set_yticks(at, names)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set(xlabel="megabytes, weighed (dotted: all, and half of what is kept)")
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, 1.16), ncols=2)
    return figure


_NAIVE = (("1×1", 64), ("3×3", 128), ("5×5", 32), ("max 3×3", 192))
_REDUCED = (
    (None, "1×1\n64"),
    ("1×1\n96", "3×3\n128"),
    ("1×1\n16", "5×5\n32"),
    ("max 3×3", "1×1\n32"),
)


def modules():
    """Draw the naive inception module and the reduced one, with the maps of module 3a."""
    figure, (left, right) = subplots(1, 2, size=(8.6, 4.2))
    for axes, title, out in ((left, "naive", 416), (right, "with 1×1 reductions", 256)):
        axes.set(xlim=(0, 4), ylim=(-0.1, 4.1), title=title)
        axes.set_axis_off()
        _box(axes, 2, 0.25, "in: 28×28×192", "#c9c9c5", wide=1.8)
        _box(axes, 2, 3.75, f"out: 28×28×{out}", "#c9c9c5", wide=1.8)
    for column, (kind, maps) in enumerate(_NAIVE):
        _branch(left, column + 0.5, [(2.0, f"{kind}\n{maps}")])
    for column, (first, then) in enumerate(_REDUCED):
        steps = [(2.65, then)] if first is None else [(1.4, first), (2.65, then)]
        _branch(right, column + 0.5, steps)
    return figure


def _branch(axes, x, steps) -> None:
    """Draw the boxes of a branch, and the lines from the input through them to the output."""
    points = [(2, 0.48), (x, 0.95), (x, 3.1), (2, 3.52)]
    axes.plot(*zip(*points, strict=True), color="#888888", lw=1.6, zorder=1)
    for height, text in steps:
        reduces = text.startswith("1×1") and len(steps) == 2
        pools = text.startswith("max")
        colour = COLOURS["third alternative"] if reduces else COLOURS["training"]
        _box(axes, x, height, text, "#b9dccf" if pools else colour, wide=0.9)


def _box(axes, x, y, text, colour, *, wide) -> None:
    tall = 0.72 if "\n" in text else 0.46
    axes.add_patch(
        FancyBboxPatch((x - wide / 2, y - tall / 2), wide, tall, "round,pad=0,rounding_size=0.08",
                       fc=colour, ec="none", zorder=2)
    )  # fmt: skip
    axes.text(x, y, text, ha="center", va="center", fontsize=12, zorder=3)


def kept_variance(curves: np.ndarray, alone: np.ndarray, asked: int):
    """Draw which share of the maps' variance so many mixtures keep.

    Args:
        curves: (seeds, maps), of the maps as they are.
        alone: (seeds, maps), of the same maps torn apart.
        asked: at which number of mixtures to draw a line.
    """
    figure, axes = subplots(size=(8.6, 3.8))
    at = np.arange(1, curves.shape[1] + 1)
    looks = (
        (curves, COLOURS["with"], "the maps in front of module 3a"),
        (alone, COLOURS["without"], "the same maps, each shuffled by itself"),
    )
    for values, colour, label in looks:
        axes.fill_between(at, values.min(0), values.max(0), color=colour, alpha=0.25, lw=0)
        axes.plot(at, values.mean(0), color=colour, label=label)
    axes.axvline(asked, color=COLOURS["reference"], ls=":", lw=1.6)
    axes.text(asked + 1, 0.03, f"{asked}: the 5×5 branch's reduction")
    axes.set(xscale="log", xlim=(1, 192), ylim=(0, 1.02), xlabel="1×1 mixtures of the 192 maps")
    axes.set_xticks([1, 2, 4, 8, 16, 32, 64, 192], ["1", "2", "4", "8", "16", "32", "64", "192"])
    axes.set_xticks([], minor=True)
    axes.set(ylabel="share of variance kept")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=2)
    return figure


def two_for_one():
    """Draw how a 3 × 3 kernel on a 3 × 3 kernel sees 5 × 5 pixels."""
    figure, row = subplots(1, 3, size=(8.6, 3.0))
    titles = ("the image: 5 × 5", "after one 3 × 3", "after two")
    for axes, seen, title in zip(row, (5, 3, 1), titles, strict=True):
        low = (7 - seen) / 2
        axes.add_patch(Rectangle((low, low), seen, seen, fc=COLOURS["training"], ec="none"))
        if seen > 1:  # what one place of the next map sees
            axes.add_patch(Rectangle((low, low), 3, 3, fc="none", ec=COLOURS["without"], lw=3))
        if seen < 5:
            axes.add_patch(Rectangle((low, low), 1, 1, fc=COLOURS["without"], ec="none"))
        axes.set(xlim=(0, 7), ylim=(7, 0), aspect="equal", title=title)
        axes.set_xticks(range(8), [])
        axes.set_yticks(range(8), [])
        axes.tick_params(length=0)
    return figure


def learning(curves: Mapping[str, np.ndarray], live: Sequence[float], baseline: float, label: str):
    """Draw how the minis learn: recorded seeds, the run of today, and the linear baseline.

    Args:
        curves: validation accuracies (seeds, epochs) by network.
        live: of today's run of AlexNet, epoch by epoch.
        baseline: the linear classifier's.
        label: what the recording says of itself.
    """
    figure, axes = subplots(size=(8.6, 4.2))
    for name, values in curves.items():
        at, colour = np.arange(1, values.shape[1] + 1), NETWORK_COLOURS[name]
        axes.fill_between(at, values.min(0), values.max(0), color=colour, alpha=0.2, lw=0)
        axes.plot(at, values.mean(0), color=colour, label=name)
    at = np.arange(1, len(live) + 1)
    axes.plot(at, live, "o", color="black", mfc="white", mew=2, label="AlexNet, today", zorder=5)
    axes.axhline(baseline, color=COLOURS["reference"], ls="--", lw=1.8)
    last = max(values.shape[1] for values in curves.values())
    axes.text(last, baseline - 0.012, "linear", ha="right", va="top")
    axes.set(xlim=(0.5, last + 0.5), ylim=(0.15, 0.8))
    axes.set(xlabel="epoch", ylabel="validation accuracy", title=label)
    axes.title.set_fontsize(12)
    axes.legend(loc="lower right", ncols=2)
    return figure


def worth(rows: Sequence[Mapping], baseline: float):
    """Draw test accuracy against multiplications and against parameters.

    Args:
        rows: mappings with ``"network"``, ``"test"`` (one for each seed), ``"MACs"`` and
            ``"parameters"``.
        baseline: the linear classifier's accuracy.
    """
    figure, panels = subplots(1, 2, size=(8.6, 3.8), sharey=True)
    for axes, what in zip(panels, ("MACs", "parameters"), strict=True):
        for row in rows:
            test, colour = np.asarray(row["test"]), NETWORK_COLOURS[row["network"]]
            amount = row[what] / 1e6
            axes.plot([amount] * len(test), test, "o", color=colour, alpha=0.5, mew=0)
            axes.plot(amount, test.mean(), "_", color=colour, ms=26, mew=3)
            below = row["network"] == "VGG-16"  # so that its name stays clear of AlexNet's dots
            height = test.min() - 0.015 if below else test.max() + 0.015
            place = {"ha": "center", "va": "top" if below else "bottom", "weight": "bold"}
            axes.text(amount, height, row["network"], color=colour, **place)
        axes.axhline(baseline, color=COLOURS["reference"], ls="--", lw=1.8)
        axes.set(xlabel=f"million {what}", ylim=(0.3, 0.8))
    panels[0].text(0.02, baseline + 0.008, "linear", transform=panels[0].get_yaxis_transform())
    panels[0].set(ylabel="test accuracy, each seed", xlim=(3, 14))
    panels[1].set(xlim=(0.27, 0.43), xticks=[0.3, 0.35, 0.4])
    return figure


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
    note = "black: one window of the kernel · depth: logarithmic"
    blocks.text(0.2, 0.3, note, fontsize=11, color="#555555")
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
                       edgecolors=[*["white"] * 3, "black"][: len(faces)], linewidths=1.5)
    )  # fmt: skip
    text = f"{title}: " + "×".join(map(str, shape))
    axes.text(x + 0.3, 1.2, text, ha="center", fontsize=13)
