"""The explorer: γ, β, batch size and a shift of the inputs, and the distribution that follows."""

from __future__ import annotations

from cnnlectures.core.explorer import Explorer, choice, slider
from cnnlectures.lectures.batch_normalisation import figures


def explorer() -> Explorer:
    """Return the explorer of one unit's batch normalisation."""
    return Explorer(
        figures.stage,
        figures.explore,
        {
            "gamma": slider("scale γ", 1.0, 0.0, 3.0, 0.1),
            "beta": slider("shift β", 0.0, -3.0, 3.0, 0.1),
            "batch_size": slider("batch size", 64, 1, 512, 1),
            "shift": slider("shift of the inputs", 0.0, -5.0, 5.0, 0.5),
            "mode": choice("mode", "training", ("training", "inference")),
        },
    )
