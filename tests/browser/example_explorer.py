"""An explorer with one control of each kind: the tests' own, so that they need no lecture."""

import numpy as np

from cnnlectures.core.explorer import Explorer, choice, log_slider, slider, switch


def draw(figure, layers, rate, power, kind, log):
    axes = figure.subplots()
    x = np.linspace(0, 1, 50)
    axes.plot(x, 0.01 + x ** (power * layers) * rate, label=kind)
    axes.set_yscale("log" if log else "linear")
    axes.legend()
    scale = "logarithmic" if log else "linear"
    return f"{layers} layers, {kind}: {power:.2f} × {rate:.4g} = {power * rate:.4g} ({scale} < y)."


def explorer() -> Explorer:
    return Explorer(
        draw,
        {
            "layers": slider("Layers", 5, 1, 20, 1),
            "rate": log_slider("Learning rate", 0.1, 1e-4, 1),
            "power": slider("Power", 1.0, 0.5, 2.0, 0.25),
            "kind": choice("Kind", "plain", ("plain", "residual")),
            "log": switch("Logarithmic"),
        },
    )
