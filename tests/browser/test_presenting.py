"""Presenting: the notebook opens as slides, keys lead through them, and every slide fits."""

import re
from functools import cached_property

import pytest
from conftest import BUILT, factories, names

from cnnlectures.tools.browser import NotebookPage
from cnnlectures.tools.hand import Hand, move

SCREENSHOTS = BUILT / "slides"
SIZE = (1280, 720)


class Deck:
    """One notebook's slides; the tests below share them, in their order."""

    def __init__(self, chromium, lab, name):
        self.name, self.factories = name, factories(name)
        self.notebook = NotebookPage(chromium, lab, name, size=SIZE)
        self.page = self.notebook.page
        self.page.wait_for_selector("body[data-jp-deck-mode='presenting']", state="attached")
        self.page.wait_for_selector(".jp-deck-mod-onscreen")
        self.cells = self.notebook.cells()
        self.kinds = [
            cell["metadata"].get("slideshow", {}).get("slide_type") for cell in self.cells
        ]

    def slides(self):
        """The numbers of each slide's cells, and of each subslide's."""
        slides = []
        for number, kind in enumerate(self.kinds):
            if kind in ("slide", "subslide") or not slides:
                slides.append([])
            if kind not in ("skip", "notes"):
                slides[-1].append(number)
        return slides

    def heading(self, slide):
        """The slide's heading, or the one that it goes on from."""
        above = "\n".join("".join(cell["source"]) for cell in self.cells[: slide[-1] + 1])
        return re.findall(r"^#+ (.+)$", above, re.MULTILINE)[-1]

    def open(self, slide):
        """Show a slide with all its fragments."""
        self.notebook.activate(slide[-1])
        self.settle(slide[-1])

    def settle(self, cell):
        """Wait until a cell has come."""
        self.page.wait_for_function(
            "number => document.querySelectorAll('.jp-Notebook-cell')[number]"
            ".classList.contains('jp-deck-mod-visible')",
            arg=cell,
            timeout=10_000,
        )
        self.page.wait_for_timeout(120)  # a fragment fades in

    def on_screen(self):
        return self.page.evaluate(_ON_SCREEN)

    @cached_property
    def walk(self):
        """From the first slide on with the space bar, which goes down or on.

        Returns:
            The cells in the order in which they came; and each slide, when its last cell had come,
            with its number, its cells, those on the screen, and what does not fit.
        """
        ends = {slide[-1]: (number, slide) for number, slide in enumerate(self.slides(), start=1)}
        self.notebook.activate(0)
        met, seen = [0], []
        while len(met) <= len(self.cells):
            if met[-1] in ends:
                number, slide = ends[met[-1]]
                self.settle(met[-1])
                self.screenshot(number)
                seen.append((number, slide, self.on_screen(), self.overflow()))
            self.page.keyboard.press("Space")
            if (now := self.notebook.active()) == met[-1]:
                self.page.wait_for_timeout(300)  # is it the end, or only slow?
                now = self.notebook.active()
            if now == met[-1]:
                break
            met.append(now)
        return met, seen

    def overflow(self):
        return self.page.evaluate(_OVERFLOW, list(SIZE))

    def screenshot(self, number, ending=""):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{number:02}{ending}.png")


@pytest.fixture(scope="module", params=names())
def deck(request, chromium, presenting):
    for old in SCREENSHOTS.glob(f"{request.param}-*.png"):
        old.unlink()
    deck = Deck(chromium, presenting, request.param)
    yield deck
    deck.notebook.close()


def test_it_opens_as_slides_at_the_first(deck):
    assert deck.on_screen() == deck.slides()[0]


def test_the_keys_lead_through_every_slide_and_back(deck):
    """From slide to slide with the space bar; with Shift it goes back."""
    met, _ = deck.walk
    assert met == [number for slide in deck.slides() for number in slide]
    deck.page.keyboard.press("Shift+Space")
    assert deck.notebook.active() < met[-1]


def test_every_cell_has_its_slide_and_notes_have_none(deck):
    _, seen = deck.walk
    assert len(seen) == len(deck.slides())
    for number, slide, on_screen, _ in seen:
        assert on_screen == slide, f"{number}, “{deck.heading(slide)}”"
    hidden = [number for number, kind in enumerate(deck.kinds) if kind in ("skip", "notes")]
    shown = [number for _, slide, *_ in seen for number in slide]
    assert sorted(shown + hidden) == list(range(len(deck.cells)))


def test_no_slide_overflows(deck):
    wrong = [
        f"{number}, “{deck.heading(slide)}”: {what}"
        for number, slide, _, overflow in deck.walk[1]
        for what in overflow
    ]
    assert not wrong, "\n".join([f"slides of {deck.name} do not fit 1280×720:", *wrong])


def test_an_explorer_comes_alive_on_its_slide(deck):
    cells = [
        number
        for number, cell in enumerate(deck.cells)
        if any(
            "".join(output.get("data", {}).get("text/plain", "")).startswith("Explorer:")
            for output in cell.get("outputs", [])
        )
    ]
    assert len(cells) == len(deck.factories)
    for index, (cell, factory) in enumerate(zip(cells, deck.factories, strict=True)):
        number, slide = next(pair for pair in enumerate(deck.slides(), 1) if cell in pair[1])
        deck.notebook.activate(cell)
        deck.page.locator(f".jp-Notebook-cell >> nth={cell}").focus()
        deck.page.keyboard.press("Control+Enter")
        deck.page.wait_for_function(_RAN, arg=cell, timeout=60_000)
        errors = [
            output["evalue"]
            for output in deck.notebook.cells()[cell]["outputs"]
            if output["output_type"] == "error"
        ]
        assert not errors, f"an explorer's cell imports all it needs, for it runs first: {errors}"
        hand, explorer = Hand(deck.notebook, index), factory()
        explorer.state = hand.state()
        name = next(n for n, control in explorer.controls.items() if hasattr(control, "step"))
        step = move(name, explorer.controls[name])
        hand.focus(explorer, name, step.target)
        assert hand.press(step.key)["jump"] <= 1
        explorer.state = {name: step.value}
        assert hand.picture() == explorer.picture
        deck.open(slide)
        deck.screenshot(number, "-live")
        wrong = deck.overflow()
        assert not wrong, f"“{deck.heading(slide)}” with its explorer alive: {wrong}"


def test_nothing_went_wrong_unseen(deck):
    assert not deck.notebook.errors


#: Whether a cell has shown something live, be it an error.
_RAN = """number => document.querySelectorAll('.jp-Notebook-cell')[number].querySelector(
    ".cnnlectures-explorer, [data-mime-type='application/vnd.jupyter.error'], "
    + "[data-mime-type='application/vnd.jupyter.stderr']")"""

_ON_SCREEN = """() => [...document.querySelectorAll('.jp-Notebook-cell')].flatMap(
    (cell, number) => cell.getBoundingClientRect().height > 1
        && cell.classList.contains('jp-deck-mod-onscreen') ? [number] : [])"""

#: What would have to be scrolled, or is cut off.
_OVERFLOW = """([width, height]) => {
    const found = [], deck = document.querySelector('.jp-Deck .jp-WindowedPanel-viewport');
    const tall = Math.round(deck.getBoundingClientRect().height - height);
    if (tall > 0) found.push(`${tall} pixels too tall`);
    const what = element => `${element.className.split(' ').pop()} “`
        + `${element.textContent.trim().slice(0, 40)}”`;
    const parts = '.jp-RenderedHTMLCommon, .jp-OutputArea-output, .cm-scroller, pre, table, img';
    for (const cell of deck.querySelectorAll('.jp-deck-mod-onscreen'))
        for (const part of cell.querySelectorAll(parts)) {
            const box = part.getBoundingClientRect();
            if (!box.width || box.width === 1) continue;
            if (box.right > width + 1) found.push(`${what(part)} ends right of the window`);
            if (getComputedStyle(part).overflowX === 'visible') continue;
            if (part.scrollWidth > part.clientWidth + 1)
                found.push(`${what(part)} is ${part.scrollWidth - part.clientWidth} too wide`);
            if (part.scrollHeight > part.clientHeight + 1)
                found.push(`${what(part)} is ${part.scrollHeight - part.clientHeight} too tall`);
        }
    return found;
}"""
