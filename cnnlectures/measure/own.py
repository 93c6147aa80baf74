"""The parameters of the course's own layers, by formula; their work is that of their parts."""

from __future__ import annotations

from cnnlectures.measure.hand import Count
from cnnlectures.measure.tracing import Call


def by_hand(call: Call) -> Count | None:
    """Count the parameters that one of the course's layers has itself; None for any other layer."""
    if not type(call.layer).__module__.startswith("cnnlectures.models."):
        return None
    formula = _FORMULAS.get(call.kind)
    return Count((), *formula(call.layer, call.input_shapes[0]), "0") if formula else None


def _each(number: int):
    """Some numbers for each map."""

    def count(layer, shape):
        maps = shape[-1]
        return number * maps, 0, f"{number}·{maps:,}" if number > 1 else f"{maps:,}"

    return count


def _one(layer, shape):
    return 1, 0, "1"


def _places(layer, shape):
    _, tokens, width = shape
    return tokens * width, 0, f"{tokens:,}·{width:,}"


def _codes(layer, shape):
    classes, width = len(layer.codes), shape[-1]
    return classes * width, 0, f"{classes:,}·{width:,}"


#: For each kind: parameters, MACs and the parameters' formula, from its settings and its input.
_FORMULAS = {
    "Subsampling": _each(2),
    "LayerScale": _each(1),
    "ClassToken": _each(1),
    "Positions": _places,
    "RadialBasis": _codes,
    "Shift": _one,
    "Stretch": _one,
}
