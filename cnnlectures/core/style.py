"""How figures look, and the one way out for them. Importing this module applies the style sheet."""

from __future__ import annotations

import base64
import html
import io
from importlib.resources import files

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure

from cnnlectures.core import arguments
from cnnlectures.core.output import emit

matplotlib.style.use(str(files(__package__) / "lecture.mplstyle"))

#: The same colour for the same thing in every lecture (Okabe and Ito's palette).
COLOURS = {
    "without": "#D55E00",  # vermilion: without the method that the lecture is about, or before it
    "with": "#0072B2",  # blue: with it, or after it
    "alternative": "#009E73",  # green: a second way to do it
    "second alternative": "#CC79A7",  # pink
    "third alternative": "#E69F00",  # orange
    "training": "#56B4E9",  # sky blue: measured on the data that the network learns from
    "validation": "#000000",  # black: measured on data that it has not seen
    "reference": "#595959",  # grey: a threshold, a bound, a thing to compare with
}

#: Pixels to the inch in the notebook; a picture is stored half as fine again, for sharp screens.
SHOWN_DPI, STORED_DPI = 96, 144
#: Root-mean-square error of a pixel, of 255, that nobody sees.
UNSEEN = 1.5


def subplots(rows: int = 1, columns: int = 1, *, size: tuple[float, float] = (8.6, 4.2), **options):
    """Return a new figure in the lecture's style, and its axes.

    Args:
        rows, columns: of the grid of axes.
        size: width and height in inches; 9.5 by 5 is the most that a slide holds.
        **options: passed on to ``matplotlib.figure.Figure.subplots``.
    """
    arguments.whole_number("rows", rows, low=1)
    arguments.whole_number("columns", columns, low=1)
    if len(arguments.numbers("size", size, low=0, open_low=True)) != 2:
        raise ValueError(f"`size` must be a width and a height. Received: {size!r}.")
    figure = Figure(figsize=size)
    return figure, figure.subplots(rows, columns, **options)


def show(figure: Figure, *, alt: str, varies: bool = False) -> None:
    """Display a figure, with a description for those who cannot see it.

    Args:
        figure: the figure; it is drawn, not kept.
        alt: one or two sentences that say what can be seen.
        varies: the picture shows numbers that training made, so another processor draws a
            slightly other one; the tests then compare it on the same processor only. Without it,
            they do wherever matplotlib has the same version.

    Raises:
        ValueError: if `alt` says next to nothing.
    """
    arguments.instance("figure", figure, Figure)
    if not isinstance(alt, str) or len(alt.split()) < 5:
        raise ValueError(f"`alt` must describe the figure in at least 5 words. Received: {alt!r}.")
    width, height = figure.get_size_inches()
    emit(
        {
            "image/png": base64.b64encode(png(figure, STORED_DPI)).decode("ascii"),
            "text/plain": f"Figure: {alt}",
        },
        metadata={
            "image/png": {
                "alt": alt,
                "width": round(width * SHOWN_DPI),
                "height": round(height * SHOWN_DPI),
            },
            "cnnlectures": {"varies": bool(varies)},
        },
    )
    # JupyterLab gives a picture no alternative text, so it follows, for screen readers only.
    emit({"text/html": _SCREEN_READER.format(html.escape(alt)), "text/plain": ""})


def png(figure: Figure, dpi: int) -> bytes:
    """Return the figure as the bytes of a PNG file; the same figure gives the same bytes.

    It is stored with 256 colours, at a third of the size, unless that would be seen.
    """
    from PIL import Image

    arguments.instance("figure", figure, Figure)
    arguments.whole_number("dpi", dpi, low=10)
    drawn, stored = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=dpi, pil_kwargs={"compress_level": 1})
    full = Image.open(drawn).convert("RGB")
    few = full.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    error = np.asarray(few.convert("RGB"), "float32") - np.asarray(full, "float32")
    picture = few if np.sqrt(np.mean(error**2)) <= UNSEEN else full
    picture.save(stored, format="png", optimize=True)
    return stored.getvalue()


_SCREEN_READER = (
    "<div style='position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)'>"
    "Figure: {}</div>"
)
