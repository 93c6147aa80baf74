"""What this run runs on: versions and processor. Reported as data, never compared as text."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

REPORTED = (
    "tensorflow",
    "keras",
    "numpy",
    "matplotlib",
    "scikit-learn",
    "ipywidgets",
    "jupyterlab",
)


def versions() -> dict[str, str]:
    """Return the installed versions of Python and of the packages that change results."""
    found = {"python": platform.python_version()}
    for name in REPORTED:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def processor() -> str:
    """Return the processor's name as its maker gives it, and the number of cores we may use."""
    return (
        f"{_cpuinfo('model name') or platform.processor() or platform.machine()}, {cores()} cores"
    )


def instructions() -> str:
    """Return the processor's vector instructions, which decide how sums are rounded.

    Virtual machines call processors of several generations by one name. Empty where the system
    does not say.
    """
    known = (_cpuinfo("flags") or _cpuinfo("Features")).split()
    return " ".join(sorted(flag for flag in known if flag.startswith(("avx", "fma", "amx", "sve"))))


def _cpuinfo(field: str) -> str:
    """Return what Linux says of the first core in this field, or an empty text."""
    path = Path("/proc/cpuinfo")
    for row in path.read_text().splitlines() if path.exists() else ():
        name, _, value = row.partition(":")
        if name.strip() == field:
            return value.strip()
    return ""


def cores() -> int:
    """Return how many processor cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
