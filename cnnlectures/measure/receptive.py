"""The receptive field after every layer of a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cnnlectures.core import arguments
from cnnlectures.measure import rules
from cnnlectures.measure.fields import WHOLE, Field, Span, merge
from cnnlectures.measure.tracing import Call, trace


def receptive_field(model, layer: str | None = None, input_shape=None) -> Field:
    """Return what one position of a layer's output sees of the image.

    It is what the architecture allows; how much of it a trained network uses is another question.

    Args:
        model: a Keras model with one image as its input.
        layer: its name; None for the last one that still has spatial axes.
        input_shape: of one image, if the model leaves it open.

    Raises:
        ValueError: if an argument is none of those, or the field is not known: the layer mixes
            positions in a way that has no rule.
    """
    calls = trace(model, input_shape, is_known=rules.is_known)
    inputs = [call.name for call in calls if call.kind == "Input"]
    if len(inputs) != 1:
        raise ValueError(f"`model` must have one input. Received: one with {inputs!r}.")
    found = {call.name: field for call, field in zip(calls, fields(calls), strict=True)}
    if layer is None:
        known = [field for field in found.values() if field and field.axes]
        if not known:
            raise ValueError("`model` must have a layer with spatial axes. Received: one without.")
        return known[-1]
    field = found[arguments.one_of("layer", layer, found)]
    if field is None:
        raise ValueError(f"`layer` must be one whose field is known. Received: {layer!r}.")
    return field


def fields(calls: Sequence[Call]) -> list[Field | None]:
    """Return the field of each call's output; None where it is not known.

    With several inputs, none is known.
    """
    seen: dict[int, Field | None] = {}
    several = sum(call.kind == "Input" for call in calls) > 1
    result = []
    for call in calls:
        if call.kind == "Input":
            field = None if several else _image(call, calls)
        elif call.parts or not call.output_shapes:
            field = None
        else:
            field = _after(call, [seen.get(number) for number in call.inputs])
        seen.update(dict.fromkeys(call.outputs, field))
        result.append(field)
    return result


def _image(call: Call, calls: Sequence[Call]) -> Field | None:
    """Return the field of the input itself: each position sees itself."""
    import keras

    formats = [getattr(each.layer, "data_format", None) for each in calls]
    layout = next((each for each in formats if each), keras.config.image_data_format())
    (_, *shape) = call.output_shapes[0]
    axes = range(len(shape) - 1) if layout == "channels_last" else range(1, len(shape))
    return Field(tuple(axes), (Span(),) * len(axes)) if axes else WHOLE


def _after(call: Call, before: list[Field | None]) -> Field | None:
    """Return the field after one call, whose inputs have the fields `before`."""
    if not before:
        return None
    field = merge(before)
    if field is None or not field.axes:
        return field
    for names, rule in _RULES.items():
        if call.kind in names:
            return rule(call, field)
    for names, rule in _BY_CLASS.items():
        if _is_any(call.layer, names):
            return rule(call, field)
    same = call.output_shapes[0] == call.input_shapes[0]
    return field if same and call.kind not in _MIXING else _elsewhere(call, field)


def _is_any(layer, names: Sequence[str]) -> bool:
    import keras

    return isinstance(layer, tuple(getattr(keras.layers, name) for name in names))


def _along_axes(change: Callable[[Span, int, int], Span]) -> Callable[[Call, Field], Field]:
    """Make a rule of a change of the spans; it gets each span, its number and its input size."""

    def rule(call: Call, field: Field) -> Field:
        order = sorted(field.axes)  # the layer counts its axes in the order in which they stand
        spans = [
            change(call.layer, span, order.index(axis), call.input_shapes[0][1 + axis])
            for axis, span in zip(field.axes, field.spans, strict=False)
        ]
        return Field(field.axes, tuple(spans))

    return rule


def _padding(layer, size: int, reach: int, stride: int) -> int:
    """Return the padding in front, along one axis."""
    if layer.padding == "causal":
        return reach - 1
    if layer.padding != "same":
        return 0
    return max((-(-size // stride) - 1) * stride + reach - size, 0) // 2


def _convolved(layer, span: Span, number: int, size: int) -> Span:
    kernel, stride = layer.kernel_size[number], layer.strides[number]
    dilation = layer.dilation_rate[number]
    before = _padding(layer, size, dilation * (kernel - 1) + 1, stride)
    return span.convolved(kernel, stride, before, dilation)


def _pooled(layer, span: Span, number: int, size: int) -> Span:
    kernel, stride = layer.pool_size, layer.strides
    kernel = kernel if isinstance(kernel, int) else kernel[number]
    stride = stride if isinstance(stride, int) else stride[number]
    return span.convolved(kernel, stride, _padding(layer, size, kernel, stride))


def _transposed(layer, span: Span, number: int, size: int) -> Span:
    kernel, stride = layer.kernel_size[number], layer.strides[number]
    dilation, extra = layer.dilation_rate[number], layer.output_padding
    reach, before = dilation * (kernel - 1) + 1, 0
    if layer.padding == "same" and extra is None:
        before = max(reach - stride, 0) // 2
    elif layer.padding == "same":
        before = max((reach - reach % 2 - extra[number]), 0) // 2
    return span.transposed(kernel, stride, before, dilation)


def _upsampled(layer, span: Span, number: int, size: int) -> Span | None:
    times = layer.size if isinstance(layer.size, int) else layer.size[number]
    return span.repeated(times)


def _padded(layer, span: Span, number: int, size: int) -> Span:
    pads = layer.padding
    front = pads[number] if isinstance(pads[number], int) else pads[number][0]
    return span.convolved(1, 1, front)


def _cropped(layer, span: Span, number: int, size: int) -> Span:
    cut = layer.cropping
    front = cut[number] if isinstance(cut[number], int) else cut[number][0]
    return span.convolved(1, 1, -front)


def _upsampling(call: Call, field: Field) -> Field | None:
    nearest = getattr(call.layer, "interpolation", "nearest") == "nearest"
    return _along_axes(_upsampled)(call, field) if nearest else None


def _whole(call: Call, field: Field) -> Field:
    return WHOLE


def _dense(call: Call, field: Field) -> Field | None:
    """A dense layer sees one position, unless its last axis is spatial."""
    return field if len(call.input_shapes[0]) - 2 not in field.axes else None


def _reduced(call: Call, field: Field) -> Field | None:
    """Return the field of a mean, sum or maximum: of everything, if every axis was reduced."""
    axis = getattr(call.layer, "axis", None)
    rank = len(call.input_shapes[0])
    axes = range(rank) if axis is None else [axis] if isinstance(axis, int) else axis
    reduced = {each % rank - 1 for each in axes}
    if reduced >= set(field.axes):
        return WHOLE
    if reduced & set(field.axes):
        return None
    moved = [axis - sum(each < axis for each in reduced) for axis in field.axes]
    keeps = getattr(call.layer, "keepdims", False)
    return field if keeps else Field(tuple(moved), field.spans)


def _permuted(call: Call, field: Field) -> Field | None:
    order = getattr(call.layer, "dims", None) or getattr(call.layer, "axes", None)
    if order is None:
        return None
    # A layer's `dims` count from 1 without the batch; an operation's `axes` from 0 with it.
    order = [0, *order] if len(order) < len(call.input_shapes[0]) else list(order)
    return Field(tuple(order.index(1 + axis) - 1 for axis in field.axes), field.spans)


def _reshaped(call: Call, field: Field) -> Field | None:
    """The spatial axes survive if all in front of them, or all behind them, stays as it was."""
    old, new = call.input_shapes[0][1:], call.output_shapes[0][1:]
    upto, since = max(field.axes) + 1, min(field.axes) - len(old)
    if old[:upto] == new[:upto]:
        return field
    if old[since:] == new[since:]:
        return Field(tuple(axis - len(old) + len(new) for axis in field.axes), field.spans)
    return None


def _normalised(call: Call, field: Field) -> Field:
    """Statistics over spatial axes let every position see the whole image."""
    axis = getattr(call.layer, "axis", -1)
    rank = len(call.input_shapes[0])
    over = {each % rank - 1 for each in (axis if isinstance(axis, list | tuple) else [axis])}
    grouped = call.kind == "GroupNormalization"
    return Field(field.axes) if grouped or over & set(field.axes) else field


def _sliced(call: Call, field: Field) -> Field | None:
    """Return the field of ``x[:, 1:, ::2]``, which has as many axes as `x`."""
    key = call.values[0][1] if len(call.values[0]) > 1 else None
    key = key if isinstance(key, tuple) else (key,)
    rank = len(call.input_shapes[0])
    if Ellipsis in key:
        dots = key.index(Ellipsis)
        missing = (slice(None),) * (rank - len(key) + 1)
        key = (*key[:dots], *missing, *key[dots + 1 :])
    if len(call.output_shapes[0]) != rank or not all(isinstance(each, slice) for each in key):
        return None
    key = (*key, *(slice(None),) * (rank - len(key)))
    steps = [key[1 + axis].indices(call.input_shapes[0][1 + axis]) for axis in field.axes]
    if any(step < 1 for _, _, step in steps):
        return None
    pairs = zip(field.spans, steps, strict=False)
    return Field(
        field.axes, tuple(span.convolved(1, step, -start) for span, (start, _, step) in pairs)
    )


def _taken(call: Call, field: Field) -> Field | None:
    """Maps that are chosen or shuffled, not positions, leave the field as it was."""
    axis = getattr(call.layer, "axis", None)
    if axis is None or axis % len(call.input_shapes[0]) - 1 in field.axes:
        return None
    return field if len(call.output_shapes[0]) == len(call.input_shapes[0]) else None


def _partial(call: Call, field: Field) -> Field:
    spans = tuple(span.convolved(call.layer.size, 1, 0) for span in field.spans)
    return Field(field.axes, spans)


def _window(call: Call, field: Field) -> Field:
    """Return the field after an operation that slides a window, such as ``keras.ops.conv``."""
    kernel = getattr(call.layer, "pool_size", None) or tuple(call.values[0][1].shape[:-2])
    strides = call.layer.strides or kernel
    dilation = getattr(call.layer, "dilation_rate", 1)
    kernel, strides, dilation = (
        (each,) * len(field.axes) if isinstance(each, int) else tuple(each)
        for each in (kernel, strides, dilation)
    )

    def slid(layer, span: Span, number: int, size: int) -> Span:
        reach = dilation[number] * (kernel[number] - 1) + 1
        before = _padding(layer, size, reach, strides[number])
        return span.convolved(kernel[number], strides[number], before, dilation[number])

    return _along_axes(slid)(call, field)


def _elsewhere(call: Call, field: Field) -> Field | None:
    """Return the field where no rule is: kept if the spatial axes are, and nothing can mix them."""
    if call.kind in _MIXING or not call.output_shapes:
        return None
    old, new = call.input_shapes[0][1:], call.output_shapes[0][1:]
    kept = len(old) == len(new) and all(old[axis] == new[axis] for axis in field.axes)
    return field if kept else None


_RULES = {
    ("Mean", "Sum", "Max", "Amax", "Min", "Amin", "Prod"): _reduced,
    ("Permute", "Transpose"): _permuted,
    ("Reshape",): _reshaped,
    ("GetItem",): _sliced,
    ("Take",): _taken,
    ("Conv", "DepthwiseConv", "MaxPool", "AveragePool"): _window,
    ("PartialConv2D",): _partial,
    ("GroupNormalization", "LayerNormalization", "UnitNormalization", "Softmax"): _normalised,
    ("Dense",): _dense,
}
_BY_CLASS = {
    tuple(f"{kind}Conv{n}D" for kind in ("Depthwise", "Separable") for n in (1, 2)): (
        _along_axes(_convolved)
    ),
    tuple(f"Conv{n}DTranspose" for n in (1, 2, 3)): _along_axes(_transposed),
    tuple(f"Conv{n}D" for n in (1, 2, 3)): _along_axes(_convolved),
    tuple(f"{kind}Pooling{n}D" for kind in ("Max", "Average") for n in (1, 2, 3)): (
        _along_axes(_pooled)
    ),
    tuple(f"Global{kind}Pooling{n}D" for kind in ("Max", "Average") for n in (1, 2, 3)): _whole,
    tuple(f"UpSampling{n}D" for n in (1, 2, 3)): _upsampling,
    tuple(f"ZeroPadding{n}D" for n in (1, 2, 3)): _along_axes(_padded),
    tuple(f"Cropping{n}D" for n in (1, 2, 3)): _along_axes(_cropped),
}
#: What keeps the shape and may still mix positions.
_MIXING = {"Matmul", "Einsum", "EinsumDense", "Dot", "Tensordot", "DotProductAttention", "Roll"}
_MIXING |= {"Flip", "Rot90", "Cumsum", "Cumprod", "Sort", "Argsort", "Resizing"}
_MIXING |= {"SeparableConv", "ConvTranspose", "Resize"}
