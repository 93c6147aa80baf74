"""Tables of measured numbers, shown for people and emitted as data that tests compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    import pandas as pd
    from IPython.display import display

    rows = [dict(row) for row in rows]
    columns = list(rows[0]) if rows else []
    if not rows or any(list(row) != columns for row in rows):
        raise ValueError(
            "`rows` must hold at least one row, and all rows the same keys in the same order. "
            f"Received: {[list(row) for row in rows]!r}."
        )
    unknown = set(tolerance) - set(columns) if isinstance(tolerance, Mapping) else set()
    if unknown:
        raise ValueError(f"`tolerance` names columns that are not in {columns!r}: {unknown!r}.")
    plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
    per_column = {
        name: tolerance.get(name, 0.0) if isinstance(tolerance, Mapping) else tolerance
        for name in columns
    }
    shown = pd.DataFrame([{k: _shown(v, decimals) for k, v in row.items()} for row in plain])
    display(
        {
            MIME: {"rows": plain, "tolerance": per_column},
            "text/html": shown.to_html(index=False, border=0, justify="left"),
            "text/plain": shown.to_string(index=False),
        },
        raw=True,
    )


def _plain(value):
    """Return a NumPy scalar as the Python number it holds."""
    return value.item() if hasattr(value, "item") else value


def _shown(value, decimals: int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.{decimals}f}" if isinstance(value, float) else str(value)
