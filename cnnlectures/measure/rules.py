"""What each kind of layer costs: by hand from its settings, and from what the framework made of it.

A layer that is in no list here is opened by `tracing`, so that its parts are counted; what cannot
be opened is refused. So nothing that multiplies is ever counted as nothing.
"""

from __future__ import annotations

from math import isqrt, prod

from cnnlectures.measure import hand, own
from cnnlectures.measure.hand import Count
from cnnlectures.measure.tracing import Call

#: Where Keras keeps layers in which no two tensors are multiplied as matrices.
FREE_ROOMS = ("activations", "merging", "normalization", "pooling", "regularization", "reshaping")
FREE_FILES = ("core.identity", "core.input_layer", "core.masking", "core.embedding")
FREE_FILES += ("preprocessing.image_preprocessing", "preprocessing.normalization")
FREE_FILES += ("preprocessing.rescaling",)
#: Inside of those rooms, but with a matrix product or another layer in it.
NOT_FREE = ("Dot", "SpectralNormalization")
#: Of the course's own layers: what is a pooling, however it is written.
OWN_FREE = ("AdaptiveAveragePooling",)
#: Operations whose work depends on what is in the arguments, or that hide a loop.
REFUSED = {"Map", "Scan", "AssociativeScan", "WhileLoop", "ForiLoop", "Cond", "Switch", "CDist"}
REFUSED |= {"VectorizedMap", "FFT", "FFT2", "IFFT2", "RFFT", "IRFFT", "STFT", "ISTFT", "Logdet"}
REFUSED |= {"Correlate", "Corrcoef", "Kron", "Slogdet", "GaussianBlur", "SSIM", "SobelEdges"}
FREE_OPERATIONS = ("core", "einops", "image", "math", "nn", "numpy")


def is_known(layer) -> bool:
    """Whether a layer is counted as a whole: Keras's own, with Keras's own ``call``."""
    return _rule(layer) is not None or _is_free(layer)


def by_hand(call: Call) -> Count | None:
    """Count one call from the layer's settings and the shape of its input; None if it is free.

    Raises:
        ValueError: if it is an operation whose work is not known.
    """
    if call.layer is None:
        return None
    if call.parts:
        return own.by_hand(call)
    if not _is_layer(call.layer):
        return _operation(call)
    rule = _rule(call.layer)
    return rule(call) if rule else _normalisation(call)


def from_weights(call: Call) -> int | None:
    """Return the MACs that follow from the weights and shapes that the framework made.

    Every number of a kernel is used once at each position; None where there is no kernel.
    """
    layer = call.layer
    rule = _rule(layer) if _is_layer(layer) else None
    if rule in (None, _dot):
        return None
    if rule is _einsum_dense:
        return _used_where_it_varies(layer.equation, call.output_shapes[0], layer.kernel.shape)
    if rule in (_dense, _partial):
        return prod(call.output_shapes[0][1:-1]) * prod(layer.kernel.shape)
    place = call.input_shapes[0] if rule is _transposed else call.output_shapes[0]
    kernels = [w for w in layer.weights if len(w.shape) == len(place)]
    return prod(_channels_last(layer, place)[:-1]) * sum(prod(w.shape) for w in kernels)


def _used_where_it_varies(equation: str, output, kernel) -> int:
    """Count a kernel's products: all of it, at each position that the kernel does not index."""
    operands, _, result = equation.partition("->")
    indices = operands.split(",")[1]
    own = [size for size, name in zip(output[::-1], result[::-1], strict=False) if name in indices]
    return prod(output) // prod(own) * prod(kernel)


def _is_layer(layer) -> bool:
    import keras

    return isinstance(layer, keras.Layer)


def _rule(layer):
    """Return the rule for a layer, unless its class has a ``call`` of its own."""
    import keras

    if _is_own(layer, "PartialConv2D"):
        return _partial
    if not _computes_as_keras_does(layer):
        return None
    for names, rule in _RULES.items():
        if isinstance(layer, tuple(getattr(keras.layers, name) for name in names)):
            return rule
    return None


def _is_free(layer) -> bool:
    if _is_own(layer, *OWN_FREE):
        return True
    if not _computes_as_keras_does(layer) or type(layer).__name__ in NOT_FREE:
        return False
    place = _owner_of_call(layer).__module__.removeprefix("keras.src.layers.")
    return place.split(".")[0] in FREE_ROOMS or place.startswith(FREE_FILES)


def _is_own(layer, *names: str) -> bool:
    own = type(layer).__module__.startswith("cnnlectures.models.")
    return own and type(layer).__name__ in names


def _computes_as_keras_does(layer) -> bool:
    return _owner_of_call(layer).__module__.startswith("keras.src.layers.")


def _owner_of_call(layer) -> type:
    return next(kind for kind in type(layer).__mro__ if "call" in vars(kind))


def _channels_last(layer, shape) -> tuple[int, ...]:
    """Return the shape of one image, maps last, however the layer has them."""
    _, *rest = shape
    if getattr(layer, "data_format", "channels_last") == "channels_first":
        rest = [*rest[1:], rest[0]]
    return tuple(rest)


def _settings(layer) -> dict:
    return {
        "stride": tuple(layer.strides),
        "padding": layer.padding,
        "dilation": tuple(layer.dilation_rate),
        "bias": bool(layer.use_bias),
    }


def _convolution(call: Call) -> Count:
    layer, shape = call.layer, _channels_last(call.layer, call.input_shapes[0])
    return hand.convolution(
        shape, layer.filters, tuple(layer.kernel_size), groups=layer.groups, **_settings(layer)
    )


def _depthwise(call: Call) -> Count:
    layer, shape = call.layer, _channels_last(call.layer, call.input_shapes[0])
    kernel = tuple(layer.kernel_size)
    return hand.depthwise(shape, kernel, multiplier=layer.depth_multiplier, **_settings(layer))


def _separable(call: Call) -> Count:
    layer, shape = call.layer, _channels_last(call.layer, call.input_shapes[0])
    kernel, multiplier = tuple(layer.kernel_size), layer.depth_multiplier
    return hand.separable(shape, layer.filters, kernel, multiplier=multiplier, **_settings(layer))


def _transposed(call: Call) -> Count:
    layer, shape = call.layer, _channels_last(call.layer, call.input_shapes[0])
    extra = layer.output_padding and tuple(layer.output_padding)
    kernel = tuple(layer.kernel_size)
    return hand.transposed(shape, layer.filters, kernel, extra=extra, **_settings(layer))


def _dense(call: Call) -> Count:
    return hand.dense(call.input_shapes[0][1:], call.layer.units, bias=call.layer.use_bias)


def _partial(call: Call) -> Count:
    """LeNet-5's C3: kernels for the connections of its table only."""
    layer = call.layer
    (height, width, _), side = call.input_shapes[0][1:], layer.size
    kernels, maps = sum(map(len, layer.connections)), len(layer.connections)
    places = (height - side + 1, width - side + 1)
    return Count(
        (*places, maps),
        side * side * kernels + maps,
        places[0] * places[1] * side * side * kernels,
        f"{side}·{side}·{kernels} + {maps}",
        f"{places[0]}·{places[1]}·{side}·{side}·{kernels}",
    )


def _einsum_dense(call: Call) -> Count:
    layer = call.layer
    kernel, bias = tuple(layer.kernel.shape), 0 if layer.bias is None else prod(layer.bias.shape)
    sizes = _einsum_sizes(layer.equation, [call.input_shapes[0], kernel])
    formula = "·".join(f"{size:,}" for size in kernel) + (f" + {bias:,}" if bias else "")
    return _product(call, sizes, prod(kernel) + bias, formula)


def _dot(call: Call) -> Count:
    """Keras's ``Dot`` layer: products of two tensors along one axis of each, image by image."""
    first, second = (prod(shape[1:]) for shape in call.input_shapes)
    return _macs(call, isqrt(first * second * prod(call.output_shapes[0][1:])))


_RULES = {
    ("DepthwiseConv1D", "DepthwiseConv2D"): _depthwise,
    ("SeparableConv1D", "SeparableConv2D"): _separable,
    ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"): _transposed,
    ("Conv1D", "Conv2D", "Conv3D"): _convolution,
    ("Dense",): _dense,
    ("EinsumDense",): _einsum_dense,
    ("Dot",): _dot,
}


def _normalisation(call: Call) -> Count | None:
    """Count the parameters of a layer that multiplies no matrices; None if it has no formula."""
    layer, kind = call.layer, call.kind
    if not layer.weights:
        return _free(call, 0, "0")
    if kind == "Embedding":
        words, width = layer.input_dim, layer.output_dim
        return _free(call, words * width, f"{words:,}·{width:,}")
    if kind == "Normalization":  # what it has seen: means, variances, and how many images
        maps = prod(layer.mean.shape)
        return _free(call, 2 * maps + 1, f"2·{maps:,} + 1")
    if kind not in ("BatchNormalization", "LayerNormalization", "GroupNormalization"):
        return None
    axes = layer.axis if isinstance(layer.axis, list | tuple) else [layer.axis]
    maps = prod(call.input_shapes[0][axis] for axis in axes)
    each = 2 * (kind == "BatchNormalization") + bool(layer.scale) + bool(layer.center)
    return _free(call, each * maps, f"{each}·{maps:,}")


def _operation(call: Call) -> Count | None:
    """Count an operation that is no layer, such as ``keras.ops.matmul``."""
    kind, module = call.kind, type(call.layer).__module__
    rule = _OPERATIONS.get(kind)
    if rule and module.startswith("keras.src.ops."):
        return rule(call)
    room = module.removeprefix("keras.src.ops.")
    if room not in FREE_OPERATIONS or kind in REFUSED:
        raise ValueError(
            "`model` must be made of operations whose work is known. "
            f"Received: {call.name!r}, a {kind} of {module}."
        )
    return _free(call, 0, "0")


def _shapes(call: Call) -> list[tuple[int, ...]]:
    """Return the shapes of an operation's arguments, weights among them."""
    import keras

    flat = keras.tree.flatten(call.values)
    return [tuple(each.shape) for each in flat if hasattr(each, "shape")]


def _matmul(call: Call) -> Count:
    return _macs(call, prod(call.output_shapes[0]) * _shapes(call)[0][-1])


def _contraction(call: Call) -> Count:
    """With c numbers summed for each result, two tensors have c² times the result's size."""
    first, second = _shapes(call)[:2]
    return _macs(call, isqrt(prod(call.output_shapes[0]) * prod(first) * prod(second)))


def _einsum(call: Call) -> Count:
    shapes = _shapes(call)
    if len(shapes) == 1:
        return _free(call, 0, "0")
    if len(shapes) > 2:
        raise ValueError(
            "`model` must multiply two tensors at a time, or the order decides what it costs. "
            f"Received: {call.name!r}, an Einsum of {len(shapes)}."
        )
    return _product(call, _einsum_sizes(call.layer.subscripts, shapes), 0, "0")


def _einsum_sizes(equation: str, shapes) -> list[int]:
    """Return the size of every index of an equation, the ellipsis's axes included."""
    sizes: dict = {}
    for letters, shape in zip(equation.split("->")[0].split(","), shapes, strict=True):
        before, dots, after = letters.replace(" ", "").partition("...")
        rest = len(shape) - len(before) - len(after)
        names = [*before, *(range(-rest, 0) if dots else ()), *after]
        for name, size in zip(names, shape, strict=True):
            sizes[name] = max(size, sizes.get(name, 1))
    return [size for size in sizes.values() if size > 1] or [1]


def _attention(call: Call) -> Count:
    """Scores of every query with every key, then sums of the values weighted by them."""
    (_, queries, heads, width), (_, keys, *_), (*_, depth) = _shapes(call)[:3]
    formula = f"{heads:,}·{queries:,}·{keys:,}·({width:,} + {depth:,})"
    return _macs(call, heads * queries * keys * (width + depth), formula)


def _conv(call: Call) -> Count:
    """``keras.ops.conv``: its kernel holds the maps of a group, and the maps that come out."""
    return _macs(call, prod(call.output_shapes[0]) * prod(_shapes(call)[1][:-1]))


def _depthwise_conv(call: Call) -> Count:
    return _macs(call, prod(call.output_shapes[0]) * prod(_shapes(call)[1][:-2]))


def _conv_transpose(call: Call) -> Count:
    inputs, kernel = _shapes(call)[:2]
    return _macs(call, prod(inputs) * prod(kernel[:-1]))


def _separable_conv(call: Call) -> Count:
    _, kernel, pointwise = _shapes(call)[:3]
    places = prod(call.output_shapes[0]) // pointwise[-1]
    return _macs(call, places * (prod(kernel) + prod(pointwise)))


_OPERATIONS = {
    "Matmul": _matmul,
    "Dot": _contraction,
    "Vdot": _contraction,
    "Inner": _contraction,
    "Outer": _contraction,
    "Tensordot": _contraction,
    "Einsum": _einsum,
    "DotProductAttention": _attention,
    "Conv": _conv,
    "DepthwiseConv": _depthwise_conv,
    "ConvTranspose": _conv_transpose,
    "SeparableConv": _separable_conv,
}


def _output(call: Call) -> tuple[int, ...]:
    return call.output_shapes[0][1:] if call.output_shapes else ()


def _free(call: Call, parameters: int, formula: str) -> Count:
    return Count(_output(call), parameters, 0, formula, "0")


def _macs(call: Call, macs: int, formula: str | None = None) -> Count:
    return Count(_output(call), 0, macs, "0", formula or f"{macs:,}")


def _product(call: Call, sizes, parameters: int, formula: str) -> Count:
    times = "·".join(f"{size:,}" for size in sizes)
    return Count(_output(call), parameters, prod(sizes), formula, times)
