"""What each explorer's caption has to say, computed from its state by a formula written here.

A lecture with an explorer needs an entry; each takes the state and the caption in the page.
"""

import math
import re

import numpy as np
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


def testing_and_validation(state, caption):
    """The best of m scores lies E √(τ² + σ²) over the mean; luck's share is σ²/(τ² + σ²)."""
    from scipy.integrate import quad
    from scipy.stats import norm

    ((n, *sizes),) = numbers("# examples: # train, # validation, # test", caption)
    ((count, mean, chosen),) = numbers(
        "Candidates: #, of mean accuracy # (dashed); the chosen: #", caption
    )
    ((*flatters, formula, margin),) = numbers(
        "set flatters by #, the test set by # (formula for the one that chose: #). "
        "A fresh test set is good to ± #",
        caption,
    )
    assert sum(sizes) == n == int(state["n"].replace(",", ""))
    assert count == round(state["candidates"])
    assert mean == pytest.approx(max(0.5, 0.95 - 1.5 / sizes[0] ** 0.5), abs=1e-4)
    fair = int(state["chooser"] == "validation set")  # the index of the set that did not choose
    noise = (mean * (1 - mean) / sizes[2 - fair]) ** 0.5
    largest, _ = quad(
        lambda z: z * count * norm.cdf(z) ** (count - 1) * norm.pdf(z), -8, 8, limit=200
    )
    luck = largest * noise**2 / (state["spread"] ** 2 + noise**2) ** 0.5
    assert formula == pytest.approx(luck, abs=3e-4)
    error = (chosen * (1 - chosen) / sizes[1 + fair]) ** 0.5
    assert abs(flatters[fair]) < 4 * error / 200**0.5 + 1e-4
    tested = (chosen * (1 - chosen) / sizes[2]) ** 0.5
    assert margin == pytest.approx(1.96 * tested, abs=3e-4)


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
        if f"{mode}: runs away" in caption:
            continue
        ((_, step, gradient),) = numbers(f"{mode}: loss {told}", caption)
        allowed = min(limit, gradient) if mode == "by norm" else gradient
        assert step == pytest.approx(rate * allowed, rel=0.01)


def architectures(state, caption):
    """Every number of a convolution, from its definition."""
    maps, filters, kernel = (int(state[name]) for name in ("maps_in", "filters", "kernel"))
    groups = maps if state["groups"] == "each map" else int(state["groups"])
    if maps % groups or filters % groups:
        assert "cannot both be divided" in caption
        return
    sides = [state["height"], state["width"]]
    if state["padding"] == "valid":
        if min(sides) < kernel:
            assert "does not fit" in caption
            return
        sides = [side - kernel + 1 for side in sides]
    places = math.prod(math.ceil(side / state["stride"]) for side in sides)
    weights = kernel**2 * maps // groups * filters
    ((parameters, multiplications, size),) = numbers(
        "#".join(("", " parameters, ", " multiplications an image, ", " bytes of 32-bit output")),
        caption,
    )
    assert parameters == weights + filters
    assert multiplications == places * weights
    assert size == 4 * places * filters


def ml_challenges(state, caption):
    """The poll: odds multiply. The polynomial: least squares with extra rows for the penalty."""
    if "frame" in state:
        _poll(state, caption)
    else:
        _polynomial(state, caption)


def _poll(state, caption):
    ((listed, people, share, noise),) = numbers(
        "On the list # % are for Landon, among the # answers # % ± #", caption
    )
    odds = 16_679_683 / 27_750_866 * state["frame"]
    assert listed == pytest.approx(100 * odds / (1 + odds), abs=0.006)
    odds *= state["response"]
    expected = odds / (1 + odds)
    assert share == pytest.approx(100 * expected, abs=0.006)
    assert people == pytest.approx(state["n"], abs=0.51)
    assert noise == pytest.approx(100 * (expected * (1 - expected) / people) ** 0.5, abs=0.006)


def _polynomial(state, caption):
    from cnnlectures.lectures.ml_challenges.remedies import sample

    ((degree, strength, training, count, *_),) = numbers(
        "Degree #, λ = #: error # on the # countries, # on new ones", caption
    )
    assert (degree, count) == (state["degree"], state["count"])
    income, y = sample(state["count"], state["noise"], seed=4)
    table = np.polynomial.legendre.legvander((income - 55_000) / 50_000, state["degree"])
    assert strength == pytest.approx(10 ** state["exponent"], rel=0.05)
    rows = (10 ** state["exponent"] * len(y)) ** 0.5 * np.eye(state["degree"] + 1)[1:]
    padded = np.append(y, np.zeros(len(rows)))
    weights = np.linalg.lstsq(np.vstack([table, rows]), padded, rcond=None)[0]
    assert training == pytest.approx(np.mean((y - table @ weights) ** 2) ** 0.5, abs=0.0006)


def weight_initialisation(state, caption):
    """A ReLU layer halves the mean square, fan_in times the weights' variance multiplies it."""
    ((layers, _, signal, _, _, zeros, gradient),) = numbers(
        "layer #, # draws of the weights: the signal's variance is # (# to #), #% of the "
        "activations are 0. At the input the gradient's variance is #",
        caption,
    )
    assert layers == state["depth"]
    if state["start"] == "zeros":
        assert signal == gradient == 0
        return
    if state["activation"] not in ("linear", "ReLU") or state["narrow"]:
        return
    width = state["width"]
    variances = {"He": 2 / width, "N(0, 1)": 1.0, "N(0, 0.01²)": 1e-4}
    gain = width * variances.get(state["start"], 1 / width)
    gain /= 2 if state["activation"] == "ReLU" else 1
    room = 1 + 5 * (layers / width) ** 0.5  # in powers of ten: a product of random factors
    for value in (signal, gradient):
        assert abs(math.log10(value) - layers * math.log10(gain)) < room
    if state["activation"] == "ReLU" and width >= 64:
        assert 30 < zeros < 70


def adversarial_data(state, caption):
    """Random signs and FGSM's move nearly every pixel by all of ε, PGD none by more."""
    short = re.sub("after.*?ε", "after ~", caption)
    ((before, level),) = numbers("with # %; after ~ = #/255", short)
    ((after, moved),) = numbers(" # %. Distortion: # grey levels", caption)
    epsilon = state["epsilon"]
    assert level == pytest.approx(epsilon)
    assert moved <= epsilon + 0.006
    assert moved >= (0.5 if state["method"] == "PGD" else 0.8) * epsilon - 0.006
    assert 20 <= min(before, after) <= max(before, after) <= 100  # the largest of five


FORMULAS = {
    "90_example": example,
    "01_ml_challenges": ml_challenges,
    "02_weight_initialisation": weight_initialisation,
    "03_testing_and_validation": testing_and_validation,
    "04_batch_normalisation": batch_normalisation,
    "05_gradient_clipping": gradient_clipping,
    "06_adversarial_data": adversarial_data,
    "07_architectures": architectures,
}
