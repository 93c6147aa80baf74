"""The command line: ``python -m cnnlectures doctor``, ``models`` and ``run``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a pipe on Windows knows no ✓
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if options.command == "models":
        from cnnlectures.models import registry

        print(registry.summary())
        return 0
    if options.command == "doctor":
        from cnnlectures.tools.doctor import doctor

        return doctor()
    return _run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cnnlectures", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("doctor", help="say what is here, what is wrong, and what mends it")
    commands.add_parser("models", help="list the networks with their parameters")
    run = commands.add_parser("run", help="execute notebooks and report time, memory and claims")
    run.add_argument("name", help="a notebook such as 05_gradient_clipping, its number, or all")
    run.add_argument("--tier", default="lecture", help="smoke, lecture (default) or full")
    run.add_argument("--data", default="embedded", help="embedded (default), download or a folder")
    run.add_argument("--seed", type=int, default=42, help="a whole number, 42 by default")
    run.add_argument("--output", type=Path, help="a folder for the executed copies")
    return parser


def _run(options: argparse.Namespace) -> int:
    from cnnlectures.core import run, syllabus
    from cnnlectures.tools.execute import execute

    try:
        run.checked(options.tier, options.data, options.seed)
        entries = syllabus.existing() if options.name == "all" else [syllabus.lecture(options.name)]
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    missing = [entry.name for entry in entries if not entry.exists]
    if missing or not entries:
        where = syllabus.notebooks_folder()
        print(f"There is no {', '.join(missing) or 'notebook'} in {where}.", file=sys.stderr)
        return 2
    data = options.data
    if data not in run.SOURCES:
        data = str(Path(data).expanduser().resolve())  # the kernel works in another folder
    parameters = {"TIER": options.tier, "DATA": data, "SEED": options.seed}
    outcomes = []
    with tempfile.TemporaryDirectory() as scratch:
        output = options.output or Path(scratch)
        output.mkdir(parents=True, exist_ok=True)
        for entry in entries:
            source = syllabus.notebooks_folder() / f"{entry.name}.ipynb"
            print(f"{entry.name} ({options.tier})", file=sys.stderr)
            outcomes.append(execute(source, output / f"{entry.name}.ipynb", parameters=parameters))
    print(summary(outcomes))
    return int(not all(outcome.ok for outcome in outcomes))


def summary(outcomes: list) -> str:
    """Return a table of outcomes: seconds, peak memory, claims held, what went wrong."""
    head = f"{'notebook':28} {'tier':8} {'seconds':>8} {'MB':>6} {'claims held':>12}"
    rows = [head, "-" * len(head)]
    for each in outcomes:
        held = "not judged" if each.tier == "smoke" else f"{each.held} of {each.claims}"
        rows.append(
            f"{each.name:28} {each.tier:8} {each.seconds:8.1f} {each.megabytes:6.0f} {held:>12}"
            f"  {each.error or each.over or 'ok'}"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
