"""How long the notebooks run and how much memory they take; writes ``notebooks/measured.json``.

``python -m benchmarks.notebooks``: each existing notebook in the lecture and the smoke tier, one
after the other, on an otherwise idle machine. The title cells quote the file, so after this the
notebooks have to be rebuilt (``make notebooks``).
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
    argparse.ArgumentParser(prog="benchmarks.notebooks", description=__doc__).parse_args()
    outcomes = {}
    with tempfile.TemporaryDirectory() as scratch:
        for entry in syllabus.existing():
            source = syllabus.notebooks_folder() / f"{entry.name}.ipynb"
            for tier, seed in SEEDS.items():
                outcomes[entry.name, tier] = execute(
                    source, Path(scratch) / "run.ipynb", parameters={"TIER": tier, "SEED": seed}
                )
    print(summary(list(outcomes.values())))
    if not all(outcome.ok for outcome in outcomes.values()):
        return 1
    facts: dict = {"machine": machine.processor(), "versions": machine.versions(), "notebooks": {}}
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
