"""Starting a notebook: its switches, its seeds, its quiet Keras."""

import dataclasses
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from cnnlectures import start
from cnnlectures.core import machine
from cnnlectures.core.run import MIME, Run, current_run

FAKE_KERAS = """
import os, random, sys
{noise}
{fault}
class backend:
    backend = staticmethod(lambda: "numpy")
class utils:
    set_random_seed = staticmethod(random.seed)
"""

NOISE = 'os.write(2, b"native noise\\n")'


def test_start_returns_the_switches_and_they_are_the_current_run(shown, tmp_path):
    assert current_run() == Run("lecture", "embedded", 42)
    run = start(tier="full", data=str(tmp_path), seed=7)
    assert (run.tier, run.data, run.seed) == ("full", str(tmp_path), 7)
    assert current_run() is run
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.tier = "smoke"


def test_start_says_what_runs_and_keeps_the_machine_out_of_the_text(shown):
    start(seed=3)
    (output,) = shown
    assert output.text == (
        "Tier: lecture (sized for a laptop without a network) · data: embedded · seed: 3"
    )
    facts = json.loads(json.dumps(output.forms[MIME]))
    assert {key: facts[key] for key in ("tier", "data", "seed")} == (
        {"tier": "lecture", "data": "embedded", "seed": 3}
    )
    assert re.fullmatch(r"3\.\d+\.\d+\S*", facts["versions"]["python"])
    assert facts["versions"]["numpy"] == np.__version__
    assert re.fullmatch(r".+, \d+ cores", facts["processor"])
    assert facts["instructions"] == machine.instructions()


@pytest.mark.parametrize(
    ("switches", "message"),
    [
        ({"tier": "lectures"}, "`tier` must be one of .* Did you mean 'lecture'"),
        ({"tier": None}, "`tier`"),
        ({"data": "embeded"}, "`data` must be 'embedded', 'download' or an existing path"),
        ({"data": "/no/such/folder"}, "`data`.*Received: '/no/such/folder'"),
        ({"data": ""}, "`data`"),
        ({"data": None}, "`data`"),
        ({"data": 3}, "`data`"),
        ({"seed": -1}, "`seed`"),
        ({"seed": 1.5}, "`seed`"),
        ({"seed": True}, "`seed`"),
        ({"seed": 2**32}, "`seed`"),
    ],
)
def test_a_wrong_switch_is_named_and_starts_nothing(shown, switches, message):
    before, state = current_run(), random.getstate()
    with pytest.raises(ValueError, match=message):
        start(**switches)
    assert current_run() is before
    assert random.getstate() == state
    assert shown == []


def test_a_path_may_be_a_path_and_begin_at_home(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "flowers").mkdir()
    assert start(data=Path("~/flowers")).data == str(tmp_path / "flowers")
    assert start(data="~/flowers").data == str(tmp_path / "flowers")


@pytest.mark.parametrize(("tier", "value"), [("smoke", 1), ("lecture", 5), ("full", 20)])
def test_pick_and_seeds_follow_the_tier(shown, tier, value):
    run = start(tier=tier, seed=10)
    assert run.pick(smoke=1, lecture=5, full=20) == value
    seeds = run.seeds(smoke=1, lecture=5, full=20)
    assert seeds == list(range(10, 10 + value))


def numbers():
    return random.random(), np.random.rand(3).tolist()


def test_the_same_seed_gives_the_same_numbers(shown):
    start(seed=5)
    first = numbers()
    assert numbers() != first
    start(seed=5)
    assert numbers() == first
    start(seed=6)
    assert numbers() != first


# Keras, without Keras


@pytest.fixture
def fake(tmp_path):
    """Make a module `keras` that is noisy, with a fault or without; return its folder."""

    def make(fault="", noise=NOISE):
        (tmp_path / "keras.py").write_text(FAKE_KERAS.format(fault=fault, noise=noise))
        return str(tmp_path)

    return make


def script(folder, body, **options):
    head = f"import sys; sys.path.insert(0, {folder!r})\nfrom cnnlectures.core.run import Run\n"
    return subprocess.run(
        [sys.executable, "-c", head + body], capture_output=True, text=True, timeout=60, **options
    )


def test_loading_keras_is_quiet_and_stderr_works_again(fake):
    done = script(fake(), "Run().start_keras(); print('after', file=sys.stderr)")
    assert (done.returncode, done.stderr) == (0, "after\n")


def test_what_was_kept_quiet_is_told_when_loading_fails(fake):
    done = script(fake("raise RuntimeError('no device')"), "Run().start_keras()")
    assert done.stderr.startswith("native noise\nTraceback")
    assert "RuntimeError: no device" in done.stderr


@pytest.mark.parametrize("missing", ["tensorflow_of_tomorrow", "keras"])
def test_a_missing_package_is_named_with_the_command_that_mends_it(fake, missing):
    done = script(fake(f"raise ModuleNotFoundError('', name={missing!r})"), "Run().start_keras()")
    assert f"this notebook needs {missing}. Install it with" in done.stderr
    assert "`pip install 'cnnlectures[tensorflow]'`" in done.stderr


@pytest.mark.parametrize("stderr", ["None", "open(os.devnull, 'w')"])
def test_a_process_without_a_terminal_loads_keras_too(fake, stderr):
    body = f"import os; os.close(2); sys.stderr = {stderr}; Run().start_keras(); print('loaded')"
    assert script(fake(noise=""), body).stdout == "loaded\n"


def test_pytests_own_capture_is_left_alone(fake, monkeypatch, capfd):
    monkeypatch.syspath_prepend(fake())
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    Run().start_keras()
    del sys.modules["keras"]  # monkeypatch would bring it back
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_a_kernel_stays_quiet_and_its_stderr_works_again(fake):
    cells = [
        f"import os, sys; sys.path.insert(0, {fake()!r})\nfrom cnnlectures import start",
        "run = start(seed=3)",
        "run.start_keras()",
        "os.write(2, b'native'); print(' spoken', file=sys.stderr);",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    # Where it sees pytest, the kernel does not listen to its file descriptor 2.
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute(env=environment)
    _, started, quiet, loud = (cell.outputs for cell in notebook.cells)
    assert started[0].data["text/plain"].endswith("seed: 3")
    assert started[0].data[MIME]["seed"] == 3
    assert [output for output in quiet if output.output_type == "stream"] == []
    said = "".join(output.text for output in loud if output.get("name") == "stderr")
    assert "native" in said
    assert "spoken" in said


# Keras itself: two processes, at the same time


KERAS = """
import json, random, sys
from cnnlectures import start
from cnnlectures.core import machine

def train(seed):
    start(seed=seed).start_keras()
    import keras
    import numpy as np
    x, y = np.random.rand(32, 8, 8, 1), np.random.randint(0, 3, 32)
    model = keras.Sequential([
        keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.Flatten(),
        keras.layers.Dropout(0.5), keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
    losses = [float(model.train_on_batch(x, y)) for _ in range(3)]
    return losses, random.random(), float(np.random.rand()), float(keras.random.normal(()))

print(json.dumps([train(int(seed)) for seed in sys.argv[1:]]))
"""


def test_the_same_seed_trains_the_same_numbers_here_and_in_another_process():
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", KERAS, *seeds],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seeds in (["1", "1"], ["2", "1"])
    ]
    outputs = [process.communicate(timeout=200) for process in processes]
    assert [errors for _, errors in outputs] == ["", ""]  # nothing is written to the terminal
    (first, again), (other, elsewhere) = (json.loads(out.splitlines()[-1]) for out, _ in outputs)
    assert first == again == elsewhere
    assert all(a != b for a, b in zip(first, other, strict=True))
