"""The lecture's figures, and what its explorer draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, PercentFormatter

from cnnlectures.core import arguments
from cnnlectures.core.style import COLOURS, subplots
from cnnlectures.lectures.weight_initialisation.rules import RULES, variance_by
from cnnlectures.lectures.weight_initialisation.signals import ACTIVATIONS

#: One colour for each start, in every figure of the lecture.
START_COLOURS = {
    "N(0, 1)": COLOURS["second alternative"],
    "N(0, 0.01²)": COLOURS["third alternative"],
    "Glorot": COLOURS["without"],
    "He": COLOURS["with"],
    "LeCun": COLOURS["alternative"],
}
GREY = COLOURS["reference"]
_SIZE = (8.6, 3.6)  # inches: low enough for a claim below it on a slide
_FLOAT32 = np.log10([1.2e-38, 3.4e38])  # what float32 can hold at full precision


def drawn(weights: Mapping[str, np.ndarray], right: float, slide: float) -> Figure:
    """Draw histograms of weights beside the normal distributions of two variances.

    Args:
        weights: by the initialiser's name.
        right, slide: the variance that it should be, and the one on the slide.
    """
    figure, row = subplots(1, len(weights), size=_SIZE, sharex=True, sharey=True)
    reach = 3.5 * np.sqrt(slide)
    x, bins = np.linspace(-reach, reach, 300), np.linspace(-reach, reach, 71)
    for axes, (name, values) in zip(row, weights.items(), strict=True):
        share = np.histogram(values, bins, density=True)[0]
        axes.stairs(share, bins, fill=True, color=COLOURS["with"], alpha=0.45, label="drawn")
        looks = [(right, "normal, 1/fan_avg", COLOURS["with"], "-")]
        looks += [(slide, "normal, 2/fan_avg", COLOURS["without"], "--")]
        for variance, label, colour, style in looks:
            height = np.exp(-(x**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
            axes.plot(x, height, style, color=colour, label=label)
        axes.set(title=name, xlabel="weight", xlim=(-reach, reach), yticks=[])
    row[0].set_ylabel("density")
    handles, labels = row[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def fifty(names: Sequence[str], passage, activation: str) -> Figure:
    """Draw the size of signal and gradient in every layer, one line for each start.

    Args:
        names: of the starts, as in `START_COLOURS`.
        passage: a ``signals.Passage``.
        activation: for the title.
    """
    figure, row = subplots(1, 2, size=(8.6, 4.0), sharey=True)
    titles = {"signal": f"Signal, {activation}, forwards →", "gradient": "← Gradient, backwards"}
    for axes, (kind, title) in zip(row, titles.items(), strict=True):
        decades = np.log10(getattr(passage, kind)) / 2  # of the root of the mean square
        layers = np.arange(len(decades))
        axes.axhspan(*_FLOAT32, color=GREY, alpha=0.08, lw=0)
        for place, name in enumerate(names):
            own, look = decades[:, place], {"color": START_COLOURS[name], "label": name}
            axes.fill_between(layers, own.min(1), own.max(1), alpha=0.2, lw=0, color=look["color"])
            axes.plot(layers, own.mean(axis=1), **look)
        axes.set(title=title, xlabel="layer", xlim=(0, layers[-1]), ylim=(-60, 50))
        axes.yaxis.set_major_locator(FixedLocator([-60, -40, -20, 0, 20, 40]))
    row[0].set_yticks([-60, -40, -20, 0, 20, 40], ["10⁻⁶⁰", "10⁻⁴⁰", "10⁻²⁰", "1", "10²⁰", "10⁴⁰"])
    row[0].set_ylabel("root mean square")
    row[0].text(1, 29, "grey: what float32 holds", color=GREY, va="bottom", fontsize=12)
    figure.get_layout_engine().set(wspace=0.08)
    handles, labels = row[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(names))
    return figure


def matching(found: Mapping[str, object], rules: Sequence[str]) -> Figure:
    """Draw slide 13's table as measured: by how many powers of ten each pair loses or gains.

    Args:
        found: a ``signals.Passage`` by activation.
        rules: the starts of each, in order.
    """
    figure, row = subplots(1, 2, size=(8.6, 3.9), sharey=True)
    for axes, kind in zip(row, ("signal", "gradient"), strict=True):
        table = np.array([passage.decades(kind).mean(axis=1) for passage in found.values()])
        axes.imshow(np.clip(table, -16, 16), cmap="PuOr", vmin=-24, vmax=24, aspect="auto")
        for (y, x), value in np.ndenumerate(table):
            text = f"{value:+.1f}" if abs(value) < 9.95 else f"{value:+.0f}"
            text = "0" if abs(value) < 0.05 else text.replace("-", "−")
            calm = abs(value) < 2.5
            axes.text(x, y, text, ha="center", va="center", fontsize=13,
                      weight="bold" if calm else "normal")  # fmt: skip
        axes.set_xticks(range(len(rules)), rules)
        axes.set_yticks(range(len(found)), list(found))
        axes.set_title(f"{kind.capitalize()}, powers of ten")
        axes.grid(False)
        axes.tick_params(length=0)
    figure.supxlabel("fifty layers; bold: less than 2.5 powers of ten", fontsize=12, color=GREY)
    return figure


def courses(found: Mapping[str, Mapping[str, object]]) -> Figure:
    """Draw test accuracies over the steps, one panel for each depth, at the first learning rate.

    Args:
        found: for each panel's title a course by variant.
    """
    looks = {
        "ReLU, Glorot": (START_COLOURS["Glorot"], "-"),
        "ReLU, He": (START_COLOURS["He"], "-"),
        "tanh, Glorot": (COLOURS["third alternative"], "--"),
        "SELU, LeCun": (START_COLOURS["LeCun"], "--"),
        "tanh, ±1/√n": (COLOURS["second alternative"], ":"),
    }
    figure, row = subplots(1, len(found), size=(8.6, 3.8), sharey=True, squeeze=False)
    for axes, (title, variants) in zip(row[0], found.items(), strict=True):
        for name, course in variants.items():
            values, (colour, style) = course.accuracies[:, 0], looks[name]
            axes.fill_between(
                course.at, values.min(axis=1), values.max(axis=1), color=colour, alpha=0.18, lw=0
            )
            axes.plot(course.at, values.mean(axis=1), style, color=colour, label=name)
        axes.set(title=title, xlabel="training steps", ylim=(0, 1.03))
        axes.axhline(0.1, color=GREY, ls=":", lw=1.5)
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    row[0, 0].set_ylabel("test accuracy (dotted: chance)")
    named = {}
    for axes in row[0]:
        handles, labels = axes.get_legend_handles_labels()
        named |= dict(zip(labels, handles, strict=True))
    figure.legend(named.values(), named, loc="outside lower center", ncols=len(named),
                  columnspacing=1.3, handlelength=1.6)  # fmt: skip
    return figure


def first_gradients(found: Mapping[str, np.ndarray]) -> Figure:
    """Draw the size of each kernel's first gradient.

    Args:
        found: (layers, seeds) by variant, as ``experiments.first_gradients`` returns it.
    """
    figure, axes = subplots(size=(8.6, 3.2))
    for name, values in found.items():
        colour, layers = START_COLOURS[name.split(", ")[1]], np.arange(1, len(values) + 1)
        axes.fill_between(layers, values.min(1), values.max(1), color=colour, alpha=0.2, lw=0)
        axes.plot(layers, values.mean(axis=1), color=colour, label=name)
    axes.set(yscale="log", xlabel="layer", ylabel="root mean square")
    axes.set(title="Each kernel's gradient before the first step", xlim=(1, layers[-1]))
    axes.legend(loc="center right")
    return figure


def pulled_back(found: Mapping[str, Mapping[float, np.ndarray]]) -> Figure:
    """Draw the variance of the activations per layer, for inputs of three sizes.

    Args:
        found: for each panel's title, (layers + 1, seeds) by the input's scale.
    """
    figure, row = subplots(1, len(found), size=_SIZE, sharey=True)
    colours = (COLOURS["third alternative"], COLOURS["with"], COLOURS["second alternative"])
    for axes, (title, scales) in zip(row, found.items(), strict=True):
        for (scale, variance), colour in zip(scales.items(), colours, strict=True):
            layers = np.arange(len(variance))
            low, high = variance.min(axis=1), variance.max(axis=1)
            axes.fill_between(layers, low, high, color=colour, alpha=0.2, lw=0)
            axes.plot(layers, variance.mean(axis=1), color=colour, label=f"input × {scale:g}")
        axes.axhline(1, color=GREY, lw=1, ls=":")
        axes.set(title=title, xlabel="layer", yscale="log", xlim=(0, layers[-1]))
    row[0].set_ylabel("variance of the activations")
    row[0].legend(loc="lower right")
    return figure


def breaches(found: Mapping[str, object]) -> Figure:
    """Draw the variance of the activations per layer for each breach of SELU's conditions.

    Args:
        found: ``selu.Statistics`` by breach.
    """
    figure, axes = subplots(size=_SIZE)
    colours = ("with", "alternative", "without", "third alternative", "second alternative")
    colours = [*(COLOURS[name] for name in colours), "black"]
    for place, ((name, each), colour) in enumerate(zip(found.items(), colours, strict=True)):
        layers, style = np.arange(len(each.variance)), ("-", "--")[place % 2]
        axes.plot(layers, each.variance.mean(axis=1), style, color=colour, label=name)
    axes.set(yscale="log", ylim=(0.3, 1e6), xlim=(0, layers[-1]), xlabel="layer")
    axes.set(ylabel="variance", title="SELU: one condition broken at a time")
    figure.legend(*axes.get_legend_handles_labels(), loc="outside right upper")
    return figure


def kernels(grown: Mapping[str, np.ndarray]) -> Figure:
    """Draw layer 1's kernels after training: a column for each unit, a row for each pixel.

    Args:
        grown: (64, units) by start.
    """
    figure, row = subplots(1, len(grown), size=(8.6, 3.9), sharey=True)
    for axes, (name, kernel) in zip(row, grown.items(), strict=True):
        reach = max(np.abs(kernel).max(), 1e-9)
        axes.imshow(kernel, cmap="PuOr", vmin=-reach, vmax=reach, aspect="auto")
        axes.set_title(name, fontsize=12)
        axes.set(xlabel="unit", xticks=[0, kernel.shape[1] - 1])
        axes.set_xticklabels(["1", str(kernel.shape[1])])
        axes.grid(False)
    row[0].set(ylabel="pixel", yticks=[0, 63], yticklabels=["1", "64"])
    return figure


# The explorer ------------------------------------------------------------------------------------

STARTS = ("zeros", "N(0, 0.01²)", "LeCun", "Glorot", "He", "N(0, 1)")
MOST_LAYERS, WIDEST, DRAWS, SAMPLES = 50, 128, 5, 6
BINS = np.linspace(-3, 3, 61)
_LOWEST, _HIGHEST = 1e-16, 1e16  # of the variances that are drawn
_SHOWN = 5  # histograms


@cache
def _normals() -> tuple[np.ndarray, np.ndarray]:
    """Return standard normal kernels, and inputs and gradients: drawn once, scaled for ever."""
    random = np.random.default_rng(2)
    kernels = random.standard_normal((MOST_LAYERS, DRAWS, WIDEST, WIDEST))
    return kernels, random.standard_normal((2, DRAWS, SAMPLES, WIDEST))


def passed(start: str, activation: str, depth: int, width: int, narrow: bool):
    """Return signals and gradients in every layer of the explorer's stack, for several draws.

    Args:
        start: one of `STARTS`.
        activation: one of ``signals.ACTIVATIONS``.
        depth: layers.
        width: units of each.
        narrow: whether every other layer has only a quarter of them.

    Returns:
        Two lists, an array for each layer: (draws of the weights, samples, units).
    """
    arguments.one_of("start", start, STARTS)
    normals, ends = _normals()
    function, slope = ACTIVATIONS[activation]
    widths = [width // 4 if narrow and place % 2 else width for place in range(depth + 1)]
    pairs = list(pairwise(widths))
    fixed = {"zeros": 0.0, "N(0, 0.01²)": 1e-4, "N(0, 1)": 1.0}
    deviations = [
        np.sqrt(variance_by(start, *pair) if start in RULES else fixed[start]) for pair in pairs
    ]
    layers = [
        (deviation, normals[place, :, :low, :high])
        for place, (deviation, (low, high)) in enumerate(zip(deviations, pairs, strict=True))
    ]
    signals, gradients = [ends[0][..., : widths[0]]], [ends[1][..., : widths[-1]]]
    for deviation, kernel in layers:  # to scale the signal is quicker than to scale the kernel
        signals.append(function(deviation * (signals[-1] @ kernel)))
    for (deviation, kernel), y in zip(reversed(layers), reversed(signals), strict=False):
        gradients.append(deviation * ((gradients[-1] * slope(y)) @ kernel.mT))
    return signals, gradients[::-1]


def stage(figure: Figure):
    """Return the explorer's two axes: histograms of some layers, and the variance in all.

    Args:
        figure: an empty figure.
    """
    figure.set_layout_engine("none")
    margins = {"left": 0.09, "right": 0.975, "bottom": 0.15, "top": 0.91, "wspace": 0.28}
    left, right = figure.subplots(1, 2, gridspec_kw={**margins, "width_ratios": (1, 1.1)})
    left.set(title="Activations other than 0", xlabel="value (±3 and beyond at the edges)")
    left.set(xlim=(BINS[0], BINS[-1]), ylim=(0, _SHOWN + 0.15), yticks=[])
    left.set_ylabel("layer", labelpad=26)
    right.set(title="Variance", xlabel="layer", xlim=(0, MOST_LAYERS))
    right.set(yscale="log", ylim=(_LOWEST, _HIGHEST))
    right.set_yticks([1e-16, 1e-8, 1, 1e8, 1e16])
    right.minorticks_off()
    right.axhline(1, color=GREY, lw=1, ls=":")
    for at, name, colour in [(0.42, "signal →", "with"), (0.98, "← gradient", "without")]:
        spot = {"transform": right.transAxes, "weight": "bold", "color": COLOURS[colour]}
        right.text(at, 1.025, name, ha="center" if at < 0.5 else "right", **spot)
    return left, right


def explore(axes, *, start: str, activation: str, depth: int, width: int, narrow: bool) -> str:
    """Draw what becomes of noise in a deep stack.

    Args:
        axes: the two of `stage`.
        start, activation, depth, width, narrow: as for `passed`.

    Returns:
        The caption: the variances at the far ends.
    """
    left, right = axes
    signals, gradients = passed(start, activation, depth, width, narrow)
    outlines = []
    for place, layer in enumerate(np.unique(np.linspace(1, depth, _SHOWN).round().astype(int))):
        values = signals[layer][signals[layer] != 0]  # a ReLU's zeros would dwarf all others
        count = np.histogram(np.clip(values, BINS[0], BINS[-1]), BINS)[0]
        base, heights = _SHOWN - 1 - place, np.repeat(count / max(count.max(), 1), 2)
        top = base + 0.9 * np.concatenate([[0], heights, [0]])
        outlines.append(np.column_stack([np.repeat(BINS, 2), top]))
        left.text(BINS[0] - 0.12, base, str(layer), ha="right", va="bottom", fontsize=12)
    look = {"facecolor": COLOURS["with"], "edgecolor": COLOURS["with"], "alpha": 0.7}
    left.add_collection(PolyCollection(outlines, **look), autolim=False)
    signal, gradient = (
        np.array([each.var(axis=(1, 2)) for each in passing]) for passing in (signals, gradients)
    )
    for values, colour in [(signal, COLOURS["with"]), (gradient, COLOURS["without"])]:
        seen = np.sort(np.clip(values, _LOWEST, _HIGHEST), axis=1)
        layers = np.arange(len(seen))
        right.fill_between(layers, seen[:, 0], seen[:, -1], color=colour, alpha=0.3, lw=0)
        right.plot(layers, seen[:, DRAWS // 2], color=colour, clip_on=False)
    quiet = np.mean(signals[-1] == 0)
    return (
        f"{start}, {activation}, layer {depth}, {DRAWS} draws of the weights: the signal's "
        f"variance is {_spread(signal[-1])}, {quiet:.0%} of the activations are 0. At the input "
        f"the gradient's variance is {_spread(gradient[0] / gradient[-1])} of that at the output."
    )


def _spread(values: np.ndarray) -> str:
    """Say the median of some values, and between which they lie."""
    return f"{np.median(values):.2g} ({values.min():.2g} to {values.max():.2g})"
