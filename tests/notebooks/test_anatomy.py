"""Every notebook has the anatomy that the course promises. Nothing is executed here."""

import ast
import json
import re
import statistics

import nbformat
import pytest

from cnnlectures.core import syllabus
from cnnlectures.core.claims import CLAIM_MIME, ERRATUM_MIME
from cnnlectures.tools import build
from cnnlectures.tools.compare import VIEW_MIME

NAMES = [entry.name for entry in syllabus.existing()]
LECTURES = [name for name in NAMES if name != "00_start_here"]
DIVIDERS = {3, 4, 11, 16, 17, 21, 31, 42, 47, 70}

every_notebook = pytest.mark.parametrize("name", NAMES)
every_lecture = pytest.mark.parametrize("name", LECTURES)


def read(name):
    return nbformat.read(build.ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def code(name):
    return [cell for cell in read(name).cells if cell.cell_type == "code"]


def tags(cell):
    return cell.metadata.get("tags", [])


def outputs(name, kind):
    return [
        output.data[kind]
        for cell in code(name)
        for output in cell.outputs
        if kind in output.get("data", {})
    ]


def test_every_source_has_its_notebook_and_the_other_way_round():
    sources = sorted(path.stem for path in build.SOURCES.glob("*.py"))
    assert sources == sorted(path.stem for path in (build.ROOT / "notebooks").glob("*.ipynb"))
    assert sources == sorted(NAMES)


@every_notebook
def test_notebook_and_source_are_in_step(name):
    notebook, source = read(name), build.assemble(build.SOURCES / f"{name}.py")
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in source.cells]
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in source.cells]


@every_notebook
def test_every_code_cell_is_numbered_and_none_failed(name):
    cells = code(name)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [out for cell in cells for out in cell.outputs if out.output_type == "error"]


@every_notebook
def test_nothing_passing_is_committed(name):
    notebook = read(name)
    assert set(notebook.metadata) == {"cnnlectures", "kernelspec", "language_info"}
    assert not outputs(name, VIEW_MIME)
    text = (build.ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|work|tmp|Users)/", text), "a path of some machine"


@every_notebook
def test_stderr_is_empty(name):
    streams = [o for cell in code(name) for o in cell.outputs if o.output_type == "stream"]
    assert [stream.text for stream in streams if stream.name == "stderr"] == []


@every_notebook
def test_no_cell_escapes_comparison(name):
    """nbval skips, or does not compare, a cell that says so in a tag or a comment."""
    for cell in code(name):
        assert not [tag for tag in tags(cell) if "nbval" in tag or tag == "raises-exception"]
        assert not re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE_)", cell.source)


@every_notebook
def test_size_and_shape(name):
    assert (build.ROOT / "notebooks" / f"{name}.ipynb").stat().st_size <= 1_500_000
    lines = [
        len([line for line in cell.source.splitlines() if line.strip()]) for cell in code(name)
    ]
    assert max(lines) <= 40
    assert statistics.median(lines) <= 6
    assert sum(count <= 20 for count in lines) >= 0.9 * len(lines)


@every_notebook
def test_title_cell(name):
    title, entry = read(name).cells[0], syllabus.lecture(name)
    assert title.source.startswith(f"# {name[:2]} · ")
    assert entry.question in title.source
    assert build.badges(name) in title.source
    assert f"?urlpath=lab/tree/notebooks/{name}.ipynb)" in title.source
    assert build.measured(name) in title.source
    assert "<!--" not in title.source
    assert 3 <= len(re.findall(r"(?m)^\d\. ", title.source)) <= 5, "objectives"
    assert "slides" in title.source.lower()
    assert "prerequisites" in title.source.lower()
    assert f"{entry.minutes[0]} minutes to present" in title.source
    assert f"{entry.minutes[1]} to work through" in title.source


@every_notebook
def test_bootstrap_and_parameters_come_first(name):
    bootstrap, parameters, start = code(name)[:3]
    assert tags(bootstrap) == ["bootstrap"]
    assert "%pip install" in bootstrap.source
    assert tags(parameters) == ["parameters"]
    assert parameters.source == 'TIER = "lecture"\nDATA = "embedded"\nSEED = 42'
    assert "start(tier=TIER, data=DATA, seed=SEED)" in start.source


@every_notebook
def test_the_slides_are_covered(name):
    covered = {slide for cell in read(name).cells for slide in cell.metadata.get("slides", [])}
    missing = set(syllabus.lecture(name).slides) - DIVIDERS - covered
    assert not missing, f"no cell of {name} says that it covers slides {sorted(missing)}"


@every_notebook
def test_the_errata_are_shown(name):
    shown = {slide for facts in outputs(name, ERRATUM_MIME) for slide in facts["slide"]}
    missing = set(syllabus.lecture(name).errata) - shown
    assert not missing, f"{name} shows no erratum for slides {sorted(missing)}"


@every_notebook
def test_every_claim_is_borne_out(name):
    assert {facts["verdict"] for facts in outputs(name, CLAIM_MIME)} == {"holds"}


@every_notebook
def test_every_figure_has_a_description(name):
    for cell in code(name):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = output.metadata.get("image/png", {}).get("alt", "")
                assert len(alt.split()) >= 5, f"a figure without alt text: {cell.source}"


@every_notebook
def test_pictures_leave_through_show_or_an_explorer(name):
    text = (build.SOURCES / f"{name}.py").read_text(encoding="utf-8")
    assert "plt." not in text
    assert "pyplot" not in text


@every_lecture
def test_each_section_asks_before_it_shows(name):
    cells = read(name).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert text.count("**Predict.**") >= 3
    assert "## Explore" in text
    assert "## Exercises" in text
    assert "## What we learnt" in text


@every_lecture
def test_instructor_notes_are_notes(name):
    notes = [cell for cell in read(name).cells if "instructor" in tags(cell)]
    assert len(notes) >= 3
    for cell in notes:
        assert cell.metadata["slideshow"]["slide_type"] == "notes"


@every_lecture
def test_exercises_and_quiz(name):
    stubs = [cell for cell in code(name) if "exercise" in tags(cell)]
    texts = [cell.source for cell in read(name).cells if cell.cell_type == "markdown"]
    exercises = [text for text in texts if text.startswith("### Exercise ")]
    assert 3 <= len(exercises) <= 6
    assert [text for text in texts if text.startswith("### Quiz ")]
    for cell in stubs:
        assert "..." in cell.source
        said = "".join(out.get("data", {}).get("text/plain", "") for out in cell.outputs)
        assert "not attempted" in said


@every_notebook
def test_each_exercise_is_a_pair_in_the_source(name):
    """A stub is followed by its solution, which the student's notebook leaves out."""
    cells = build.assemble(build.SOURCES / f"{name}.py", instructor=True).cells
    for stub, follower in zip(cells, [*cells[1:], None], strict=True):
        if "exercise" in tags(stub):
            exercise = re.search(r"exercises\.(\w+)\.check\(", stub.source).group(1)
            assert "solution" in tags(follower)
            assert f"exercises.{exercise}.solution()" in follower.source
    assert not [cell for cell in code(name) if "solution" in tags(cell)]


@every_lecture
def test_what_the_notebook_defines_is_what_the_package_holds(name):
    """The lesson's own functions stand in the notebook and, the same, in the lecture's folder."""
    folder = build.ROOT / "cnnlectures" / "lectures" / syllabus.lecture(name).folder
    held = {}
    for path in folder.glob("*.py"):
        held |= definitions(path.read_text(encoding="utf-8"))
    taught = {}
    for cell in code(name):
        if not {"exercise", "bootstrap"} & set(tags(cell)):
            taught |= definitions(cell.source)
    assert taught, "a lecture defines what it teaches in front of the student"
    for function, body in taught.items():
        assert held.get(function) == body, f"{function} differs between notebook and package"


def definitions(text):
    """Return each top-level function or class as its code, without docstrings and annotations."""
    tree = ast.parse("\n".join(line for line in text.splitlines() if not line.startswith("%")))
    return {
        node.name: plain(node)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def plain(node):
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part):
            part.body = part.body[1:]
        if isinstance(part, ast.FunctionDef):
            part.returns = None
        if isinstance(part, ast.arg):
            part.annotation = None
    return ast.unparse(node)


def test_the_syllabus_assigns_every_slide_with_content():
    assigned = {slide for entry in syllabus.LECTURES for slide in entry.slides}
    assert assigned >= set(range(1, 71)) - DIVIDERS


def test_the_syllabus_assigns_every_wrong_item():
    """Slides with an item in the list of errors that must be corrected."""
    wrong = {13, 15, 25, 26, 32, 36, 37, 41, 46, 48, 52, 65, 66, 68}
    assigned = {slide for entry in syllabus.LECTURES for slide in entry.errata}
    assert assigned >= wrong


QUOTING = [
    name
    for name in LECTURES
    if "<!-- measured claims -->" in (build.SOURCES / f"{name}.py").read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", QUOTING)
def test_the_claims_over_several_seeds_are_this_notebooks(name):
    """After a claim has changed: python -m benchmarks.claims NAME, and rebuild."""
    known = json.loads(build.CLAIMS.read_text(encoding="utf-8"))
    assert known[name]["seeds"] >= 10
    for key in ("text", "threshold", "slide"):
        theirs = [claim[key] for claim in outputs(name, CLAIM_MIME)]
        assert theirs == [claim[key] for claim in known[name]["claims"]]
    assert any(build.over_seeds(name) in cell.source for cell in read(name).cells)
