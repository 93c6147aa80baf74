"""A copy of the notebooks, JupyterLab over it, and Chromium; each once, one at a time."""

import inspect
import os
from pathlib import Path

import example_explorer
import nbformat
import pytest
from nbformat import v4

from cnnlectures.core import syllabus
from cnnlectures.tools import browser, hand
from cnnlectures.tools.execute import execute
from cnnlectures.tools.normalise import normalise

EXAMPLE = "90_example"
BUILT = Path(__file__).parents[2] / "build"


def names():
    return [EXAMPLE, *(entry.name for entry in syllabus.existing())]


def factories(name):
    """The functions that make a notebook's explorers, in the order in which it shows them."""
    return [example_explorer.explorer] if name == EXAMPLE else hand.factories(name)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    found = browser.chromium()
    if found is None and os.environ.get("CI"):
        pytest.fail("CI has to have Chromium: apt-get install chromium")
    if found is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with browser.browser(found) as running:
        yield running


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory):
    """A folder with copies, so that nothing that is done in the browser is written to ours.

    They run in the smoke tier: what a page shows is asked here, and of the numbers nbval.
    """
    folder = tmp_path_factory.mktemp("notebooks")
    for entry in syllabus.existing():
        saved = (syllabus.notebooks_folder() / f"{entry.name}.ipynb").read_text("utf-8")
        quick = saved.replace('TIER = \\"lecture\\"', 'TIER = \\"smoke\\"')
        assert quick != saved
        (folder / f"{entry.name}.ipynb").write_text(quick, "utf-8")
    _write_example(folder)
    return folder


@pytest.fixture(scope="module")
def reading(notebooks):
    with browser.lab(notebooks) as lab:
        yield lab


@pytest.fixture(scope="module")
def presenting(notebooks):
    with browser.lab(notebooks, present=True) as lab:
        yield lab


def _write_example(folder):
    def cell(kind, source, slide=None):
        metadata = {"slideshow": {"slide_type": slide}} if slide else {}
        return getattr(v4, f"new_{kind}_cell")(source, metadata=metadata)

    source = inspect.getsource(example_explorer)
    notebook = v4.new_notebook(
        cells=[
            cell("markdown", "# 90 · An example", "slide"),
            cell("markdown", "A slide goes on below."),
            cell("markdown", "*What the lecturer reads.*", "notes"),
            cell("code", "hidden = 1", "skip"),
            cell("markdown", "## Explore", "slide"),
            cell("code", f"{source}\n\nexplorer()"),
            cell("markdown", "## By and by", "slide"),
            cell("markdown", "First,", "fragment"),
            cell("markdown", "then.", "fragment"),
            cell("markdown", "### Below", "subslide"),
            cell("code", "1 + 1"),
            cell("markdown", "## The end", "slide"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    notebook.cells[5].metadata["jupyter"] = {"source_hidden": True}  # it is long for a slide
    path = folder / f"{EXAMPLE}.ipynb"
    nbformat.write(notebook, path)
    assert execute(path, path, progress=False).error is None
    notebook = nbformat.read(path, as_version=4)
    normalise(notebook, seconds=20, megabytes=500)
    nbformat.write(notebook, path)
