"""What the notebook tests call the same, output by output."""

import base64
import io

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from cnnlectures.core import tables
from cnnlectures.core.run import MIME as RUN_MIME
from cnnlectures.tools import normalise
from cnnlectures.tools.compare import Shared, differences, machine_of, shared

HERE = {
    "processor": "ours, 2 cores",
    "instructions": "avx2 fma",
    "versions": {"matplotlib": "3.11.2", "numpy": "2.4.6"},
}
THERE = HERE | {"processor": "theirs, 4 cores"}
OLDER = HERE | {"versions": {"matplotlib": "3.10.0", "numpy": "2.4.6"}}


@pytest.fixture
def shown(monkeypatch):
    """The list that every displayed output is appended to."""
    outputs = []
    monkeypatch.setattr(tables, "emit", outputs.append)
    return outputs


def picture(brightness=0, *, varies=None, size=20):
    buffer = io.BytesIO()
    Image.fromarray(np.full((size, size, 3), brightness, "uint8")).save(buffer, "png")
    metadata = {} if varies is None else {"cnnlectures": {"varies": varies}}
    data = {"image/png": base64.b64encode(buffer.getvalue()).decode()}
    return new_output("display_data", data=data, metadata=metadata)


def started(machine):
    facts = {"tier": "lecture", "data": "embedded", "seed": 42, **machine}
    return new_output("display_data", data={"text/plain": "Tier: lecture", RUN_MIME: facts})


def table(value, tolerance):
    facts = {"rows": [{"x": value}], "tolerance": {"x": tolerance}}
    return [new_output("display_data", data={tables.MIME: facts, "text/plain": f"x\n{value}"})]


@pytest.mark.parametrize(
    ("other", "machine", "drawing"),
    [(HERE, True, True), (THERE, False, True), (OLDER, False, False), (None, False, False)],
)
def test_what_two_executions_share(other, machine, drawing):
    assert shared(other, HERE) == shared(HERE, other) == Shared(machine, drawing)


@pytest.mark.parametrize(
    ("varies", "other", "strict"),
    [
        (True, HERE, True),
        (True, THERE, False),  # training gives other numbers on another processor
        (False, THERE, True),  # arithmetic and drawing do not
        (None, THERE, True),  # nor does an explorer's picture
        (False, OLDER, False),  # another matplotlib draws otherwise
    ],
)
def test_a_picture_is_compared_where_it_ought_to_be_the_same(varies, other, strict):
    old, together = [picture(0, varies=varies)], shared(other, HERE)
    assert differences([picture(1, varies=varies)], old, shared=together) == []
    assert bool(differences([picture(9, varies=varies)], old, shared=together)) == strict
    assert differences([picture(0, size=40)], old, shared=together)  # another size, anywhere


@pytest.mark.parametrize(
    ("was", "now", "tolerance", "same"),
    [
        (1.0, 1.1, 0.2, True),
        (1.0, 1.3, 0.2, False),
        (float("inf"), float("inf"), 0.2, True),
        (1.0, float("nan"), 0.2, False),
        (3.0, 400.0, None, True),
        (3.0, None, None, False),
        (3.0, "broken", None, False),
        (None, 3.0, None, False),
        ("a", "b", 0.2, False),
        ("a", "b", None, True),
    ],
)
def test_a_table_is_compared_by_its_tolerance(was, now, tolerance, same):
    assert (differences(table(now, tolerance), table(was, tolerance)) == []) == same


def test_a_machine_is_known_by_more_than_the_name_of_its_processor():
    def other(**facts):
        return machine_of([started(HERE | facts)])

    assert machine_of([started(HERE)]) == HERE
    for facts in ({"processor": "theirs"}, {"instructions": "avx2 avx512f"}, {"versions": {}}):
        assert not shared(other(**facts), HERE).machine
    assert machine_of([picture()]) is None


def test_a_stored_table_has_its_columns_in_another_order(shown):
    def made(*rows):
        tables.show_table(rows)
        data = shown.pop()
        return new_notebook(cells=[new_code_cell(outputs=[new_output("display_data", data=data)])])

    def stored(notebook):
        return nbformat.reads(nbformat.writes(notebook), as_version=4).cells[0].outputs

    row = {"rule": "none", "error": 0.2, "a b": 3}
    old, new = stored(made(row)), made(row).cells[0].outputs
    assert list(old[0].data[tables.MIME]["rows"][0]) != list(new[0].data[tables.MIME]["rows"][0])
    assert differences(new, old) == []
    turned = dict(reversed(row.items()))
    for other in ([turned], [row, row], [row | {"more": 1}]):
        assert differences(made(*other).cells[0].outputs, old)


def test_outputs_that_come_too_many_too_few_or_in_another_order_differ():
    one, two = (new_output("display_data", data={"text/plain": text}) for text in ("1", "2"))
    assert differences([one, two], [one, two]) == []
    for new in ([one], [one, two, two], [two, one], []):
        assert differences(new, [one, two])


def test_an_address_means_nothing_and_a_number_in_hexadecimal_does():
    def said(text):
        return [new_output("stream", name="stdout", text=text)]

    assert differences(said("<f at 0x7f00deadbeef>"), said("<f at 0x7f0012345678>")) == []
    assert differences(said("0xfeedbeef"), said("0xdeadbeef"))


def test_a_notebook_never_mixes_the_outputs_of_two_machines():
    def made(machine, brightness, text):
        outputs = [[started(machine)], [picture(brightness, varies=True)], said(text)]
        cells = [new_code_cell(id=f"c{n}", outputs=each) for n, each in enumerate(outputs)]
        return new_notebook(cells=cells)

    def said(text):
        return [new_output("stream", name="stdout", text=text)]

    def kept(new, old):
        before = [cell.outputs for cell in new.cells]
        normalise.keep_what_is_the_same(new, old)
        return [cell.outputs is not was for cell, was in zip(new.cells, before, strict=True)]

    old = made(HERE, 0, "42")
    assert kept(made(HERE, 9, "42"), old) == [True, False, True]
    assert kept(made(THERE, 9, "42"), old) == [True, True, True]  # it says nothing new
    assert kept(made(THERE, 9, "43"), old) == [False, False, False]
    unknown = {key: fact for key, fact in HERE.items() if key != "instructions"}
    assert kept(made(HERE, 0, "42"), made(unknown, 0, "42")) == [False, False, False]
