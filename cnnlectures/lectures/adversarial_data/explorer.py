"""The explorer: a picture, ε, a method and a target, and what the network sees."""

from __future__ import annotations

from cnnlectures.core.explorer import Explorer, choice, slider
from cnnlectures.lectures.adversarial_data import experiments, figures
from cnnlectures.lectures.adversarial_data.exploring import ANY, explored


def explorer() -> Explorer:
    """Return the explorer; its attacks are computed when it is made, some seconds long."""
    known = explored()
    targets = (ANY, *known.pictures.names)
    levels = known.levels
    return Explorer(
        figures.stage,
        figures.draw,
        {
            "picture": slider("picture", 1, 1, len(known.pictures), 1),
            "epsilon": slider("ε, grey levels", 1.0, levels[0], levels[-1], levels[1] - levels[0]),
            "method": choice("method", "PGD", experiments.METHODS),
            "target": choice("target", targets[0], targets),
        },
        size=(8.6, 2.9),
    )
