"""Counting one layer by hand: whole numbers in, formulas and whole numbers out, no framework.

Every function takes the shape of one image's features, ``(height, width, maps)`` or with another
number of spatial axes, and returns a `Count`, whose formulas read as they would on a blackboard.

Source of the sizes: V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep
learning*, arXiv:1603.07285, sections 2 and 4; "same" padding as in TensorFlow and Keras.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from cnnlectures.core import arguments
from cnnlectures.measure.conventions import bytes_of


@dataclass(frozen=True)
class Count:
    """What one layer costs, for one image.

    Attributes:
        output: shape of what comes out.
        parameters, macs: how many.
        parameters_formula, macs_formula: how they were found.
    """

    output: tuple[int, ...]
    parameters: int
    macs: int
    parameters_formula: str
    macs_formula: str

    @property
    def numbers(self) -> int:
        """How many numbers come out."""
        return prod(self.output)

    def memory(self, batch: int = 1, dtype: str = "float32") -> int:
        """Return the bytes that the output takes for a batch.

        Raises:
            ValueError: if an argument is none of those.
        """
        return self.numbers * arguments.whole_number("batch", batch, low=1) * bytes_of(dtype)


def output_size(
    size: int, kernel: int, *, stride: int = 1, padding: str | int = "valid", dilation: int = 1
) -> int:
    """Return how many positions a kernel takes along one axis.

    Args:
        size: of the input along this axis.
        kernel, stride, dilation: of the layer.
        padding: "valid" for none, "same" for as much as keeps the size at stride 1, "causal" the
            same but all of it in front, or a number of zeros on either side.

    Raises:
        ValueError: if an argument is out of its range or the kernel does not fit.
    """
    size = arguments.whole_number("size", size, low=1)
    kernel = arguments.whole_number("kernel", kernel, low=1)
    stride = arguments.whole_number("stride", stride, low=1)
    dilation = arguments.whole_number("dilation", dilation, low=1)
    if isinstance(padding, str):
        arguments.one_of("padding", padding, ("valid", "same", "causal"))
        if padding != "valid":
            return -(-size // stride)
        padding = 0
    padded = size + 2 * arguments.whole_number("padding", padding)
    reach = dilation * (kernel - 1) + 1
    if reach > padded:
        raise ValueError(
            f"`kernel` must fit into the padded input. Received: a reach of {reach} positions "
            f"for {padded}."
        )
    return (padded - reach) // stride + 1


def transposed_size(
    size: int,
    kernel: int,
    *,
    stride: int = 1,
    padding: str = "valid",
    dilation: int = 1,
    extra: int | None = None,
) -> int:
    """Return the size after a transposed convolution along one axis, as Keras has it.

    Args:
        size: of the input along this axis.
        kernel, stride, dilation: of the layer.
        padding: "valid" or "same".
        extra: Keras's ``output_padding``.

    Raises:
        ValueError: if an argument is out of its range.
    """
    size = arguments.whole_number("size", size, low=1)
    stride = arguments.whole_number("stride", stride, low=1)
    arguments.one_of("padding", padding, ("valid", "same"))
    dilation = arguments.whole_number("dilation", dilation, low=1)
    reach = dilation * (arguments.whole_number("kernel", kernel, low=1) - 1) + 1
    if extra is not None:
        extra = arguments.whole_number("extra", extra)
        return (size - 1) * stride + extra + (reach if padding == "valid" else reach % 2)
    return size * stride + (max(reach - stride, 0) if padding == "valid" else 0)


def convolution(
    shape: Sequence[int],
    maps: int,
    kernel: int | Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: str | int = "valid",
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
    bias: bool = True,
) -> Count:
    """Count a convolution: a kernel over all input maps (of its group) for every output map.

    Args:
        shape: of the input, channels last.
        maps: how many maps come out.
        kernel, stride, dilation: one number, or one for each spatial axis.
        padding: as in `output_size`.
        groups: into how many the maps are divided; each sees only its own.
        bias: one more parameter for each map.

    Raises:
        ValueError: if an argument is out of its range.
    """
    *sizes, depth = _shape(shape)
    kernel = _per_axis("kernel", kernel, len(sizes))
    maps = arguments.whole_number("maps", maps, low=1)
    groups = arguments.whole_number("groups", groups, low=1)
    if depth % groups or maps % groups:
        raise ValueError(
            f"`groups` must divide {depth} input maps and {maps} maps. Received: {groups}."
        )
    places = _places(sizes, kernel, stride, padding, dilation)
    seen = [*kernel, depth // groups]
    return _count((*places, maps), seen, maps, places, bias)


def depthwise(
    shape: Sequence[int],
    kernel: int | Sequence[int],
    *,
    multiplier: int = 1,
    stride: int | Sequence[int] = 1,
    padding: str | int = "valid",
    dilation: int | Sequence[int] = 1,
    bias: bool = True,
) -> Count:
    """Count a depthwise convolution: each map has kernels of its own, `multiplier` of them.

    Raises:
        ValueError: if an argument is out of its range.
    """
    *sizes, depth = _shape(shape)
    kernel = _per_axis("kernel", kernel, len(sizes))
    maps = depth * arguments.whole_number("multiplier", multiplier, low=1)
    places = _places(sizes, kernel, stride, padding, dilation)
    return _count((*places, maps), kernel, maps, places, bias)


def separable(
    shape: Sequence[int],
    maps: int,
    kernel: int | Sequence[int],
    *,
    multiplier: int = 1,
    bias: bool = True,
    **options,
) -> Count:
    """Count a depthwise convolution without bias, followed by a 1×1 convolution.

    Args:
        shape, maps, kernel, multiplier, bias: as above.
        **options: `stride`, `padding` and `dilation` of the depthwise part.

    Raises:
        ValueError: if an argument is out of its range.
    """
    first = depthwise(shape, kernel, multiplier=multiplier, bias=False, **options)
    then = convolution(first.output, maps, 1, bias=bias)
    ones = "1·" * (len(first.output) - 1)
    short = [text.replace(ones, "", 1) for text in (then.parameters_formula, then.macs_formula)]
    return Count(
        then.output,
        first.parameters + then.parameters,
        first.macs + then.macs,
        f"{first.parameters_formula} + {short[0]}",
        f"{first.macs_formula} + {short[1]}",
    )


def transposed(
    shape: Sequence[int],
    maps: int,
    kernel: int | Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: str = "valid",
    dilation: int | Sequence[int] = 1,
    extra: int | Sequence[int] | None = None,
    bias: bool = True,
) -> Count:
    """Count a transposed convolution: every input position writes a whole kernel to the output.

    What it writes beyond the border ("same" padding) is counted, too.

    Raises:
        ValueError: if an argument is out of its range.
    """
    *sizes, depth = _shape(shape)
    maps = arguments.whole_number("maps", maps, low=1)
    kernel = _per_axis("kernel", kernel, len(sizes))
    strides = _per_axis("stride", stride, len(sizes))
    dilations = _per_axis("dilation", dilation, len(sizes))
    extras = [None] * len(sizes) if extra is None else _per_axis("extra", extra, len(sizes), 0)
    output = [
        transposed_size(size, k, stride=s, padding=padding, dilation=d, extra=e)
        for size, k, s, d, e in zip(sizes, kernel, strides, dilations, extras, strict=True)
    ]
    return _count((*output, maps), [*kernel, depth], maps, sizes, bias)


def dense(shape: Sequence[int], units: int, *, bias: bool = True) -> Count:
    """Count a fully connected layer, applied at each position to the last axis.

    Raises:
        ValueError: if an argument is out of its range.
    """
    *places, depth = _shape(shape)
    units = arguments.whole_number("units", units, low=1)
    return _count((*places, units), [depth], units, places, bias)


def _count(output, seen: Sequence[int], maps: int, places: Sequence[int], bias: bool) -> Count:
    """Count kernels of `seen` numbers, one for each of `maps`, each used at all `places`."""
    kernel, kernels = _times(seen), prod(seen) * maps
    formula = f"({kernel} + 1)·{maps:,}" if bias else f"{kernel}·{maps:,}"
    macs = _times([*places, *seen, maps])
    return Count(tuple(output), kernels + maps * bool(bias), prod(places) * kernels, formula, macs)


def _times(factors: Sequence[int]) -> str:
    return "·".join(f"{factor:,}" for factor in factors)


def _shape(shape) -> list[int]:
    return arguments.whole_numbers("shape", shape, low=1)


def _places(sizes, kernel, stride, padding, dilation) -> list[int]:
    strides = _per_axis("stride", stride, len(sizes))
    dilations = _per_axis("dilation", dilation, len(sizes))
    return [
        output_size(size, k, stride=s, padding=padding, dilation=d)
        for size, k, s, d in zip(sizes, kernel, strides, dilations, strict=True)
    ]


def _per_axis(argument: str, value, axes: int, low: int = 1) -> list[int]:
    """Return one whole number for each spatial axis."""
    if not isinstance(value, list | tuple):
        return [arguments.whole_number(argument, value, low=low)] * axes
    if len(value) != axes:
        raise ValueError(
            f"`{argument}` must hold {axes} numbers, one an axis. Received: {value!r}."
        )
    return [arguments.whole_number(argument, each, low=low) for each in value]
