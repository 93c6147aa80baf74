"""What is public below the lectures refuses what it cannot use, and names the argument.

Public is what a package lists in ``__all__``, or what its modules define without an underscore.
"""

import inspect
import pkgutil
from importlib import import_module

import bad_input
import pytest
from examples_of_the_floors import EXAMPLES

from cnnlectures.core import exercises, explorer

#: The answers judge whatever a student gives; the arguments have tests of their own.
TAKE_ANYTHING = {"answers", "arguments"}
#: The classes that a lecture makes objects of.
CONSTRUCTORS = (exercises.Exercise, exercises.Question, explorer.Explorer)


def public_functions():
    for name in ("core", "data", "models", "measure", "training"):
        package = import_module(f"cnnlectures.{name}")
        if hasattr(package, "__all__"):
            listed = [getattr(package, each) for each in package.__all__]
            functions = filter(inspect.isfunction, listed)
            yield from (each for each in functions if bad_input.named(each))
            for room in filter(inspect.ismodule, listed):
                yield from bad_input.functions(room)
            continue
        for info in pkgutil.iter_modules(package.__path__):
            if info.name not in TAKE_ANYTHING:
                yield from bad_input.functions(import_module(f"{package.__name__}.{info.name}"))


@pytest.mark.parametrize(
    "function",
    [pytest.param(each, id=each.__name__) for each in (*CONSTRUCTORS, *public_functions())],
)
def test_there_is_a_right_example_with_all_arguments(function):
    assert function in EXAMPLES, "examples_of_the_floors.py needs a right call of it"
    assert set(EXAMPLES[function]) == set(bad_input.named(function))


@pytest.mark.parametrize(("function", "right", "argument"), bad_input.cases(EXAMPLES))
def test_a_wrong_argument_is_named_and_shown(function, right, argument):
    bad_input.refuses(function, right, argument)
