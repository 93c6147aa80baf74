"""A pytest plugin on top of nbval: our comparison of outputs, and a budget for each notebook.

Use it as ``pytest -p cnnlectures.tools.nbval_plugin --nbval --nbval-current-env notebooks``.
The notebook's metadata holds its budget: ``cnnlectures: {seconds: 120, megabytes: 2000}``. Time
is judged when notebooks run one after the other; beside others, three times as much is allowed.
"""

from __future__ import annotations

import os
import time

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from cnnlectures.tools import compare
from cnnlectures.tools.execute import LIMITS, MEGABYTES, PeakMemory


def _compare_outputs(cell: IPyNbCell, test, ref, skip_compare=None) -> bool:
    """Take the place of nbval's comparison, which knows neither pictures nor tolerances."""
    notebook = cell.parent
    if machine := compare.machine_of(ref):
        notebook.shared = compare.shared(compare.machine_of(test), machine)
    shared = getattr(notebook, "shared", compare.Shared(machine=False, drawing=False))
    cell.comparison_traceback = compare.differences(test, ref, shared=shared)
    return not cell.comparison_traceback


IPyNbCell.compare_outputs = _compare_outputs


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Give the cell what is left of its notebook's time."""
    if not isinstance(item, IPyNbCell):
        return
    notebook = item.parent
    if not hasattr(notebook, "begin"):
        notebook.begin = time.monotonic()
        notebook.memory = PeakMemory()
        notebook.memory.start()
    limit = _budget(notebook, "seconds", LIMITS["lecture"])
    limit *= 3 if "PYTEST_XDIST_WORKER" in os.environ else 1
    left = limit - (time.monotonic() - notebook.begin)
    if left <= 0:
        pytest.fail(f"the notebook is over its budget of {limit:g} s", pytrace=False)
    item.config.option.nbval_cell_timeout = left


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """Fail the cell that took the notebook over its memory."""
    if not isinstance(item, IPyNbCell):
        return
    item.parent.memory.look()
    if nextitem is None or nextitem.parent is not item.parent:
        item.parent.memory.stop()
    used, limit = item.parent.memory.bytes / 1e6, _budget(item.parent, "megabytes", MEGABYTES)
    if used > limit:
        pytest.fail(f"the notebook used {used:.0f} MB, over its budget of {limit:g}", pytrace=False)


def _budget(notebook: IPyNbFile, unit: str, default: float) -> float:
    return float(notebook.nb.metadata.get("cnnlectures", {}).get(unit, default))
