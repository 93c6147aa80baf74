"""Nothing imports a higher floor, and what is heavy or has a room of its own stays in its room."""

import ast
import subprocess
import sys

import pytest

from cnnlectures.tools.build import ROOT

FLOORS = {
    "core": set(),
    "data": {"core"},
    "models": {"core"},
    "measure": {"core", "data", "models"},
    "training": {"core", "data", "models"},
    "lectures": {"core", "data", "models", "measure", "training"},
    "recorded": {"core", "data", "models", "measure", "training", "lectures"},  # their long runs
    "tools": {"core"},
}
MODULES = sorted((ROOT / "cnnlectures").rglob("*.py"))
HEAVY = {"tensorflow", "keras", "tensorflow_datasets", "ipywidgets", "sklearn", "skimage"}


def imports(path, *, top_level=False):
    """The modules that a file imports; of its own package by their full names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: absolute imports only"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports(path):
    floor = path.relative_to(ROOT / "cnnlectures").parts[0]
    everything = set(imports(path))
    own = {name.split(".")[1] for name in everything if name.startswith("cnnlectures.")}
    if floor in FLOORS:
        above = (own & set(FLOORS)) - FLOORS[floor] - {floor}
        assert not above, f"{floor} imports {above}"
    packages = {name.split(".")[0] for name in everything}
    if "ipywidgets" in packages:
        assert path.relative_to(ROOT / "cnnlectures").parts[0] == "core"
        assert path.stem in {"explorer", "exercises"}
    if "matplotlib" in packages:
        assert path.stem in {"style", "explorer", "figures"}
    if floor == "models":
        assert "tensorflow" not in packages
    if "recorded" not in path.parts:
        at_once = {name.split(".")[0] for name in imports(path, top_level=True)}
        builders = path.stem in {
            "builder",
            "keras_layers",
            "transformer_layers",
        }  # subclassing needs what is heavy
        assert builders or not at_once & HEAVY, "import what is heavy where it is used"


@pytest.mark.parametrize(
    "package", sorted(path.name for path in (ROOT / "cnnlectures" / "lectures").iterdir())
)
def test_lecture_folders_are_alike(package):
    folder = ROOT / "cnnlectures" / "lectures" / package
    if package.startswith("__") or package == "start_here":
        return
    rooms = {"__init__.py", "experiments.py", "figures.py", "explorer.py", "exercises.py"}
    assert rooms <= {path.name for path in folder.glob("*.py")}


def test_files_fit_in_the_head():
    long = {p.name: n for p in MODULES if (n := len(p.read_text().splitlines())) > 350}
    assert not long


def test_the_lecture_that_needs_no_tensorflow_loads_none():
    code = (
        "import sys, cnnlectures.lectures.gradient_clipping.explorer as e;"
        "import cnnlectures.lectures.gradient_clipping.experiments;"
        "import cnnlectures.lectures.gradient_clipping.exercises;"
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0
