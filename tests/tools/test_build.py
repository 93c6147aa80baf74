"""From source to committed notebook."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from benchmarks.claims import over_seeds
from cnnlectures.tools import build, normalise
from cnnlectures.tools.compare import VIEW_MIME

SOURCE = """# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] slides=[1]
# # 00 · A page
#
# <!-- badges -->

# %% tags=["bootstrap"]
# filled in by the build

# %%
print(6 * 7)

# %% tags=["exercise"]
answer = ...

# %% tags=["solution"]
answer = 42
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one source, in a folder of the test's."""
    folder = tmp_path / "notebooks" / "source"
    folder.mkdir(parents=True)
    (folder / "00_start_here.py").write_text(SOURCE)
    (folder / "bootstrap.txt").write_text("import os\n")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "SOURCES", folder)
    monkeypatch.setattr(build, "MEASURED", tmp_path / "notebooks" / "measured.json")
    monkeypatch.setattr(build, "CLAIMS", tmp_path / "notebooks" / "claims.json")
    monkeypatch.setattr(build, "PRINTS", tmp_path / "build" / "fingerprints")
    return tmp_path


def test_student_and_instructor_versions_differ_in_the_solutions(project):
    source = build.SOURCES / "00_start_here.py"
    student, instructor = build.assemble(source), build.assemble(source, instructor=True)
    assert [cell.source for cell in student.cells if "answer" in cell.source] == ["answer = ..."]
    assert "answer = 42" in [cell.source for cell in instructor.cells]
    assert student.cells[1].source == "import os"
    assert "notebooks/00_start_here.ipynb" in student.cells[0].source
    assert student.cells[0].metadata.slides == [1]


def test_build_is_repeatable_and_only_what_changed(project):
    target = project / "notebooks" / "00_start_here.ipynb"
    assert build.build("00_start_here")
    first = target.read_bytes()
    assert not build.build("00_start_here")
    assert build.build("00_start_here", force=True)
    assert target.read_bytes() == first
    source = build.SOURCES / "00_start_here.py"
    source.write_text(source.read_text().replace("6 * 7", "6 * 8"))
    assert build.build("00_start_here")
    assert b'"48\\n"' in target.read_bytes()


def test_a_failing_cell_leaves_the_committed_notebook_alone(project):
    target = project / "notebooks" / "00_start_here.ipynb"
    target.write_text("as it was")
    source = build.SOURCES / "00_start_here.py"
    source.write_text(source.read_text().replace("print(6 * 7)", "1 / 0"))
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        build.build("00_start_here")
    assert target.read_text() == "as it was"
    assert [path.name for path in target.parent.iterdir() if ".tmp" in path.name] == []


def test_ids_follow_the_content():
    cells = [new_markdown_cell("one"), new_code_cell("1"), new_code_cell("1")]
    notebook = new_notebook(cells=cells)
    normalise.identify(notebook)
    before = [cell.id for cell in notebook.cells]
    assert len(set(before)) == 3
    notebook.cells.insert(0, new_markdown_cell("zero"))
    normalise.identify(notebook)
    assert [cell.id for cell in notebook.cells][1:] == before


def test_normalising_keeps_the_picture_of_an_explorer_and_drops_the_rest():
    view = {"model_id": "abc", "version_major": 2, "version_minor": 0}
    cell = new_code_cell(
        "x", execution_count=7, metadata={"papermill": {"duration": 1}, "tags": []}
    )
    cell.outputs = [
        new_output("display_data", data={VIEW_MIME: view, "text/plain": "  0%|  | 0/3"}),
        new_output("stream", name="stdout", text="a"),
        new_output("display_data", data={VIEW_MIME: view, "image/png": "iVBO"}),
        new_output("stream", name="stdout", text="b"),
    ]
    notebook = new_notebook(cells=[cell], metadata={"widgets": {}, "papermill": {}})
    normalise.normalise(notebook, seconds=1, megabytes=2)
    assert cell.execution_count == 1
    assert dict(cell.metadata) == {}
    assert [dict(output.get("data", {})) for output in cell.outputs] == [{}, {"image/png": "iVBO"}]
    assert cell.outputs[0].text == "ab"
    assert set(notebook.metadata) == {"cnnlectures", "kernelspec", "language_info"}
    nbformat.validate(notebook)


def test_a_cell_that_says_the_same_keeps_its_committed_bytes():
    def with_text(text):
        cell = new_code_cell("f", id="a", execution_count=1)
        cell.outputs = [new_output("display_data", data={"text/plain": text})]
        return new_notebook(cells=[cell])

    new, old = with_text("<f at 0x7f00deadbeef>"), with_text("<f at 0x7f0012345678>")
    normalise.keep_what_is_the_same(new, old)
    assert new.cells[0].outputs[0].data["text/plain"] == "<f at 0x7f0012345678>"
    new = with_text("something else")
    normalise.keep_what_is_the_same(new, old)
    assert new.cells[0].outputs[0].data["text/plain"] == "something else"


@pytest.mark.parametrize(
    ("source", "output_only"),
    [
        ("x = 1\nclaim(\n    'a', measured=x, at_least=0, slide=3,\n)", True),
        ("show(figure, alt='what can be seen')", True),
        ("def f(x):\n    return x\n\n\nf(3)", False),
        ("show(figure, alt='')\nx = 3", False),
        ("%pip install x", False),
        ("", False),
    ],
)
def test_a_slide_shows_an_output_without_the_code_that_frames_it(source, output_only):
    cell = nbformat.v4.new_code_cell(source, metadata={"slideshow": {"slide_type": "-"}})
    build.for_slides(cell)
    assert ("output-only" in cell.metadata.get("tags", [])) == output_only
    assert "slideshow" not in cell.metadata  # jupyterlab-slideshow would not show it
    wanted = nbformat.v4.new_code_cell(source, metadata={"tags": ["code"]})
    build.for_slides(wanted)
    assert wanted.metadata.tags == ["code"]


def test_the_claims_over_several_seeds_are_quoted_from_the_file(project):
    assert "not measured yet" in build.over_seeds("00_start_here")
    runs = [[claimed(0.9), step(0.2, 0.5), equal(3.0)], [claimed(0.8), step(0.2, 0.6), equal(3.1)]]
    facts = {"machine": "a machine", "seeds": 2, "claims": over_seeds(runs)}
    build.CLAIMS.write_text(json.dumps({"00_start_here": facts}))
    table = build.over_seeds("00_start_here").splitlines()
    assert "| it learns | at least 0.7 % | 0.8 | 0.9 |" in table
    assert "| b exceeds a | each above the one before by at least 0.1 | 0.3 | 0.4 |" in table
    assert "| three | 3 within 0.2 | 0 | 0.1 |" in table


def test_claims_that_change_their_words_from_seed_to_seed_are_refused():
    with pytest.raises(ValueError, match="differ from seed to seed"):
        over_seeds([[claimed(0.9)], [claimed(0.9) | {"text": "it learns 0.9"}]])


def claimed(value):
    facts = {"slide": [1], "text": "it learns", "relation": "at least", "threshold": 0.7}
    return facts | {"within": 0.0, "unit": "%", "values": {"": value}}


def step(low, high):
    facts = {"text": "b exceeds a", "relation": "increasing by", "threshold": 0.1, "unit": ""}
    return claimed(0) | facts | {"values": {"a": low, "b": high}}


def equal(value):
    facts = {"text": "three", "relation": "equals", "threshold": 3, "within": 0.2, "unit": ""}
    return claimed(0) | facts | {"values": {"": [value]}}
