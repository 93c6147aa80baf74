"""Tables of measured numbers, shown for people and emitted as data that tests compare."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from cnnlectures.core import arguments
from cnnlectures.core.output import emit

MIME = "application/vnd.cnnlectures.table+json"


def show_table(
    rows: Sequence[Mapping],
    *,
    decimals: int = 3,
    tolerance: Mapping[str, float | None] | float = 0.0,
) -> None:
    """Show rows of equal keys as a table.

    Args:
        rows: one mapping per row, from column heading to text or number.
        decimals: digits shown after the point of every fractional number.
        tolerance: how far another run's numbers may lie from these and still be called
            reproduced: one number for all columns, or one by column heading (0 where a column
            is not named). None means that the column is not compared, as for seconds.

    Raises:
        ValueError: if there are no rows, or their keys differ, or `tolerance` names no column.
    """
    rows = [dict(row) for row in arguments.sequence("rows", rows, Mapping)]
    columns = list(rows[0])
    if any(list(row) != columns for row in rows):
        raise ValueError(
            "`rows` must all have the same keys in the same order. "
            f"Received: {[list(row) for row in rows]!r}."
        )
    decimals = arguments.whole_number("decimals", decimals)
    if not isinstance(tolerance, Mapping):
        tolerance = arguments.number("tolerance", tolerance, low=0)
    unknown = set(tolerance) - set(columns) if isinstance(tolerance, Mapping) else set()
    if unknown:
        raise ValueError(f"`tolerance` must name columns of {columns!r}. Received: {unknown!r}.")
    plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
    per_column = {
        name: tolerance.get(name, 0.0) if isinstance(tolerance, Mapping) else tolerance
        for name in columns
    }
    shown = [columns, *([_shown(value, decimals) for value in row.values()] for row in plain)]
    numeric = [all(_is_number(row[name]) for row in plain) for name in columns]
    emit(
        {
            MIME: {"rows": plain, "tolerance": per_column},
            "text/html": _html(shown, numeric),
            "text/plain": _text(shown, numeric),
        }
    )


def _plain(value):
    """Return a NumPy scalar as the Python number it holds, and what is no number as text."""
    value = value.item() if hasattr(value, "item") else value
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _is_number(value) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _shown(value, decimals: int) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    # + 0.0, since what rounds to zero has no sign
    return f"{round(value, decimals) + 0.0:,.{decimals}f}" if isinstance(value, float) else value


def _html(lines: Sequence[Sequence[str]], numeric: Sequence[bool]) -> str:
    """Return the table without colours, which are the theme's, at a size for the back row."""
    sides = ["right" if is_number else "left" for is_number in numeric]
    rows = []
    for index, line in enumerate(lines):
        tag = "td" if index else "th"
        cells = (
            f"<{tag} style='text-align:{side}'>{html.escape(str(text))}</{tag}>"
            for text, side in zip(line, sides, strict=True)
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    style = "font-size:16px;font-variant-numeric:tabular-nums"
    return (
        f"<table class='dataframe' style='{style}'>\n<thead>{rows[0]}</thead>\n<tbody>\n"
        + "\n".join(rows[1:])
        + "\n</tbody></table>"
    )


def _text(lines: Sequence[Sequence[str]], numeric: Sequence[bool]) -> str:
    widths = [max(len(str(text)) for text in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            f"{text:>{width}}" if is_number else f"{text:<{width}}"
            for text, width, is_number in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )
