"""Every notebook in a real JupyterLab: saved outputs, running, each control by its keys."""

import io

import numpy as np
import pytest
from conftest import BUILT, factories, names
from formulas import FORMULAS
from PIL import Image

from cnnlectures.tools.browser import BADGES, NotebookPage
from cnnlectures.tools.hand import Hand, explorers, move

SCREENSHOTS = BUILT / "browser"


class Visit:
    """One notebook's page; the tests below share it, in their order."""

    def __init__(self, chromium, lab, name):
        self.name, self.factories = name, factories(name)
        self.notebook = NotebookPage(chromium, lab, name, size=(1280, 900))
        self.page = self.notebook.page

    def screenshot(self, ending, cell=0):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.notebook.activate(cell)
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}{ending}.png")

    def hands(self):
        for number, factory in enumerate(self.factories):
            hand, explorer = Hand(self.notebook, number), factory()
            explorer.state = hand.state()
            yield hand, explorer


@pytest.fixture(scope="module", params=names())
def visit(request, chromium, reading):
    visit = Visit(chromium, reading, request.param)
    yield visit
    visit.notebook.close()


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), "float32")


def test_before_anything_runs_the_saved_pictures_show(visit):
    saved = [
        number
        for number, cell in enumerate(visit.notebook.cells())
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
    ]
    assert len(saved) >= len(visit.factories)
    for number in saved:
        visit.notebook.activate(number)
        images = visit.page.locator(f".jp-Notebook-cell >> nth={number}").locator("img:visible")
        widths = images.evaluate_all("all => all.map(image => image.naturalWidth)")
        assert widths, f"cell {number} shows none of its saved pictures"
        assert min(widths) > 100


def test_all_cells_run(visit):
    visit.notebook.run_all()
    failed = [
        f"cell {number}: {output['ename']}: {output['evalue']}"
        for number, cell in enumerate(visit.notebook.cells())
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    assert not failed
    code = [cell for cell in visit.notebook.cells() if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code if "".join(cell["source"]).strip())
    assert len(explorers(visit.notebook)) == len(visit.factories)


def test_each_control_draws_what_its_formula_gives(visit):
    for hand, explorer in visit.hands():
        begin, first = explorer.state, explorer.picture
        assert rms(hand.picture(), first) < 0.5, "the picture that it begins with"
        for name, control in explorer.controls.items():
            step = move(name, control)
            hand.focus(explorer, name, step.target)
            hand.press(step.key)
            explorer.state = {name: step.value}  # what we expect; nothing is read from the page
            settled(hand, explorer)
            assert rms(hand.picture(), explorer.picture) < 0.5, f"{name} → {step.value}"
            assert explorer.picture != first, f"{name} changes nothing"
            FORMULAS[visit.name](explorer.state, hand.caption())
            key, target = step.back
            hand.focus(explorer, name, target)
            hand.press(key)
            explorer.state = begin
            settled(hand, explorer)
        assert hand.state() == pytest.approx(begin)
        assert rms(hand.picture(), first) < 0.5


def settled(hand, explorer):
    """Wait until the caption in the page, which follows the picture, is the explorer's."""
    hand.page.wait_for_function(
        "([box, text]) => box.querySelector('[aria-live]')?.innerText === text",
        arg=[hand.box.element_handle(), explorer.caption],
        timeout=20_000,
    )


def rms(got, expected):
    got, expected = pixels(got), pixels(expected)
    assert got.shape == expected.shape
    return float(np.sqrt(((got - expected) ** 2).mean()))


def test_it_looks_right_in_both_themes(visit):
    """Pictures to look at; here we only see that text and background stand apart."""
    cells = [number for number, _ in explorers(visit.notebook)]
    for theme, ending in (("JupyterLab Dark", "-dark"), ("JupyterLab Light", "")):
        visit.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme
        )
        visit.page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
        visit.page.wait_for_timeout(500)
        visit.page.set_viewport_size({"width": 1280, "height": 2600})
        visit.screenshot(ending)
        visit.page.set_viewport_size({"width": 1280, "height": 900})
        for number in cells:
            visit.screenshot(f"-explorer{ending}", number)
        shades = visit.page.locator(".jp-RenderedHTMLCommon").evaluate_all(_SHADES)
        assert shades
        assert min(shades) > 0.4, f"text that can hardly be read in {theme}"


#: How far each text's brightness is from its background's, from 0 to 1.
_SHADES = """all => all.filter(element => element.offsetHeight > 2).map(element => {
    const grey = colour => {
        const [r, g, b, alpha] = colour.match(/[\\d.]+/g).map(Number);
        return alpha === 0 ? null : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
    };
    let behind = element, background = null;
    while (background === null && behind) {
        background = grey(getComputedStyle(behind).backgroundColor);
        behind = behind.parentElement;
    }
    return Math.abs(grey(getComputedStyle(element).color) - (background ?? 1));
})"""


def test_nothing_went_wrong_unseen(visit):
    assert not visit.notebook.errors
    elsewhere = [url for url in visit.notebook.requests if not url.startswith(BADGES)]
    assert not elsewhere, "a lecture hall may have no network"
