"""Figures: legible from the last row, told apart by everybody, described for everybody."""

import base64
import io
import itertools

import matplotlib
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from skimage.color import rgb2lab

from cnnlectures import show
from cnnlectures.core import style

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", IEEE TVCG 15(6), 2009: the matrices of severity 1.0, which act on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
#: A difference of 2.3 in CIELAB is just noticeable side by side (Mahy et al., 1994). Lines lie
#: apart and are thin, so we ask for six times as much.
APART = 6 * 2.3
#: WCAG 2.2 asks for 3 between graphics and background. Okabe and Ito's sky blue and orange have
#: less: they are chosen for being told apart, so lines are drawn 2.4 points thick instead.
CONTRAST = {"default": 3.0, "training": 2.2, "third alternative": 2.2}


def linear(colour):
    rgb = np.asarray(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def seen(colour, vision):
    """Return where a colour lies in CIELAB for somebody with this vision."""
    rgb = np.clip(np.asarray(VISION[vision]) @ linear(colour), 0, 1)
    rgb = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return rgb2lab(rgb[None, None])[0, 0]


def contrast(colour, background):
    luminances = [linear(c) @ [0.2126, 0.7152, 0.0722] + 0.05 for c in (colour, background)]
    return max(luminances) / min(luminances)


def points(size):
    """Return a font size, which may be relative to the base, in points."""
    if size is None:  # a size that follows another setting
        return matplotlib.rcParams["font.size"]
    scalings = font_manager.font_scalings
    return size if size not in scalings else scalings[size] * matplotlib.rcParams["font.size"]


def test_every_text_of_the_style_sheet_has_12_points():
    sizes = {
        name: points(value)
        for name, value in matplotlib.rcParams.items()
        if name.endswith(("titlesize", "labelsize", "fontsize", "font.size"))
        and not name.startswith("_")
    }
    assert {"font.size", "legend.fontsize", "xtick.labelsize", "axes.labelsize"} <= set(sizes)
    assert {name: size for name, size in sizes.items() if size < 12} == {}


def test_every_text_of_a_drawn_figure_has_12_points():
    figure, axes = style.subplots(1, 2)
    for ax in axes:
        ax.plot([1e-6, 2e-6], [1e6, 3e6], label="a line")
        ax.set(title="Title", xlabel="x", ylabel="y")
        ax.legend(title="Legend")
        ax.text(0, 0, "a text")
        ax.annotate("a note", (0, 0))
    figure.suptitle("All")
    figure.supxlabel("below")
    style.png(figure, 50)
    texts = [text for text in figure.findobj(Text) if text.get_text()]
    assert len(texts) > 20
    assert {text.get_text() for text in texts if text.get_fontsize() < 12} == set()


@pytest.mark.parametrize("vision", VISION)
def test_all_colours_are_told_apart(vision):
    distances = {
        pair: np.linalg.norm(
            seen(style.COLOURS[pair[0]], vision) - seen(style.COLOURS[pair[1]], vision)
        )
        for pair in itertools.combinations(style.COLOURS, 2)
    }
    assert {pair: d for pair, d in distances.items() if d < APART} == {}


def test_the_simulation_confuses_what_colour_blind_people_confuse():
    def distance(vision):
        return np.linalg.norm(seen("#B05050", vision) - seen("#6A7A50", vision))

    assert distance("deuteranopia") < APART < distance("normal")


def test_the_cycle_uses_the_palette():
    cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]
    colours = {to_rgb(colour) for colour in style.COLOURS.values()}
    assert len(set(cycle)) == len(cycle) == 7
    assert {to_rgb(colour) for colour in cycle} <= colours


@pytest.mark.parametrize("name", style.COLOURS)
def test_lines_stand_out_from_the_background(name):
    background = matplotlib.rcParams["axes.facecolor"]
    wanted = CONTRAST.get(name, CONTRAST["default"])
    assert contrast(style.COLOURS[name], background) >= wanted


def test_text_stands_out_from_the_background_on_any_theme():
    parameters = matplotlib.rcParams
    for name in ("text.color", "axes.labelcolor", "xtick.color", "ytick.color"):
        assert contrast(parameters[name], parameters["figure.facecolor"]) >= 7
    for name in ("figure.facecolor", "axes.facecolor"):  # opaque: a dark page does not show through
        assert matplotlib.colors.to_rgba(parameters[name])[3] == 1
    assert parameters["savefig.facecolor"] == "auto"
    assert not parameters["savefig.transparent"]


def test_subplots_leave_pyplot_alone_and_fit_a_slide():
    from matplotlib import _pylab_helpers

    figure, axes = style.subplots(2, 3, sharex=True)
    assert isinstance(figure, Figure)
    assert axes.shape == (2, 3)
    assert figure.get_figwidth() <= 9.5
    assert _pylab_helpers.Gcf.get_all_fig_managers() == []


def drawn():
    figure, axes = style.subplots(size=(4, 3))
    axes.plot([1, 2, 3], [1, 4, 9])
    axes.set(title="Squares", xlabel="n", ylabel="n²")
    return figure


def test_the_same_figure_gives_the_same_bytes():
    once, twice = style.png(drawn(), 72), style.png(drawn(), 72)
    assert once == twice
    assert once != style.png(drawn(), 73)
    assert b"matplotlib" not in once.lower()  # no version, or every update would change it
    with pytest.raises(ValueError, match="`dpi`"):
        style.png(drawn(), 0)


def test_few_colours_are_stored_few_and_many_are_kept():
    def stored(figure):
        return Image.open(io.BytesIO(style.png(figure, 72)))

    assert stored(drawn()).mode == "P"
    figure, axes = style.subplots(size=(4, 3))
    axes.imshow(np.random.default_rng(0).random((60, 80, 3)))  # no 256 colours can show this
    assert stored(figure).mode == "RGB"


def test_show_gives_picture_size_and_description(shown):
    show(drawn(), alt="A parabola that opens to the <top>.")
    picture, spoken = shown
    data = base64.b64decode(picture.forms["image/png"], validate=True)
    assert Image.open(io.BytesIO(data)).size == (4 * style.STORED_DPI, 3 * style.STORED_DPI)
    assert picture.metadata["image/png"] == {
        "alt": "A parabola that opens to the <top>.",
        "width": 4 * style.SHOWN_DPI,
        "height": 3 * style.SHOWN_DPI,
    }
    assert picture.metadata["cnnlectures"] == {"varies": False}
    assert picture.text == "Figure: A parabola that opens to the <top>."
    assert "Figure: A parabola that opens to the &lt;top&gt;." in spoken.forms["text/html"]


def test_show_marks_a_figure_that_training_makes_vary(shown):
    show(drawn(), alt="A parabola that opens to the top.", varies=True)
    assert shown[0].metadata["cnnlectures"] == {"varies": True}


@pytest.mark.parametrize("alt", ["", "a figure", None, 5, "one two three four"])
def test_a_description_that_says_next_to_nothing_is_refused(shown, alt):
    with pytest.raises(ValueError, match="`alt` must describe the figure in at least 5 words"):
        show(drawn(), alt=alt)
    assert shown == []
