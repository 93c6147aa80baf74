"""Every public function of a lecture refuses what it cannot use, and says which argument it was.

A lecture's ``examples_<folder>.py`` has one right call for each; here one argument at a time goes
wrong. What a notebook defines in front of the student is left as it is read there.
"""

import ast
import pkgutil
from importlib import import_module
from importlib.util import find_spec

import bad_input
import nbformat
import pytest

from cnnlectures import lectures
from cnnlectures.core import syllabus

#: What is drawn, shown or asked gets its data from the experiments, and is tested with them.
NOT_EXPERIMENTS = {"figures", "explorer", "exercises", "quiz"}


def public_functions():
    """Return (folder, function) for each public function with arguments of the lectures."""
    found = []
    for entry in syllabus.existing():
        package = import_module(f"{lectures.__name__}.{entry.folder}")
        shown = defined_in_the_notebook(entry.name)
        for info in pkgutil.iter_modules(package.__path__):
            if info.name not in NOT_EXPERIMENTS:
                module = import_module(f"{package.__name__}.{info.name}")
                functions = bad_input.functions(module)
                found += [(entry.folder, each) for each in functions if each.__name__ not in shown]
    return found


def defined_in_the_notebook(name):
    notebook = nbformat.read(syllabus.notebooks_folder() / f"{name}.ipynb", as_version=4)
    shown = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and "bootstrap" not in cell.metadata.get("tags", []):
            body = ast.parse(cell.source).body
            shown |= {node.name for node in body if isinstance(node, ast.FunctionDef)}
    return shown


def examples(folder):
    name = f"examples_{folder}"
    return import_module(name).EXAMPLES if find_spec(name) else {}


FUNCTIONS = public_functions()
CASES = [case for folder in dict(FUNCTIONS) for case in bad_input.cases(examples(folder))]


@pytest.mark.parametrize(
    ("folder", "function"),
    [pytest.param(*each, id=f"{each[0]}.{each[1].__name__}") for each in FUNCTIONS],
)
def test_there_is_a_right_example_with_all_arguments(folder, function):
    assert function in examples(folder), "examples_<folder>.py needs a right call of it"
    assert set(examples(folder)[function]) == set(bad_input.named(function))


@pytest.mark.parametrize(("function", "right", "argument"), CASES)
def test_a_wrong_argument_is_named_and_shown(function, right, argument):
    bad_input.refuses(function, right, argument)
