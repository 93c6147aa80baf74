"""The command line: doctor and run, as a user types them."""

import json

import pytest

from cnnlectures.__main__ import main, summary
from cnnlectures.core import storage, syllabus
from cnnlectures.tools import doctor, serve
from cnnlectures.tools.execute import Outcome

NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "a",
            "metadata": {"tags": ["parameters"]},
            "outputs": [],
            "source": 'TIER = "lecture"\nDATA = "embedded"\nSEED = 42',
        },
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "b",
            "metadata": {},
            "outputs": [],
            "source": "from cnnlectures import claim, start\n"
            "start(tier=TIER, data=DATA, seed=SEED)\n"
            "claim('the seed is 42', measured=SEED, equals=42, slide=1)",
        },
    ],
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def one_notebook(tmp_path, monkeypatch):
    """A course of one small notebook."""
    (tmp_path / "00_start_here.ipynb").write_text(json.dumps(NOTEBOOK))
    monkeypatch.setattr(syllabus, "notebooks_folder", lambda: tmp_path)
    return tmp_path


def test_run_reports_time_memory_and_claims(one_notebook, capsys):
    assert main(["run", "all"]) == 0
    row = capsys.readouterr().out.splitlines()[-1]
    assert row.startswith("00_start_here")
    assert row.endswith("1 of 1  ok")
    seconds, megabytes = map(float, row.split()[2:4])
    assert 0 < seconds < 120
    assert 30 < megabytes < 2000


def test_run_fails_when_a_claim_fails(one_notebook, capsys):
    assert main(["run", "00", "--seed", "7"]) == 1
    row = capsys.readouterr().out.splitlines()[-1]
    assert "0 of 1" in row
    assert "ClaimFailed" in row


def test_smoke_does_not_judge(one_notebook, capsys):
    assert main(["run", "00_start_here", "--tier", "smoke", "--seed", "7"]) == 0
    assert "not judged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "05_gradient_cliping"], "Did you mean '05_gradient_clipping'"),
        (["run", "all", "--tier", "lectur"], "Did you mean 'lecture'?"),
        (["run", "13_segmentation"], "There is no 13_segmentation"),
        (["run", "all", "--seed", "-1"], "`seed` must be a whole number"),
        (["run", "all", "--data", "no/such/folder"], "Received: 'no/such/folder'"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(one_notebook, capsys, arguments, words):
    assert main(arguments) == 2
    assert words in capsys.readouterr().err


def test_a_notebook_over_its_limits_is_not_ok():
    slow = Outcome("a", "smoke", seconds=21, megabytes=100, held=0, claims=0)
    large = Outcome("b", "lecture", seconds=100, megabytes=2001, held=3, claims=3)
    fine = Outcome("c", "lecture", seconds=100, megabytes=1999, held=3, claims=3)
    assert [each.ok for each in (slow, large, fine)] == [False, False, True]
    table = summary([slow, large, fine])
    assert "over 20 s" in table
    assert "over 2000 MB" in table


@pytest.fixture
def closed_network(monkeypatch):
    """Nobody listens where the doctor asks, so no test leaves this machine."""
    monkeypatch.setattr(doctor, "PROBE", "http://127.0.0.1:9")
    monkeypatch.setattr(doctor, "_devices", lambda: doctor.Finding("devices", "not asked"))


def test_doctor_is_content_here(closed_network, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv(storage.VARIABLE, str(tmp_path))
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    for what in ("Python", "tensorflow", "keras", "memory", "disk", "cache folder", "network"):
        assert what in said
    assert str(tmp_path) in said
    assert "All lectures can run." in said


def test_doctor_finds_a_cache_that_cannot_be_written(closed_network, capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv(storage.VARIABLE, str(tmp_path / "file" / "cache"))
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "✗ cache folder" in said
    assert "→ set CNNLECTURES_CACHE" in said


def test_doctor_finds_what_is_not_installed(closed_network, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "TESTED", {"tensorflow-of-another-world": ("1.0", "2.0")})
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "✗ tensorflow-of-another-world not installed" in said
    assert "→ make setup" in said


def test_doctor_notes_an_untested_version_and_goes_on(closed_network, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "TESTED", {"numpy": ("1.0", "1.1")})
    assert main(["doctor"]) == 0
    assert "tested are 1.0 to 1.1" in capsys.readouterr().out


@pytest.mark.parametrize("version", ["2.21.0rc0", "2.21rc1", "2.20.0.dev20260801"])
def test_doctor_reads_every_version_number(monkeypatch, version):
    monkeypatch.setattr(doctor.metadata, "version", lambda name: version)
    assert doctor._version("tensorflow").level == "ok"


@pytest.mark.parametrize(("free", "level"), [(2600, "ok"), (2300, "note"), (1900, "wrong")])
def test_doctor_does_not_promise_what_the_memory_cannot_hold(monkeypatch, free, level):
    class Memory:
        available, total = free * 1e6, 8e9

    monkeypatch.setattr(doctor.psutil, "virtual_memory", lambda: Memory)
    assert doctor._memory().level == level


def test_doctor_takes_no_refusal_for_a_network(monkeypatch):
    import requests

    def refuse(*arguments, **options):
        answer = requests.Response()
        answer.status_code = 403  # as a proxy does
        return answer

    monkeypatch.setattr(requests, "head", refuse)
    assert doctor._network().level == "note"


def test_doctor_says_that_tensorflow_does_not_load(monkeypatch):
    class Answer:
        returncode, stdout, stderr = 1, "", "Traceback\nImportError: no such library"

    monkeypatch.setattr(doctor.subprocess, "run", lambda *_, **__: Answer)
    finding = doctor._devices()
    assert finding.level == "wrong"
    assert "no such library" in finding.found


def test_jupyterlab_listens_on_this_machine_only_and_asks_for_a_token(tmp_path):
    command = serve.command(8888, "secret", settings=tmp_path)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--IdentityProvider.token=secret" in command
    assert "--allow-root" in command
    assert serve.address(8888, "secret", "00_start_here").startswith("http://127.0.0.1:8888/lab")


def test_a_taken_port_is_passed_over():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.free_port(port) > port


def test_presenting_begins_with_slides_however_it_ended(tmp_path):
    """Leaving the slides writes that into the user's settings; reading must not meet slides."""
    import json

    read = serve.settings_folder(present=False, folder=tmp_path / "read")
    assert "jupyterlab-slideshow:plugin" not in json.loads((read / "overrides.json").read_text())
    assert str(tmp_path) not in str(serve.environment(read, present=False))
    folder = serve.settings_folder(present=True, folder=tmp_path / "present")
    overrides = json.loads((folder / "overrides.json").read_text())
    assert overrides["jupyterlab-slideshow:plugin"] == {"active": True}
    own = folder / "own"
    assert serve.environment(folder, present=True)["JUPYTERLAB_SETTINGS_DIR"] == str(own)
    left = own / "jupyterlab-slideshow" / "plugin.jupyterlab-settings"
    left.parent.mkdir()
    left.write_text('{"active": false}')
    theme = own / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
    theme.write_text('{"theme": "JupyterLab Dark"}')
    serve.settings_folder(present=True, folder=folder)
    assert not left.exists()
    assert "Dark" in theme.read_text()
