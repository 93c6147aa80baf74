"""Claims: judged by what was measured, displayed for people and as data."""

import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlectures import claim, erratum, start
from cnnlectures.core.claims import CLAIM_MIME, ERRATUM_MIME, ClaimFailed

NUMBERS = st.floats(-1e6, 1e6)
SEVERAL = st.lists(NUMBERS, min_size=1, max_size=5)
# The outputs are emptied by each example; the fixture itself may be shared by all of them.
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def judged(shown, **arguments):
    """Make a claim; return whether it held, and its data."""
    shown.clear()
    try:
        claim("It is so.", slide=13, **arguments)
        held = True
    except ClaimFailed:
        held = False
    (output,) = shown
    facts = json.loads(json.dumps(output.forms[CLAIM_MIME], allow_nan=False))
    assert facts["verdict"] == ("holds" if held else "fails")
    return held, facts


@quick
@given(values=SEVERAL, low=NUMBERS)
def test_at_least_judges_the_mean(shown, values, low):
    held, facts = judged(shown, measured=values, at_least=low)
    assert held == (np.mean(values) >= low)
    assert (facts["relation"], facts["threshold"]) == ("at least", low)


@quick
@given(values=SEVERAL, high=NUMBERS)
def test_at_most_judges_the_mean(shown, values, high):
    held, facts = judged(shown, measured=values, at_most=high)
    assert held == (np.mean(values) <= high)
    assert (facts["relation"], facts["threshold"]) == ("at most", high)


@quick
@given(value=NUMBERS, a=NUMBERS, b=NUMBERS)
def test_between_has_both_ends(shown, value, a, b):
    low, high = min(a, b), max(a, b)
    held, facts = judged(shown, measured=value, at_least=low, at_most=high)
    assert held == (low <= value <= high)
    assert (facts["relation"], facts["threshold"]) == ("between", [low, high])


@quick
@given(value=NUMBERS, wanted=NUMBERS, within=st.floats(0, 1e6))
def test_equals_holds_within_and_not_beyond(shown, value, wanted, within):
    held, facts = judged(shown, measured=value, equals=wanted, within=within)
    assert held == (abs(value - wanted) <= within)
    assert facts["within"] == within


@quick
@given(series=st.lists(NUMBERS, min_size=2, max_size=5), gap=st.floats(0, 1e3))
def test_an_ordering_asks_for_the_gap_at_every_step(shown, series, gap):
    held, facts = judged(
        shown, measured={f"run {i}": v for i, v in enumerate(series)}, increasing_by=gap
    )
    steps = np.diff(series)
    assert held == (bool((steps > 0).all()) and bool((steps >= gap).all()))
    assert list(facts["values"].values()) == series


def test_an_ordering_of_ties_fails_even_by_nothing(shown):
    assert not judged(shown, measured={"a": 1, "b": 1}, increasing_by=0)[0]


def test_an_ordering_judges_the_means_of_the_seeds(shown):
    held, facts = judged(
        shown, measured={"plain": [0.1, 0.9], "residual": [0.5, 0.7]}, increasing_by=0.05
    )
    assert held
    assert facts["values"] == {"plain": 0.5, "residual": 0.6}
    assert facts["seeds"] == 2


def test_a_failed_ordering_is_not_printed_as_if_it_held(shown):
    judged(shown, measured={"plain": 0.9, "residual": 0.2}, increasing_by=0.1)
    assert "measured: plain 0.9, residual 0.2" in shown[0].text
    assert "<" not in shown[0].text


def test_equality_is_exact_unless_told_and_compares_every_component(shown):
    assert judged(shown, measured=(7, 7, 64), equals=(7, 7, 64))[0]
    assert not judged(shown, measured=(7, 7, 64), equals=(7, 7, 65))[0]
    assert not judged(shown, measured=(7, 7), equals=(7, 7, 64))[0]
    assert not judged(shown, measured=120_422_400, equals=120_422_401)[0]
    assert not judged(shown, measured=0.1 + 0.2, equals=0.3)[0]
    _, facts = judged(shown, measured=[7, 8], equals=[7, 8])
    assert facts["values"] == {"": [7, 8]}  # components, which no mean mixes
    assert facts["threshold"] == [7, 8]


def test_several_seeds_are_a_mean_and_a_spread(shown):
    _, facts = judged(shown, measured=[0.8, 0.9, 1.0], at_least=0.5, unit="of 1")
    assert facts["values"][""] == pytest.approx(0.9)
    assert facts["spread"][""] == pytest.approx(0.1)  # n - 1 in the denominator
    assert facts["seeds"] == 3
    text = shown[0].text
    assert "0.9 ± 0.1 of 1" in text
    assert "mean ± standard deviation over 3 seeds" in text


def test_a_single_value_has_no_spread(shown):
    _, facts = judged(shown, measured=3, at_most=4)
    assert (facts["seeds"], facts["spread"]) == (1, {"": 0.0})
    assert "±" not in shown[0].text


def test_the_data_say_what_the_page_of_claims_needs(shown):
    claim(
        "He keeps the signal alive.",
        measured=[0.5, 0.7],
        at_least=0.4,
        slide=(13, 14),
        unit="σ",
        tolerance=0.2,
    )
    assert json.loads(json.dumps(shown[0].forms[CLAIM_MIME])) == {
        "slide": [13, 14],
        "text": "He keeps the signal alive.",
        "values": {"": 0.6},
        "spread": {"": pytest.approx(0.141421356)},
        "seeds": 2,
        "relation": "at least",
        "threshold": 0.4,
        "within": 0.0,
        "tolerance": 0.2,
        "unit": "σ",
        "verdict": "holds",
    }
    assert set(shown[0].forms) == {CLAIM_MIME, "text/html", "text/plain"}
    assert "slide 13, 14" in shown[0].text


def test_tolerance_is_a_millionth_unless_given_and_has_no_part_in_the_verdict(shown):
    _, facts = judged(shown, measured=[-2000, 1000], at_most=0)
    assert facts["tolerance"] == pytest.approx(2e-3)
    held, facts = judged(shown, measured=1, equals=2, tolerance=5)
    assert not held
    assert facts["tolerance"] == 5


def test_a_claim_that_fails_is_shown_and_then_raises_with_the_same_words(shown):
    with pytest.raises(ClaimFailed, match="✗ It grows") as caught:
        claim("It grows.", measured=1, at_least=2, slide=5)
    assert str(caught.value) == shown[0].text
    assert "✗ fails" in shown[0].forms["text/html"]
    assert isinstance(caught.value, AssertionError)


def test_in_the_smoke_tier_a_claim_is_shown_but_not_judged(shown):
    start(tier="smoke")
    claim("It grows.", measured=1, at_least=2, slide=5)
    facts = shown[-1].forms[CLAIM_MIME]
    assert facts["verdict"] == "not judged"
    assert facts["values"] == {"": 1}
    assert shown[-1].text.startswith("…")


@pytest.mark.parametrize("measured", [math.nan, [1, math.inf], -math.inf, [0, None], None])
@pytest.mark.parametrize("tier", ["smoke", "lecture"])
def test_what_is_not_finite_is_refused_not_judged(shown, measured, tier):
    start(tier=tier)
    shown.clear()
    with pytest.raises(ValueError, match="`measured` must be finite"):
        claim("It is.", measured=measured, at_least=0, slide=1)
    assert shown == []


def test_a_series_that_is_not_finite_is_named(shown):
    with pytest.raises(ValueError, match=r"`measured\['He'\]` must be finite"):
        claim("It is.", measured={"zero": 0, "He": [1, math.nan]}, increasing_by=0, slide=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"measured": 1}, "needs one relation"),
        ({"measured": 1, "at_least": 0, "equals": 1}, "needs one relation"),
        ({"measured": {"a": 1, "b": 2}}, "mapping of at least two"),
        ({"measured": {"a": 1}, "increasing_by": 0}, "mapping of at least two"),
        ({"measured": [1, 2], "increasing_by": 0}, "mapping of at least two"),
        ({"measured": {"a": 1, "b": 2}, "increasing_by": -1}, "`increasing_by`"),
        ({"measured": [], "at_least": 0}, "must not be empty"),
        ({"measured": "3", "at_least": 0}, "`measured` must be an array of numbers"),
        ({"measured": [[1], [1, 2]], "at_least": 0}, "`measured` must be an array of numbers"),
        ({"measured": 1, "at_least": math.nan}, "`at_least`"),
        ({"measured": 1, "at_most": "2"}, "`at_most`"),
        ({"measured": 1, "at_least": 2, "at_most": 1}, "`at_most`"),
        ({"measured": 1, "equals": math.nan}, "`equals`"),
        ({"measured": 1, "equals": []}, "`equals`"),
        ({"measured": 1, "equals": 1, "within": -1}, "`within`"),
        ({"measured": 1, "at_least": 1, "within": 1}, "`within` belongs to `equals`"),
        ({"measured": 1, "at_least": 1, "tolerance": math.nan}, "`tolerance`"),
        ({"measured": 1, "at_least": 1, "slide": 0}, "`slide`"),
        ({"measured": 1, "at_least": 1, "slide": []}, "`slide`"),
        ({"measured": 1, "at_least": 1, "slide": "13"}, "`slide`"),
    ],
)
def test_arguments_that_make_no_claim_are_refused(shown, arguments, message):
    with pytest.raises(ValueError, match=message):
        claim("It is.", **({"slide": 1} | arguments))
    assert shown == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (120_422_400, "120,422,400"),
        (0.93456, "0.9346"),
        (9_999.9, "10,000"),
        (23_456.7, "23,457"),
        (3.2e27, "3.2e+27"),
        (1.25e-7, "1.25e-07"),
        (-4, "-4"),
        (0, "0"),
    ],
)
def test_numbers_are_printed_as_people_read_them(shown, value, text):
    claim("It is.", measured=value, equals=value, slide=1)
    assert f"measured: {text}; asked: {text}" in shown[0].text


def test_html_shows_signs_of_the_text_as_they_are(shown):
    claim("a < b & c", measured=1, at_least=0, slide=1)
    assert "a &lt; b &amp; c" in shown[0].forms["text/html"]


def test_an_erratum_shows_both_versions_and_why(shown):
    erratum(slide=36, says="120,244,400", correct="120,422,400", because="28·28·32 × 5·5·192 < ∞")
    (output,) = shown
    assert output.forms[ERRATUM_MIME] == {
        "slide": [36],
        "says": "120,244,400",
        "correct": "120,422,400",
        "because": "28·28·32 × 5·5·192 < ∞",
    }
    for form in ("text/plain", "text/html"):
        for part in ("slide 36", "120,244,400", "120,422,400", "28·28·32"):
            assert part in output.forms[form]
    assert "<s>120,244,400</s>" in output.forms["text/html"]
    assert "&lt; ∞" in output.forms["text/html"]
    with pytest.raises(ValueError, match="`slide`"):
        erratum(slide=0, says="a", correct="b", because="c")


def test_without_a_front_end_the_plain_text_is_printed(capsys):
    claim("It is.", measured=1, equals=1, slide=1)
    assert capsys.readouterr().out == "✓ It is. (slide 1)\n  measured: 1; asked: 1\n"
