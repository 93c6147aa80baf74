"""The explorer: one convolution, and what it costs."""

from __future__ import annotations

from cnnlectures.core.explorer import Explorer, choice, slider
from cnnlectures.lectures.architectures import figures

MAPS = ("3", "16", "48", "64", "96", "192", "256", "512")
FILTERS = ("16", "32", "64", "96", "128", "200", "256", "512")


def explorer() -> Explorer:
    """Return the conv calculator; it starts with the layer of slide 29."""
    return Explorer(
        figures.stage,
        figures.draw,
        {
            "height": slider("height", 100, 1, 300, 1),
            "width": slider("width", 150, 1, 300, 1),
            "maps_in": choice("maps in", "3", MAPS),
            "filters": choice("filters", "200", FILTERS),
            "kernel": choice("kernel", "5", ("1", "3", "5", "7", "11")),
            "stride": slider("stride", 1, 1, 4, 1),
            "padding": choice("padding", "same", ("same", "valid")),
            "groups": choice("groups", "1", ("1", "2", "4", "each map")),
        },
        size=(8.6, 3.2),
    )
