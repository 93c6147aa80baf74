"""A hand on an explorer in the browser: which key moves a control, what shows, and how soon."""

from __future__ import annotations

import base64
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnnlectures.core.explorer import Explorer
from cnnlectures.tools.browser import NotebookPage
from cnnlectures.tools.compare import VIEW_MIME


@dataclass(frozen=True)
class Move:
    """What moves a control by one step.

    Attributes:
        control: the control's name.
        key: the key to press, as Playwright calls it.
        target: a CSS selector, inside the control, of what has to have the focus.
        value: the control's value afterwards.
    """

    control: str
    key: str
    target: str
    value: Any


def move(name: str, control) -> Move:
    """Return the key that moves a control, and the value that follows from its definition."""
    kind = type(control).__name__
    if kind == "Checkbox":
        return Move(name, "Space", "input", not control.value)
    if kind == "ToggleButtons":
        labels = list(control.options)
        index = (labels.index(control.value) + 1) % len(labels)
        return Move(name, "Space", f"button >> nth={index}", labels[index])
    if kind == "FloatLogSlider":
        import math

        exponent = math.log(control.value, control.base)
        up = exponent + control.step <= control.max + 1e-9
        value = control.base ** (exponent + (control.step if up else -control.step))
    elif kind in ("IntSlider", "FloatSlider"):
        up = control.value + control.step <= control.max + 1e-9
        value = control.value + (control.step if up else -control.step)
    else:
        raise ValueError(f"no key is known that moves a {kind}.")
    return Move(name, "ArrowRight" if up else "ArrowLeft", ".noUi-handle", value)


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

    def focus(self, explorer: Explorer, step: Move) -> None:
        """Put the focus on what takes the key."""
        number = list(explorer.controls).index(step.control)
        control = self.box.locator("> .widget-box > *").nth(number)
        control.locator(step.target).first.focus(timeout=20_000)

    def press(self, explorer: Explorer, step: Move) -> float:
        """Press the key and return the milliseconds until a new picture was painted."""
        self.focus(explorer, step)
        return self.again(step)["milliseconds"]

    def again(self, step: Move) -> Mapping[str, float]:
        """Press the key where the focus is; return the milliseconds, and how steady it looked."""
        self.box.evaluate(_WATCH)
        self.page.keyboard.press(step.key)
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
    step = move(name, control)
    hand.focus(explorer, step)
    back = "ArrowLeft" if step.key == "ArrowRight" else "ArrowRight"
    room = 5
    seen = []
    for index in range(moves + warm_up):
        key = step.key if index // room % 2 == 0 else back
        seen.append(hand.again(Move(name, key, step.target, None)))
        hand.page.wait_for_timeout(60)  # as a hand would; the caption settles
    seen = seen[warm_up:]
    times = sorted(one["milliseconds"] for one in seen)
    return Latency(
        p50=round(statistics.median(times), 1),
        p95=round(times[-(-95 * len(times) // 100) - 1], 1),
        moves=len(times),
        jump=max(one["jump"] for one in seen),
    )


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
