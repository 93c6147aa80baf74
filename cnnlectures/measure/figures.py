"""What a network costs, drawn: where its parameters, MACs and memory are, and what it sees."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cnnlectures.core import arguments
from cnnlectures.core.style import COLOURS, subplots
from cnnlectures.measure.conventions import bytes_of, in_words
from cnnlectures.measure.counting import Counts, Row

_LOOKS = {
    "parameters": COLOURS["with"],
    "MACs": COLOURS["without"],
    "activations": COLOURS["alternative"],
}


def costs(counts: Counts, *, batch: int = 1, dtype: str = "float32", most: int = 20) -> Figure:
    """Draw where the parameters, the MACs and the activations of a network are.

    Args:
        counts: of the network.
        batch, dtype: of the activations.
        most: bars; layers that follow each other share one if there are more.

    Raises:
        ValueError: if an argument is none of those.
    """
    arguments.instance("counts", counts, Counts)
    each = bytes_of(dtype) * arguments.whole_number("batch", batch, low=1)
    groups = grouped(counts.rows, arguments.whole_number("most", most, low=2))
    names = [name for name, _ in groups]
    figure, panels = subplots(1, 3, size=(9.5, max(2.6, 0.9 + 0.24 * len(groups))), sharey=True)
    heights = {
        "parameters": [sum(row.parameters for row in rows) for _, rows in groups],
        "MACs": [sum(row.macs for row in rows) for _, rows in groups],
        "activations": [sum(row.numbers for row in rows) * each for _, rows in groups],
    }
    units = {"parameters": "", "MACs": "", "activations": "B"}
    for axes, (what, values) in zip(panels, heights.items(), strict=True):
        axes.barh(range(len(names)), values, color=_LOOKS[what])
        axes.set_title(f"{what}: {in_words(sum(values), units[what])}", fontsize=13)
        axes.xaxis.set_major_formatter(_prefixed(units[what]))
        axes.locator_params(axis="x", nbins=3)
        axes.grid(visible=False, axis="y")
    panels[0].set_yticks(range(len(names)), names)
    panels[0].invert_yaxis()
    return figure


def memory(counts: Counts, *, batch: int = 1, dtype: str = "float32") -> Figure:
    """Draw the activations in the memory, layer after layer: freed after use, and all kept.

    Raises:
        ValueError: if an argument is none of those.
    """
    arguments.instance("counts", counts, Counts)
    each = bytes_of(dtype) * arguments.whole_number("batch", batch, low=1)
    figure, axes = subplots(size=(8.6, 3.6))
    kept, total = [], 0
    for row in counts.rows:
        total += row.numbers * each
        kept.append(total)
    alive = [row.alive * each for row in counts.rows]
    positions = range(1, len(kept) + 1)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.plot(positions, kept, color=COLOURS["without"], label="training: all is kept")
    axes.plot(positions, alive, color=COLOURS["with"], label="forward: freed after its last use")
    peak = counts.rows.index(counts.peak)
    label = f"{in_words(alive[peak], 'B')} at {counts.peak.name}"
    axes.plot(peak + 1, alive[peak], "o", color=COLOURS["with"], label=label)
    axes.yaxis.set_major_formatter(_prefixed("B"))
    axes.set(xlabel="layer", title=f"Activations of {batch} image{'s' * (batch > 1)}, {dtype}")
    axes.set_ylim(bottom=0)
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.45))
    return figure


def receptive_fields(counts: Counts) -> Figure:
    """Draw how the receptive field grows, against the image's height.

    Raises:
        ValueError: if `counts` is none, or no layer of it has a known field.
    """
    arguments.instance("counts", counts, Counts)
    known = [row for row in counts.rows if row.field and row.field.spans]
    if not known:
        raise ValueError("`counts` must have a layer whose field is known. Received: none.")
    figure, axes = subplots(size=(8.6, 3.6))
    sizes = [row.field.size[0] for row in known]
    image = known[0].output[known[0].field.axes[0]]
    axes.plot(range(len(known)), sizes, color=COLOURS["with"], drawstyle="steps-post")
    style = {"color": COLOURS["reference"], "linestyle": ":"}
    axes.axhline(image, **style)
    axes.annotate(f"the image: {image}", (0, image), (4, 4), textcoords="offset points")
    halvings = [
        at for at, (a, b) in enumerate(pairwise(known), 1) if a.field.stride != b.field.stride
    ]
    for at in halvings:
        axes.axvline(at, linewidth=0.8, **style)
    axes.set(xlabel="layer (dotted: the resolution changes)", ylabel="pixels seen")
    axes.set(
        ylim=(0, max(image, *sizes) * 1.1), title=f"One position sees up to {max(sizes)} pixels"
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def grouped(rows: Sequence[Row], most: int) -> list[tuple[str, list[Row]]]:
    """Put rows that follow each other together, until there are few enough to be drawn.

    Layers that cost nothing are left out. The rest go together by the beginnings of their names, as
    in ``conv2_block1_…``; if those are still too many, by the size of their output.
    """
    rows = [row for row in rows if row.parameters or row.macs or row.numbers]
    if len(rows) <= most:
        return [(row.name, [row]) for row in rows]
    deepest = max(len(_words(row)) for row in rows)
    ways = [lambda row, n=n: "_".join(_words(row)[:n]) for n in range(deepest, 0, -1)]
    ways += [lambda row: "×".join(map(str, row.output[:-1])) or "no axes", lambda row: "all"]
    for way in ways:
        groups = [(name, list(each)) for name, each in groupby(rows, way)]
        if len(groups) <= most:
            return groups
    return groups


def _words(row: Row) -> list[str]:
    return row.name.replace("/", "_").split("_")


def _prefixed(unit: str) -> FuncFormatter:
    def text(value: float, _) -> str:
        return in_words(max(value, 0), unit, decimals=1).replace(".0 ", " ")

    return FuncFormatter(text)
