"""The explorer: start × activation × depth × width, and what is left of signal and gradient."""

from __future__ import annotations

from cnnlectures.core.explorer import Explorer, choice, slider, switch
from cnnlectures.lectures.weight_initialisation import figures
from cnnlectures.lectures.weight_initialisation.signals import ACTIVATIONS


def explorer() -> Explorer:
    """Return the explorer of deep stacks before training."""
    return Explorer(
        figures.stage,
        figures.explore,
        {
            "start": choice("weights", "Glorot", figures.STARTS),
            "activation": choice("activation", "ReLU", tuple(ACTIVATIONS)),
            "depth": slider("layers", 30, 1, figures.MOST_LAYERS, 1),
            "width": slider("units of a layer", 128, 8, figures.WIDEST, 8),
            "narrow": switch("every other layer a quarter as wide"),
        },
    )
