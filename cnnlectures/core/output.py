"""Displaying one thing in several forms: as data, as HTML or Markdown or a picture, as text."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType

from cnnlectures.core import arguments


class _Bundle(dict):
    """Forms of one output by their type; printed, where nothing can display it, it is its text."""

    def __str__(self) -> str:
        return self.get("text/plain", "")


def emit(forms: Mapping[str, object], metadata: Mapping | None = None) -> None:
    """Display the best of the forms that the front end knows; a plain script prints the text."""
    arguments.instance("forms", forms, Mapping)
    arguments.instance("metadata", metadata, (Mapping, NoneType))
    from IPython.display import display

    display(_Bundle(forms), metadata=dict(metadata or {}), raw=True)
