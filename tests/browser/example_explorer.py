"""An explorer with one control of each kind: the tests' own, so that they need no lecture."""

import numpy as np

from cnnlectures.core.explorer import Explorer, choice, log_slider, slider, switch


def stage(figure, log):
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0.01, 1.01), yscale="log" if log else "linear")
    return axes


def draw(axes, layers, rate, power, kind, log):
    x = np.linspace(0, 1, 50)
    axes.plot(x, 0.01 + x ** (power * layers) * rate, label=kind)
    axes.legend(loc="upper left")
    scale = "logarithmic" if log else "linear"
    return f"{layers} layers, {kind}: {power:.2f} × {rate:.4g} = {power * rate:.4g} ({scale} < y)."


def explorer() -> Explorer:
    return Explorer(
        stage,
        draw,
        {
            "layers": slider("Layers", 5, 1, 20, 1),
            "rate": log_slider("Learning rate", 0.1, 1e-4, 1),
            "power": slider("Power", 1.0, 0.5, 2.0, 0.25),
            "kind": choice("Kind", "plain", ("plain", "residual")),
            "log": switch("Logarithmic"),
        },
    )
