"""Executing a notebook with papermill, and what it took: seconds, memory, claims."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil

from cnnlectures.core.claims import CLAIM_MIME

LIMITS = {"smoke": 20, "lecture": 120, "full": 1200}  # seconds for a notebook, by tier
MEGABYTES = 2000  # for a notebook's kernel


@dataclass(frozen=True)
class Outcome:
    """What one execution of a notebook took and found.

    Attributes:
        name: the notebook's name.
        tier: its tier.
        seconds: from the kernel's start to the last cell.
        megabytes: the kernel's largest resident memory, in units of 10^6 bytes.
        held: how many claims were borne out.
        claims: how many claims were shown; in the smoke tier none is judged.
        error: the first line of what stopped it, or None.
    """

    name: str
    tier: str
    seconds: float
    megabytes: float
    held: int
    claims: int
    error: str | None = None

    @property
    def over(self) -> str | None:
        """Which limit it broke, or None."""
        if self.seconds > LIMITS[self.tier]:
            return f"over {LIMITS[self.tier]} s"
        return f"over {MEGABYTES} MB" if self.megabytes > MEGABYTES else None

    @property
    def ok(self) -> bool:
        """Whether it ran to its end within its limits."""
        return self.error is None and self.over is None


class PeakMemory(threading.Thread):
    """Watches the largest resident memory of the processes below this one that are kernels."""

    def __init__(self, interval: float = 0.1):
        super().__init__(daemon=True)
        self.interval, self.bytes = interval, 0
        self._done = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._done.wait(self.interval):
            self.look()

    def look(self) -> None:
        """Take the memory of every kernel below this process once."""
        for process in psutil.Process().children(recursive=True):
            try:
                if "ipykernel_launcher" in " ".join(process.cmdline()):
                    family = [process, *process.children(recursive=True)]
                    self.bytes = max(self.bytes, sum(each.memory_info().rss for each in family))
            except psutil.Error:  # it ended while we looked
                continue

    def __enter__(self) -> PeakMemory:
        self.start()
        return self

    def __exit__(self, *error) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop looking."""
        self._done.set()
        self.join()


def execute(
    source: Path,
    target: Path,
    *,
    parameters: Mapping | None = None,
    folder: Path | None = None,
    timeout: float | None = None,
    progress: bool = True,
) -> Outcome:
    """Run a notebook from top to bottom and write the executed copy.

    Args:
        source: the notebook to run.
        target: where the executed copy goes, also if a cell fails.
        parameters: replaces those of the cell tagged ``parameters``; None leaves the notebook as
            it is.
        folder: the working folder of the kernel; the source's own if not given.
        timeout: seconds allowed to one cell; twice the tier's limit if not given.
        progress: show papermill's progress bar.
    """
    import papermill

    tier = (parameters or {}).get("TIER", "lecture")
    begin, error = time.perf_counter(), None
    with PeakMemory() as memory:
        try:
            papermill.execute_notebook(
                str(source),
                str(target),
                parameters=dict(parameters or {}),
                cwd=str(folder or source.parent),
                progress_bar=progress,
                request_save_on_cell_execute=False,  # once, at the end: it grows with each figure
                autosave_cell_every=0,
                execution_timeout=int(timeout or 2 * LIMITS[tier]),
                start_timeout=120,
            )
        except Exception as failure:
            error = _short(failure)
    seconds = time.perf_counter() - begin
    verdicts = claims(target) if Path(target).exists() else []
    held = sum(claim["verdict"] == "holds" for claim in verdicts)
    return Outcome(source.stem, tier, seconds, memory.bytes / 1e6, held, len(verdicts), error)


def claims(notebook: Path) -> list[dict]:
    """Return the claims that an executed notebook shows, as data."""
    return [
        output["data"][CLAIM_MIME]
        for cell in nbformat.read(notebook, as_version=4).cells
        for output in cell.get("outputs", [])
        if CLAIM_MIME in output.get("data", {})
    ]


def _short(failure: Exception) -> str:
    """Return one line that says which cell failed and why."""
    name, text = getattr(failure, "ename", type(failure).__name__), str(failure)
    text = getattr(failure, "evalue", text).strip().splitlines()
    cell = getattr(failure, "exec_count", None)
    where = f"cell {cell}: " if cell else ""
    return f"{where}{name}: {text[0] if text else ''}"
