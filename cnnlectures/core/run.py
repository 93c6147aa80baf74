"""Starting a notebook: its tier, its source of data, its seed."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnlectures.core import arguments, machine
from cnnlectures.core.output import emit

TIERS = ("smoke", "lecture", "full")
SOURCES = ("embedded", "download")
MIME = "application/vnd.cnnlectures.run+json"

_MEANS = {
    "smoke": "a quick look that everything runs; claims are not judged",
    "lecture": "sized for a laptop without a network",
    "full": "sized for Colab or a GPU, as on the slides",
}


@dataclass(frozen=True)
class Run:
    """The three switches of a notebook.

    Attributes:
        tier: ``"smoke"``, ``"lecture"`` or ``"full"``: how long the same code runs.
        data: ``"embedded"``, ``"download"`` or the path of the user's own copy.
        seed: the first of the run's seeds.
    """

    tier: str = "lecture"
    data: str = "embedded"
    seed: int = 42

    def pick(self, *, smoke, lecture, full):
        """Return the value for this run's tier."""
        return {"smoke": smoke, "lecture": lecture, "full": full}[self.tier]

    def seeds(self, *, smoke: int, lecture: int, full: int) -> list[int]:
        """Return as many different seeds as the tier asks for, this run's own first."""
        return [
            self.seed + offset
            for offset in range(self.pick(smoke=smoke, lecture=lecture, full=full))
        ]

    def start_keras(self) -> None:
        """Import Keras quietly, seed it, and ask its backend for deterministic operations.

        A notebook calls this just before its first ``import keras``: TensorFlow takes seconds to
        load and writes to the terminal while it does.

        Raises:
            ModuleNotFoundError: if Keras or its backend is missing, with the command that mends it.
        """
        try:
            with silence():
                import keras

                if keras.backend.backend() == "tensorflow":
                    import tensorflow as tf

                    tf.config.list_physical_devices()
                    tf.config.experimental.enable_op_determinism()
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                f"this notebook needs {error.name}. Install it with "
                "`pip install 'cnnlectures[tensorflow]'`, then restart the kernel."
            ) from error
        keras.utils.set_random_seed(self.seed)


_current = Run()


def start(tier: str = "lecture", data: str = "embedded", seed: int = 42) -> Run:
    """Start a notebook: check its switches, seed Python and NumPy, and say what runs.

    Args:
        tier: ``"smoke"``, ``"lecture"`` or ``"full"``.
        data: ``"embedded"`` uses what ships with the package, ``"download"`` fetches the real
            data and fails clearly if it can't, a path uses your own copy.
        seed: a whole number; the same seed on the same machine gives the same numbers.

    Raises:
        ValueError: names the argument, what was received and what is accepted.
    """
    global _current
    run = checked(tier, data, seed)
    random.seed(run.seed)
    np.random.seed(run.seed)
    _current = run
    _announce(run)
    return run


def checked(tier: str, data: str, seed: int) -> Run:
    """Return a run with these switches; raises ValueError as `start` does, and starts nothing."""
    arguments.one_of("tier", tier, TIERS)
    return Run(tier, _source(data), arguments.whole_number("seed", seed, high=2**32 - 1000))


def current_run() -> Run:
    """Return the run that the notebook started, or the default one."""
    return _current


def _source(data) -> str:
    if isinstance(data, str) and data in SOURCES:
        return data
    if isinstance(data, str | Path) and str(data) and Path(data).expanduser().exists():
        return str(Path(data).expanduser())
    raise ValueError(
        f"`data` must be 'embedded', 'download' or an existing path. Received: {data!r}."
    )


def _announce(run: Run) -> None:
    text = f"Tier: {run.tier} ({_MEANS[run.tier]}) · data: {run.data} · seed: {run.seed}"
    facts = {"tier": run.tier, "data": run.data, "seed": run.seed}
    facts |= {"versions": machine.versions(), "processor": machine.processor()}
    facts |= {"instructions": machine.instructions()}
    emit({"text/plain": text, MIME: facts})


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keep what native code writes to file descriptor 2 off the screen; show it after an error."""
    try:
        kept = os.dup(2)
    except OSError:  # a process without a terminal, such as pythonw, has none
        yield
        return
    _flush()
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        failed = True
        try:
            yield
            failed = False
        finally:
            _flush()
            os.dup2(kept, 2)
            os.close(kept)
            if failed and sys.stderr is not None:
                log.seek(0)
                sys.stderr.write(log.read().decode(errors="replace"))


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
