"""What each explorer's caption has to say, computed from its state by a formula written here.

A lecture with an explorer needs an entry; each takes the state and the caption in the page.
"""

import re

import pytest

NUMBER = r"(-?\d[\d.,]*(?:e[+-]?\d+)?)"


def numbers(pattern, caption):
    """The numbers at each `#` of a pattern, for each place where it matches."""
    found = re.findall(re.escape(pattern).replace(r"\#", NUMBER), caption)
    assert found, f"no “{pattern}” in “{caption}”"
    return [[float(text.rstrip(".,").replace(",", "")) for text in match] for match in found]


def example(state, caption):
    ((*_, product),) = numbers("# × # = #", caption)
    assert product == pytest.approx(state["power"] * state["rate"], rel=1e-3)


def batch_normalisation(state, caption):
    """γ (x − μ) / √(σ² + ε) + β moves the mean to β and the deviation to γ, for μ, σ of x."""
    from cnnlectures.lectures.batch_normalisation.figures import POPULATION

    ((mean, deviation, new_mean, new_deviation),) = numbers(
        "mean #, deviation # become mean #, deviation #", caption
    )
    training = state["mode"] == "training"
    centre, spread = (mean, deviation) if training else (POPULATION.mean(), POPULATION.std())
    factor = state["gamma"] / (spread**2 + 1e-3) ** 0.5
    assert new_mean == pytest.approx(factor * (mean - centre) + state["beta"], abs=0.02)
    assert new_deviation == pytest.approx(factor * deviation, abs=0.02)


def gradient_clipping(state, caption):
    """By norm, no step is longer than rate × threshold; unclipped, rate × gradient."""
    rate, limit = state["rate"], state["limit"]
    told = "#, longest step #, longest gradient #"
    modes = {"unclipped", "by norm"} if state["mode"] == "all three" else {state["mode"]}
    for mode in modes & {"unclipped", "by norm"}:
        ((_, step, gradient),) = numbers(f"{mode}: loss {told}", caption)
        if gradient > 1e5:
            continue  # it diverged, and the drawing holds it back
        allowed = min(limit, gradient) if mode == "by norm" else gradient
        assert step == pytest.approx(rate * allowed, rel=0.01)


FORMULAS = {
    "90_example": example,
    "04_batch_normalisation": batch_normalisation,
    "05_gradient_clipping": gradient_clipping,
}
