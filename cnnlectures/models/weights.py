"""Weights from a file that cannot run a program: ``.weights.h5`` and ``.safetensors``."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterator, Mapping
from pathlib import Path

import numpy as np

SAFE = (".weights.h5", ".safetensors")

#: By a layer's class: for each of its variables the reference's suffix, and how the axes are
#: ordered there: PyTorch has outputs first.
_VARIABLES = {
    "Conv2D": {"kernel": ("weight", (2, 3, 1, 0)), "bias": ("bias", None)},
    "GroupedConv2D": {"kernel": ("weight", (2, 3, 1, 0)), "bias": ("bias", None)},
    "DepthwiseConv2D": {"kernel": ("weight", (2, 3, 0, 1)), "bias": ("bias", None)},
    "Dense": {"kernel": ("weight", (1, 0)), "bias": ("bias", None)},
    "BatchNormalization": {
        "gamma": ("weight", None),
        "beta": ("bias", None),
        "moving_mean": ("running_mean", None),
        "moving_variance": ("running_var", None),
    },
    "LayerNormalization": {"gamma": ("weight", None), "beta": ("bias", None)},
}


def check(path) -> Path:
    """Return the path of a file of weights if it is there and of a safe kind.

    Raises:
        ValueError: if it is no path, or of another kind; says why.
        FileNotFoundError: if there is no such file.
    """
    if not isinstance(path, str | os.PathLike):
        raise ValueError(
            '`weights` must be None, "imagenet", or the path of a .weights.h5 or .safetensors '
            f"file. Received: {path!r}."
        )
    path = Path(path).expanduser()
    if not path.name.endswith(SAFE):
        raise ValueError(
            f"`weights` must be a file of the kind .weights.h5 or .safetensors. Received: "
            f"{str(path)!r}. Other kinds, such as .pt, .pth, .bin, .ckpt and .pkl, may hold "
            "pickles, and to load a pickle is to run whatever program it contains."
        )
    if not path.is_file():
        raise FileNotFoundError(f"`weights`: there is no file {str(path)!r}.")
    return path


def load(model, path: Path, layouts: tuple) -> None:
    """Read a file into a network.

    Args:
        model: the network.
        path: a ``.weights.h5`` of this network, or a ``.safetensors`` whose tensors are named as
            this network's variables or as a reference implementation's.
        layouts: which layer has which name, for each reference implementation.

    Raises:
        ValueError: if the file does not fit the network; says where.
    """
    if path.name.endswith(".weights.h5"):
        model.load_weights(path)
        return
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"`weights`: {str(path)!r} is no safetensors file: {error}.") from error
    assign(model, tensors, layouts)


def assign(model, tensors: Mapping[str, np.ndarray], layouts: tuple) -> None:
    """Give every variable of a network the tensor that belongs to it.

    Args:
        model: the network.
        tensors: by the names of the network's variables, or by a reference's.
        layouts: which layer has which name, for each reference implementation.

    Raises:
        ValueError: if a tensor is missing or has another shape; nothing is changed then.
    """
    layout = fitting(model, tensors, layouts)
    values = list(arranged(model, tensors.__getitem__, layout))
    for variable, value in zip(model.weights, values, strict=True):
        variable.assign(value)


def fitting(model, names: Container[str], layouts: tuple) -> tuple:
    """Return the layout of which the fewest names are missing; none for the network's own names."""

    def missing(layout) -> int:
        return sum(name not in names for name, _, _ in _sources(model, layout))

    return min(((), *layouts), key=missing)


def arranged(model, tensor: Callable[[str], np.ndarray], layout: tuple) -> Iterator[np.ndarray]:
    """Yield a value for each of ``model.weights``, in their order and with their shapes.

    Args:
        model: the network.
        tensor: gives the tensor of a name, or raises KeyError.
        layout: as for ``assign``; without one, the names are those of the network's variables.

    Raises:
        ValueError: if a tensor is missing or has another shape.
    """
    for name, change, variable in _sources(model, layout):
        try:
            value = change(tensor(name))
        except KeyError as error:
            raise ValueError(f"`weights` have no {name!r}, which {variable.path} needs.") from error
        if tuple(value.shape) != tuple(variable.shape):
            raise ValueError(
                f"`weights`: {name!r} has the shape {tuple(value.shape)} as {variable.path}, "
                f"which has {tuple(variable.shape)}."
            )
        yield value


def _sources(model, layout: tuple) -> Iterator[tuple]:
    """For every variable: its name in the file, what changes the tensor, and the variable."""
    places = {variable.path: place for place, variable in _places(model)}
    for variable in model.weights:
        if layout:
            yield *_reference(model, *places[variable.path], layout), variable
        else:
            yield variable.path, _unchanged, variable


def _places(model) -> Iterator:
    """The layer and the variable's name within it, for every variable."""
    for layer in model.layers:
        for variable in layer.weights:
            yield (layer, variable.name), variable


def _reference(model, layer, variable: str, layout: tuple) -> tuple[str, Callable]:
    """The reference's name for a layer's variable, and how its tensor is to be changed.

    A rule of the layout makes the name of the reference's layer; or that name and which flattening
    here comes before; or, for a layer with variables of its own, a dictionary of all of them.
    """
    for pattern, make in layout:
        if match := re.fullmatch(pattern, layer.name):
            parts = [int(text) if text.isdigit() else text for text in match.groups()]
            made = make(*parts)
            break
    else:
        raise ValueError(f"`weights`: no name in the file is known for the layer {layer.name}.")
    if isinstance(made, dict):
        return made[variable]
    made, flattening = made if isinstance(made, tuple) else (made, None)
    suffix, axes = _VARIABLES[type(layer).__name__][variable]
    maps = model.get_layer(flattening).input.shape[1:] if flattening and axes else None
    return f"{made}.{suffix}", lambda value: _rearranged(value, axes, maps)


def _rearranged(value: np.ndarray, axes: tuple | None, flattened: tuple | None) -> np.ndarray:
    if axes is None:
        return value
    if value.ndim == 4 and len(axes) == 2:  # a 1 × 1 convolution that is a dense layer here
        value = value[:, :, 0, 0]
    value = value.transpose(axes)
    if flattened:  # there the rows go map by map, here pixel by pixel
        height, width, maps = flattened
        value = value.reshape(maps, height, width, -1).transpose(1, 2, 0, 3)
        value = value.reshape(height * width * maps, -1)
    return value


def _unchanged(value: np.ndarray) -> np.ndarray:
    return value
