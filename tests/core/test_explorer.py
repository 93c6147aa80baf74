"""Explorers: driven from code, by a student's hand, and by what neither should do."""

import ast
import base64
import inspect
import io
import itertools
import math

import ipywidgets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from cnnlectures.core import explorer as module
from cnnlectures.core.explorer import Explorer, choice, log_slider, slider, switch

VIEW = "application/vnd.jupyter.widget-view+json"


class Drawing:
    """A stage and a draw function that count their calls; depth 13 fails."""

    def __init__(self):
        self.states, self.stages = [], []

    def stage(self, figure, log):
        self.stages.append(log)
        axes = figure.subplots()
        axes.set(xlim=(0, 1), ylim=(1e-4, 1), yscale="log" if log else "linear")
        return axes

    def __call__(self, axes, depth, rate, kind, log):
        self.states.append({"depth": depth, "rate": rate, "kind": kind, "log": log})
        if depth == 13:
            raise RuntimeError("no depth <13>")
        x = np.linspace(0, 1, 9)
        axes.plot(x, x ** (depth * rate), label=kind)
        axes.legend(loc="lower right")
        axes.text(0.1, 0.8, f"{depth} layers")
        return f"{depth} layers of {kind} < all."


def bare(figure):
    return figure.subplots()


@pytest.fixture
def controls():
    return {
        "depth": slider("Layers", 5, 1, 20, 1),
        "rate": log_slider("Rate", 0.1, 3e-4, 1),
        "kind": choice("Kind", "plain", ("plain", "residual")),
        "log": switch("Logarithmic"),
    }


@pytest.fixture
def drawing():
    return Drawing()


@pytest.fixture
def explorer(drawing, controls):
    return Explorer(drawing.stage, drawing, controls, size=(3, 2))


BEGIN = {"depth": 5, "rate": 0.1, "kind": "plain", "log": False}


def test_it_draws_once_when_made(explorer, drawing):
    assert drawing.states == [BEGIN]
    assert explorer.state == BEGIN
    assert explorer.caption == "5 layers of plain < all."
    size = Image.open(io.BytesIO(explorer.picture)).size
    assert size == (3 * module.SHOWN_DPI, 2 * module.SHOWN_DPI)


def test_a_state_from_code_sets_what_it_names_and_redraws_once(explorer, drawing):
    before = explorer.picture
    explorer.state = {"depth": 8, "rate": 0.01, "log": True}
    assert explorer.state == {"depth": 8, "rate": 0.01, "kind": "plain", "log": True}
    assert drawing.states[1:] == [explorer.state]
    assert explorer.picture != before
    assert explorer.caption.startswith("8 layers")


def test_moving_a_control_redraws(explorer, drawing, controls):
    controls["depth"].value = 7
    controls["kind"].value = "residual"
    assert [state["depth"] for state in drawing.states] == [5, 7, 7]
    assert explorer.caption == "7 layers of residual < all."
    assert explorer.state["kind"] == "residual"


def test_the_front_end_moves_a_control_in_the_same_way(explorer, controls):
    controls["depth"].set_state({"value": 9})  # what a message from the browser calls
    assert explorer.caption.startswith("9 layers")


def test_the_stage_is_made_again_only_for_the_controls_that_it_names(explorer, drawing):
    for state in ({"depth": 8}, {"rate": 0.01}, {"kind": "residual"}):
        explorer.state = state
    assert drawing.stages == [False]
    explorer.state = {"log": True, "depth": 9}
    assert drawing.stages == [False, True]


def test_what_moves_is_drawn_over_what_stands_still_as_one_drawing_would():
    """The same picture, pixel by pixel, as Matplotlib's own of the whole figure."""

    def draw(axes, height, high):
        axes.fill_between([0.2, 0.8], height, height / 2)
        axes.plot([0.1, 0.9], [0.1 * high, height], label="line")
        if axes.get_ylim() != (0, high):
            axes.set(ylim=(0, high))
        return "Drawn."

    def stage(figure):
        axes = figure.subplots()
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.text(0.1, 0.9, "stays", transform=axes.transAxes)
        return axes

    controls = {"height": slider("h", 0.5, 0.1, 0.9, 0.1), "high": slider("to", 1, 1, 5, 1)}
    explorer = Explorer(stage, draw, controls, size=(3, 2))
    for state in ({"height": 0.2}, {"high": 3}, {"height": 0.9}, {"high": 1}):
        explorer.state = state
        whole = Figure(figsize=(3, 2), dpi=module.SHOWN_DPI)
        draw(stage(whole), **explorer.state)
        canvas = FigureCanvasAgg(whole)
        canvas.draw()
        got = np.asarray(Image.open(io.BytesIO(explorer.picture)).convert("RGB"), int)
        expected = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
        changed = (abs(got - expected).max(-1) > 8).mean()
        assert changed < 0.002


def test_an_unknown_control_is_refused_and_the_known_ones_are_named(explorer, drawing):
    with pytest.raises(ValueError, match=r"no \['deep'\]; it has \['depth', 'rate', 'kind', 'log'"):
        explorer.state = {"depth": 8, "deep": 3}
    assert explorer.state == BEGIN
    assert len(drawing.states) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"depth": 21},
        {"depth": 0},
        {"depth": 2.5},
        {"depth": "3"},
        {"depth": None},
        {"rate": 2.0},
        {"rate": 1e-5},
        {"rate": math.nan},
        {"kind": "dense"},
        {"kind": None},
        {"log": "yes"},
    ],
)
def test_an_impossible_value_is_refused_and_nothing_changes(explorer, drawing, controls, wrong):
    (name,) = wrong
    other = {"log": True} if name == "depth" else {"depth": 8}
    before = explorer.picture
    with pytest.raises(ValueError, match=f"`{name}` cannot be"):
        explorer.state = other | wrong
    assert explorer.state == BEGIN
    assert explorer.picture == before
    assert len(drawing.states) == 1
    controls["depth"].value = 6  # and it still follows the hand
    assert explorer.caption.startswith("6 layers")


@settings(max_examples=20, deadline=None)
@given(st.floats(-8, 3), st.floats(0.1, 6), st.floats(0, 1))
def test_a_logarithmic_slider_takes_its_ends_and_what_lies_between(exponent, decades, part):
    low, high = 10**exponent, 10 ** (exponent + decades)
    between = 10 ** (exponent + part * decades)
    controls = {"rate": log_slider("Rate", low, low, high)}
    explorer = Explorer(bare, lambda axes, rate: "Nothing.", controls, size=(1, 1))
    for value in (high, between, low):
        explorer.state = {"rate": value}
        assert explorer.state["rate"] == pytest.approx(value)


def test_an_error_from_code_is_raised(explorer, drawing):
    with pytest.raises(RuntimeError, match="no depth <13>"):
        explorer.state = {"depth": 13}
    explorer.state = {"depth": 12}
    assert explorer.caption.startswith("12 layers")
    with pytest.raises(RuntimeError, match="no depth <13>"):
        Explorer(
            bare,
            lambda axes, depth: drawing(axes, depth, 1, "plain", False),
            {"depth": slider("depth", 13, 1, 20, 1)},
        )


def test_an_error_from_the_students_hand_is_shown_until_it_draws_again(explorer, controls):
    controls["depth"].value = 13
    assert explorer.caption == "RuntimeError: no depth <13>"
    (caption,) = [w for w in explorer._box.children if isinstance(w, ipywidgets.HTML)]
    assert "RuntimeError: no depth &lt;13&gt;" in caption.value
    controls["depth"].value = 12
    assert explorer.caption.startswith("12 layers")
    assert "12 layers of plain &lt; all." in caption.value
    assert "Error" not in caption.value


@pytest.mark.parametrize("caption", [None, "", 3])
def test_a_drawing_without_a_caption_is_refused(caption):
    with pytest.raises(ValueError, match="`draw` must return its caption"):
        Explorer(bare, lambda axes, on: caption, {"on": switch("On")})


def test_the_picture_depends_on_the_state_alone(drawing, controls, explorer):
    pictures = {}
    for depth, log in itertools.product((2, 9), (False, True)):
        explorer.state = {"depth": depth, "log": log}
        pictures[depth, log] = explorer.picture
    assert len(set(pictures.values())) == 4
    for (depth, log), picture in reversed(pictures.items()):
        explorer.state = {"depth": depth, "log": log}
        assert explorer.picture == picture
    other = Drawing()
    controls = dict(controls, depth=slider("Layers", 9, 1, 20, 1))
    fresh = Explorer(other.stage, other, controls, size=(3, 2))
    assert fresh.state == dict(BEGIN, depth=9) | {"log": explorer.state["log"]}
    assert fresh.picture == pictures[9, explorer.state["log"]]


def test_one_bundle_holds_the_live_view_and_the_still_picture(explorer, shown):
    explorer._ipython_display_()
    (output,) = shown
    assert output.forms[VIEW]["model_id"] == explorer._box.model_id
    assert base64.b64decode(output.forms["image/png"]) == explorer.picture
    assert output.text == "Explorer: 5 layers of plain < all."
    assert output.metadata == {"image/png": {"alt": "5 layers of plain < all."}}


def test_every_control_and_the_caption_are_on_the_screen(explorer, controls):
    grid, image, caption = explorer._box.children
    assert list(grid.children) == list(controls.values())
    assert image.value == explorer.picture
    assert "aria-live" in caption.value  # a screen reader follows


def test_sliders_are_whole_where_their_numbers_are():
    assert isinstance(slider("n", 1, 0, 5, 1), ipywidgets.IntSlider)
    assert isinstance(slider("x", 1.0, 0, 5, 0.5), ipywidgets.FloatSlider)
    assert [control.description for control in (slider("n", 1, 0, 5, 1), switch("s"))] == ["n", "s"]


def test_it_uses_only_what_ipywidgets_7_7_1_has():
    """Colab's version: the widgets used there have these arguments (read from its source)."""
    known = {
        "IntSlider": {"value", "min", "max", "step"},
        "FloatSlider": {"value", "min", "max", "step"},
        "FloatLogSlider": {"value", "min", "max", "step", "readout_format"},
        "ToggleButtons": {"value", "options"},
        "Checkbox": {"value"},
        "Image": {"format", "layout"},
        "Layout": {"width", "min_width", "max_width", "align_self", "flex_flow"},
        "HTML": {"layout"},
        "VBox": set(),
        "Box": {"layout"},
    }
    tree = ast.parse(inspect.getsource(module))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "widgets"
    }
    assert used <= set(known)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in known:
            named = {keyword.arg for keyword in call.keywords if keyword.arg}
            assert named <= known[call.func.attr], call.func.attr
