"""Recorded runs: long results are loaded, and anybody can make them again.

``cnnlectures/recorded/NAME/`` holds the script (``train.py``), the history of a real run of it
(``history.csv``), a card (``card.json``: what, how, where, how long, checksums) and, where they
are small, the weights.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from cnnlectures.core import arguments, machine, storage


@dataclass(frozen=True)
class Recording:
    """A recorded run.

    Attributes:
        name: the run's name.
        history: its rows, one mapping from column to number or text each.
        card: what was run, on what data and machine, how long it took, checksums.
        folder: where its files lie.
        fresh: whether it was trained just now.
    """

    name: str
    history: list[dict]
    card: Mapping
    folder: Path
    fresh: bool = False

    @property
    def label(self) -> str:
        """What a figure says of it: recorded, or trained now."""
        return "trained now" if self.fresh else f"recorded on {self.card['machine']}"

    def column(self, name: str, /, **where) -> list:
        """Return one column of the rows that have the given values in other columns."""
        for key in (name, *where):
            arguments.one_of("column", key, self.history[0])
        return [
            row[name]
            for row in self.history
            if all(row[key] == wanted for key, wanted in where.items())
        ]


def shelf() -> Path:
    """Return the folder of the recorded runs that ship with the package."""
    return Path(str(files("cnnlectures"))) / "recorded"


def names() -> list[str]:
    """Return the names of the recorded runs that ship with the package."""
    return sorted(card.parent.name for card in shelf().glob("*/card.json"))


def recorded(name: str, retrain: bool = False) -> Recording:
    """Return a recorded run, or train it again now.

    Args:
        name: one of ``names()``.
        retrain: run its script now; the result goes to the cache folder, not over the recording.

    Raises:
        ValueError: if there is no such run, or a file of it is missing or differs from its card's
            checksum.
    """
    arguments.one_of("name", name, names())
    if retrain:
        return record(name, storage.cache_folder("recorded", name))
    return _load(name, shelf() / name)


def record(name: str, folder: Path | None = None) -> Recording:
    """Run the script of a recorded run and write its history, weights and card.

    Its ``train.py`` has a docstring, ``ARGUMENTS`` (a dict with `seed` and `data` among others)
    and ``train(folder, **ARGUMENTS)``, which returns the history's rows and may write weights
    into the folder.
    """
    folder = folder if folder is None else arguments.path("folder", folder)
    run = script(name)
    folder = folder or shelf() / name
    begin = time.perf_counter()
    rows = run.train(folder, **run.ARGUMENTS)
    seconds = time.perf_counter() - begin
    _write_csv(folder / "history.csv", rows)
    results = [
        path for path in folder.iterdir() if path.name == "history.csv" or "weights" in path.name
    ]
    card = {
        "title": (run.__doc__ or name).strip().splitlines()[0],
        "script": f"cnnlectures/recorded/{name}/train.py",
        "arguments": run.ARGUMENTS,
        "seconds": round(seconds, 1),
        "machine": machine.processor(),
        "versions": machine.versions(),
        "sha256": {path.name: storage.checksum(path) for path in sorted(results)},
    }
    with storage.atomic_write(folder / "card.json") as path:
        path.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return _load(name, folder, fresh=True)


def script(name: str) -> ModuleType:
    """Return the script of a recorded run as a module.

    It is loaded by its path: imported as ``cnnlectures.recorded.…`` it would hide ``recorded()``.
    """
    arguments.one_of("name", name, sorted(path.parent.name for path in shelf().glob("*/train.py")))
    spec = spec_from_file_location(f"recorded_{name}", shelf() / name / "train.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _load(name: str, folder: Path, fresh: bool = False) -> Recording:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    for file, expected in card["sha256"].items():
        if not (folder / file).is_file() or storage.checksum(folder / file) != expected:
            raise ValueError(
                f"the recorded run {name!r} is damaged: {file} is missing or differs from its "
                "card's checksum. "
                f"Reinstall the package, or make it anew with `recorded({name!r}, retrain=True)`."
            )
    with open(folder / "history.csv", newline="", encoding="utf-8") as file:
        history = [
            {key: _number(text) for key, text in row.items()} for row in csv.DictReader(file)
        ]
    return Recording(name, history, card, folder, fresh)


def _write_csv(path: Path, rows: Sequence[Mapping]) -> None:
    with (
        storage.atomic_write(path) as temporary,
        open(temporary, "w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _number(text: str):
    """Return the number that a CSV field holds, or its text."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
