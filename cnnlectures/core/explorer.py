"""The explorer: a lecture's idea under the student's hand.

An explorer is a stage, a function that draws on it, named controls, and a state that can be set
from code. The stage's picture is kept, and what is drawn on it goes into one
``ipywidgets.Image``: of the ways that need no further front end it is the fastest, and it runs on
ipywidgets 7.7 and 8.
"""

from __future__ import annotations

import base64
import gc
import html
import inspect
import io
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from numbers import Real
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from threadpoolctl import ThreadpoolController

from cnnlectures.core import arguments
from cnnlectures.core.output import emit
from cnnlectures.core.style import SHOWN_DPI

_VIEW = "application/vnd.jupyter.widget-view+json"
_LABEL = "11em"  # room for a control's label


def slider(label: str, value: float, low: float, high: float, step: float):
    """A slider over evenly spaced numbers; whole ones if `value` and `step` are whole."""
    import ipywidgets as widgets

    _check(label, value, low, high)
    arguments.number("step", step, low=0, open_low=True)
    whole = isinstance(value, int) and isinstance(step, int)
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    return kind(value=value, min=low, max=high, step=step, **_options(label))


def log_slider(label: str, value: float, low: float, high: float, steps_per_decade: int = 10):
    """A slider over powers of ten, from `low` to `high`."""
    import ipywidgets as widgets

    _check(label, value, arguments.number("low", low, low=0, open_low=True), high)
    arguments.whole_number("steps_per_decade", steps_per_decade, low=1)
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

    options = arguments.sequence("options", options, str)
    arguments.one_of("value", value, options)
    settings = _options(arguments.text("label", label))
    settings["style"]["button_width"] = "auto"
    if sum(map(len, options)) > 24:
        settings["layout"].width = "98%"  # a row of its own
    buttons = widgets.ToggleButtons(value=value, options=options, **settings)
    buttons.add_class("widget-inline-hbox")  # the label beside, not above, as with a slider
    return buttons


def switch(label: str, value: bool = False):
    """A check box."""
    import ipywidgets as widgets

    return widgets.Checkbox(value=bool(value), **_options(arguments.text("label", label)))


def _check(label: str, value: float, low: float, high: float) -> None:
    """Refuse a slider that would move its own value."""
    arguments.text("label", label)
    arguments.number("low", low)
    arguments.number("high", high, low=low, open_low=True)
    arguments.number("value", value, low=low, high=high)


class Explorer:
    """Controls above a picture that follows them.

    Args:
        stage: ``stage(figure, ...)`` makes the axes on an empty figure, and returns them in any
            form. It has their limits, labels, and all that only the controls named by its own
            arguments change: it is called again when one of those moves, and not otherwise.
        draw: ``draw(axes, **state)`` draws the rest, on what `stage` returned, and returns one or
            two sentences that say, with numbers, what it drew; they stand below the picture.
        controls: a widget by name for each argument of `draw`, made by the functions above.
        size: width and height of the picture in inches.

    Attributes:
        state: the controls' values by name. Assigning a mapping sets those it names and redraws
            once, so an instructor can prepare a state and a test can drive it. A name or a value
            that it does not have is refused with ValueError, and nothing changes.
        caption: what `draw` returned last.
        picture: the bytes of the PNG file that is shown.

    Raises:
        ValueError: if an argument is none of those.
    """

    def __init__(
        self,
        stage: Callable[..., Any],
        draw: Callable[..., str],
        controls: Mapping[str, Any],
        size: tuple[float, float] = (8.6, 4.2),
    ):
        import ipywidgets as widgets

        arguments.instance("stage", stage, Callable)
        self._draw = arguments.instance("draw", draw, Callable)
        self._controls = dict(arguments.instance("controls", controls, Mapping))
        for control in self._controls.values():
            if not hasattr(control, "observe"):
                raise ValueError(f"`controls` must be widgets by name. Received: {control!r}.")
        size = tuple(arguments.numbers("size", size, low=0, open_low=True))
        if len(size) != 2:
            raise ValueError(f"`size` must be a width and a height. Received: {size!r}.")
        self._stage = _Stage(stage, Figure(figsize=size, dpi=SHOWN_DPI))
        width = f"{round(size[0] * SHOWN_DPI)}px"
        self._image = widgets.Image(
            format="png",
            layout=widgets.Layout(width=width, max_width="100%", align_self="flex-start"),
        )
        self._caption = widgets.HTML(layout=widgets.Layout(width=width, max_width="100%"))
        self._paused = False
        self._threads = ThreadpoolController()
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
        # One thread: of two, one waits for the core on which the browser draws.
        with _no_collection(), self._threads.limit(limits=1):
            caption = self._draw(self._stage.clear(self.state), **self.state)
            if not isinstance(caption, str) or not caption.strip():
                raise ValueError(f"`draw` must return its caption, a text. Received: {caption!r}.")
            self.caption = caption
            self._image.value = _png(self._stage.render())
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


class _Stage:
    """What stands still in a figure, drawn once, and what moves, drawn over it each time."""

    def __init__(self, make: Callable[..., Any], figure: Figure):
        self._make = make
        self._names = list(inspect.signature(make).parameters)[1:]
        self._figure = figure
        self._canvas = FigureCanvasAgg(figure)
        self._made_for = None

    def clear(self, state: Mapping[str, Any]) -> Any:
        """Return the axes without what was drawn on them; new ones where the state asks."""
        wanted = [state[name] for name in self._names]
        if self._made_for != wanted:
            self._made_for = None  # in case making it fails
            self._figure.clear()
            self._axes = self._make(self._figure, *wanted)
            for axes in self._figure.axes:
                axes.set_autoscale_on(False)  # what moves does not move the frame
            self._still = set(_artists(self._figure))
            self._made_for = wanted
        for artist in self._moving():
            artist.remove()
        for axes in self._figure.axes:
            axes.set_prop_cycle(None)  # colours begin anew
        return self._axes

    def render(self) -> np.ndarray:
        """Return the picture's pixels, (height, width, 4)."""
        moving = self._moving()
        if any(artist.stale for artist in self._still):  # it is new, or `draw` changed a limit
            for artist in moving:
                artist.set_animated(True)  # left out by the next line
            self._canvas.draw()
            self._background = self._canvas.copy_from_bbox(self._figure.bbox)
            for artist in self._still:
                artist.stale = False
        self._canvas.restore_region(self._background)
        renderer = self._canvas.get_renderer()
        for artist in sorted(moving, key=lambda artist: artist.zorder):
            artist.draw(renderer)
        return np.asarray(self._canvas.buffer_rgba())

    def _moving(self) -> list[Artist]:
        return [artist for artist in _artists(self._figure) if artist not in self._still]


def _artists(figure: Figure) -> list[Artist]:
    """Return all that is drawn in a figure, but for the axes themselves."""
    parts = [part for part in figure.get_children() if part not in figure.axes]
    return parts + [part for axes in figure.axes for part in axes.get_children()]


def _png(pixels: np.ndarray) -> bytes:
    """Compress lightly: the hand on a slider waits."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).convert("RGB").save(buffer, format="png", compress_level=1)
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
