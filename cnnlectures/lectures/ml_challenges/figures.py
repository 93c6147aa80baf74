"""Drawing the challenges: learning curves, polls, spoilt data, curves through points, remedies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from cnnlectures.core.style import COLOURS, subplots
from cnnlectures.lectures.ml_challenges import experiments, quality, remedies

_LEARNERS = {
    "perceptron": (COLOURS["third alternative"], "s"),
    "naive Bayes": (COLOURS["alternative"], "^"),
    "logistic regression": (COLOURS["with"], "o"),
    "memory-based": (COLOURS["second alternative"], "D"),
    "nearest neighbours": (COLOURS["second alternative"], "D"),
}
_SIX = (*list(COLOURS.values())[:5], COLOURS["reference"])
_TREATED = {
    "all": ("all", COLOURS["without"]),
    "20 selected": ("20 selected", COLOURS["with"]),
    "5 extracted": ("5 extracted", COLOURS["alternative"]),
}
_THOUSANDS = FuncFormatter(lambda value, _: f"{value:,.0f}")
_KNOBS = {
    "degree": "simpler: degree",
    "examples": "more data: countries",
    "noise": "less noise: deviation",
    "L2": "L2: λ",
    "L1": "L1: λ",
    "dropout": "dropout: share",
}


def learning_curves(sizes: Sequence[int], accuracy: Mapping[str, np.ndarray], sets):
    """Draw accuracy against the number of examples: by learner, and by confusion set.

    Args:
        sizes: numbers of training examples.
        accuracy: by learner, (sets, seeds, sizes).
        sets: the pairs of words.
    """
    figure, (left, right) = subplots(1, 2, sharey=True)
    for name, values in accuracy.items():
        (colour, marker), over_sets = _LEARNERS[name], values.mean(0)
        left.plot(sizes, over_sets.mean(0), marker=marker, color=colour, label=name)
        left.fill_between(sizes, over_sets.min(0), over_sets.max(0), color=colour, alpha=0.15, lw=0)
    over_learners = np.mean([values.mean(1) for values in accuracy.values()], axis=0)
    for pair, values, colour in zip(sets, over_learners, _SIX, strict=False):
        right.plot(sizes, values, "o-", color=colour, label="/".join(pair))
    for axes, title in ((left, "Mean of all word pairs"), (right, "Mean of the learners")):
        axes.set(xscale="log", xlabel="training examples", ylim=(0.4, 1.0))
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.axhline(0.5, color=COLOURS["reference"], ls=":", lw=1.6)
        axes.set_title(title)
    left.legend(loc="upper left")
    right.legend(loc="lower right", ncols=2, handlelength=1.2)
    left.set_ylabel("accuracy on other files")
    left.text(sizes[-1], 0.49, "guessing", ha="right", va="top", color="#555555")
    return figure


def poll_errors(sizes: Sequence[int], random: np.ndarray, biased: np.ndarray):
    """Draw the typical error of a random and of a biased poll against its size.

    Args:
        sizes, random, biased: (sizes,), people who answer, root-mean-square errors of a share.
    """
    figure, axes = subplots()
    axes.plot(sizes, 100 * biased, "s-", color=COLOURS["without"], label="the Digest's way")
    axes.plot(sizes, 100 * random, "o-", color=COLOURS["with"], label="chosen at random")
    axes.set(xscale="log", yscale="log", xlabel="people who answer", ylabel="error in points")
    axes.set_yticks([0.03, 0.1, 1, 10, 20], ["0.03", "0.1", "1", "10", "20"])
    axes.yaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(_THOUSANDS)
    axes.set_xticks([10, 100, 1000, 10_000, 100_000, 1_000_000])
    axes.set_title("More answers remove noise, not bias")
    axes.legend()
    return figure


#: Landon's true share in 1936, in percent.
_TRUTH = 100 * experiments.two_party(*(experiments.ELECTION[w] for w in ("Landon", "Roosevelt")))


def electorate_stage(figure: Figure) -> tuple[Axes, Axes]:
    """Return the poll explorer's axes: who is left after each step, and the polls' results."""
    figure.set_layout_engine("none")
    bars = figure.add_axes((0.13, 0.15, 0.37, 0.72))
    bells = figure.add_axes((0.57, 0.15, 0.41, 0.72))
    bars.set(xlim=(0, 100), ylim=(-0.6, 2.6), xlabel="Landon's share in %")
    bars.set_yticks([2, 1, 0], ["all\nvoters", "on the\nlist", "who\nanswer"])
    bars.barh([2, 1, 0], 100, 0.7, color=COLOURS["training"], zorder=0)
    bars.set_title("Landon", color=COLOURS["without"])
    bars.set_title("Roosevelt", color=COLOURS["with"], loc="right")
    bells.set(xlim=(20, 90), ylim=(0, 1.45), yticks=[], xlabel="Landon's share in %")
    for axes in (bars, bells):
        axes.axvline(50, color=COLOURS["reference"], ls="--", lw=1.6)
        axes.grid(False)
    bells.plot([], color=COLOURS["with"], lw=6, label="at random")
    bells.plot([], color=COLOURS["without"], lw=6, label="this way")
    bells.legend(loc="upper right")
    _share(bars, 2, _TRUTH)
    return bars, bells


def _share(bars: Axes, place: float, share: float) -> None:
    """Draw a share in percent at one step, and what is left for the other."""
    bars.barh(place, share, 0.7, color=COLOURS["without"])
    bars.text(3, place, f"{share:.1f} %", color="white", va="center", weight="bold")
    bars.text(97, place, f"{100 - share:.1f} %", ha="right", va="center", weight="bold")


def electorate(both, *, frame: float, response: float, n: float) -> str:
    """Draw what list and answers do to Landon's share, and what polls of `n` people find.

    Args:
        both: the axes of `electorate_stage`.
        frame: how many times as likely Landon's voters are to be on the list.
        response: how many times as likely they are to answer.
        n: how many people answer.
    """
    bars, bells = both
    shares = [experiments.poll_share(_TRUTH / 100, frame, factor) for factor in (1, response)]
    listed, answered = (100 * share for share in shares)
    _share(bars, 1, listed)
    _share(bars, 0, answered)
    people, width = round(n), np.linspace(-4, 4, 61)
    for share, colour in ((_TRUTH, "with"), (answered, "without")):
        noise = 100 * experiments.sampling_noise(share / 100, people)
        at, height = share + max(noise, 0.15) * width, np.exp(-0.5 * width**2)
        bells.fill_between(at, height, color=COLOURS[colour], alpha=0.8, lw=0)
    bells.text(20, 1.49, f"What polls of {people:,} say", fontsize=14, weight="bold")
    winner = "Landon" if answered > 50 else "Roosevelt"
    return (
        f"On the list {listed:.2f} % are for Landon, among the {people:,} answers "
        f"{answered:.2f} % ± {noise:.2f}: {winner} is called. Bias {answered - _TRUTH:.2f} points."
    )


def treatments(panels: Mapping[str, Mapping[str, Mapping[str, np.ndarray]]]):
    """Draw each learner's accuracy after each treatment of the data, a panel for each case.

    Args:
        panels: by title, by learner, by treatment: (seeds,).
    """
    figure, rows = subplots(
        1, len(panels), sharex=True, sharey=True, squeeze=False, size=(8.6, 4.0)
    )
    for axes, (title, results) in zip(rows[0], panels.items(), strict=True):
        for shift, learner in zip((0.14, -0.14), quality.LEARNERS, strict=True):
            colour, marker = _LEARNERS[learner]
            names = list(results[learner])
            at = np.arange(len(names))[::-1] + shift
            means = [values.mean() for values in results[learner].values()]
            ends = [values.std() for values in results[learner].values()]
            axes.errorbar(means, at, xerr=ends, fmt=marker, ms=9, color=colour, label=learner,
                          capsize=4)  # fmt: skip
        axes.set_yticks(np.arange(len(names))[::-1], names)
        axes.set(ylim=(-0.6, len(names) - 0.4), xlabel="accuracy on other patients")
        axes.set_title(title)
    figure.legend(*rows[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def noise_features(extra: Sequence[int], results, slow, sizes: Sequence[int]):
    """Draw accuracy against the number of noise features, and learning curves beside some.

    Args:
        extra: numbers of noise features.
        results: as `quality.noise_features` returns them.
        slow: by number of noise features, as `quality.slowed` returns them.
        sizes: numbers of training patients.
    """
    figure, rows = subplots(1, 3, sharey=True, width_ratios=[1, 1, 1.15])
    for axes, learner in zip(rows, quality.LEARNERS, strict=False):
        for how, values in results[learner].items():
            label, colour = _TREATED[how]
            mean, spread = values.mean(0), values.std(0)
            axes.plot(np.arange(len(extra)), mean, "o-", color=colour, label=label)
            band = (mean - spread, mean + spread)
            axes.fill_between(np.arange(len(extra)), *band, color=colour, alpha=0.15, lw=0)
        axes.set_xticks(np.arange(len(extra)), [f"{count}" for count in extra])
        axes.set(xlabel="noise features", title=learner.capitalize())
    rows[0].legend(loc="lower left")
    rows[0].set(ylabel="accuracy", ylim=(0.78, 1.0), yticks=[0.8, 0.85, 0.9, 0.95, 1.0])
    for (_, curves), style in zip(sorted(slow.items()), ("-", "--"), strict=True):
        for learner, values in curves.items():
            colour, marker = _LEARNERS[learner]
            rows[2].plot(sizes, values.mean(0), style, marker=marker, color=colour)
            if style == "-":
                rows[2].plot([], marker=marker, color=colour, label=learner)
    rows[2].plot([], "--", color=COLOURS["reference"], label=f"beside {max(slow)} noise")
    rows[2].set(xscale="log", xlabel="training patients", title="Slower, too")
    rows[2].set_xticks(sizes, [str(size) for size in sizes])
    rows[2].xaxis.set_minor_locator(NullLocator())
    rows[2].yaxis.set_major_formatter("{x:.2f}")
    rows[2].legend(loc="lower right", handlelength=1.4)
    return figure


def countries(income: np.ndarray, y: np.ndarray, fits: Mapping[str, np.ndarray]):
    """Draw the countries and polynomials through them.

    Args:
        income, y: (countries,), in US dollars, and life satisfaction.
        fits: by label, the weights of the features of `experiments.polynomial`.
    """
    figure, axes = subplots()
    grid = np.linspace(income.min(), income.max(), 2000)
    axes.plot(income / 1000, y, "o", color="black", ms=6, zorder=3)
    for (label, weights), colour in zip(fits.items(), _SIX[1::-1], strict=False):
        line = experiments.polynomial(grid, len(weights) - 1) @ weights
        axes.plot(grid / 1000, line, color=colour, label=label, lw=2)
    axes.set(xlabel="GDP per head in 1,000 US dollars", ylabel="life satisfaction", ylim=(0, 10))
    axes.set_title("36 countries, 2015")
    axes.legend(loc="lower right", frameon=True, framealpha=1)
    return figure


def degrees(tried: Sequence[int], errors: Mapping[str, np.ndarray]):
    """Draw training and leave-one-out error against the degree.

    Args:
        tried, errors: the degrees, and what `experiments.by_degree` returned for them.
    """
    figure, axes = subplots()
    axes.plot(tried, errors["training"], "o-", color=COLOURS["training"], label="training")
    axes.plot(tried, errors["leave one out"], "o-", color=COLOURS["validation"],
              label="leave one out")  # fmt: skip
    axes.axhline(10, color=COLOURS["reference"], ls=":", lw=1.6)
    axes.text(tried[-1], 14, "the whole scale, 0 to 10", ha="right", color="#555555")
    axes.set(yscale="log", ylim=(0.08, 1e14), xlabel="degree", ylabel="error (root mean square)")
    axes.set_xticks([1, 5, 10, 15, 20, 25, 30])
    axes.set_title("Better on what it has seen, absurd on what it has not")
    axes.legend(loc="upper left")
    return figure


def remedy_curves(curves: Mapping[str, tuple[Sequence[float], Mapping[str, np.ndarray]]]):
    """Draw training error and error on new data against each of six knobs.

    Args:
        curves: by knob, its values and the errors by name, (seeds, values).
    """
    figure, rows = subplots(2, 3, sharey=True, size=(8.6, 4.2))
    for axes, (knob, (values, errors)) in zip(rows.flat, curves.items(), strict=True):
        at = np.arange(len(values))
        for name, colour in (("training", "training"), ("new", "validation")):
            low, middle, high = np.quantile(errors[name], (0.25, 0.5, 0.75), axis=0)
            label = {"new": "new data"}.get(name, name)
            axes.plot(at, middle, "o-", ms=4, color=COLOURS[colour], label=label)
            axes.fill_between(at, low, high, color=COLOURS[colour], alpha=0.15, lw=0)
        shown = at[:: 2 if len(values) > 6 else 1]
        axes.set_xticks(shown, [_brief(values[place]) for place in shown], fontsize=12)
        axes.set(ylim=(0, 1.85), yticks=[0, 0.6, 1.2, 1.8])
        axes.set_title(_KNOBS[knob], fontsize=13)
    rows[0, 0].legend(loc="upper right", fontsize=12)
    figure.supylabel("error (median, quartiles)", fontsize=13)
    return figure


def _brief(value: float) -> str:
    if 0 < value < 0.01:
        return f"$10^{{{round(np.log10(value))}}}$"
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"


def batch_sizes(batches: Sequence[int], strengths: Sequence[float], sizes: np.ndarray):
    """Draw the weights' size against the batch size, for several strengths of L2.

    Args:
        batches, strengths: countries per update, and strengths of the penalty.
        sizes: (strengths, batches, seeds).
    """
    figure, axes = subplots(size=(8.6, 3.6))
    for values, strength, colour in zip(sizes, strengths, _SIX, strict=False):
        axes.errorbar(np.arange(len(batches)), values.mean(-1), values.std(-1), fmt="o-",
                      color=colour, capsize=4, label=f"λ = {strength:g}")  # fmt: skip
    axes.set_xticks(np.arange(len(batches)), [str(size) for size in batches])
    axes.set(ylim=(0, None), xlim=(-0.3, len(batches) - 0.2), xlabel="batch size")
    axes.set(ylabel="size of the weights", title="λ sets the goal, the batch size only the way")
    axes.legend(loc="center right")
    return figure


def stage(figure: Figure) -> tuple[Axes, Axes]:
    """Return the explorer's axes: the points with their curve, and the errors by degree."""
    figure.set_layout_engine("none")
    curve = figure.add_axes((0.075, 0.15, 0.49, 0.75))
    errors = figure.add_axes((0.67, 0.15, 0.315, 0.75))
    grid = np.linspace(*experiments.INCOMES, 200)
    curve.plot(grid / 1000, remedies.truth(grid), "--", color=COLOURS["reference"], label="truth")
    curve.plot([], color=COLOURS["without"], label="fitted")
    curve.set(xlim=(3, 107), ylim=(2, 10.5), title="Generated countries")
    curve.set(xlabel="GDP per head in 1,000 US dollars", ylabel="life satisfaction")
    curve.legend(loc="upper left", ncols=2, frameon=True, framealpha=0.9)
    errors.plot([], color=COLOURS["training"], label="training")
    errors.plot([], color=COLOURS["validation"], label="new data")
    errors.set(yscale="log", ylim=(0.03, 300), xlim=(0, 31), xticks=[1, 10, 20, 30])
    errors.set_yticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    errors.yaxis.set_minor_locator(NullLocator())
    errors.set(xlabel="degree", title="Error")
    errors.legend(loc="upper left")
    return curve, errors


def draw(both, *, degree: int, exponent: float, noise: float, count: int) -> str:
    """Draw a polynomial through generated countries, and the errors of all degrees.

    Args:
        both: the axes of `stage`.
        degree, exponent: of the polynomial, and of its L2 penalty, λ = 10 to that power.
        noise, count: of the countries, and how many there are.
    """
    curve, errors = both
    income, y = remedies.sample(count, noise, seed=4)
    found = remedies.sweep(income, y, strength=10.0**exponent, noise=noise)
    grid = np.linspace(*experiments.INCOMES, 300)
    line = experiments.polynomial(grid, 30) @ found["weights"][degree - 1]
    curve.plot(income / 1000, y, "o", color="black", ms=4.5, alpha=0.75)
    curve.plot(grid / 1000, line, color=COLOURS["without"], lw=2.4)
    for name, colour in (("training", "training"), ("new", "validation")):
        shown = np.clip(found[name], 0.02, 1e3)
        errors.plot(np.arange(1, 31), shown, color=COLOURS[colour], lw=2)
        errors.plot(degree, shown[degree - 1], "o", ms=9, color=COLOURS[colour])
    errors.axvline(degree, ymax=0.78, color=COLOURS["without"], lw=1.2, zorder=0)
    training, new = (found[name][degree - 1] for name in ("training", "new"))
    best = int(np.argmin(found["new"])) + 1
    return (
        f"Degree {degree}, λ = {10.0**exponent:.2g}: error {training:.3f} on the {count} "
        f"countries, {new:.3f} on new ones (of which noise {noise:.2f}). On new ones degree {best} "
        f"is best, {found['new'][best - 1]:.3f}."
    )
