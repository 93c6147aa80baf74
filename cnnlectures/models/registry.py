"""Which networks there are, and by which names they go."""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib import import_module

from cnnlectures.models.cards import Card

#: The modules that hold the networks, in the order in which their ideas came.
FAMILIES = (
    "lenet",
    "alexnet",
    "vgg",
    "googlenet",
    "resnet",
    "cifar_resnet",
    "densenet",
    "resnext",
    "fixup",
    "squeezenet",
    "shufflenet",
    "regnet",
    "mobilenet",
    "xception",
    "inception",
    "efficientnet",
    "convnext",
    "vit",
)


def names() -> list[str]:
    """Return the names of all networks, family by family."""
    return list(_cards())


def card(name: str) -> Card:
    """Return a network's card.

    Args:
        name: one of ``names()``, or an alias; case, spaces, hyphens and dots do not matter.

    Raises:
        ValueError: if there is no such network; says which names are near.
    """
    if not isinstance(name, str):
        raise ValueError(f"`name` must be the name of a network. Received: {name!r}.")
    known = _known()
    if (short := _short(name)) in known:
        return _cards()[known[short]]
    near = difflib.get_close_matches(short, known, n=5, cutoff=0.5)
    nearest = list(dict.fromkeys(known[each] for each in near))[:3]
    meant = f" Did you mean {' or '.join(map(repr, nearest))}?" if nearest else ""
    raise ValueError(
        f"`name` must be one of the {len(_cards())} networks that models.names() lists. "
        f"Received: {name!r}.{meant}"
    )


def table():
    """Return a pandas frame with a row for every network and its card's fields as columns."""
    import pandas

    columns = (
        "title", "year", "family", "input_shape", "parameters", "trainable", "published",
        "reference", "reference_source", "macs", "macs_source", "accuracy", "accuracy_source",
        "idea", "deck", "deck_is_right", "slides", "paper",
    )  # fmt: skip
    rows = [[getattr(each, column) for column in columns] for each in _cards().values()]
    frame = pandas.DataFrame(rows, columns=columns, index=pandas.Index(names(), name="name"))
    return frame.astype({"reference": "Int64", "macs": "Int64", "deck_is_right": "boolean"})


def summary() -> str:
    """Return the table for a terminal: what fits on a line of each card."""
    wide = max(map(len, names()))
    head = f"{'name':{wide}} year {'input':>11} {'parameters':>12} {'trainable':>12} {'MACs':>9}"
    lines = [head, "-" * len(head)]
    for each in _cards().values():
        size = "×".join(map(str, each.input_shape))
        macs = f"{each.macs / 1e6:,.1f}M" if each.macs else ""
        lines.append(
            f"{each.name:{wide}} {each.year:4} {size:>11} {each.parameters:12,} "
            f"{each.trainable:12,} {macs:>9}"
        )
    return "\n".join([*lines, "", f"{len(_cards())} networks; models.card(name) says more."])


@cache
def _cards() -> dict[str, Card]:
    modules = (import_module(f"cnnlectures.models.{family}") for family in FAMILIES)
    return {each.name: each for module in modules for each in module.CARDS}


@cache
def _known() -> dict[str, str]:
    """The name of every network by each of its names and titles, in their short form."""
    known = {}
    for each in _cards().values():
        for text in (each.name, each.title, *each.aliases):
            if known.setdefault(_short(text), each.name) != each.name:
                raise AssertionError(f"{text!r} names both {known[_short(text)]} and {each.name}")
    return known


def _short(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
