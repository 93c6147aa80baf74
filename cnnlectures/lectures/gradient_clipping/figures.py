"""Drawing gradient clipping: arrows, descents, norms through time, training, thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.ticker import NullLocator

from cnnlectures.core.style import COLOURS, subplots
from cnnlectures.lectures.gradient_clipping import experiments

#: One colour for each way to clip, in every figure of the lecture.
MODE_COLOURS = {
    "unclipped": COLOURS["without"],
    "by value": COLOURS["alternative"],
    "by norm": COLOURS["with"],
}
_INITIALISATIONS = {
    "gain 5/3": ("tanh, gain 5/3", COLOURS["without"]),
    "he": ("ReLU, He", COLOURS["third alternative"]),
    "identity": ("ReLU, identity", COLOURS["with"]),
    "orthogonal": ("tanh, orthogonal", COLOURS["alternative"]),
}
_BANDS = 14  # shades of a drawn surface
_STEPS = 60  # of a descent in the explorer


def arrows(gradient: Sequence[float], clipped: Mapping[str, Sequence[float]], limit: float = 1.0):
    """Draw a gradient that leaves the picture, and what each rule makes of it.

    Args:
        gradient: two components.
        clipped: the two components after each of ``"by value"`` and ``"by norm"``.
        limit: the threshold; the square and the circle have this size.
    """
    figure, axes = subplots(size=(8.6, 4.2))
    axes.add_patch(Rectangle((-limit, -limit), 2 * limit, 2 * limit, **_edge("by value")))
    axes.add_patch(Circle((0, 0), limit, **_edge("by norm")))
    top = np.asarray(gradient) / np.linalg.norm(gradient) * 1.5 * limit
    axes.plot([0, top[0]], [0, top[1]], "--", color=MODE_COLOURS["unclipped"], zorder=1)
    told = {"unclipped": (1.22, f"unclipped, on to ({gradient[0]:g}, {gradient[1]:g})", gradient)}
    for mode, height in (("by value", 0.72), ("by norm", 0.22)):
        spot = clipped[mode]
        arrow = {"arrowstyle": "-|>", "lw": 3.2, "color": MODE_COLOURS[mode]}
        axes.annotate("", spot, xytext=(0, 0), arrowprops=arrow)
        told[mode] = (height, f"{mode}: ({spot[0]:.7g}, {spot[1]:.7g})", spot)
    for mode, (height, text, spot) in told.items():
        label = f"{text}\n{experiments.steepness(spot):.2f}° from axis 1"
        axes.text(1.12 * limit, height * limit, label, color=MODE_COLOURS[mode], va="center")
    axes.set(xlim=(-1.15 * limit, 3.2 * limit), ylim=(-0.2 * limit, 1.4 * limit), aspect="equal")
    axes.set(xlabel="axis 1", ylabel="axis 2", xticks=[-1, 0, 1], yticks=[0, 1])
    axes.set_title("Clipped to a square (by value), shortened to a circle (by norm)")
    return figure


def _edge(mode: str) -> dict:
    return {"fill": False, "lw": 1.6, "ls": ":", "edgecolor": MODE_COLOURS[mode]}


def descents(surface: str, paths: Mapping[str, experiments.Descent], title: str):
    """Draw descents of one surface from above, and their losses.

    Args:
        surface: the surface's name.
        paths: the descents, by way of clipping.
        title: over the map.
    """
    figure, (map_axes, loss_axes) = subplots(1, 2, width_ratios=[1.25, 1])
    _draw_map(map_axes, surface)
    _draw_paths(map_axes, loss_axes, paths)
    map_axes.set_title(title)
    loss_axes.set(title="Loss", yscale="log", xlabel="step")
    loss_axes.legend(loc="best")
    return figure


def valleys(paths: Mapping[str, Mapping[str, experiments.Descent]]):
    """Draw the same descents in a valley along the axes and in a turned one.

    Args:
        paths: for each of the two surfaces the descents by way of clipping.
    """
    figure, rows = subplots(1, 2, size=(8.6, 4.0))
    for axes, (surface, walks) in zip(rows, paths.items(), strict=True):
        _draw_map(axes, surface)
        _draw_paths(axes, None, walks)
        axes.set_aspect("equal")
        axes.set_title("Along the axes" if surface == "valley" else "Turned by 30°")
    rows[0].legend(loc="lower right", frameon=True, framealpha=0.9)
    return figure


def sequence(pixels: np.ndarray, label: int):
    """Draw a digit as a picture and as the sequence that the network reads.

    Args:
        pixels: (64,), line by line.
        label: which digit it is.
    """
    figure, (left, right) = subplots(1, 2, size=(8.6, 2.6), width_ratios=[1, 3])
    left.imshow(pixels.reshape(8, 8), cmap="gray")
    left.set(xticks=[], yticks=[])
    left.set_title(f"a {label}")
    right.step(np.arange(1, 65), pixels, where="mid", color=COLOURS["training"])
    right.set(xlabel="time step", xticks=[1, *range(8, 65, 8)], ylabel="pixel")
    right.set_title("what the network reads")
    return figure


def _draw_map(axes: Axes, surface: str) -> None:
    ground = experiments.SURFACES[surface]
    (left, right), (low, high) = ground.window
    frame = {"extent": (left, right, low, high), "origin": "lower", "aspect": "auto"}
    axes.imshow(_shades(surface), interpolation="nearest", **frame)
    axes.set(xlim=(left, right), ylim=(low, high), xlabel=ground.axes[0], ylabel=ground.axes[1])
    axes.grid(False)


@cache
def _shades(surface: str, points: int = 320) -> np.ndarray:
    """Return the surface as a picture: equal areas get equal shades, dark is low."""
    ground = experiments.SURFACES[surface]
    first, second = (np.linspace(low, high, points) for low, high in ground.window)
    loss = ground.loss(*np.meshgrid(first, second))
    levels = np.quantile(loss, np.linspace(0, 1, _BANDS + 1)[1:-1])
    shade = np.digitize(loss, levels) / (_BANDS - 1)
    return (mpl.colormaps["cividis"](0.15 + 0.8 * shade)[..., :3] * 255).astype("uint8")


def _draw_paths(axes: Axes, loss_axes: Axes | None, paths: Mapping) -> None:
    outside = []
    for mode in (mode for mode in MODE_COLOURS if mode in paths):
        path, colour = paths[mode], MODE_COLOURS[mode]
        axes.plot(*path.points.T, color="white", lw=4)
        axes.plot(*path.points.T, "o-", ms=3.5, lw=1.8, color=colour, label=mode)
        axes.plot(*path.points[-1], "s", ms=9, color=colour, mec="white", mew=1.5)
        end, (left, right), (low, high) = path.points[-1], axes.get_xlim(), axes.get_ylim()
        if path.ran_away is not None:
            outside.append(f"{mode} runs away")
        elif not (left <= end[0] <= right and low <= end[1] <= high):
            outside.append(f"{mode} ends outside, at ({_short(end[0])}, {_short(end[1])})")
        if loss_axes is not None:
            loss_axes.plot(np.maximum(path.losses, 1e-12), color=colour, label=mode)
    if outside:
        box = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 3}
        axes.text(0.03, 0.96, "\n".join(outside), va="top", bbox=box, transform=axes.transAxes)
    first = next(iter(paths.values())).points[0]
    axes.plot(*first, "*", ms=15, color="white", mec="black", zorder=5)


def _short(number: float) -> str:
    return f"{round(number, 1) + 0.0:g}" if abs(number) < 100 else f"{number:.0e}"


def stage(figure: Figure, surface: str, mode: str) -> tuple[Axes, Axes]:
    """Return the explorer's axes: the surface's map, and the losses over the steps.

    Args:
        figure: an empty figure.
        surface: one of `experiments.SURFACES`.
        mode: ``"all three"`` or one of `experiments.MODES`.
    """
    figure.set_layout_engine("none")
    map_axes = figure.add_axes((0.1, 0.15, 0.49, 0.75))
    loss_axes = figure.add_axes((0.71, 0.15, 0.28, 0.75))
    _draw_map(map_axes, surface)
    for each in _modes(mode):
        map_axes.plot([], "o-", ms=3.5, color=MODE_COLOURS[each], label=each)
    map_axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0)
    loss_axes.set(title="Loss", xlabel="step", yscale="log", ylim=(1e-6, 1e4))
    loss_axes.set(xlim=(-3, _STEPS + 3), xticks=[0, 20, 40, 60], yticks=[1e-6, 1e-3, 1, 1e3])
    loss_axes.yaxis.set_minor_locator(NullLocator())
    return map_axes, loss_axes


def draw(both, *, surface, across, up, rate, mode, limit) -> str:
    """Draw the explorer's descent and return what happened, in numbers.

    Args:
        both: the axes of `stage`.
        surface: one of `experiments.SURFACES`.
        across, up: where to start, as shares of the map's width and height.
        rate: the learning rate.
        mode: ``"all three"`` or one of `experiments.MODES`.
        limit: the threshold.
    """
    shares = zip(experiments.SURFACES[surface].window, (across, up), strict=True)
    start = [low + share * (high - low) for (low, high), share in shares]
    paths = {
        name: experiments.descend(surface, start, rate=rate, mode=name, limit=limit, steps=_STEPS)
        for name in _modes(mode)
    }
    _draw_paths(*both, paths)
    told = [_told(name, path) for name, path in paths.items()]
    begin = f"From ({start[0]:.2f}, {start[1]:.2f}), after {_STEPS} steps. "
    return begin + "; ".join(told) + "."


def _modes(mode: str) -> Sequence[str]:
    return experiments.MODES if mode == "all three" else (mode,)


def _told(name: str, path: experiments.Descent) -> str:
    if path.ran_away is not None:
        return f"{name}: runs away, with a weight over a million at step {path.ran_away}"
    return (
        f"{name}: loss {path.losses[-1]:.3g}, longest step {path.longest_step:.3g}, "
        f"longest gradient {path.norms.max():.3g}"
    )


def norms_through_time(norms: Mapping[str, np.ndarray]):
    """Draw the errors' norms back through time for several initialisations.

    Args:
        norms: (time + 1, networks) for each of `recurrent.INITIALISATIONS`; relative to the last.
    """
    figure, axes = subplots(size=(8.6, 4.0))
    for name, (label, colour) in _INITIALISATIONS.items():
        if name in norms:
            _band(axes, _relative(norms[name]), colour, label)
    _finish_through_time(axes, "Before any training")
    return figure


def one_step(norms: Mapping[str, np.ndarray]):
    """Draw the same for one network before and after its first step, clipped and not."""
    figure, axes = subplots(size=(8.6, 4.0))
    colours = {"before training": COLOURS["reference"]} | {
        f"after one step, {mode}": colour for mode, colour in MODE_COLOURS.items()
    }
    for name, values in norms.items():
        _band(axes, _relative(values), colours[name], name)
        if name == "before training":  # wide: the clipped step's line lies on it
            axes.lines[-1].set(linewidth=8, alpha=0.4)
    _finish_through_time(axes, "One step later")
    return figure


def normalised(plain: np.ndarray, with_norm: np.ndarray, spread: np.ndarray, first: int = 8):
    """Draw what batch normalisation meets and does in a recurrent layer.

    Args:
        plain: (time + 1, networks), the errors' norms without it.
        with_norm: the same with it.
        spread: (time, networks), the deviation of the sums at each step.
        first: the first time step to draw; the first pixels are black in every digit.
    """
    figure, (left, right) = subplots(1, 2, width_ratios=[1, 1.35])
    _band(left, spread[first - 1 :], COLOURS["reference"], None, first)
    left.set(xlabel="time step", xticks=[8, 24, 40, 56, 64], ylim=(0, None))
    left.set_title("Deviation of the sums")
    _band(right, _relative(plain)[first:], COLOURS["without"], "plain", first)
    _band(right, _relative(with_norm)[first:], COLOURS["with"], "batch normalised", first)
    _finish_through_time(right, "Gradient back through time")
    right.set(xticks=[8, 24, 40, 56, 64], xlim=(6, 66))
    return figure


def _relative(norms: np.ndarray) -> np.ndarray:
    return np.maximum(norms / norms[-1], 1e-30)


def _band(axes: Axes, values: np.ndarray, colour: str, label: str | None, first: int = 0) -> None:
    time = np.arange(first, first + len(values))
    axes.plot(time, np.median(values, axis=1), color=colour, label=label)
    axes.fill_between(time, values.min(1), values.max(1), color=colour, alpha=0.16, lw=0)


def _finish_through_time(axes: Axes, title: str) -> None:
    axes.set(yscale="log", xlabel="time step  (the loss is at 64)", xticks=[0, 16, 32, 48, 64])
    axes.set_ylabel("gradient's norm, last = 1")
    axes.set_title(title)
    axes.axhline(1, color=COLOURS["reference"], lw=1)
    axes.legend(loc="upper right")


def training(runs: Mapping[str, experiments.Training]):
    """Draw the loss and the gradient's norm of every run at every update.

    Args:
        runs: the trainings, by way of clipping.
    """
    figure, (left, right) = subplots(1, 2)
    for mode, run in runs.items():
        for axes, values in ((left, run.losses), (right, run.norms)):
            shown = np.where(np.isfinite(values), np.minimum(values, 1e12), np.nan)
            updates = np.arange(1, len(shown) + 1)
            axes.plot(updates, shown, color=MODE_COLOURS[mode], lw=1)
            axes.plot([], color=MODE_COLOURS[mode], label=mode)
    left.axhline(10 * experiments.GUESSING, color=COLOURS["reference"], ls="--", lw=2)
    place = {"ha": "right", "va": "center", "transform": left.get_yaxis_transform()}
    box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    told = "diverged above this line"
    left.text(0.98, 10 * experiments.GUESSING, told, color="#444444", bbox=box, **place)
    for axes, title in ((left, "Training loss"), (right, "Gradient's norm before clipping")):
        axes.set(xscale="log", yscale="log", xlabel="update")
        axes.set_title(title)
    right.legend(loc="upper right")
    return figure


def thresholds(rows: Sequence[Mapping]):
    """Draw validation accuracy against the threshold, one line for each learning rate.

    Args:
        rows: as `experiments.compare_thresholds` returns them.
    """
    figure, axes = subplots(size=(8.6, 4.2))
    finite = sorted({row["multiple"] for row in rows if np.isfinite(row["multiple"])})
    never = finite[-1] * 8
    axes.axvspan(0.5, 10, color=COLOURS["reference"], alpha=0.14, lw=0)
    axes.text(2.24, 0.02, "Pascanu et al.: half to ten", ha="center", color="#555555")
    colours = (COLOURS["with"], COLOURS["without"])
    for rate, colour in zip(sorted({row["rate"] for row in rows}), colours, strict=False):
        own = [row for row in rows if row["rate"] == rate]
        at = [min(row["multiple"], never) for row in own]
        means = [row["validation"].mean() for row in own]
        low, high = zip(*((m - min(r["validation"]), max(r["validation"]) - m)
                          for m, r in zip(means, own, strict=True)), strict=True)  # fmt: skip
        axes.errorbar(at, means, (low, high), fmt="o-", color=colour, capsize=4,
                      label=f"learning rate {rate:g}")  # fmt: skip
    axes.axhline(0.1, color=COLOURS["reference"], ls=":", lw=1.6)
    axes.text(0.02, 0.11, "guessing", color="#555555")
    axes.set(xscale="log", ylim=(0, 0.75), ylabel="validation accuracy")
    axes.set_xticks([*finite, never], [*(f"{value:g}" for value in finite), "no\nclipping"])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("threshold, in average gradient norms")
    axes.legend(loc="upper right", ncols=2)
    return figure
