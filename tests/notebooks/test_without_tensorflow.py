"""Lectures that need no TensorFlow run where none is installed: their cells, in the smoke tier."""

import subprocess
import sys

import jupytext
import pytest

from cnnlectures.core import syllabus

#: As on a machine without them; a warning is an error.
UNINSTALLED = """
import sys
class Uninstalled:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"tensorflow", "keras", "torch", "jax"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Uninstalled())
"""


@pytest.mark.parametrize(
    "name", [entry.name for entry in syllabus.existing() if not entry.tensorflow]
)
def test_it_runs_with_tensorflow_uninstalled(name):
    source = syllabus.notebooks_folder() / "source" / f"{name}.py"
    cells = [
        cell.source
        for cell in jupytext.read(source).cells
        if cell.cell_type == "code" and "bootstrap" not in cell.metadata.get("tags", [])
    ]
    script = UNINSTALLED + "\n".join(cells).replace('TIER = "lecture"', 'TIER = "smoke"', 1)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")
