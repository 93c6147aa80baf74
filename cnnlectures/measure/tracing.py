"""Following a network from its input to its output: every call of every layer, with its shapes.

Any Keras 3 model: functional, sequential, nested, subclassed. Nothing is computed, only shapes. A
layer made of others (attention, a residual unit as a class of its own) is opened, by calling it
with symbolic tensors; one that cannot be opened is refused by name, for what it does is unknown.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cnnlectures.core import arguments


@dataclass(frozen=True)
class Call:
    """One call of one layer or operation, for one image.

    Attributes:
        name: of the layer; after its owners' names and a slash if it is inside of others.
        layer: the layer or operation itself.
        kind: the name of its class.
        inputs, outputs: the numbers of the tensors that it reads and makes.
        input_shapes, output_shapes: theirs, with a batch of 1.
        first: whether the layer is called for the first time.
        parts: whether the layer was opened and its parts follow, so that this is the rest of it.
        values: the operation's arguments, whose formula may depend on them.
    """

    name: str
    layer: object
    kind: str
    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    input_shapes: tuple[tuple[int, ...], ...] = ()
    output_shapes: tuple[tuple[int, ...], ...] = ()
    first: bool = True
    parts: bool = False
    values: tuple = ()


def trace(model, input_shape=None, *, is_known) -> list[Call]:
    """Return the calls of a model, in an order in which they can be computed.

    Args:
        model: a Keras model.
        input_shape: of one image, without the batch; needed if the model leaves it open. For
            several inputs, a sequence of shapes.
        is_known: tells whether a layer is counted as a whole, so that it need not be opened.

    Raises:
        ValueError: if `model` is none, its shape is not known, or a layer cannot be followed.
    """
    import keras

    arguments.instance("model", model, keras.Model)
    walk = _Walk(is_known)
    tensors = [keras.KerasTensor(*each) for each in _inputs(model, input_shape)]
    names = _input_names(model, len(tensors))
    for name, tensor in zip(names, tensors, strict=True):
        walk.record(name, None, "Input", (), {}, tensor)
    if not model.built:
        model.build([tensor.shape for tensor in tensors] if len(tensors) > 1 else tensors[0].shape)
    outputs = walk.follow(model, tensors if len(tensors) > 1 else tensors[0])
    walk.record("output", None, "Output", (outputs,), {}, None)
    return walk.calls


def _inputs(model, input_shape) -> Iterator[tuple[tuple[int, ...], str]]:
    """Return shape, with a batch of 1, and type of every input."""
    known = list(getattr(model, "inputs", None) or ())
    if input_shape is None:
        shapes = [tuple(tensor.shape[1:]) for tensor in known]
    elif isinstance(input_shape, list | tuple) and any(
        isinstance(each, list | tuple) for each in input_shape
    ):
        shapes = [
            tuple(arguments.whole_numbers("input_shape", each, low=1)) for each in input_shape
        ]
    else:
        shapes = [tuple(arguments.whole_numbers("input_shape", input_shape, low=1))]
    if not shapes or any(None in shape for shape in shapes):
        raise ValueError(
            f"`input_shape` must be given, since the model leaves it open, such as (224, 224, 3). "
            f"Received: {input_shape!r} for {shapes or 'a model that was not built'}."
        )
    expected = [tuple(tensor.shape[1:]) for tensor in known]
    if known and not (len(shapes) == len(expected) and all(map(_fits, shapes, expected))):
        raise ValueError(
            f"`input_shape` must fit the model's {expected}. Received: {input_shape!r}."
        )
    types = [tensor.dtype for tensor in known] or ["float32"] * len(shapes)
    return zip([(1, *shape) for shape in shapes], types, strict=True)


def _fits(shape, expected) -> bool:
    return len(shape) == len(expected) and all(
        wanted in (None, size) for size, wanted in zip(shape, expected, strict=True)
    )


def _input_names(model, count: int) -> list[str]:
    names = list(getattr(model, "input_names", None) or ())
    return names if len(names) == count else [f"input_{number + 1}" for number in range(count)]


@dataclass
class _Walk:
    """A walk through a model: what was met, and the number of every tensor."""

    is_known: object
    calls: list[Call] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)
    _alive: list = field(default_factory=list)  # so that no two tensors share an identity
    _met: dict[int, int] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)

    def follow(self, layer, *args, prefix: str = "", **kwargs):
        """Follow one call; return its symbolic outputs."""
        import keras

        if isinstance(layer, keras.Sequential):
            (x,) = args
            for inner in layer.layers:
                x = self._call(inner, prefix, x)
            return x
        if isinstance(layer, keras.Function):
            return self._graph(layer, prefix, args[0])
        return self._open(layer, prefix, args, kwargs)

    def _graph(self, graph, prefix: str, inputs):
        """Follow every node of a functional graph, as Keras itself does for other shapes."""

        def at(operation):
            return lambda *args, **kwargs: self._call(operation, prefix, *args, **kwargs)

        return graph._run_through_graph(inputs, operation_fn=at)

    def _call(self, layer, prefix: str, *args, **kwargs):
        import keras

        is_layer = isinstance(layer, keras.Layer)
        name = prefix + (layer.name if is_layer or not prefix else _plain(layer))
        if isinstance(layer, keras.Function | keras.Sequential):
            self._once(layer)
            return self.follow(layer, *args, prefix=f"{name}/")
        if is_layer and not self.is_known(layer):
            return self._open(layer, name, args, kwargs)
        outputs = _shapes_of(layer, args, kwargs)
        self.record(name, layer, type(layer).__name__, args, kwargs, outputs)
        return outputs

    def _open(self, layer, name: str, args, kwargs):
        """Call a layer made of others with symbolic tensors, and follow what it does."""
        import keras

        given = {id(x): x for x in _tensors((args, kwargs))}
        fresh = {key: keras.Input(batch_shape=x.shape, dtype=x.dtype) for key, x in given.items()}
        inner = keras.tree.map_structure(lambda x: fresh.get(id(x), x), (args, kwargs))
        position, first = len(self.calls), self._once(layer)
        with _nodes_restored(layer):
            try:
                made = layer.call(*inner[0], **_without_training(inner[1], layer))
                graph = keras.Function(list(fresh.values()), made)
            except Exception as error:
                raise ValueError(
                    f"`model` must be made of layers whose work can be followed. Received: "
                    f"{name!r}, a {type(layer).__name__}, which is none that is known, and calling "
                    f"it with symbolic tensors fails: {type(error).__name__}: {error}"
                ) from error
            prefix = f"{name}/" if name else ""
            outputs = self._graph(graph, prefix, list(given.values()))
        if first and (layer._trainable_variables or layer._non_trainable_variables):
            shapes = tuple(tuple(x.shape) for x in given.values())
            rest = Call(
                name or layer.name, layer, type(layer).__name__, input_shapes=shapes, parts=True
            )
            self.calls.insert(position, rest)
        return outputs

    def record(self, name: str, layer, kind: str, args, kwargs, outputs) -> None:
        """Note a call."""
        reads, makes = _tensors((args, kwargs)), _tensors(outputs)
        first = layer is None or self._once(layer)
        self._names[name] = self._names.get(name, 0) + 1
        if self._names[name] > 1:
            name = f"{name} ({self._names[name]})"
        self.calls.append(
            Call(
                name,
                layer,
                kind,
                tuple(map(self._number, reads)),
                tuple(map(self._number, makes)),
                tuple(tuple(x.shape) for x in reads),
                tuple(tuple(x.shape) for x in makes),
                first,
                values=(args, kwargs),
            )
        )

    def _once(self, layer) -> bool:
        """Whether a layer is met for the first time."""
        self._met[id(layer)] = self._met.get(id(layer), 0) + 1
        return self._met[id(layer)] == 1

    def _number(self, tensor) -> int:
        self._alive.append(tensor)
        return self._numbers.setdefault(id(tensor), len(self._numbers))


def _tensors(structure) -> list:
    import keras

    flat = keras.tree.flatten(structure)
    return [x for x in flat if isinstance(x, keras.KerasTensor)]


def _plain(operation) -> str:
    """The operation's class as a name: ``DotProductAttention`` as ``dot_product_attention``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(operation).__name__).lower()


def _shapes_of(layer, args, kwargs):
    """Return what comes out, as symbolic tensors; with every size known if it can be."""
    import keras

    outputs = layer.compute_output_spec(*args, **_without_training(kwargs))
    if any(None in x.shape for x in _tensors(outputs)):
        outputs = keras.Operation.compute_output_spec(layer, *args, **_without_training(kwargs))
    return outputs


def _without_training(kwargs, layer=None) -> dict:
    """Return a call's arguments without masks, for a call in which nothing is trained."""
    rest = {name: value for name, value in kwargs.items() if name not in ("training", "mask")}
    wanted = inspect.signature(layer.call).parameters if layer else ()
    return {**rest, "training": False} if "training" in wanted else rest


class _nodes_restored:  # noqa: N801 (used as a function)
    """Forget the symbolic calls made within, so that the user's layers stay as they were."""

    def __init__(self, layer):
        self._layers = [layer, *layer._flatten_layers(include_self=False)]

    def __enter__(self):
        self._before = [len(layer._inbound_nodes) for layer in self._layers]
        self._after = [len(layer._outbound_nodes) for layer in self._layers]

    def __exit__(self, *exception):
        for layer, inbound, outbound in zip(self._layers, self._before, self._after, strict=True):
            del layer._inbound_nodes[inbound:], layer._outbound_nodes[outbound:]
