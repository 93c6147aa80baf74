"""The explorer: a lecture's idea under the student's hand.

An explorer is a pure function ``draw(figure, **state)``, named controls, and a state that can be
set from code. The figure is kept and redrawn into one ``ipywidgets.Image``: of the ways that need
no further front end it is the fastest, and it runs on ipywidgets 7.7 and 8.
"""

from __future__ import annotations

import base64
import gc
import html
import io
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from numbers import Real
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cnnlectures.core.output import emit
from cnnlectures.core.style import SHOWN_DPI

_VIEW = "application/vnd.jupyter.widget-view+json"
_LABEL = "11em"  # room for a control's label


def slider(label: str, value: float, low: float, high: float, step: float):
    """A slider over evenly spaced numbers; whole ones if `value` and `step` are whole."""
    import ipywidgets as widgets

    whole = isinstance(value, int) and isinstance(step, int)
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    return kind(value=value, min=low, max=high, step=step, **_options(label))


def log_slider(label: str, value: float, low: float, high: float, steps_per_decade: int = 10):
    """A slider over powers of ten, from `low` to `high`."""
    import ipywidgets as widgets

    return widgets.FloatLogSlider(
        value=value,
        min=float(np.log10(low)),
        max=float(np.log10(high)),
        step=1 / steps_per_decade,
        readout_format=".3g",
        **_options(label),
    )


def choice(label: str, value: str, options: tuple[str, ...]):
    """One button for each of a few names, of which one is pressed.

    All names are in sight, and Tab and the space bar reach them. (In a drop-down list they do
    not: JupyterLab takes the arrow keys, and moves to the next cell.)
    """
    import ipywidgets as widgets

    settings = _options(label)
    settings["style"]["button_width"] = "auto"
    if sum(map(len, options)) > 24:
        settings["layout"].width = "98%"  # a row of its own
    buttons = widgets.ToggleButtons(value=value, options=options, **settings)
    buttons.add_class("widget-inline-hbox")  # the label beside, not above, as with a slider
    return buttons


def switch(label: str, value: bool = False):
    """A check box."""
    import ipywidgets as widgets

    return widgets.Checkbox(value=value, **_options(label))


class Explorer:
    """Controls above a picture that follows them.

    Args:
        draw: ``draw(figure, **state)`` draws onto an empty figure and returns one or two
            sentences that say, with numbers, what it drew; they stand below the picture.
        controls: a widget by name for each argument of `draw`, made by the functions above.
        size: width and height of the picture in inches.

    Attributes:
        state: the controls' values by name. Assigning a mapping sets those it names and redraws
            once, so an instructor can prepare a state and a test can drive it. A name or a value
            that it does not have is refused with ValueError, and nothing changes.
        caption: what `draw` returned last.
        picture: the bytes of the PNG file that is shown.
    """

    def __init__(
        self,
        draw: Callable[..., str],
        controls: Mapping[str, Any],
        size: tuple[float, float] = (8.6, 4.2),
    ):
        import ipywidgets as widgets

        self._draw = draw
        self._controls = dict(controls)
        self._figure = Figure(figsize=size, dpi=SHOWN_DPI)
        self._canvas = FigureCanvasAgg(self._figure)
        width = f"{round(size[0] * SHOWN_DPI)}px"
        self._image = widgets.Image(
            format="png",
            layout=widgets.Layout(width=width, max_width="100%", align_self="flex-start"),
        )
        self._caption = widgets.HTML(layout=widgets.Layout(width=width, max_width="100%"))
        self._paused = False
        self.caption = ""
        for control in self._controls.values():
            control.observe(self._changed, "value")
        self._redraw()
        self._box = widgets.VBox(
            [_grid(self._controls.values(), width), self._image, self._caption]
        )
        self._box.add_class("cnnlectures-explorer")

    @property
    def state(self) -> dict[str, Any]:
        """The controls' values by name."""
        return {name: control.value for name, control in self._controls.items()}

    @state.setter
    def state(self, values: Mapping[str, Any]) -> None:
        unknown = set(values) - set(self._controls)
        if unknown:
            raise ValueError(
                f"this explorer has no {sorted(unknown)!r}; it has {list(self._controls)!r}."
            )
        before = self.state
        self._paused = True
        try:
            for name, value in values.items():
                _set(name, self._controls[name], value)
        except ValueError:
            for name, value in before.items():
                self._controls[name].value = value
            raise
        finally:
            self._paused = False
        self._redraw()

    @property
    def controls(self) -> dict[str, Any]:
        """The widgets by name, in the order in which they stand above the picture."""
        return dict(self._controls)

    @property
    def picture(self) -> bytes:
        """The bytes of the PNG file that is shown."""
        return self._image.value

    def _changed(self, change) -> None:
        if self._paused:
            return
        try:
            self._redraw()
        except Exception as error:  # in a widget's callback it would be lost, so we show it
            self.caption = f"{type(error).__name__}: {error}"
            self._caption.value = f"<b style='color:#D55E00'>{html.escape(self.caption)}</b>"

    def _redraw(self) -> None:
        with _no_collection():
            _empty(self._figure)
            caption = self._draw(self._figure, **self.state)
            if not isinstance(caption, str) or not caption.strip():
                raise ValueError(f"`draw` must return its caption, a text. Received: {caption!r}.")
            self.caption = caption
            _fix_titles(self._figure)
            self._image.value = _png(self._canvas)
            self._caption.value = _CAPTION.format(html.escape(self.caption))

    def _ipython_display_(self) -> None:
        # One bundle: where no widget can live (GitHub, exports), the picture shows instead.
        emit(
            {
                _VIEW: {"version_major": 2, "version_minor": 0, "model_id": self._box.model_id},
                "image/png": base64.b64encode(self.picture).decode("ascii"),
                "text/plain": f"Explorer: {self.caption}",
            },
            metadata={"image/png": {"alt": self.caption}},
        )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put garbage collection off: beside TensorFlow it takes a third of a second at a time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _empty(figure: Figure) -> None:
    """Clear a figure without first making each of its axes new, which takes longer."""
    for axes in tuple(figure.axes):
        figure.delaxes(axes)
    figure.clear()


def _fix_titles(figure: Figure) -> None:
    """Have titles stay on top of their axes: looking for a better place is a sixth of the time."""
    for axes in figure.axes:
        if not axes.get_title("center"):
            axes.set_title("", loc="center", y=1.0)


def _png(canvas: FigureCanvasAgg) -> bytes:
    """Draw once and compress lightly; `savefig` draws twice, and the hand on a slider waits."""
    from PIL import Image

    canvas.draw()
    buffer = io.BytesIO()
    pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    pixels.save(buffer, format="png", compress_level=1)
    return buffer.getvalue()


def _set(name: str, control, value) -> None:
    """Set a control; controls move some impossible values to the nearest one, so we look."""
    from traitlets import TraitError

    if value is None:  # to a drop-down list, "nothing chosen"
        raise ValueError(f"`{name}` cannot be None.")
    try:
        control.value = value
    except TraitError as error:
        raise ValueError(f"`{name}` cannot be {value!r}: {error}") from error
    numeric = isinstance(value, Real) and isinstance(control.value, Real)
    if control.value != value and not (numeric and math.isclose(control.value, value)):
        raise ValueError(f"`{name}` cannot be {value!r}; the nearest is {control.value!r}.")


#: As large as the text in the pictures; a screen reader follows it.
_CAPTION = "<div aria-live='polite' style='font-size:16px;line-height:1.4'>{}</div>"


def _options(label: str) -> dict[str, Any]:
    import ipywidgets as widgets

    return {
        "description": label,
        "style": {"description_width": _LABEL},
        "layout": widgets.Layout(width="49%", min_width="24em"),
    }


def _grid(controls, width: str) -> Any:
    """Two columns as wide as the picture where there is room, one where there is not."""
    import ipywidgets as widgets

    layout = widgets.Layout(flex_flow="row wrap", width=width, max_width="100%")
    return widgets.Box(list(controls), layout=layout)
