"""What the tests of the ground floor share: the displayed outputs, a cache folder of their own."""

import pytest

from cnnlectures.core import run, storage


class Output:
    """One thing that was displayed: its forms by type, and its metadata."""

    def __init__(self, forms, metadata):
        self.forms, self.metadata = forms, metadata

    @property
    def text(self):
        return self.forms["text/plain"]


@pytest.fixture
def shown(monkeypatch):
    """The list that every displayed output is appended to."""
    outputs = []

    def display(forms, *, metadata=None, raw=False):
        assert raw, "a bundle of forms is displayed raw"
        outputs.append(Output(forms, metadata or {}))

    monkeypatch.setattr("IPython.display.display", display)
    return outputs


@pytest.fixture(autouse=True)
def default_run(monkeypatch):
    """Every test begins in the default run and leaves none behind."""
    monkeypatch.setattr(run, "_current", run.Run())


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder of the test's own."""
    monkeypatch.setenv(storage.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"
