"""Claims are judged by what was measured; errata are shown in the open.

Both are displayed for people and, in the same output, as data: the site builds its page of
claims from it, and the tests compare measured numbers within a stated tolerance instead of
letter by letter, since training gives other digits on other processors.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from numbers import Real

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.core.output import emit
from cnnlectures.core.run import current_run

CLAIM_MIME = "application/vnd.cnnlectures.claim+json"
ERRATUM_MIME = "application/vnd.cnnlectures.erratum+json"


class ClaimFailed(AssertionError):
    """A claim that the measurement does not bear out."""


def claim(
    text: str,
    *,
    measured,
    slide: int | Sequence[int],
    at_least: float | None = None,
    at_most: float | None = None,
    equals=None,
    within: float = 0.0,
    increasing_by: float | None = None,
    unit: str = "",
    tolerance: float | None = None,
) -> None:
    """Show what the lecture claims and what was measured, and judge it.

    Args:
        text: the claim, one sentence.
        measured: a number; several, one per seed, of which the mean is judged and the spread
            shown; or, for an ordering, a mapping from names to either.
        slide: the slide, or slides, that the claim is from.
        at_least: the lowest value that bears the claim out.
        at_most: the highest value that bears it out.
        equals: the value, or the sequence of values, that it must equal.
        within: how far from ``equals`` it may lie; 0 means exactly.
        increasing_by: for a mapping: each mean must exceed the one before by at least this.
        unit: printed after the numbers.
        tolerance: how far another run's numbers may lie from these and still be called
            reproduced; one part in a million if not given. It has no part in the verdict.

    Raises:
        ClaimFailed: if it is judged false. In the smoke tier claims are not judged.
        ValueError: if the arguments do not make one claim.
    """
    arguments.text("text", text)
    arguments.instance("unit", unit, str)
    series = _series(measured, ordering=increasing_by is not None)
    within = arguments.number("within", within, low=0)
    held, relation, threshold = _judge(series, at_least, at_most, equals, within, increasing_by)
    judged = current_run().tier != "smoke"
    numbers = [number for values in series.values() for number in values]
    if tolerance is None:
        tolerance = 1e-6 * max(map(abs, numbers))
    facts = {
        "slide": _slides(slide),
        "text": text,
        **(_as_they_are(series) if equals is not None else _over_seeds(series)),
        "relation": relation,
        "threshold": threshold,
        "within": within,
        "tolerance": arguments.number("tolerance", tolerance, low=0),
        "unit": unit,
        "verdict": "not judged" if not judged else "holds" if held else "fails",
    }
    emit({CLAIM_MIME: facts, "text/html": _claim_html(facts), "text/plain": _claim_text(facts)})
    if facts["verdict"] == "fails":
        raise ClaimFailed(_claim_text(facts))


def erratum(*, slide: int | Sequence[int], says: str, correct: str, because: str) -> None:
    """Show a correction of the lecture: what the slide says, what is right, and why."""
    for name, said in (("says", says), ("correct", correct), ("because", because)):
        arguments.text(name, said)
    facts = {"slide": _slides(slide), "says": says, "correct": correct, "because": because}
    where = _listed(facts["slide"])
    text = f"Erratum, slide {where}. It says: {says} Correct: {correct} Because: {because}"
    page = (
        f"<b>✎ Erratum, slide {where}.</b> It says: <s>{html.escape(says)}</s><br>"
        f"Correct: <b>{html.escape(correct)}</b><br>Because: {html.escape(because)}"
    )
    page = _card(page, "#D55E00")
    emit({ERRATUM_MIME: facts, "text/html": page, "text/plain": text})


def _claim_text(facts: Mapping) -> str:
    """Return a claim's data as plain text: the claim, its measurement, its verdict."""
    mark = {"holds": "✓", "fails": "✗", "not judged": "…"}[facts["verdict"]]
    return f"{mark} {facts['text']} (slide {_listed(facts['slide'])})\n  {_measurement(facts)}"


def _claim_html(facts: Mapping) -> str:
    mark, colour = {
        "holds": ("✓ holds", "#009E73"),
        "fails": ("✗ fails", "#D55E00"),
        "not judged": ("… not judged", "#767676"),
    }[facts["verdict"]]
    return _card(
        f"<b>{mark}:</b> {html.escape(facts['text'])} (slide {_listed(facts['slide'])})<br>"
        f"<span style='opacity:.75'>{html.escape(_measurement(facts))}</span>",
        colour,
    )


def _measurement(facts: Mapping) -> str:
    unit = f" {facts['unit']}" if facts["unit"] else ""
    parts = []
    for name, value in facts["values"].items():
        values = value if isinstance(value, list) else [value]
        shown = ", ".join(number(entry) for entry in values)
        shown = f"[{shown}]" if len(values) > 1 else shown
        shown += f" ± {number(facts['spread'][name])}" if facts["seeds"] > 1 else ""
        parts.append(f"{name} {shown}{unit}" if name else f"{shown}{unit}")
    seeds = (
        f" (mean ± standard deviation over {facts['seeds']} seeds)" if facts["seeds"] > 1 else ""
    )
    return f"measured: {', '.join(parts)}{seeds}; asked: {asked(facts)}{unit}"


def asked(facts: Mapping) -> str:
    """Return what a claim's data asks for, such as "at least 0.9"."""
    arguments.instance("facts", facts, Mapping)
    words = {
        "at least": "at least {}",
        "at most": "at most {}",
        "between": "between {}",
        "equals": "{}",
        "increasing by": "each above the one before by at least {}",
    }[facts["relation"]].format(_threshold(facts["threshold"]))
    return words + (f" within {number(facts['within'])}" if facts["within"] else "")


def _judge(series, at_least, at_most, equals, within, increasing_by):
    """Return whether the relation holds, its name, and its threshold."""
    relations = [at_least is not None or at_most is not None, equals is not None]
    relations.append(increasing_by is not None)
    if sum(relations) != 1:
        raise ValueError(
            "a claim needs one relation: `at_least` and/or `at_most`, or `equals`, or "
            f"`increasing_by`. Received: {sum(relations)} of them."
        )
    if within and equals is None:
        raise ValueError(f"`within` belongs to `equals`, which is not given. Received: {within!r}.")
    if equals is not None:
        wanted = arguments.array("equals", equals).ravel().tolist()
        values = series[""]
        close = len(values) == len(wanted) and np.allclose(values, wanted, rtol=0, atol=within)
        return bool(close), "equals", wanted if len(wanted) > 1 else wanted[0]
    means = [float(np.mean(values)) for values in series.values()]
    if increasing_by is not None:
        gap = arguments.number("increasing_by", increasing_by, low=0)
        steps = np.diff(means)
        return bool(np.all(steps >= gap) and np.all(steps > 0)), "increasing by", gap
    low = -np.inf if at_least is None else arguments.number("at_least", at_least)
    high = np.inf if at_most is None else arguments.number("at_most", at_most, low=low)
    held = bool(low <= means[0] <= high)
    if at_most is None:
        return held, "at least", low
    return (held, "at most", high) if at_least is None else (held, "between", [low, high])


def _series(measured, *, ordering: bool) -> dict[str, list[float]]:
    """Return the measurement as lists of floats by name; the name of a lone one is empty."""
    if isinstance(measured, Mapping) != ordering or (ordering and len(measured) < 2):
        raise ValueError(
            "`measured` must be a mapping of at least two series for `increasing_by`, and a number "
            f"or a sequence of numbers otherwise. Received: {measured!r}."
        )
    named = measured if ordering else {"": measured}
    return {
        str(name): arguments.array(f"measured[{name!r}]" if ordering else "measured", values)
        .ravel()
        .tolist()
        for name, values in named.items()
    }


def _over_seeds(series: Mapping[str, Sequence[float]]) -> dict:
    """Return each series as its mean, its standard deviation and its number of seeds."""
    return {
        "values": {name: float(np.mean(values)) for name, values in series.items()},
        "spread": {
            name: float(np.std(values, ddof=1)) if max(values) > min(values) else 0.0
            for name, values in series.items()
        },
        "seeds": max(len(values) for values in series.values()),
    }


def _as_they_are(series: Mapping[str, Sequence[float]]) -> dict:
    """Return the numbers of an equality: components, not seeds."""
    return {"values": {name: list(values) for name, values in series.items()}, "seeds": 1}


def _slides(slide) -> list[int]:
    slides = list(slide) if isinstance(slide, Sequence | np.ndarray) else [slide]
    if not slides:
        raise ValueError("`slide` must name at least one slide. Received: none.")
    return [arguments.whole_number("slide", number, low=1) for number in slides]


def _listed(slides: Sequence[int]) -> str:
    return ", ".join(map(str, slides))


def _threshold(value) -> str:
    return " and ".join(map(number, value)) if isinstance(value, list) else number(value)


def number(value: Real) -> str:
    """Return a number as the claims show it: whole, or to four digits."""
    value = arguments.number("value", value)
    if value.is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if 9_999.5 <= abs(value) < 1e15 else f"{value:.4g}"


def _card(inner: str, colour: str) -> str:
    style = f"border-left:5px solid {colour};padding:.35em .9em;margin:.3em 0"
    return f"<div style='{style}'>{inner}</div>"
