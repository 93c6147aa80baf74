"""Receptive fields: which positions of the input one position of an output sees.

Along one axis, a position sees an interval. As the position moves on, the interval moves with it:
by `step` input positions for every `period` output positions, exactly, in whole numbers, even
after a transposed convolution, where several positions share an interval. Padding is not special:
an interval may reach over the image's border, where zeros stand.

Source of the rule: A. Araujo, W. Norris and J. Sim, *Computing receptive fields of convolutional
neural networks*, Distill 2019, doi:10.23915/distill.00021.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm

from cnnlectures.core import arguments


@dataclass(frozen=True)
class Span:
    """What the positions along one axis see.

    Attributes:
        step: input positions between what positions `period` apart see.
        lows, highs: first and last input position that output position 0, 1, … `period` - 1 sees;
            infinities, the lower one above the higher, if it sees none.
    """

    step: int = 1
    lows: tuple[float, ...] = (0,)
    highs: tuple[float, ...] = (0,)

    @property
    def period(self) -> int:
        """After how many output positions the pattern repeats."""
        return len(self.lows)

    @property
    def stride(self) -> Fraction:
        """Input positions for each output position."""
        return Fraction(self.step, self.period)

    @property
    def size(self) -> int:
        """The most input positions that one position sees, those in between included."""
        both = zip(self.lows, self.highs, strict=True)
        return max((high - low + 1 for low, high in both if low <= high), default=0)

    def at(self, position: int) -> tuple[float, float]:
        """Return the first and the last input position that an output position sees."""
        turns, place = divmod(position, self.period)
        return self.lows[place] + turns * self.step, self.highs[place] + turns * self.step

    def convolved(self, kernel: int, stride: int, before: int, dilation: int = 1) -> Span:
        """Return the span after a kernel, with `before` positions of padding in front."""
        reads = [place * dilation - before for place in range(kernel)]
        period = lcm(self.period, stride) // stride
        return self._rebuilt(period, stride, lambda out: [out * stride + read for read in reads])

    def transposed(self, kernel: int, stride: int, before: int, dilation: int = 1) -> Span:
        """Return the span after a transposed kernel that cuts off `before` positions in front."""
        offsets = [place * dilation for place in range(kernel)]

        def reads(out: int) -> list[int]:
            at = [out + before - offset for offset in offsets]
            return [each // stride for each in at if each % stride == 0]

        return self._rebuilt(self.period * stride, Fraction(1, stride), reads)

    def repeated(self, times: int) -> Span:
        """Return the span after every position was repeated."""
        return self._rebuilt(self.period * times, Fraction(1, times), lambda out: [out // times])

    def merged(self, other: Span) -> Span | None:
        """Return the span of both together; None if they move at different speeds."""
        if self.stride != other.stride:
            return None
        period = lcm(self.period, other.period)
        both = [(*self.at(place), *other.at(place)) for place in range(period)]
        lows = tuple(min(a, b) for a, _, b, _ in both)
        highs = tuple(max(a, b) for _, a, _, b in both)
        return Span(int(self.stride * period), lows, highs)

    def _rebuilt(self, period: int, stride, reads) -> Span:
        """Return the span of positions that read those given by `reads`."""
        seen = [[self.at(read) for read in reads(out)] for out in range(period)]
        lows = tuple(min((low for low, _ in each), default=inf) for each in seen)
        highs = tuple(max((high for _, high in each), default=-inf) for each in seen)
        return Span(int(self.stride * stride * period), lows, highs)


@dataclass(frozen=True)
class Field:
    """What one position of an output sees of the input.

    Attributes:
        axes: where the image's axes, height first, are among the output's, counted without the
            batch; none if the output has none left.
        spans: along each of them; none if every number of the output sees the whole image.
    """

    axes: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every number of the output sees the whole image."""
        return not self.spans

    @property
    def size(self) -> tuple[int, ...]:
        """Input positions along each axis, padding included; none for the whole image."""
        return tuple(span.size for span in self.spans)

    @property
    def stride(self) -> tuple[Fraction, ...]:
        """Input positions between two neighbours of the output."""
        return tuple(span.stride for span in self.spans)

    def at(self, *position: int) -> tuple[tuple[float, float], ...]:
        """Return the first and last input position that an output position sees, for each axis.

        The position has the order of the image's axes, height first. What it sees may lie
        outside of the image, in the padding.

        Raises:
            ValueError: if `position` has not one whole number for each axis.
        """
        if self.is_whole:
            raise ValueError(
                f"`position` is of no use: all see everything. Received: {position!r}."
            )
        position = arguments.whole_numbers("position", position)
        if len(position) != len(self.spans):
            raise ValueError(
                f"`position` must have {len(self.spans)} numbers. Received: {position!r}."
            )
        return tuple(span.at(each) for span, each in zip(self.spans, position, strict=True))

    def __str__(self) -> str:
        return "×".join(f"{size:g}" for size in self.size) if self.spans else "whole image"


#: Of an output without spatial axes, each of whose numbers sees the whole image.
WHOLE = Field()


def merge(fields: Iterable[Field | None]) -> Field | None:
    """Return what is seen of several outputs together; None if that of one is not known.

    A number that sees the whole image and scales or shifts a map, as in squeeze and excitation,
    makes every position of that map see the whole image.
    """
    fields = list(fields)
    if not fields or None in fields:
        return None
    first, *rest = fields
    for other in rest:
        if first.is_whole or other.is_whole:
            first = Field(first.axes or other.axes)
            continue
        if first.axes != other.axes:
            return None
        spans = [a.merged(b) for a, b in zip(first.spans, other.spans, strict=True)]
        if None in spans:
            return None
        first = Field(first.axes, tuple(spans))
    return first
