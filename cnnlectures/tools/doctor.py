"""What is here, what is wrong, and the command that mends it."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

import psutil

from cnnlectures.core import machine, storage, syllabus

#: Versions that the course is tested with: the oldest and the newest of each.
TESTED = {
    "tensorflow": ("2.20", "2.21"),
    "keras": ("3.13", "3.15"),
    "numpy": ("2.1", "2.5"),
    "matplotlib": ("3.10", "3.11"),
    "ipywidgets": ("7.7", "8.1"),
}
PYTHONS = ("3.11", "3.12", "3.13")
#: Of memory: what a notebook may take, and what leaves room beside it.
MEGABYTES_NEEDED, MEGABYTES_OF_COMFORT = 2000, 2500
GIGABYTES_OF_DISK = 2
#: One of the data sets that are downloaded; only asked whether it is there.
PROBE = "http://download.tensorflow.org/example_images/flower_photos.tgz"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: its name.
        found: what was found.
        level: ``"ok"``, ``"note"`` (the course runs, something is worth knowing) or ``"wrong"``
            (a lecture could not run).
        mend: the command or the step that mends it.
    """

    what: str
    found: str
    level: str = "ok"
    mend: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything that the course needs, one finding at a time."""
    yield _python()
    for package in ("cnnlectures", "jupyterlab", "papermill"):
        yield _installed(package)
    for package in TESTED:
        yield _version(package)
    yield _devices()
    yield _memory()
    yield from _storage()
    yield _notebooks()
    yield _network()


def doctor() -> int:
    """Print the findings; return 1 if a lecture could not run, else 0."""
    marks = {"ok": "✓", "note": "•", "wrong": "✗"}
    wrong = 0
    for finding in examine():
        print(f"{marks[finding.level]} {finding.what:14} {finding.found}")
        if finding.mend:
            print(f"  {'':14} → {finding.mend}")
        wrong += finding.level == "wrong"
    print("\nAll lectures can run." if not wrong else f"\n{wrong} thing(s) to mend first.")
    return int(wrong > 0)


def _python() -> Finding:
    version = platform.python_version()
    found = f"{version} at {sys.executable}"
    if version.rsplit(".", 1)[0] in PYTHONS:
        return Finding("Python", found)
    return Finding("Python", found, "wrong", f"install one of {', '.join(PYTHONS)}, then: make lab")


def _installed(package: str) -> Finding:
    try:
        return Finding(package, metadata.version(package))
    except metadata.PackageNotFoundError:
        return Finding(package, "not installed", "wrong", _INSTALL)


def _version(package: str) -> Finding:
    oldest, newest = TESTED[package]
    try:
        version = metadata.version(package)
    except metadata.PackageNotFoundError:
        return Finding(package, "not installed", "wrong", _INSTALL)
    low, high, here = (_numbers(text) for text in (oldest, newest, version))
    if low <= here <= high:
        return Finding(package, version)
    mend = f"if a lecture fails: pip install '{package}~={newest}.0'"
    return Finding(package, f"{version}; tested are {oldest} to {newest}", "note", mend)


#: In a clone of the repository; the second for an environment of one's own.
_INSTALL = "make setup, or: pip install --editable '.[lab,tensorflow]'"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", version)[:2])


def _devices() -> Finding:
    """Ask TensorFlow in a process of its own: a broken installation may take its process along."""
    if importlib.util.find_spec("tensorflow") is None:
        return Finding("devices", f"{machine.processor()}; TensorFlow is not there to ask", "note")
    code = (
        "import tensorflow as t; print(*[d.device_type for d in t.config.list_physical_devices()])"
    )
    try:
        answer = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=180
        )
    except subprocess.TimeoutExpired:
        return Finding("devices", "TensorFlow did not load within 180 s", "wrong", "make clean lab")
    if answer.returncode:
        last = (answer.stderr.strip().splitlines() or ["no message"])[-1]
        return Finding("devices", f"TensorFlow does not load: {last}", "wrong", "make clean lab")
    return Finding("devices", f"{answer.stdout.strip()} ({machine.processor()})")


def _memory() -> Finding:
    free = psutil.virtual_memory().available / 1e6
    found = f"{free:,.0f} MB free of {psutil.virtual_memory().total / 1e6:,.0f}"
    if free >= MEGABYTES_OF_COMFORT:
        return Finding("memory", found)
    mend = f"close other programs; a notebook takes up to {MEGABYTES_NEEDED:,} MB"
    return Finding("memory", found, "note" if free >= MEGABYTES_NEEDED else "wrong", mend)


def _storage() -> Iterator[Finding]:
    try:
        folder = storage.cache_folder()
        with storage.atomic_write(folder / "doctor.txt") as path:
            path.write_text("ok")
        (folder / "doctor.txt").unlink(missing_ok=True)
    except OSError as error:
        mend = f"set {storage.VARIABLE} to a folder that you can write to"
        yield Finding("cache folder", str(error), "wrong", mend)
        return
    origin = f"from {storage.VARIABLE}" if os.environ.get(storage.VARIABLE) else "by default"
    yield Finding("cache folder", f"{folder} ({origin})")
    free = shutil.disk_usage(folder).free / 1e9
    if free >= GIGABYTES_OF_DISK:
        yield Finding("disk", f"{free:,.0f} GB free")
    else:
        mend = f"make room, or set {storage.VARIABLE} to a folder on another disk"
        yield Finding("disk", f"{free:,.1f} GB free", "wrong", mend)


def _notebooks() -> Finding:
    there = syllabus.existing()
    found = f"{len(there)} of {len(syllabus.LECTURES)} lectures in {syllabus.notebooks_folder()}"
    if there:
        return Finding("notebooks", found)
    mend = f"git clone https://github.com/{syllabus.REPOSITORY}"
    return Finding("notebooks", found, "note", mend)


def _network() -> Finding:
    """Whether data can be fetched; without it everything but ``DATA = "download"`` works."""
    import requests

    try:
        requests.head(PROBE, timeout=3, allow_redirects=True).raise_for_status()
        return Finding("network", "tf_flowers can be downloaded")
    except requests.RequestException:
        found = "none, or a proxy is in the way; the course runs without (DATA = 'embedded')"
        return Finding("network", found, "note")
