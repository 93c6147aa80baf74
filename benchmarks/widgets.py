"""From a key on a slider to the new picture on the screen, in JupyterLab and Chromium.

``python -m benchmarks.widgets [NAME ...] [--moves 20] [--alone]``

Measured in the page, from the event of the key to the first frame that is painted with the new
picture. Whatever else runs on the machine lengthens it: the last column says how many cores
others kept busy, and a row with more than a few hundredths means little.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from cnnlectures.core import syllabus
from cnnlectures.tools import browser, hand

RESULTS = syllabus.notebooks_folder().parent / "build" / "benchmarks" / "widgets.json"


def measure(name: str, running, lab: browser.Lab, *, moves: int, alone: bool) -> list[hand.Latency]:
    """Open a notebook, run it, and move the first slider of each of its explorers.

    Args:
        name: the notebook.
        running, lab: the browser and the JupyterLab.
        moves: how many moves are measured.
        alone: run only the explorers' cells; the kernel is then smaller than a student's.
    """
    notebook = browser.NotebookPage(running, lab, name, size=(1280, 900))
    try:
        if alone:
            notebook.run_explorers(factory.__name__ for factory in hand.factories(name))
        else:
            notebook.run_all()
        return [
            hand.latency(hand.Hand(notebook, number), factory(), moves=moves)
            for number, factory in enumerate(hand.factories(name))
        ]
    finally:
        notebook.close()


def main(arguments: list[str] | None = None) -> int:
    """Measure the notebooks that are named, or all that have an explorer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="such as 05_gradient_clipping; all if none")
    parser.add_argument("--moves", type=int, default=20)
    parser.add_argument("--alone", action="store_true", help="run only the explorers' cells")
    options = parser.parse_args(arguments)
    if browser.chromium() is None:
        print("no Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    names = [syllabus.lecture(name).name for name in options.names]
    names = names or [each.name for each in syllabus.existing() if hand.factories(each.name)]
    found = {}
    print("| explorer | p50 ms | p95 ms | moves | cores used by others |\n" + "| --- " * 5 + "|")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            shutil.copy(syllabus.notebooks_folder() / f"{name}.ipynb", folder)
        with browser.lab(Path(folder)) as lab, browser.browser() as running:
            for name in names:
                seen = measure(name, running, lab, moves=options.moves, alone=options.alone)
                found[name] = [asdict(one) for one in seen]
                for one in seen:
                    row = (name, one.p50, one.p95, one.moves, one.others)
                    print("| " + " | ".join(map(str, row)) + " |", flush=True)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
