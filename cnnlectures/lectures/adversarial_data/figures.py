"""Drawing adversarial data: pictures and what is seen in them, accuracies, logits, the explorer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, PercentFormatter

from cnnlectures.core.style import COLOURS, subplots
from cnnlectures.lectures.adversarial_data import experiments
from cnnlectures.lectures.adversarial_data.exploring import explored

#: One colour for each way to change a picture, in every figure of the lecture.
METHOD_COLOURS = {
    "noise": COLOURS["reference"],
    "FGSM": COLOURS["third alternative"],
    "PGD": COLOURS["without"],
}
_CLASS_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
_TRAINING = {
    "pictures": ("as they are", COLOURS["without"]),
    "noise": ("with noise", COLOURS["reference"]),
    "adversarial": ("adversarially", COLOURS["with"]),
}


def gallery(pictures: experiments.Pictures, each: int = 8):
    """Draw some pictures of each class, one row for each.

    Args:
        pictures: where they are taken from, the first of each class.
        each: how many of each class.
    """
    side, gap = pictures.images.shape[1], 6
    place = side + gap
    sheet = np.ones((len(pictures.names) * place - gap, each * place - gap, 3), "float32")
    for label in range(len(pictures.names)):
        shown = pictures.images[pictures.labels == label][:each]
        for column, image in enumerate(shown):
            top, left = label * place, column * place
            sheet[top : top + side, left : left + side] = image
    figure, axes = subplots(size=(8.2, 4.2))
    _picture(axes, sheet)
    axes.set_yticks(np.arange(len(pictures.names)) * place + side / 2, pictures.names)
    axes.tick_params(length=0)
    return figure


def one_step(original: np.ndarray, attacked: np.ndarray, told: Sequence[str], epsilon: float):
    """Draw a picture, the signs of FGSM's step, and their sum, as in Goodfellow's figure 1.

    Args:
        original, attacked: [height, width, 3], 0 to 1.
        told: below the first and the last picture.
        epsilon: of 1.
    """
    figure, row = subplots(1, 3, size=(8.6, 3.4))
    _picture(row[0], original, told[0])
    _picture(row[1], 0.5 + 0.5 * np.sign(attacked - original), "the step's signs")
    _picture(row[2], attacked, told[1])
    titles = ("picture", f"+ {epsilon / experiments.GREY:g}/255 ×", "= attacked")
    for axes, title in zip(row, titles, strict=True):
        axes.set_title(title)
    return figure


def three_columns(found: Sequence[experiments.Attacked]):
    """Draw slide 25's figure in its right order: original, difference, adversarial.

    Args:
        found: as `experiments.columns` returns them; an even number, drawn in two blocks.
    """
    half = len(found) // 2
    figure, rows = subplots(
        half,
        7,
        size=(8.6, min(1.75 * half, 4.2)),
        width_ratios=[1, 1, 1, 0.25, 1, 1, 1],
        squeeze=False,
    )
    for place, one in enumerate(found):
        row, first = place % half, 4 * (place // half)
        left, middle, right = rows[row, first : first + 3]
        _picture(left, one.original, _seen(one.seen[0], one.confidence[0]))
        _picture(middle, experiments.magnified(one.original, one.attacked) / 255)
        _picture(right, one.attacked, _seen(one.seen[1], one.confidence[1]))
        right.xaxis.label.set_color(COLOURS["without"])
        if row == 0:
            for axes, title in ((left, "original"), (middle, "difference"), (right, "adversarial")):
                axes.set_title(title, loc="center", fontsize=12)
    for axes in rows[:, 3]:
        axes.set_axis_off()
    return figure


def _seen(name: str, share: float) -> str:
    return f"{name} {100 * share:.0f} %"


def _picture(axes: Axes, image: np.ndarray, told: str = "") -> None:
    axes.imshow(image, interpolation="nearest", vmin=0, vmax=1)
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.set_xlabel(told, fontsize=12, labelpad=3)
    for spine in axes.spines.values():
        spine.set_visible(False)


def against_epsilon(epsilons: Sequence[float], curves: Mapping[str, np.ndarray], title: str):
    """Draw accuracy against ε, the mean over the networks and their range.

    Args:
        epsilons: of 1; 0 among them.
        curves: (networks, epsilons) by method, or by how the networks were trained.
        title: over the axes.
    """
    figure, axes = subplots(size=(8.6, 4.0))
    levels = np.asarray(epsilons) / experiments.GREY
    trained = "adversarial" in curves
    for name, values in curves.items():
        label, colour = _TRAINING[name] if trained else (name, METHOD_COLOURS[name])
        axes.plot(levels, values.mean(0), "o-", color=colour, label=label)
        axes.fill_between(levels, values.min(0), values.max(0), color=colour, alpha=0.2, lw=0)
    _finish_epsilon(axes, levels)
    axes.set_title(title)
    axes.legend(loc="upper right", bbox_to_anchor=(1, 0.98))
    return figure


def _finish_epsilon(axes: Axes, levels) -> None:
    axes.set(xscale="symlog", ylim=(-0.02, 1.02), ylabel="right answers")
    axes.set_xscale("symlog", linthresh=1, linscale=0.7)
    axes.set_xticks(levels, [f"{level:g}" for level in levels])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.set_xlabel("ε, in grey levels of 255")


def transfer(table: np.ndarray, names: Sequence[str], control: Sequence[float]):
    """Draw who is fooled by what was made for whom.

    Args:
        table: right answers, (made for, shown to).
        names: of the networks.
        control: right answers of each network under noise of the same size.
    """
    figure, axes = subplots(size=(8.6, 4.2))
    rows = np.vstack([table, control])
    axes.imshow(rows, cmap="cividis", vmin=0, vmax=1, aspect="auto")
    for (row, column), share in np.ndenumerate(rows):
        colour = "black" if share > 0.5 else "white"
        text = f"{100 * share:.0f} %"
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=14)
    axes.axhline(len(table) - 0.5, color="white", lw=5)
    axes.set_xticks(range(len(names)), [f"shown to\n{name}" for name in names])
    axes.set_yticks(range(len(names) + 1), [*(f"made for {name}" for name in names), "noise"])
    axes.tick_params(length=0)
    axes.grid(False)
    axes.set_title("Right answers; bright is unharmed")
    return figure


def logits_along(epsilons: Sequence[float], logits: Mapping[str, np.ndarray], names, right: int):
    """Draw one picture's logits along FGSM's direction and along a random one.

    Args:
        epsilons: of 1, negative ones too.
        logits: (epsilons, classes) by ``"FGSM"`` and ``"noise"``.
        names: of the classes.
        right: the class of the picture.
    """
    figure, both = subplots(1, 2, sharey=True)
    titles = {"FGSM": "along FGSM's direction", "noise": "along random signs"}
    for axes, (method, values) in zip(both, logits.items(), strict=True):
        for place, name in enumerate(names):
            axes.plot(
                np.asarray(epsilons) / experiments.GREY,
                values[:, place],
                color=_CLASS_COLOURS[place],
                lw=3.4 if place == right else 1.8,
                label=f"{name} (right)" if place == right else name,
            )
        axes.axvline(0, color=COLOURS["reference"], lw=1)
        axes.set(xlabel="ε, in grey levels of 255", title=titles[method])
    both[0].set_ylabel("logit")
    figure.legend(*both[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    return figure


def growth(dimensions: Sequence[int], found: Mapping[str, np.ndarray]):
    """Draw how much a sum of so many products changes, aimed and aimless.

    Args:
        dimensions: how many.
        found: (dimensions, seeds) by ``"aimed"`` and ``"aimless"``.
    """
    figure, axes = subplots(size=(8.6, 4.0))
    told = {
        "aimed": ("aimed: η = ε sign(w)", METHOD_COLOURS["PGD"]),
        "aimless": ("aimless: random signs", METHOD_COLOURS["noise"]),
    }
    for name, values in found.items():
        label, colour = told[name]
        axes.plot(dimensions, values.mean(1), "o-", color=colour, label=label)
    axes.set(xscale="log", yscale="log", xlabel="number of pixels n", ylabel="change of w · x")
    axes.set_xticks(dimensions, [f"{n:,}" for n in dimensions])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_title("The same ε = 1/255 for every pixel, normal weights of spread 1")
    axes.legend(loc="upper left")
    return figure


def stage(figure: Figure) -> tuple[Sequence[Axes], Axes]:
    """Return the explorer's axes: three for pictures, one for what is seen."""
    figure.set_layout_engine("none")
    titles = ("original", "difference × 10", "attacked")
    row = [figure.add_axes((0.005 + 0.243 * place, 0.14, 0.235, 0.72)) for place in range(3)]
    for axes, title in zip(row, titles, strict=True):
        axes.set_title(title, loc="center")
        axes.set(xlim=(-0.5, 47.5), ylim=(47.5, -0.5), xticks=[], yticks=[], aspect="equal")
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
    names = explored().pictures.names
    bars = figure.add_axes((0.855, 0.2, 0.135, 0.6))
    bars.set(xlim=(0, 1), ylim=(len(names) - 0.5, -0.5), xlabel="probability")
    bars.set_xticks([0, 0.5, 1], ["0", "½", "1"])
    bars.set_yticks(range(len(names)), names)
    bars.grid(axis="y", visible=False)
    bars.text(0.5, 1.14, "before", color="#2f7fb5", ha="right", transform=bars.transAxes)
    bars.text(0.56, 1.14, "after", color=COLOURS["without"], transform=bars.transAxes)
    return row, bars


def draw(axes, *, picture, epsilon, method, target) -> str:
    """Draw the explorer's picture, attacked, and return what the network sees, in numbers.

    Args:
        axes: those of `stage`.
        picture: which, from 1.
        epsilon: in grey levels of 255.
        method: one of `experiments.METHODS`.
        target: ``"any other"`` or a class.
    """
    row, bars = axes
    known = explored()
    original = known.pictures.images[picture - 1]
    attacked, shares = known.at(picture - 1, epsilon, method, target)
    middle = experiments.magnified(original, attacked)
    for place, image in zip(row, (original, middle, attacked), strict=True):
        place.imshow(image, interpolation="nearest", vmin=0, vmax=1)
    right, before = known.pictures.labels[picture - 1], known.before[picture - 1]
    seen = int(shares.argmax())
    places = np.arange(len(shares))
    bars.barh(places - 0.2, before, 0.36, color=COLOURS["training"])
    bars.barh(places + 0.2, shares, 0.36, color=COLOURS["without"])
    names = known.pictures.names
    size = float(experiments.distortion(original, attacked)) / experiments.GREY
    aimed = "" if target == "any other" or method == "noise" else f" towards {target}"
    return (
        f"A picture of {names[right]}: seen as {names[before.argmax()]} with "
        f"{100 * before.max():.1f} %; after {method}{aimed} with ε = {epsilon:g}/255 as "
        f"{names[seen]} with {100 * shares[seen]:.1f} %. Distortion: "
        f"{size:.2f} grey levels."
    )
