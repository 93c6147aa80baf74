"""The explorers: a poll's list and its answers; a polynomial's degree, penalty, noise and data."""

from __future__ import annotations

from cnnlectures.core.explorer import Explorer, log_slider, slider
from cnnlectures.lectures.ml_challenges import figures


def electorate() -> Explorer:
    """Return the poll of 1936: frame and response bias apart from one another."""
    return Explorer(
        figures.electorate_stage,
        figures.electorate,
        {
            "frame": slider("list: Landon ×", 1.45, 1.0, 3.0, 0.05),
            "response": slider("answers: Landon ×", 1.5, 1.0, 3.0, 0.05),
            "n": log_slider("people who answer", 10**6.4, 10, 10_000_000),
        },
    )


def explorer() -> Explorer:
    """Return polynomials through generated countries; it starts where slide 8 does."""
    return Explorer(
        figures.stage,
        figures.draw,
        {
            "degree": slider("degree", 15, 1, 30, 1),
            "exponent": slider("λ, powers of ten", -6.0, -6.0, 1.0, 0.25),
            "noise": slider("noise", 0.6, 0.0, 1.2, 0.05),
            "count": slider("countries", 36, 10, 300, 2),
        },
    )
