"""Drawing testing and validation: estimates in rows, curves, the procedure, leaks, the explorer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullLocator, PercentFormatter

from cnnlectures.core.style import COLOURS, subplots
from cnnlectures.lectures.testing_and_validation import intervals, mismatch, selection, worlds
from cnnlectures.lectures.testing_and_validation.experiments import digits, standard_error

#: One colour for each set, in every figure of the lecture.
SET_COLOURS = {
    "training": COLOURS["training"],
    "validation": COLOURS["validation"],
    "test": COLOURS["with"],
    "truth": COLOURS["alternative"],
}
_GREY = "#555555"


# ------------------------------------------------------------------ rows of estimates


def rows(
    measured: Mapping[str, np.ndarray],
    title: str,
    *,
    colours: Sequence[str],
    truth: tuple[float, str] | None = None,
    limits: tuple[float, float] = (0, 1),
    height: float = 3.4,
):
    """Draw each series as a row of dots, one for each repetition, and its mean.

    Args:
        measured: accuracies by the row's name.
        title: of the figure.
        colours: of each row, by its name in `COLOURS`.
        truth: a value to compare with, and what it is; leave the title empty then.
        limits: of the axis.
        height: of the figure in inches.
    """
    figure, axes = subplots(size=(8.6, height))
    _rows(axes, measured, colours, limits, truth)
    axes.set_title(title)
    axes.set_xlabel("accuracy")
    return figure


def _rows(axes: Axes, measured, colours, limits, truth=None) -> None:
    if truth is not None:
        axes.axvline(truth[0], color=COLOURS["reference"], ls="--", lw=2, zorder=1)
        axes.annotate(truth[1], (truth[0], 1), xytext=(0, 3), textcoords="offset points",
                      xycoords=("data", "axes fraction"), ha="center", color=_GREY)  # fmt: skip
    colours = [COLOURS[colour] for colour in colours]
    for height, (name, colour) in enumerate(zip(measured, colours, strict=True)):
        values = np.asarray(measured[name])
        look = {"ms": 4.5, "alpha": 0.45} if len(values) > 30 else {"ms": 7, "alpha": 0.8}
        axes.plot(values, height + _jitter(len(values)), "o", color=colour, mew=0, **look)
        _mean(axes, values.mean(), height)
    axes.set_yticks(range(len(measured)), list(measured))
    axes.set(ylim=(len(measured) - 0.45, -0.68), xlim=limits)
    axes.grid(False, axis="y")


def _mean(axes: Axes, mean: float, height: float) -> None:
    axes.plot([mean, mean], [height - 0.3, height + 0.3], color="black", lw=3, zorder=4)
    box = {"facecolor": axes.get_facecolor(), "edgecolor": "none", "pad": 0.5, "alpha": 0.8}
    axes.annotate(f"{mean:.3f}", (mean, height - 0.3), xytext=(0, 2), ha="center", bbox=box,
                  textcoords="offset points", va="bottom", annotation_clip=False)  # fmt: skip


def _jitter(count: int) -> np.ndarray:
    return (np.arange(count) * 0.618034 % 1 - 0.5) * 0.36


def leaks(people: Mapping[str, np.ndarray], time: Mapping[str, np.ndarray]):
    """Draw what each split says, and what is true, for groups and for time."""
    figure, both = subplots(1, 2, size=(8.6, 3.6))
    colours = ("without", "with", "alternative")
    for axes, measured, title in zip(both, (people, time), ("Writers", "Time"), strict=True):
        _rows(axes, measured, colours, (0.35, 1.02))
        axes.set_title(title)
        axes.set(xlabel="accuracy", xticks=[0.4, 0.6, 0.8, 1.0])
    return figure


# ------------------------------------------------------------------ training and test


def memorised(shares: Sequence[float], found: Mapping[str, np.ndarray]):
    """Draw what `experiments.memorise` found for these shares of labels drawn by lot."""
    figure, axes = subplots(size=(8.6, 3.7))
    for name, values in found.items():
        axes.plot(shares, values.mean(1), "o-", color=SET_COLOURS[name], label=name)
        axes.fill_between(shares, values.min(1), values.max(1), color=SET_COLOURS[name], alpha=0.2)
    axes.axhline(0.1, color=COLOURS["reference"], ls=":", lw=1.6)
    axes.text(0, 0.12, "guessing", color=_GREY)
    axes.set(ylim=(0, 1.08), xlabel="share of all labels drawn by lot", ylabel="accuracy")
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.set_xticks(shares)
    axes.set_title("The nearest neighbour always knows its own training set")
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.72))
    return figure


def spread(sizes: Sequence[int], found: Mapping):
    """Draw what `experiments.spread` found for test sets of these sizes."""
    figure, axes = subplots(size=(8.6, 4.0))
    fine = np.geomspace(sizes[0] / 1.3, sizes[-1] * 1.3, 60)
    formula = standard_error(found["accuracy"], fine)
    axes.plot(fine, formula, color=COLOURS["reference"], ls="--", label="√(p(1 − p)/n)")
    axes.plot(sizes, found["one model"], "o", ms=9, color=COLOURS["with"], label="one model")
    axes.plot(sizes, found["new model"], "s-", ms=7, color=COLOURS["without"],
              label="trained anew each time")  # fmt: skip
    axes.axhline(found["models"], color=COLOURS["without"], ls=":", lw=1.6)
    axes.text(fine[0], found["models"] * 0.95, "the models themselves differ by this", va="top",
              color=COLOURS["without"])  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel="test images", ylabel="standard deviation")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    ticks = (0.005, 0.01, 0.02, 0.05, 0.1)
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_title("How far a test accuracy scatters")
    axes.legend(loc="upper right")
    return figure


def coverage(n: int):
    """Draw how often each interval holds the true accuracy, for n test examples."""
    figure, axes = subplots(size=(8.6, 4.0))
    accuracies = np.linspace(0.7, 0.998, 600)
    colours = (COLOURS["without"], COLOURS["with"], COLOURS["alternative"])
    for name, colour in zip(intervals.INTERVALS, colours, strict=True):
        held = intervals.coverage(name, accuracies, n)
        axes.plot(accuracies, held, color=colour, label=name, lw=1.8)
    axes.axhline(0.95, color=COLOURS["reference"], ls="--", lw=2)
    axes.set(ylim=(0.4, 1.02), xlim=(0.7, 1), xlabel="true accuracy", ylabel="holds the truth")
    axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.set_title(f"“95 %” intervals from {n} test examples")
    axes.legend(loc="lower left")
    return figure


# ------------------------------------------------------------------ choosing


def guessers(candidates: Sequence[int], found: np.ndarray, images: int):
    """Draw what `selection.guessers` found for these numbers of candidates."""
    figure, axes = subplots(size=(8.6, 3.8))
    fine = np.unique(np.geomspace(1, candidates[-1], 40).astype(int))
    noise = standard_error(0.5, images)
    formula = [0.5 + noise * selection.expected_maximum(int(m)) for m in fine]
    axes.plot(fine, formula, color=COLOURS["reference"], ls="--", label="expected maximum")
    low, high = np.quantile(found, [0.05, 0.95], axis=1)
    mean = found.mean(1)
    axes.errorbar(candidates, mean, (mean - low, high - mean), fmt="o", capsize=5,
                  color=COLOURS["without"], label="best on the test set (90 %)")  # fmt: skip
    axes.axhline(0.5, color=SET_COLOURS["truth"], lw=2)
    axes.text(1.3, 0.492, "true accuracy of all of them", va="top", color=SET_COLOURS["truth"])
    axes.set(xscale="log", ylim=(0.4, 0.75), xlabel="candidates", ylabel="accuracy")
    axes.set_xticks(candidates, [f"{count:,}" for count in candidates])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_title(f"The best of many who guess, {images} test images")
    axes.legend(loc="upper left")
    return figure


_STEPS = (
    ("1  train each candidate", ("training",)),
    ("2  choose the best", ("validation",)),
    ("3  fit it again, on both", ("training", "validation")),
    ("4  test it, once", ("test",)),
)


def procedure():
    """Draw the procedure of slide 15: the part of the data that each step uses."""
    figure, axes = subplots(size=(8.6, 3.2))
    parts = {"training": (0, 60), "validation": (60, 20), "test": (80, 20)}
    for row, (told, used) in enumerate(_STEPS):
        for name, (start, width) in parts.items():
            ink = "white" if name != "training" and row != 2 else "black"
            face, ink = (SET_COLOURS[name], ink) if name in used else ("none", "#999999")
            face = SET_COLOURS["training"] if name in used and row == 2 else face
            box = Rectangle((start + 0.5, row - 0.36), width - 1, 0.72, facecolor=face)
            box.set(edgecolor="#999999", linewidth=1.2)
            axes.add_patch(box)
            text = f"{name}\n{width} %" if row == 0 else name
            axes.text(start + width / 2, row, text, ha="center", va="center", color=ink)
        axes.text(-2, row, told, ha="right", va="center")
    axes.set(xlim=(-46, 100.5), ylim=(3.5, -0.6))
    axes.axis("off")
    return figure


def polynomials(data: Mapping[str, tuple], found: Mapping[str, selection.Procedures]):
    """Draw one data set of each kind with its chosen curve, and how often each degree is chosen.

    Args:
        data: inputs, targets and the final polynomial, by name of the truth.
        found: as `selection.procedures` returns it, by the same names.
    """
    figure, grid = subplots(2, 2, size=(8.6, 4.4), width_ratios=[1.2, 1])
    line = np.linspace(-1, 1, 200)
    for (left, right), (name, (x, y, weights)) in zip(grid, data.items(), strict=True):
        left.plot(x, y, "o", ms=4, color=COLOURS["reference"], alpha=0.7)
        left.plot(line, selection.TRUTHS[name](line), color=SET_COLOURS["truth"], lw=1.8,
                  label="truth")  # fmt: skip
        degree = len(weights) - 1
        left.plot(line, np.polyval(weights, line), color=COLOURS["with"], ls="--",
                  label=f"chosen: degree {degree}")  # fmt: skip
        left.set(ylim=(-2.3, 2.3), yticks=[-2, 0, 2], title=f"{name} truth")
        left.legend(loc="lower right", ncols=2)
        degrees = list(found[name].fixed)
        counts = [np.mean(found[name].chosen == degree) for degree in degrees]
        right.bar(degrees, counts, color=COLOURS["with"])
        right.set(ylim=(0, 0.55), yticks=[0, 0.25, 0.5], xticks=degrees, title="chosen degree")
        right.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    return figure


# ------------------------------------------------------------------ sharing out


def hold_out_error(shares: Sequence[float], found: Mapping[str, np.ndarray], n: int):
    """Draw what `resampling.hold_out_error` found for these shares of n examples."""
    figure, axes = subplots(size=(8.6, 3.8))
    lines = {
        "total": ("both together", COLOURS["validation"], "o-"),
        "deviation": ("luck: few to test", COLOURS["without"], "s--"),
        "bias": ("too low: few to train", COLOURS["with"], "^--"),
    }
    for name, (label, colour, style) in lines.items():
        values = -found[name] if name == "bias" else found[name]
        axes.plot(shares, values, style, color=colour, label=label)
    axes.set(xlabel="share of the test set", ylabel="off by (accuracy)")
    axes.axhline(0, color=_GREY, lw=0.8)
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.set_xticks(shares)
    axes.set_title(f"A hold-out estimate from {n} digits")
    axes.legend(loc="upper center")
    return figure


def copies(shares: Sequence[float], found: np.ndarray):
    """Draw what `leaks.copies` found for these shares of test images with a copy."""
    figure, axes = subplots(size=(8.6, 3.6))
    axes.plot([0, 1], [0.1, 1], color=COLOURS["reference"], ls="--", label="0.1 + 0.9 × share")
    axes.plot(shares, found.mean(1), "o", ms=10, color=COLOURS["without"], label="measured")
    axes.set(
        xlabel="test images with a copy in the training set", ylabel="accuracy", ylim=(0, 1.05)
    )
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.set_title("Labels drawn by lot: nothing can be learnt")
    axes.legend(loc="upper left")
    return figure


def cameras(count: int = 8):
    """Draw some digits as they are, and as the other camera of `mismatch.shifted` sees them."""
    figure, grid = subplots(2, count, size=(8.6, 2.5))
    x, _ = digits()
    for axes, image in zip(grid.T, x[:count], strict=True):
        for row, seen in zip(axes, (image, mismatch.shifted(image[None])[0]), strict=True):
            row.imshow(seen.reshape(8, 8), cmap="gray_r", vmin=0, vmax=16)
            row.set(xticks=[], yticks=[])
            row.spines[:].set_visible(True)
    for row, told in zip(grid[:, 0], ("collected", "deployed"), strict=True):
        row.set_ylabel(told, rotation=0, ha="right", va="center")
    return figure


def four_errors(errors: Mapping[str, np.ndarray]):
    """Draw the errors on the four sets, a line for each made case.

    Args:
        errors: (4, seeds) by case, as `mismatch.four_errors` returns them.
    """
    figure, axes = subplots(size=(8.6, 4.0))
    names = ("without", "alternative", "with", "third alternative", "reference")
    for (case, values), name, mark in zip(errors.items(), names, "osD^v", strict=False):
        axes.plot(values.mean(1), f"{mark}-", color=COLOURS[name], label=case, ms=8)
    axes.set_xticks(range(4), [*mismatch.SETS])
    axes.set(ylim=(-0.02, 0.62), xlim=(-0.2, 3.2), ylabel="error")
    axes.set_title("Where the error jumps says what is wrong")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


# ------------------------------------------------------------------ the explorer

_ROWS = ("validation set", "test set", "truth")
_ROW_COLOURS = dict(zip(_ROWS, ("validation", "test", "truth"), strict=True))


def stage(figure: Figure, chooser: str) -> Axes:
    """Return the explorer's axes: a row for the scores of each set, and one for the truth.

    Args:
        figure: an empty figure.
        chooser: one of `worlds.CHOOSERS`.
    """
    figure.set_layout_engine("none")
    axes = figure.add_axes((0.2, 0.155, 0.76, 0.73))
    axes.set(xlim=(0.6, 1.0), ylim=(2.5, -0.7), xlabel="accuracy of the chosen candidate")
    told = [f"{name}\n(it chose)" if name == chooser else name for name in _ROWS]
    axes.set_yticks(range(3), told)
    axes.grid(False, axis="y")
    axes.set_title("200 times: share out, train, choose, test")
    return axes


def draw(axes: Axes, *, n, candidates, validation, test, spread, seed, chooser) -> str:
    """Draw the explorer's world and return what it says, in numbers.

    Args:
        axes: of `stage`.
        n: examples in all, as text such as ``"1,000"``.
        candidates: to choose from; rounded to a whole number.
        validation, test, spread: shares; deviation of the candidates' true accuracies.
        seed, chooser: of the draws; one of `worlds.CHOOSERS`.
    """
    shares = {"validation": validation, "test": test}
    world = worlds.live(n=int(n.replace(",", "")), **shares, candidates=round(candidates),
                        spread=spread, chooser=chooser, seed=seed)  # fmt: skip
    low = axes.get_xlim()[0]
    for height, name in enumerate(_ROWS):
        values = world.scores[name]
        axes.plot(np.maximum(values, low), height + _jitter(len(values)), "o", ms=4, mew=0,
                  color=SET_COLOURS[_ROW_COLOURS[name]], alpha=0.45)  # fmt: skip
        _mean(axes, max(values.mean(), low), height)
    axes.axvline(world.mean, color=COLOURS["reference"], ls="--", lw=1.6)
    means = {name: values.mean() for name, values in world.scores.items()}
    flatters = {name: round(means[name] - means["truth"], 4) + 0.0 for name in worlds.CHOOSERS}
    margin = 1.96 * standard_error(means["truth"], world.sizes["test"])
    sizes = ", ".join(f"{size:,} {name}" for name, size in world.sizes.items())
    return (
        f"{n} examples: {sizes}. Candidates: {round(candidates)}, of mean accuracy "
        f"{world.mean:.4f} (dashed); the chosen: {means['truth']:.4f}. The validation set "
        f"flatters by {flatters['validation set']:.4f}, the test set by "
        f"{flatters['test set']:.4f} (formula for the one that chose: {world.optimism:.4f}). "
        f"A fresh test set is good to ± {margin:.4f}."
    )
