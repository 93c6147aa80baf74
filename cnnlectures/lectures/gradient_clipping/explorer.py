"""The explorer: a surface, a start, a learning rate, a way to clip and its threshold."""

from __future__ import annotations

from cnnlectures.core.explorer import Explorer, choice, log_slider, slider
from cnnlectures.lectures.gradient_clipping import experiments, figures


def explorer() -> Explorer:
    """Return the explorer; it starts where the lecture's own descent does."""
    surfaces = tuple(experiments.SURFACES)
    return Explorer(
        figures.stage,
        figures.draw,
        {
            "surface": choice("surface", surfaces[0], surfaces),
            "mode": choice("clip", "all three", ("all three", *experiments.MODES)),
            "across": slider("start, left to right", 0.4, 0.0, 1.0, 0.05),
            "up": slider("start, bottom to top", 0.2, 0.0, 1.0, 0.05),
            "rate": log_slider("learning rate", 0.5011872336272722, 0.001, 10, 10),
            "limit": log_slider("threshold", 0.1, 0.01, 100, 10),
        },
    )
