"""The explorer: sizes of the sets, the number of candidates, who chooses, and luck."""

from __future__ import annotations

from cnnlectures.core.explorer import Explorer, choice, log_slider, slider
from cnnlectures.lectures.testing_and_validation import figures, worlds


def explorer() -> Explorer:
    """Return the explorer; it starts with 1,000 examples, 20 candidates and the slide's shares."""
    return Explorer(
        figures.stage,
        figures.draw,
        {
            "n": choice("examples in all", "1,000", ("100", "1,000", "10,000", "100,000")),
            "candidates": log_slider("candidates", 20, 1, 200, 20),
            "validation": slider("validation share", 0.2, 0.02, 0.4, 0.02),
            "test": slider("test share", 0.2, 0.02, 0.4, 0.02),
            "spread": slider("candidates differ by", 0.01, 0.0, 0.03, 0.01),
            "seed": slider("seed", 0, 0, 20, 1),
            "chooser": choice("chosen on the", worlds.CHOOSERS[0], worlds.CHOOSERS),
        },
        size=(8.6, 3.8),
    )
