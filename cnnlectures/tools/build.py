"""Building the notebooks: source → execute → normalise, only what changed, whole or not at all.

``python -m cnnlectures.tools.build [NAME ...] [--force] [--instructor]``
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

import cnnlectures
from cnnlectures.core import claims, storage, syllabus
from cnnlectures.tools import normalise, serve
from cnnlectures.tools.execute import LIMITS, MEGABYTES, execute

ROOT = syllabus.notebooks_folder().parent
SOURCES = ROOT / "notebooks" / "source"
MEASURED = ROOT / "notebooks" / "measured.json"
CLAIMS = ROOT / "notebooks" / "claims.json"
PRINTS = ROOT / "build" / "fingerprints"
#: Of the package's files that change what a notebook shows: code, style, recorded runs.
SUFFIXES = {".py", ".mplstyle", ".csv", ".json"}


def assemble(source: Path, *, instructor: bool = False) -> NotebookNode:
    """Read a percent-format source and return its notebook, not yet executed.

    The student's version leaves out the cells tagged ``solution``; the instructor's has them.
    """
    import jupytext

    notebook = jupytext.read(source)
    if not instructor:
        notebook.cells = [
            cell for cell in notebook.cells if "solution" not in cell.metadata.get("tags", [])
        ]
    for cell in notebook.cells:
        for_slides(cell)
        if "bootstrap" in cell.metadata.get("tags", []):
            cell.source = (SOURCES / "bootstrap.txt").read_text(encoding="utf-8").rstrip()
        elif cell.cell_type == "markdown":
            cell.source = cell.source.replace("<!-- badges -->", badges(source.stem))
            cell.source = cell.source.replace("<!-- measured seconds -->", measured(source.stem))
            cell.source = cell.source.replace("<!-- measured claims -->", over_seeds(source.stem))
    normalise.identify(notebook)
    return notebook


def for_slides(cell: NotebookNode) -> None:
    """Prepare a cell's metadata for presenting.

    On a slide, the code that ends in a figure, a table, a claim or an erratum is not shown, only
    its output, and so a slide fits a screen. A cell tagged ``code`` shows its code all the same.
    """
    if cell.metadata.get("slideshow", {}).get("slide_type") == "-":
        del cell.metadata["slideshow"]  # it means the same; jupyterlab-slideshow knows no "-"
    tags = cell.metadata.get("tags", [])
    if cell.cell_type == "code" and "code" not in tags and _ends_in_output(cell.source):
        cell.metadata["tags"] = sorted({*tags, serve.OUTPUT_ONLY})


def _ends_in_output(source: str) -> bool:
    try:
        last = ast.parse(source).body[-1:]
    except SyntaxError:  # a magic command, such as that of the bootstrap
        return False
    call = last[0].value if last and isinstance(last[0], ast.Expr) else None
    shown = {"claim", "erratum", "show", "show_table"}
    return isinstance(call, ast.Call) and getattr(call.func, "id", None) in shown


def badges(name: str) -> str:
    """Return the links that open the notebook in Colab and on Binder.

    They open it as released, with the tag whose package its first cell installs: on the branch,
    the two could differ.
    """
    repository, path = syllabus.REPOSITORY, f"notebooks/{name}.ipynb"
    tag = f"v{cnnlectures.__version__}"
    colab = f"https://colab.research.google.com/github/{repository}/blob/{tag}/{path}"
    binder = f"https://mybinder.org/v2/gh/{repository}/{tag}?urlpath=lab/tree/{path}"
    return (
        "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
        f"({colab}) [![Launch on Binder](https://mybinder.org/badge_logo.svg)]({binder})"
    )


def measured(name: str) -> str:
    """Return the sentence on how long the notebook runs, from the generated file."""
    facts = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    if name not in facts.get("notebooks", {}):
        return "*Run time: not measured yet.*"
    lecture, smoke = (facts["notebooks"][name][tier] for tier in ("lecture", "smoke"))
    return (
        f"*Measured on {facts['machine']}: {lecture['seconds']:.0f} s and "
        f"{lecture['megabytes']:,.0f} MB in the lecture tier, {smoke['seconds']:.0f} s in the "
        "smoke tier.*"
    )


def over_seeds(name: str) -> str:
    """Return a table of the notebook's claims over several seeds, from the generated file."""
    known = json.loads(CLAIMS.read_text(encoding="utf-8")) if CLAIMS.exists() else {}
    if name not in known:
        return "*The claims over other seeds: not measured yet.*"
    facts, rows = known[name], ["| claim | asked | lowest | highest |", "| --- | --- | --- | --- |"]
    for row in facts["claims"]:
        ends = [claims.number(row[end]) for end in ("lowest", "highest")]
        unit = f" {row['unit']}" if row["unit"] else ""
        cells = [row["text"].replace("|", "\\|"), claims.asked(row) + unit, *ends]
        rows.append(f"| {' | '.join(cells)} |")
    seeds = f"seeds 0 to {facts['seeds'] - 1}"
    return (
        f"<details><summary>Every claim of this lecture over {seeds} ({facts['machine']})"
        "</summary>\n\nOf an ordering, the smallest step from one to the next; of an equality, the "
        "greatest distance from what was asked.\n\n" + "\n".join(rows) + "\n\n</details>"
    )


def build(name: str, *, force: bool = False) -> bool:
    """Build one notebook if anything that it depends on has changed; return whether it did.

    Raises:
        RuntimeError: if a cell fails; the committed notebook stays as it was.
    """
    source, target = SOURCES / f"{name}.py", ROOT / "notebooks" / f"{name}.ipynb"
    mark, print_now = PRINTS / name, fingerprint(name)
    unchanged = target.exists() and mark.exists() and mark.read_text() == print_now
    if unchanged and not force:
        return False
    notebook = _run(assemble(source), name)
    if target.exists():
        normalise.keep_what_is_the_same(notebook, nbformat.read(target, as_version=4))
    _write(notebook, target)
    PRINTS.mkdir(parents=True, exist_ok=True)
    mark.write_text(print_now)
    return True


def build_instructor(name: str) -> Path:
    """Build the version with solutions into ``build/instructor``."""
    target = ROOT / "build" / "instructor" / f"{name}.ipynb"
    _write(_run(assemble(SOURCES / f"{name}.py", instructor=True), name), target)
    return target


def fingerprint(name: str) -> str:
    """Return a digest of all that the notebook's outputs depend on."""
    package = ROOT / "cnnlectures"
    own = package / "lectures" / syllabus.lecture(name).folder
    files = [SOURCES / f"{name}.py", SOURCES / "bootstrap.txt", ROOT / "uv.lock", MEASURED, CLAIMS]
    files += [path for path in package.rglob("*") if path.suffix in SUFFIXES]
    digest = hashlib.sha256()
    for path in sorted(files):
        elsewhere = path.is_relative_to(package / "lectures") and not path.is_relative_to(own)
        if path.exists() and not elsewhere:
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _run(notebook: NotebookNode, name: str) -> NotebookNode:
    with tempfile.TemporaryDirectory() as folder:
        plain, executed = Path(folder) / f"{name}.ipynb", Path(folder) / "executed.ipynb"
        nbformat.write(notebook, plain)
        outcome = execute(plain, executed, folder=ROOT / "notebooks")
        if outcome.error:
            raise RuntimeError(f"{name} was not built: {outcome.error}")
        notebook = nbformat.read(executed, as_version=4)
    normalise.normalise(notebook, seconds=LIMITS["lecture"], megabytes=MEGABYTES)
    print(f"{name}: {outcome.seconds:.0f} s, {outcome.megabytes:.0f} MB", flush=True)
    return notebook


def _write(notebook: NotebookNode, target: Path) -> None:
    with storage.atomic_write(target) as temporary:
        nbformat.write(notebook, temporary)


def main(arguments: list[str] | None = None) -> int:
    """Build the notebooks that are named, or all that have a source."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="such as 05_gradient_clipping; all if none")
    parser.add_argument("--force", action="store_true", help="also if nothing changed")
    parser.add_argument("--instructor", action="store_true", help="with solutions, into build/")
    options = parser.parse_args(arguments)
    known = sorted(path.stem for path in SOURCES.glob("*.py"))
    names = [syllabus.lecture(name).name for name in options.names] or known
    for name in names:
        if options.instructor:
            print(build_instructor(name))
        elif not build(name, force=options.force):
            print(f"{name}: nothing has changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
