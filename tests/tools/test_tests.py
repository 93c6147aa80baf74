"""Tests of the tests: a result that stops being true must make the notebook tests fail."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from cnnlectures.tools import normalise
from cnnlectures.tools.execute import execute

CELLS = {
    "start": "from cnnlectures import claim, show, show_table, start\nrun = start()",
    "number": "print(6 * 7)",
    "claim": "claim('half is at least a third', measured=0.5, at_least=1 / 3, slide=1)",
    "verdict": "claim('most of it is right', measured=0.9, at_least=0.5, slide=1)",
    "table": "show_table([{'depth': 18, 'error': 0.2788}], tolerance={'error': 0.001})",
    "figure": """
import numpy as np
from cnnlectures.core.style import subplots
x = np.linspace(0, 6, 200)
figure, axes = subplots(2, 3)
for k, ax in enumerate(axes.flat):
    ax.plot(x, np.sin(x + k), label='sine')
    ax.plot(x, np.cos(x + k), label='cosine')
    ax.legend()
show(figure, alt='six panels with a sine and a cosine each')""".strip(),
    "progress": "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)):\n    pass",
}


def notebook_of(cells):
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [new_code_cell(source) for source in cells.values()]
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    """A notebook as the build commits it."""
    folder = tmp_path_factory.mktemp("committed")
    notebook = notebook_of(CELLS)
    normalise.identify(notebook)
    nbformat.write(notebook, folder / "plain.ipynb")
    outcome = execute(folder / "plain.ipynb", folder / "run.ipynb", progress=False)
    assert outcome.ok, outcome.error
    assert (outcome.held, outcome.claims) == (2, 2)
    notebook = nbformat.read(folder / "run.ipynb", as_version=4)
    normalise.normalise(notebook, seconds=60, megabytes=1000)
    return notebook


def verify(notebook, folder):
    """Run nbval with our plugin over a notebook, as `make test` does."""
    path = folder / "notebook.ipynb"
    nbformat.write(notebook, path)
    plugins = ["-p", "cnnlectures.tools.nbval_plugin", "-p", "no:cacheprovider"]
    flags = ["--nbval", "--nbval-current-env", "--rootdir", str(folder), "-q", "--color=no"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *flags, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        cwd=folder,
    )


def edited(committed, *changes):
    """The committed outputs with other sources: the results are no longer what they were."""
    notebook = nbformat.reads(nbformat.writes(committed), as_version=4)
    for name, old, new in changes:
        cell = notebook.cells[list(CELLS).index(name)]
        assert old in cell.source
        cell.source = cell.source.replace(old, new)
    return notebook


def test_an_honest_notebook_passes(committed, tmp_path):
    """Also with other digits, as another processor gives them, within the table's tolerance."""
    result = verify(edited(committed, ("table", "0.2788", "0.2790")), tmp_path)
    assert result.returncode == 0, result.stdout
    assert "7 passed" in result.stdout


BROKEN = {
    "number": ("6 * 7", "6 * 7 + 1", "stdout was '42\\n', is '43\\n'"),
    "claim": ("measured=0.5", "measured=0.5001", "further apart than its tolerance"),
    "verdict": ("measured=0.9", "measured=0.1", "ClaimFailed"),
    "table": ("0.2788", "0.2899", "'error' was 0.2788, is 0.2899"),
    "figure": ("np.sin(x + k)", "np.sin(x + k) + 0.1 * (k == 3)", "figure differs by"),
    "progress": (
        "tqdm(range(3))",
        "tqdm(range(3)):\n    import warnings; warnings.warn('old')\nfor _ in range(3)",
        "stderr was ''",
    ),
}


def test_each_result_that_stops_being_true_fails(committed, tmp_path):
    """A number, a claim's value and verdict, a table, stderr, and a curve moved by 5 % of its range
    (0.1 of 2) in one of six panels: each cell fails, and says why."""
    changes = [(name, old, new) for name, (old, new, _) in BROKEN.items()]
    result = verify(edited(committed, *changes), tmp_path)
    assert result.returncode == 1
    assert "6 failed, 1 passed" in result.stdout
    details = result.stdout.split("short test summary info")[0]
    reports = details.split("Notebook cell execution failed")[1:]
    for report, (_, _, message) in zip(reports, BROKEN.values(), strict=True):
        assert message in report


def test_a_slow_cell_fails(committed, tmp_path):
    notebook = edited(committed, ("number", "print", "import time; time.sleep(60); print"))
    notebook.metadata.cnnlectures.seconds = 8
    result = verify(notebook, tmp_path)
    assert result.returncode == 1
    assert re.search("Timeout of|over its budget of 8 s", result.stdout)


def test_a_notebook_that_takes_too_much_memory_fails(committed, tmp_path):
    notebook = edited(committed, ("number", "print", "b = bytearray(10**8) * 12; print"))
    result = verify(notebook, tmp_path)
    assert result.returncode == 1
    assert "over its budget of 1000" in result.stdout
