"""Does one execution of a cell say the same as another?

Text must agree letter by letter; numbers that were emitted as data, within the tolerance that
came with them; pictures, within a root-mean-square difference that one line moved by a twentieth
of its range exceeds. Pictures are compared where they ought to be the same: those that training
made (``show(..., varies=True)``) on the same processor with the same versions, all others wherever
matplotlib has the same version. Elsewhere only their size is.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cnnlectures.core import tables
from cnnlectures.core.claims import CLAIM_MIME
from cnnlectures.core.run import MIME as RUN_MIME

VIEW_MIME = "application/vnd.jupyter.widget-view+json"
#: Root-mean-square difference of pixels (0 to 255) up to which two pictures are the same.
FIGURE_TOLERANCE = 1.5
#: What differs from run to run and means nothing.
VOLATILE = [
    (re.compile(r"(?<= at )0x[0-9a-fA-F]{6,16}"), "0xADDRESS"),
    (re.compile(r"\S*ipykernel_\d+/\d+\.py"), "IPYKERNEL_FILE"),
    (re.compile(r"(?m)[ \t]+$"), ""),
]


class Shared(NamedTuple):
    """What two executions share; their pictures are compared accordingly.

    Attributes:
        machine: processor, its instructions, and all versions.
        drawing: matplotlib's version.
    """

    machine: bool
    drawing: bool


#: Two executions by the same program on the same machine.
ALL = Shared(machine=True, drawing=True)


def shared(new: Mapping | None, old: Mapping | None) -> Shared:
    """Return what two executions share, from what ``machine_of`` says of them."""
    versions = [(facts or {}).get("versions", {}).get("matplotlib") for facts in (new, old)]
    return Shared(new == old, versions[0] == versions[1])


def differences(new: Sequence, old: Sequence, *, shared: Shared = ALL) -> list[str]:
    """Return what differs between two lists of a cell's outputs, one sentence each.

    Args:
        new: the outputs of now.
        old: the outputs that are committed.
        shared: what the two executions have in common.
    """
    found = []
    for name in ("stdout", "stderr"):
        before, after = _stream(old, name), _stream(new, name)
        if before != after:
            found.append(f"{name} was {before!r}, is {after!r}")
    shown, committed = _displays(new), _displays(old)
    if len(shown) != len(committed):
        return [*found, f"{len(committed)} outputs are committed, {len(shown)} came now"]
    for index, (after, before) in enumerate(zip(shown, committed, strict=True)):
        what = f"output {index}: "
        found += [what + text for text in _output(after, before, shared)]
    return found


def machine_of(outputs: Sequence) -> Mapping | None:
    """Return the processor and versions that a cell with ``start()`` reported, if it has one."""
    for output in outputs:
        facts = output.get("data", {}).get(RUN_MIME)
        if facts:
            return {key: facts.get(key) for key in ("processor", "instructions", "versions")}
    return None


def _output(new: Mapping, old: Mapping, shared: Shared) -> list[str]:
    """Compare two displayed outputs."""
    if "ename" in new or "ename" in old:
        same = (new.get("ename"), new.get("evalue")) == (old.get("ename"), old.get("evalue"))
        return [] if same else [f"error was {old.get('evalue')!r}, is {new.get('evalue')!r}"]
    after, before = new.get("data", {}), old.get("data", {})
    if set(after) - {VIEW_MIME} != set(before) - {VIEW_MIME}:
        return [f"its kinds were {sorted(before)}, are {sorted(after)}"]
    if RUN_MIME in before:
        after, before = after[RUN_MIME], before[RUN_MIME]
        keys = ("tier", "data", "seed")
        return [f"{k} was {before[k]!r}, is {after[k]!r}" for k in keys if after[k] != before[k]]
    if CLAIM_MIME in before:
        return _claim(after[CLAIM_MIME], before[CLAIM_MIME])
    if tables.MIME in before:
        if _heading(after) != _heading(before):
            return [f"the table's heading was {_heading(before)}, is {_heading(after)}"]
        return _table(after[tables.MIME], before[tables.MIME])
    found = []
    varies = old.get("metadata", {}).get("cnnlectures", {}).get("varies", False)
    for kind in before:
        if kind == "image/png":
            strict = shared.machine if varies else shared.drawing
            found += _picture(after[kind], before[kind], strict=strict)
        elif kind != VIEW_MIME and _settled(after[kind]) != _settled(before[kind]):
            found.append(f"{kind} was {before[kind]!r}, is {after[kind]!r}")
    return found


def _claim(new: Mapping, old: Mapping) -> list[str]:
    fixed = ("slide", "text", "relation", "threshold", "within", "unit", "verdict", "seeds")
    found = [f"claim's {k} was {old[k]!r}, is {new[k]!r}" for k in fixed if new[k] != old[k]]
    if set(new["values"]) != set(old["values"]):
        return [*found, f"claim's series were {list(old['values'])}, are {list(new['values'])}"]
    for name, before in old["values"].items():
        after = new["values"][name]
        if np.shape(after) != np.shape(before) or not np.allclose(
            after, before, rtol=0, atol=old["tolerance"]
        ):
            found.append(
                f"claim {old['text']!r} measured {before} in {name or 'its value'}, now {after}: "
                f"further apart than its tolerance {old['tolerance']:g}"
            )
    return found


def _heading(forms: Mapping) -> list[str]:
    """Return the words above a table: a stored notebook has its columns in alphabetical order."""
    return "".join(forms["text/plain"]).partition("\n")[0].split()


def _table(new: Mapping, old: Mapping) -> list[str]:
    if [set(row) for row in new["rows"]] != [set(row) for row in old["rows"]]:
        return ["the table has other rows or columns"]
    found = []
    for number, (after, before) in enumerate(zip(new["rows"], old["rows"], strict=True)):
        for column, was in before.items():
            allowed, now = old["tolerance"][column], after[column]
            numbers = isinstance(was, int | float) and isinstance(now, int | float)
            if allowed is None:  # any number, any text; but a number stays one
                same = numbers or type(now) is type(was)
            elif numbers:
                same = now == was or abs(now - was) <= allowed
            else:
                same = now == was
            if not same:
                found.append(f"table row {number}, {column!r} was {was!r}, is {now!r}")
    return found


def _picture(new: str, old: str, *, strict: bool) -> list[str]:
    if new == old:
        return []
    after, before = _pixels(new), _pixels(old)
    if not strict:
        near = np.allclose(after.shape, before.shape, atol=8)
        return [] if near else [f"figure was {before.shape}, is {after.shape}"]
    if after.shape != before.shape:
        return [f"figure was {before.shape}, is {after.shape}"]
    rms = float(np.sqrt(((after - before) ** 2).mean()))
    if rms <= FIGURE_TOLERANCE:
        return []
    return [f"figure differs by {rms:.2f} (root mean square of 255), over {FIGURE_TOLERANCE}"]


def _pixels(picture: str) -> np.ndarray:
    from PIL import Image

    data = base64.b64decode("".join(picture))
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), "float32")


def _stream(outputs: Sequence, name: str) -> str:
    text = "".join("".join(out["text"]) for out in outputs if out.get("name") == name)
    return _settled(text)


def _displays(outputs: Sequence) -> list:
    """Return what is displayed, without progress bars: widgets that have no picture."""
    return [
        output
        for output in outputs
        if output["output_type"] != "stream"
        and not (VIEW_MIME in output.get("data", {}) and "image/png" not in output["data"])
    ]


def _settled(text):
    if not isinstance(text, str):
        return text
    for pattern, replacement in VOLATILE:
        text = pattern.sub(replacement, text)
    return text
