"""From a key on a slider to its picture, with the machine to itself: soon, and without a jump.

Only the explorer's cell runs, which is what a move asks of the kernel; `python -m
benchmarks.widgets` measures the same after the whole notebook has run.
"""

import json
import os
from dataclasses import asdict

import pytest
from conftest import BUILT, factories, names

from cnnlectures.tools.browser import NotebookPage
from cnnlectures.tools.hand import Hand, latency

#: Milliseconds from key to picture that 95 of 100 moves keep to; 100 is the aim on an idle
#: machine.
LIMIT = 150
#: So many cores in use by others make a time mean nothing; CI has the machine to itself.
BUSY = 0.5


@pytest.fixture(params=names())
def notebook(request, chromium, reading):
    if not factories(request.param):
        pytest.skip("it has no explorer")
    notebook = NotebookPage(chromium, reading, request.param, size=(1280, 900))
    yield notebook
    notebook.close()


@pytest.mark.serial
def test_a_move_is_soon_on_the_screen_and_nothing_jumps(notebook):
    """Other load on the machine can only lengthen a series, so the best of three counts."""
    notebook.run_explorers(factory.__name__ for factory in factories(notebook.name))
    for number, factory in enumerate(factories(notebook.name)):
        hand, best = Hand(notebook, number), None
        for _ in range(3):
            seen = latency(hand, factory())
            best = seen if best is None or seen.p95 < best.p95 else best
            assert seen.jump <= 1, "the picture flickers, or its height changes"
            if best.p95 <= LIMIT:
                break
        note(f"{notebook.name}[{number}]", asdict(best))
        if best.p95 > LIMIT and best.others > BUSY and not os.environ.get("CI"):
            pytest.skip(f"{best}: other programs keep the machine busy")
        assert best.p95 <= LIMIT, best


def note(name, facts):
    path = BUILT / "browser" / "latency.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    noted = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(noted | {name: facts}, indent=2, sort_keys=True))
