"""How far the claims hold from seed to seed; writes ``notebooks/claims.json``.

``python -m benchmarks.claims [NAME ...] [--seeds 10]``: each notebook in the lecture tier with
seed 0, 1, 2, … For each claim one number per seed is kept: the mean that is judged; for an
ordering the smallest step from one mean to the next; for an equality the greatest distance. The
notebooks quote the file, so after this they have to be rebuilt (``make notebooks``).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from cnnlectures.core import machine, storage, syllabus
from cnnlectures.tools.build import CLAIMS
from cnnlectures.tools.execute import claims, execute

TOLD = ("slide", "text", "relation", "threshold", "within", "unit")


def judged(claim: dict) -> float:
    """Return the one number of a claim that its verdict depends on."""
    means = [np.ravel(value) for value in claim["values"].values()]
    if claim["relation"] == "equals":
        return float(np.abs(means[0] - np.ravel(claim["threshold"])).max())
    if claim["relation"] == "increasing by":
        return float(np.diff(np.sort(np.ravel(means))).min())  # a file sorts them by name
    return float(means[0][0])


def over_seeds(runs: list[list[dict]]) -> list[dict]:
    """Return each claim once, with the lowest and the highest of its numbers over the runs.

    Raises:
        ValueError: if the runs do not show the same claims.
    """
    texts = {tuple(claim["text"] for claim in run) for run in runs}
    if len(texts) != 1:
        raise ValueError(f"the claims' texts differ from seed to seed: {sorted(texts)}")
    rows = []
    for same in zip(*runs, strict=True):
        found = [judged(claim) for claim in same]
        told = {key: same[0][key] for key in TOLD}
        rows.append(told | {"lowest": min(found), "highest": max(found)})
    return rows


def measure(name: str, seeds: int) -> list[dict] | None:
    """Run a notebook with each seed; return its claims over them, or None if one run failed."""
    source, runs = syllabus.notebooks_folder() / f"{name}.ipynb", []
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(seeds):
            target = Path(scratch) / f"{seed}.ipynb"
            outcome = execute(source, target, parameters={"SEED": seed}, progress=False)
            said = outcome.error or f"{outcome.held} of {outcome.claims} claims hold"
            print(f"{name}, seed {seed}: {outcome.seconds:.0f} s, {said}", flush=True)
            runs.append(None if outcome.error else claims(target))
    return None if None in runs else over_seeds(runs)


def main(arguments: list[str] | None = None) -> int:
    """Measure the notebooks that are named, or all; write the file for those that held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="such as 05_gradient_clipping; all if none")
    parser.add_argument("--seeds", type=int, default=10, help="how many, from 0 (10)")
    options = parser.parse_args(arguments)
    names = [syllabus.lecture(name).name for name in options.names]
    names = names or [each.name for each in syllabus.existing()]
    failed = []
    for name in names:
        rows = measure(name, options.seeds)
        if rows is None:
            failed.append(name)
            continue
        known = json.loads(CLAIMS.read_text(encoding="utf-8")) if CLAIMS.exists() else {}
        known[name] = {"machine": machine.processor(), "seeds": options.seeds, "claims": rows}
        with storage.atomic_write(CLAIMS) as path:
            path.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", "utf-8")
    print(f"a claim fell in: {', '.join(failed)}" if failed else "every claim held for every seed")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
