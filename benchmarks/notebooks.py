"""How long the notebooks run and how much memory they take; writes ``notebooks/measured.json``.

``python -m benchmarks.notebooks [NAME ...]``: each existing notebook, or those named, in the
lecture and the smoke tier, one after the other, on an otherwise idle machine. The title cells quote
the file, so after this the notebooks have to be rebuilt (``make notebooks``).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from cnnlectures.__main__ import summary
from cnnlectures.core import machine, storage, syllabus
from cnnlectures.tools.build import MEASURED
from cnnlectures.tools.execute import execute

SEEDS = {"lecture": 42, "smoke": 7}


def main() -> int:
    """Measure, print the table, and write the file if every notebook ran within its limits."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="such as 05_gradient_clipping; all if none")
    named = [syllabus.lecture(name).name for name in parser.parse_args().names]
    outcomes = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in named or [entry.name for entry in syllabus.existing()]:
            source = syllabus.notebooks_folder() / f"{name}.ipynb"
            for tier, seed in SEEDS.items():
                outcomes[name, tier] = execute(
                    source, Path(scratch) / "run.ipynb", parameters={"TIER": tier, "SEED": seed}
                )
    print(summary(list(outcomes.values())))
    if not all(outcome.ok for outcome in outcomes.values()):
        return 1
    known = json.loads(MEASURED.read_text(encoding="utf-8"))["notebooks"] if named else {}
    facts = {"machine": machine.processor(), "versions": machine.versions(), "notebooks": known}
    for (name, tier), outcome in outcomes.items():
        facts["notebooks"].setdefault(name, {})[tier] = {
            "seconds": round(outcome.seconds),
            "megabytes": round(outcome.megabytes, -1),
        }
    with storage.atomic_write(MEASURED) as path:
        path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
