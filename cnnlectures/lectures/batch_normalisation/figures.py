"""The lecture's figures, and what its explorer draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter, PercentFormatter

from cnnlectures.core import arguments
from cnnlectures.core.style import COLOURS, subplots
from cnnlectures.lectures.batch_normalisation.experiments import batch_normalise, normalise_with

WITH, WITHOUT = COLOURS["with"], COLOURS["without"]
_SIZE = (8.6, 3.6)  # inches: low enough for a claim below it on a slide
_LEGEND = {"loc": "lower right", "bbox_to_anchor": (1, 0.12)}  # above the line of chance
_TICKS = {0.12: 0.05, 0.25: 0.1, 0.5: 0.2, 1.2: 0.5}  # by the heights of the explorer's axes
CHANCE = {"color": COLOURS["reference"], "linestyle": ":", "linewidth": 1.5}


def settling(at: Sequence[int], found: Mapping[str, np.ndarray]) -> Figure:
    """Draw the accuracies of ``mistakes.settling`` over the steps."""
    figure, axes = subplots(size=_SIZE)
    _band(axes, at, found["batch statistics"], "with the batch's own statistics", WITH, "s-")
    _band(axes, at, found["moving statistics"], "with the moving statistics (predict)", WITHOUT)
    _plain_log(axes, at)
    axes.set(xlabel="training steps (batches of 32)", title="The same network, tested in two modes")
    _accuracy(axes)
    axes.legend(**_LEGEND)
    return figure


def small_batches(sizes: Sequence[int], found: Mapping[str, np.ndarray]) -> Figure:
    """Draw the final accuracies of ``mistakes.small_batches`` over the batch size."""
    figure, axes = subplots(size=_SIZE)
    _band(axes, sizes, found["without"], "without batch normalisation", WITHOUT)
    _band(axes, sizes, found["with"], "with batch normalisation", WITH, "s-")
    _plain_log(axes, sizes)
    axes.set(xlabel="images in a training batch", title="Equally many steps, different batches")
    _accuracy(axes)
    axes.legend(**_LEGEND)
    return figure


def only_looking(passes: Sequence[int], found: Mapping[str, np.ndarray]) -> Figure:
    """Draw the accuracies of ``mistakes.only_looking`` over the forward passes."""
    figure, axes = subplots(size=_SIZE)
    looks = ((WITHOUT, "o-"), (WITH, "s-"))
    for (name, accuracies), (colour, look) in zip(found.items(), looks, strict=True):
        axes.plot(passes, accuracies, look, color=colour, label=name)
    axes.set(xlabel="batches of inverted images that passed through, none learnt from")
    axes.set(title="Accuracy on the old task, no weight trained")
    _accuracy(axes)
    axes.legend(loc="center right")
    return figure


def histories(named: Mapping[str, object], title: str, *, lowest: float = 0.0) -> Figure:
    """Draw the test accuracies of several histories over the steps; the first one is the control.

    Args:
        named: histories by label; drawn in vermilion, green and blue.
        title: what the figure shows.
        lowest: where the vertical axis begins.
    """
    figure, axes = subplots(size=_SIZE)
    looks = zip((WITHOUT, COLOURS["alternative"], WITH), ("o-", "^-", "s--"), strict=True)
    for (label, history), (colour, look) in zip(named.items(), looks, strict=True):
        _band(axes, history.at, history.accuracies, label, colour, look)
    axes.set(xlabel="training steps", title=title)
    _accuracy(axes, lowest)
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.42))
    return figure


def learning_rates(rates: Sequence[float], found: Mapping[str, np.ndarray]) -> Figure:
    """Draw the final accuracies of ``experiments.learning_rates``."""
    figure, axes = subplots(size=_SIZE)
    _band(axes, rates, found["without"], "without batch normalisation", WITHOUT)
    _band(axes, rates, found["with"], "with batch normalisation", WITH, "s-")
    _plain_log(axes, [0.01, 0.1, 1, 10])
    axes.set(xlabel="learning rate", title="Which learning rates a network tolerates")
    _accuracy(axes)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 0.12))
    return figure


def section_4_1(found: Mapping[str, object]) -> Figure:
    """Draw what the paper's figure 1 shows: accuracy, and one unit's input, with and without."""
    figure, (left, middle, right) = subplots(1, 3, size=_SIZE, width_ratios=(1.25, 1, 1))
    for name, colour, look in [("without", WITHOUT, "o-"), ("with", WITH, "s-")]:
        history = found[name].history
        _band(left, history.at, history.accuracies, name, colour, look)
    left.set(xlabel="steps", title="Accuracy")
    _accuracy(left)
    left.legend(**_LEGEND)
    for axes, name, colour in [(middle, "without", WITHOUT), (right, "with", WITH)]:
        seen = found[name].percentiles
        steps = np.arange(0, len(seen), max(1, len(seen) // 100))  # a hundred are enough to see
        low, median, high = seen[steps].T
        axes.fill_between(steps, low, high, color=colour, alpha=0.25, linewidth=0)
        axes.plot(steps, median, color=colour, linewidth=1.2)
        axes.set(xlabel="steps", title=f"One unit, {name}")
    middle.set_ylabel("input of a last-layer sigmoid")
    limits = [*middle.get_ylim(), *right.get_ylim()]
    for axes in (middle, right):
        axes.set_ylim(min(limits), max(limits))
    return figure


def noise(found: Mapping[str, object]) -> Figure:
    """Draw accuracy, and how restless the sigmoids' inputs are, with noise after normalising."""
    figure, (left, right) = subplots(1, 2, size=_SIZE, width_ratios=(1.6, 1))
    looks = [("without", WITHOUT, "o-"), ("with", WITH, "s-")]
    looks += [("with, then noise", COLOURS["third alternative"], "^-")]
    for name, colour, look in looks:
        history = found[name].history
        _band(left, history.at, history.accuracies, name, colour, look)
    left.set(xlabel="steps", title="Accuracy")
    _accuracy(left)
    left.legend(**_LEGEND)
    for place, (name, colour, _) in enumerate(looks):
        values = found[name].restlessness
        right.barh(place, values.mean(), color=colour, height=0.6)
        right.text(values.mean() + 0.01, place, f"{values.mean():.2f}", va="center", fontsize=12)
    right.set_yticks(range(3), ["without", "with", "with,\nthen noise"])
    right.invert_yaxis()
    right.set_xlim(0, right.get_xlim()[1] * 1.15)
    right.set(xlabel="how far it moves in one step", title="A unit's mean input")
    right.grid(axis="y", visible=False)
    return figure


def landscape(found: Mapping[str, np.ndarray], every: int) -> Figure:
    """Draw the range of the loss along the gradient over the training steps, first seed."""
    figure, axes = subplots(size=_SIZE)
    for name, colour in [("without", WITHOUT), ("with", WITH)]:
        losses = found[name][:, :, 0]
        steps = np.arange(len(losses)) * every
        low, high = losses.min(axis=1), np.minimum(losses.max(axis=1), 1e3)
        label = f"{name} batch normalisation"
        axes.fill_between(steps, low, high, color=colour, alpha=0.45, linewidth=0.6, label=label)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set(xlabel="training steps", ylabel="loss (log scale)")
    axes.set(title="Loss along the gradient, ½ to 4 learning rates away")
    axes.legend(loc="lower left")
    return figure


def residual(rates: Sequence[float], found: Mapping[int, Mapping[str, np.ndarray]]) -> Figure:
    """Draw the final accuracies of ``experiments.residual`` for each number of blocks."""
    figure, row = subplots(1, len(found), size=_SIZE, sharey=True)
    looks = [
        ("He only", WITHOUT, "o-"),
        ("BN", WITH, "s-"),
        ("Fixup", COLOURS["alternative"], "^-"),
    ]
    for axes, (blocks, results) in zip(row, found.items(), strict=True):
        for name, colour, look in looks:
            _band(axes, rates, results[name], name, colour, look)
        _plain_log(axes, [0.001, 0.01, 0.1])
        axes.set(xlabel="learning rate", title=f"{blocks} blocks, {2 * blocks + 2} layers")
        _accuracy(axes)
    row[-1].set_ylabel("")
    row[0].legend(**_LEGEND)
    return figure


#: The explorer's unit: 4,096 inputs, skewed as real ones are, with mean 2 and deviation 1.5.
_DRAWN = np.random.default_rng(4).gamma(4.0, size=4096)
POPULATION = 2 + 1.5 * (_DRAWN - _DRAWN.mean()) / _DRAWN.std()
STANDARDISED = (POPULATION - POPULATION.mean()) / POPULATION.std()
BINS = np.linspace(-8, 13, 43)


def stage(figure: Figure, mode: str) -> np.ndarray:
    """Return the explorer's two axes: the unit's values before the layer, and after it.

    Args:
        figure: an empty figure.
        mode: ``"training"`` or ``"inference"``.
    """
    arguments.one_of("mode", mode, ("training", "inference"))
    figure.set_layout_engine("none")
    margins = {"left": 0.1, "right": 0.985, "bottom": 0.15, "top": 0.91, "wspace": 0.06}
    row = figure.subplots(1, 2, sharex=True, sharey=True, gridspec_kw=margins)
    looks = [("before", "all inputs", WITHOUT), (f"after, in {mode}", "all, as γ and β ask", WITH)]
    for axes, (title, whole, colour) in zip(row, looks, strict=True):
        axes.text(0.02, 0.93, "this batch", transform=axes.transAxes, color=colour, weight="bold")
        axes.text(0.98, 0.93, whole, transform=axes.transAxes, ha="right")
        axes.set(title=title, xlabel="value of the unit (dashed: mean)", xlim=(BINS[0], BINS[-1]))
        axes.set_xticks([-5, 0, 5, 10])
    row[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    row[0].set_ylabel("share of the batch")
    return row


def explore(row, *, gamma, beta, batch_size: int, shift, mode: str) -> str:
    """Draw one unit's inputs in a batch, and what batch normalisation makes of them.

    Args:
        row: the two axes of `stage`.
        gamma, beta: the layer's scale and shift.
        batch_size: how many inputs are in the batch.
        shift: added to every input; the moving statistics have not seen it.
        mode: ``"training"`` or ``"inference"``.

    Returns:
        The caption: mean and deviation before and after, and what a ReLU lets through.
    """
    before = POPULATION[:batch_size, None] + shift
    if mode == "training":
        after = batch_normalise(before, gamma, beta)
    else:
        after = normalise_with(before, POPULATION.mean(), POPULATION.var(), gamma, beta)
    looks = [(before, POPULATION + shift, WITHOUT), (after, gamma * STANDARDISED + beta, WITH)]
    highest = 0.0
    for axes, (values, whole, colour) in zip(row, looks, strict=True):
        batch, all_of_them = _shares(values), _shares(whole)
        highest = max(highest, batch.max(), all_of_them.max())
        axes.stairs(batch, BINS, fill=True, color=colour, alpha=0.75)
        axes.stairs(all_of_them, BINS, color="black", linewidth=1.2)
        axes.axvline(values.mean(), ymax=0.8, color="black", linewidth=1.5, linestyle="--")
    height = next(height for height in _TICKS if 1.2 * highest <= height)
    if row[0].get_ylim() != (0, height):  # the axes stand still as long as they can
        row[0].set(ylim=(0, height), yticks=np.arange(0, height, _TICKS[height]))
    passed = (after > 0).mean()
    return (
        f"Batch of {batch_size}, {mode}: mean {before.mean():.2f}, deviation {before.std():.2f} "
        f"become mean {round(after.mean(), 2) + 0:.2f}, deviation {after.std():.2f}; a ReLU would "
        f"let {passed:.0%} of them through."
    )


def _shares(values) -> np.ndarray:
    """Return the share of the values in each bin; those outside count in the outermost."""
    return np.histogram(np.clip(values, BINS[0], BINS[-1]), BINS)[0] / len(values)


def _band(axes, x, values, label, colour, look="o-") -> None:
    """Draw the mean over the last axis, and from the worst to the best seed in a lighter tone."""
    values = np.asarray(values)
    axes.fill_between(
        x, values.min(axis=-1), values.max(axis=-1), color=colour, alpha=0.2, linewidth=0
    )
    axes.plot(
        x, values.mean(axis=-1), look, color=colour, markevery=max(1, len(x) // 8), label=label
    )


def _accuracy(axes, lowest: float = 0.0) -> None:
    """Make the vertical axis one of accuracies, with the line of chance."""
    axes.set(ylim=(lowest, 1.03), ylabel="test accuracy")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    if lowest < 0.1:
        axes.axhline(0.1, **CHANCE)
        place = axes.get_yaxis_transform()
        axes.text(
            1,
            0.09,
            "chance",
            transform=place,
            color=CHANCE["color"],
            ha="right",
            va="top",
            fontsize=12,
        )


def _plain_log(axes, ticks) -> None:
    """Make the horizontal axis logarithmic, with exactly these ticks, written out."""
    axes.set_xscale("log")
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.minorticks_off()
