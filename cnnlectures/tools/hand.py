"""A hand on an explorer in the browser: which key moves a control, what shows, and how soon."""

from __future__ import annotations

import base64
import contextlib
import inspect
import math
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, get_type_hints

import psutil

from cnnlectures.core import syllabus
from cnnlectures.core.explorer import Explorer
from cnnlectures.tools.browser import NotebookPage
from cnnlectures.tools.compare import VIEW_MIME


def factories(name: str) -> list[Callable[[], Explorer]]:
    """Return the functions that make a lecture's explorers, in the order of its module.

    They are those of its ``explorer.py`` that say that they return an `Explorer`; each is called
    without arguments, and the notebook shows them in the same order.
    """
    module = f"cnnlectures.lectures.{syllabus.lecture(name).folder}.explorer"
    if find_spec(module) is None:
        return []
    functions = [
        entry
        for entry in vars(import_module(module)).values()
        if inspect.isfunction(entry) and entry.__module__ == module
    ]
    return [each for each in functions if get_type_hints(each).get("return") is Explorer]


@dataclass(frozen=True)
class Move:
    """What moves a control by one step, and back.

    Attributes:
        control: the control's name.
        key: the key to press, as Playwright calls it.
        target: a CSS selector, inside the control, of what has to have the focus.
        value: the control's value afterwards.
        back: the key and the target that undo it.
    """

    control: str
    key: str
    target: str
    value: Any
    back: tuple[str, str]


def move(name: str, control) -> Move:
    """Return the keys that move a control and back, and the value that its definition gives."""
    kind = type(control).__name__
    if kind == "Checkbox":
        return Move(name, "Space", "input", not control.value, ("Space", "input"))
    if kind == "ToggleButtons":
        labels = list(control.options)
        now = labels.index(control.value)
        other = (now + 1) % len(labels)
        button = "button >> nth={}".format
        return Move(name, "Space", button(other), labels[other], ("Space", button(now)))
    if kind not in ("IntSlider", "FloatSlider", "FloatLogSlider"):
        raise ValueError(f"no key is known that moves a {kind}.")
    logarithmic = kind == "FloatLogSlider"
    place = math.log(control.value, control.base) if logarithmic else control.value
    up = place + control.step <= control.max + 1e-9
    place += control.step if up else -control.step
    keys = ("ArrowRight", "ArrowLeft") if up else ("ArrowLeft", "ArrowRight")
    value = control.base**place if logarithmic else place
    return Move(name, keys[0], ".noUi-handle", value, (keys[1], ".noUi-handle"))


class Hand:
    """Moves the controls of one explorer of an open notebook.

    Args:
        notebook: the open notebook, whose cell with the explorer has run.
        number: which explorer of the notebook, from 0.
    """

    def __init__(self, notebook: NotebookPage, number: int = 0):
        self.notebook, self.page = notebook, notebook.page
        self.cell, self.model = explorers(notebook)[number]
        notebook.activate(self.cell)
        self.box = self.page.locator(
            f".jp-Notebook-cell:nth-child({self.cell + 1} of .jp-Notebook-cell) "
            ".cnnlectures-explorer"
        )
        self.box.locator(".widget-image").wait_for()

    def state(self) -> dict[str, Any]:
        """Return the state that the explorer has in the kernel."""
        return self.notebook.python(
            "next(e.state for e in __import__('gc').get_objects() "
            "if type(e).__name__ == 'Explorer' and hasattr(e, '_box') "
            f"and e._box.model_id == {self.model!r})"
        )

    def focus(self, explorer: Explorer, name: str, target: str) -> None:
        """Put the focus on what takes the key."""
        number = list(explorer.controls).index(name)
        control = self.box.locator("> .widget-box > *").nth(number)
        control.locator(target).first.focus(timeout=20_000)

    def press(self, key: str) -> Mapping[str, float]:
        """Press a key where the focus is, and wait for the new picture.

        Returns:
            ``milliseconds`` until it was painted, and ``jump``, by how many pixels the picture's
            height changed on the way.
        """
        self.box.evaluate(_WATCH)
        self.page.keyboard.press(key)
        return self.page.evaluate("() => window.cnnlecturesWatch")

    def picture(self) -> bytes:
        """Return the picture in the page, as the bytes of its file."""
        return base64.b64decode(self.box.locator(".widget-image").evaluate(_PICTURE))

    def caption(self) -> str:
        """Return the sentence below the picture."""
        return self.box.locator("[aria-live]").inner_text()


def explorers(notebook: NotebookPage) -> list[tuple[int, str]]:
    """Return the number of the cell, and the widget's id, of each explorer of a notebook."""
    return [
        (number, output["data"][VIEW_MIME]["model_id"])
        for number, cell in enumerate(notebook.cells())
        for output in cell.get("outputs", [])
        if VIEW_MIME in output.get("data", {}) and "image/png" in output["data"]
    ]


@dataclass(frozen=True)
class Latency:
    """From a key to its picture on the screen, in milliseconds, over several moves."""

    p50: float
    p95: float
    moves: int
    jump: float  # by how many pixels the picture's height changed at most; without one, by all
    others: float  # how many cores other programs kept busy in the meantime


def latency(hand: Hand, explorer: Explorer, *, moves: int = 20, warm_up: int = 2) -> Latency:
    """Move the first slider to and fro, one key at a time, and measure each time.

    Args:
        hand: on the explorer in the page.
        explorer: the same explorer in this process; only its controls' definitions matter.
        moves: how many moves are measured.
        warm_up: how many go before.
    """
    name, control = next(
        (name, control) for name, control in explorer.controls.items() if hasattr(control, "step")
    )
    step, room = move(name, control), 4  # every slider has room for four steps
    hand.focus(explorer, name, step.target)
    seen, begin, before = [], time.perf_counter(), _seconds()
    for index in range(moves + warm_up):
        seen.append(hand.press(step.key if index // room % 2 == 0 else step.back[0]))
        hand.page.wait_for_timeout(60)  # as a hand would; the caption settles
    everybody, ours = (after - was for after, was in zip(_seconds(), before, strict=True))
    others = (everybody - ours) / (time.perf_counter() - begin)
    seen = seen[warm_up:]
    times = sorted(one["milliseconds"] for one in seen)
    return Latency(
        p50=round(statistics.median(times), 1),
        p95=round(times[-(-95 * len(times) // 100) - 1], 1),
        moves=len(times),
        jump=max(one["jump"] for one in seen),
        others=round(max(others, 0.0), 2),
    )


def _seconds() -> tuple[float, float]:
    """Return the processor seconds used so far, by every program and by this one's family."""
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0) + getattr(times, "steal", 0.0)
    guests = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    ours = 0.0
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        with contextlib.suppress(psutil.Error):  # it ended while we looked
            ours += sum(process.cpu_times()[:2])
    return sum(times) - idle - guests, ours


#: Watches the picture from the next key on, frame by frame, until a new one has been painted.
_WATCH = """box => {
    const image = () => box.querySelector('img.widget-image'), before = image().src;
    const height = () => image().getBoundingClientRect().height;
    let begin = null, low = height(), high = low;
    document.addEventListener('keydown', () => { begin = performance.now(); },
                              {capture: true, once: true});
    window.cnnlecturesWatch = new Promise((resolve, reject) => {
        const give_up = performance.now() + 60000;
        const look = () => {
            const now = image();
            low = Math.min(low, height()); high = Math.max(high, height());
            if (begin !== null && now.src !== before && now.complete && now.naturalWidth) {
                const painted = new MessageChannel();  // is heard after this frame is painted
                painted.port1.onmessage = () => resolve(
                    {milliseconds: performance.now() - begin, jump: high - low});
                painted.port2.postMessage(null);
            } else if (performance.now() > give_up) {
                reject(new Error('no new picture within a minute'));
            } else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    });
}"""
_PICTURE = """async image => {
    const bytes = new Uint8Array(await (await fetch(image.src)).arrayBuffer());
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
}"""
