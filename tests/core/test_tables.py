"""Tables: read by people, compared by tests."""

import json
import math
from html.parser import HTMLParser

import numpy as np
import pytest

from cnnlectures import show_table
from cnnlectures.core.tables import MIME

ROWS = [
    {"layer": "conv1", "parameters": 9408, "share": 0.00042, "seconds": 1.5, "trained": True},
    {"layer": "a < b", "parameters": 1_231_231, "share": 0.25, "seconds": None, "trained": False},
]


class Cells(HTMLParser):
    """Collects the tag, style and text of every cell."""

    def __init__(self, page):
        super().__init__()
        self.cells = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag in ("th", "td"):
            self.cells.append([tag, dict(attributes)["style"], ""])

    def handle_data(self, data):
        if self.cells:
            self.cells[-1][2] += data.strip()


def test_the_text_is_aligned_and_has_no_index(shown):
    show_table(ROWS)
    assert shown[0].text.splitlines() == [
        "layer  parameters  share  seconds  trained",
        "conv1       9,408  0.000    1.500  yes",
        "a < b   1,231,231  0.250        –  no",
    ]


def test_html_has_the_same_cells_numbers_to_the_right_text_to_the_left(shown):
    show_table(ROWS, decimals=1)
    cells = Cells(shown[0].forms["text/html"]).cells
    assert [text for _, _, text in cells[5:]] == (
        ["conv1", "9,408", "0.0", "1.5", "yes", "a < b", "1,231,231", "0.2", "–", "no"]
    )
    sides = ["left", "right", "right", "right", "left"]
    assert [style for _, style, _ in cells] == [f"text-align:{side}" for side in sides * 3]
    assert [tag for tag, _, _ in cells] == ["th"] * 5 + ["td"] * 10


def test_html_leaves_the_colours_to_the_theme(shown):
    show_table(ROWS)
    assert "color" not in shown[0].forms["text/html"]
    assert "background" not in shown[0].forms["text/html"]


def test_the_data_are_unrounded_with_a_tolerance_for_every_column(shown):
    show_table(ROWS, tolerance={"share": 0.01, "seconds": None})
    facts = json.loads(json.dumps(shown[0].forms[MIME]))
    assert facts["rows"] == ROWS
    assert facts["tolerance"] == {
        "layer": 0.0,
        "parameters": 0.0,
        "share": 0.01,
        "seconds": None,
        "trained": 0.0,
    }


def test_one_tolerance_is_every_columns(shown):
    show_table([{"a": 1.0, "b": 2.0}], tolerance=0.5)
    assert shown[0].forms[MIME]["tolerance"] == {"a": 0.5, "b": 0.5}


def test_numpy_numbers_become_pythons_and_what_is_no_number_text(shown):
    show_table([{"n": np.int64(3), "x": np.float32(0.5), "b": np.True_, "shape": (3, 3)}])
    (row,) = json.loads(json.dumps(shown[0].forms[MIME]))["rows"]
    assert row == {"n": 3, "x": 0.5, "b": True, "shape": "(3, 3)"}


def test_a_diverged_number_is_shown(shown):
    show_table([{"loss": math.nan}, {"loss": math.inf}])
    assert shown[0].text.split() == ["loss", "nan", "inf"]


@pytest.mark.parametrize("rows", [[], [{"a": 1}, {"b": 1}], [{"a": 1, "b": 2}, {"b": 2, "a": 1}]])
def test_rows_must_have_the_same_keys(shown, rows):
    with pytest.raises(ValueError, match="`rows` must "):
        show_table(rows)
    assert shown == []


def test_a_tolerance_for_no_column_is_refused(shown):
    with pytest.raises(ValueError, match="`tolerance` must name columns of"):
        show_table([{"a": 1}], tolerance={"b": 1})
    assert shown == []


def test_what_rounds_to_zero_has_no_sign(shown):
    show_table([{"lean": -0.001}, {"lean": -0.01}, {"lean": math.nan}], decimals=2)
    assert [line.strip() for line in shown[0].text.splitlines()[1:]] == ["0.00", "-0.01", "nan"]
