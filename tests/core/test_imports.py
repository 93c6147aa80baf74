"""What is loaded when: a notebook's first cell must not cost seconds."""

import json
import subprocess
import sys

import pytest

import cnnlectures

HEAVY = (
    "tensorflow",
    "keras",
    "matplotlib",
    "ipywidgets",
    "pandas",
    "skimage",
    "sklearn",
    "IPython",
)


def python(script):
    """Run a script in a new process; return what its last line says as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.serial
def test_importing_the_package_is_quick_and_imports_nothing_heavy():
    script = (
        "import sys, time, json\n"
        "begin = time.perf_counter()\n"
        "import cnnlectures\n"
        "print(json.dumps([time.perf_counter() - begin, sorted(sys.modules)]))\n"
    )
    runs = [python(script) for _ in range(3)]
    assert min(seconds for seconds, _ in runs) <= 0.3
    modules = {name.split(".")[0] for name in runs[0][1]}
    assert modules & {*HEAVY, "numpy"} == set()


@pytest.mark.parametrize(
    ("script", "allowed"),
    [
        ("cnnlectures.start(); cnnlectures.claim('a', measured=1, equals=1, slide=1)", {"IPython"}),
        ("import cnnlectures.core.exercises", set()),
        (
            "import cnnlectures.core.storage, cnnlectures.core.recorded, cnnlectures.core.tables",
            set(),
        ),
        ("import cnnlectures.core.explorer, cnnlectures.core.style", {"matplotlib"}),
    ],
)
def test_each_part_loads_only_what_it_needs(script, allowed):
    loaded = python(
        f"import sys, json, cnnlectures\n{script}\nprint(json.dumps(sorted(sys.modules)))"
    )
    assert {name.split(".")[0] for name in loaded} & set(HEAVY) <= allowed
    assert "matplotlib.pyplot" not in loaded  # which would choose a back end


def test_every_name_is_there_and_no_other():
    for name in cnnlectures.__all__:
        assert getattr(cnnlectures, name) is not None
        assert name in dir(cnnlectures)
    with pytest.raises(AttributeError, match="module 'cnnlectures' has no attribute 'clam'"):
        _ = cnnlectures.clam
