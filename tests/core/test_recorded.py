"""Recorded runs: replayed, checked, and made again."""

import json
from textwrap import dedent

import pytest

import cnnlectures
from cnnlectures.core import machine, storage
from cnnlectures.core import recorded as module
from cnnlectures.core.recorded import names, record, recorded

SCRIPT = '''
    """A run that takes no time.

    Nothing is trained.
    """

    from dataclasses import dataclass

    ARGUMENTS = {"seed": 7, "data": "drawn", "epochs": 2}


    @dataclass
    class Row:
        epoch: int


    def train(folder, *, seed, data, epochs):
        (folder / "best.weights.h5").write_bytes(b"weights")
        (folder / "notes.txt").write_text("no result")
        return [
            {"run": name, "epoch": Row(epoch).epoch, "loss": seed / 3 / epoch, "note": "ε"}
            for name in ("plain", "residual")
            for epoch in range(1, epochs + 1)
        ]
'''


@pytest.fixture
def shelf(tmp_path, monkeypatch, cache):
    """A shelf with one script, `quick`, and an empty folder."""
    folder = tmp_path / "shelf"
    (folder / "quick").mkdir(parents=True)
    (folder / "empty").mkdir()
    (folder / "quick" / "train.py").write_text(dedent(SCRIPT).lstrip(), encoding="utf-8")
    monkeypatch.setattr(module, "shelf", lambda: folder)
    return folder


@pytest.fixture
def quick(shelf):
    record("quick")
    return shelf / "quick"


def test_a_recording_comes_back_as_it_was_made(quick):
    run = recorded("quick")
    assert run.history == [
        {"run": name, "epoch": epoch, "loss": 7 / 3 / epoch, "note": "ε"}
        for name in ("plain", "residual")
        for epoch in (1, 2)
    ]
    assert (run.name, run.folder, run.fresh) == ("quick", quick, False)
    assert [type(entry) for entry in run.history[0].values()] == [str, int, float, str]


def test_the_card_says_what_how_where_and_how_long(quick):
    card = json.loads((quick / "card.json").read_text(encoding="utf-8"))
    assert card == recorded("quick").card
    assert card["title"] == "A run that takes no time."
    assert card["script"] == "cnnlectures/recorded/quick/train.py"
    assert card["arguments"] == {"seed": 7, "data": "drawn", "epochs": 2}
    assert card["machine"] == machine.processor()
    assert card["versions"] == machine.versions()
    assert 0 <= card["seconds"] < 60
    assert card["sha256"] == {
        name: storage.checksum(quick / name) for name in ("best.weights.h5", "history.csv")
    }


def test_recording_twice_gives_the_same_files(quick):
    before = (quick / "history.csv").read_bytes()
    record("quick")
    assert (quick / "history.csv").read_bytes() == before
    assert b"\r" not in before


def test_columns_can_be_chosen(quick):
    run = recorded("quick")
    assert run.column("epoch") == [1, 2, 1, 2]
    assert run.column("loss", run="residual") == [7 / 3, 7 / 6]
    assert run.column("run", epoch=2) == ["plain", "residual"]
    assert run.column("epoch", run="none") == []
    with pytest.raises(ValueError, match=r"`column` must be one of .* Did you mean 'loss'"):
        run.column("los")
    with pytest.raises(ValueError, match="`column` must be one of"):
        run.column("loss", runs="plain")


def test_only_what_has_a_card_is_on_the_shelf(quick):
    assert names() == ["quick"]
    with pytest.raises(ValueError, match=r"must be one of 'quick'\..*Did you mean 'quick'"):
        recorded("quikc")


@pytest.mark.parametrize("file", ["history.csv", "best.weights.h5"])
@pytest.mark.parametrize("damage", ["change", "remove"])
def test_a_damaged_recording_is_refused(quick, file, damage):
    if damage == "change":
        with open(quick / file, "ab") as result:
            result.write(b"0")
    else:
        (quick / file).unlink()
    with pytest.raises(ValueError, match=f"'quick' is damaged: {file} is missing or differs"):
        recorded("quick")


def test_retraining_goes_to_the_cache_and_leaves_the_recording(quick, cache):
    before = {path.name: path.read_bytes() for path in quick.iterdir() if path.is_file()}
    run = recorded("quick", retrain=True)
    assert run.fresh
    assert run.folder == cache.resolve() / "recorded" / "quick"
    assert run.history == recorded("quick").history
    assert {path.name: path.read_bytes() for path in quick.iterdir() if path.is_file()} == before


def test_a_figure_can_say_which_it_was(quick):
    assert recorded("quick").label == f"recorded on {machine.processor()}"
    assert recorded("quick", retrain=True).label == "trained now"


def test_retraining_leaves_the_function_where_notebooks_find_it(quick):
    cnnlectures.recorded("quick", retrain=True)
    assert cnnlectures.recorded is recorded
