"""From an executed notebook to the one that is committed: nothing in it that means nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from nbformat import NotebookNode

from cnnlectures.tools import compare
from cnnlectures.tools.compare import VIEW_MIME

_PASSING = ("papermill", "execution", "collapsed", "scrolled", "ExecuteTime")


def identify(notebook: NotebookNode) -> None:
    """Give each cell an id that depends on what it says, so that rebuilding changes none."""
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = f"{digest}-{seen[digest]}"


def normalise(notebook: NotebookNode, *, seconds: float, megabytes: float) -> None:
    """Drop widget state, progress bars and execution times; number the cells from 1.

    Args:
        notebook: changed in place.
        seconds, megabytes: the notebook's budget, written into its metadata.
    """
    notebook.metadata = NotebookNode(
        cnnlectures={"seconds": seconds, "megabytes": megabytes},
        kernelspec={
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        language_info={
            "name": "python",
            "file_extension": ".py",
            "mimetype": "text/x-python",
            "pygments_lexer": "ipython3",
        },
    )
    for cell in notebook.cells:
        for key in _PASSING:
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
        cell.outputs = _outputs(cell.outputs, number)


def keep_what_is_the_same(new: NotebookNode, old: NotebookNode) -> None:
    """Where a cell says what it said before, keep the committed outputs to the byte.

    Outputs of two machines are never mixed, since the notebook names one: on another one than that
    which made the committed outputs, either every cell says what it said before, or all are new;
    all are new too if the notebook does not say enough of its machine.
    """
    before = {cell.id: cell for cell in old.cells if cell.cell_type == "code"}
    code = [cell for cell in new.cells if cell.cell_type == "code"]
    machine = _machine(before.values())
    shared = compare.shared(_machine(code), machine)
    same = [
        cell
        for cell in code
        if cell.id in before
        and not compare.differences(cell.outputs, before[cell.id].outputs, shared=shared)
    ]
    known = machine is None or None not in machine.values()
    if shared.machine or (known and len(same) == len(code)):
        for cell in same:
            cell.outputs = before[cell.id].outputs


def _machine(cells: Iterable) -> Mapping | None:
    """Return the machine that the cell with ``start()`` names."""
    return next(filter(None, (compare.machine_of(cell.outputs) for cell in cells)), None)


def _outputs(outputs: list, number: int) -> list:
    """Join the pieces of each stream, drop widgets (their picture stays) and progress bars."""
    kept: list = []
    for output in outputs:
        if output.output_type == "stream":
            same = [before for before in kept if before.get("name") == output.name]
            if same:
                same[0].text += output.text
                continue
        if VIEW_MIME in output.get("data", {}):
            if "image/png" not in output.data:
                continue
            del output.data[VIEW_MIME]
        if output.output_type == "execute_result":
            output.execution_count = number
        kept.append(output)
    return kept
