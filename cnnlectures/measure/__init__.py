"""Measuring networks: parameters, MACs, memory, receptive fields, by hand and by the framework."""

from cnnlectures.measure import conventions, hand
from cnnlectures.measure.counting import Counts, Row, compare, count
from cnnlectures.measure.fields import Field, Span
from cnnlectures.measure.memory import Memory
from cnnlectures.measure.receptive import receptive_field

__all__ = [
    "Counts",
    "Field",
    "Memory",
    "Row",
    "Span",
    "compare",
    "conventions",
    "count",
    "hand",
    "receptive_field",
]
