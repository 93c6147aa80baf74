"""Split expressions in the syntax of tensorflow-datasets: "train[:10%]", "train[100:]+test"."""

import re

import numpy as np

PART = re.compile(r"\s*(\w+)\s*(?:\[\s*(-?\d+%?)?\s*:\s*(-?\d+%?)?\s*\])?\s*")
HOW = 'such as "train", "train[:10%]", "train[100:200]" or "train[:10%]+train[90%:]"'


def split_indices(expression, parts):
    """The indices that a split expression names.

    Percentages are rounded to the nearest image, as tensorflow-datasets does it, so that 10 %,
    15 % and 75 % of 3,670 are 367, 551 and 2,752.

    Args:
        expression: text in the syntax of tensorflow-datasets.
        parts: sizes of the named parts in the order in which they lie in the set, {name: count}.

    Returns:
        int64 [k], indices into the whole set.

    Raises:
        ValueError: `expression` is malformed, or names a part that the set does not have.
    """
    return np.concatenate([_range(text, expression, parts) for text in expression.split("+")])


def _range(text, expression, parts):
    """The indices of one term of the sum."""
    match = PART.fullmatch(text)
    if match is None:
        raise ValueError(f"`split` must be text {HOW}. Received: {expression!r}")
    name, low, high = match.groups()
    if name == "all" and "all" not in parts:
        first, count = 0, sum(parts.values())
    elif name in parts:
        names = list(parts)
        first = sum(parts[earlier] for earlier in names[: names.index(name)])
        count = parts[name]
    else:
        accepted = ", ".join(map(repr, [*parts, "all"]))
        raise ValueError(f"`split` must name {accepted}. Received: {expression!r}.")
    start, stop = _position(low, 0, count, expression), _position(high, count, count, expression)
    return np.arange(first + start, first + max(start, stop))


def _position(bound, absent, count, expression):
    """An index from the text of a bound: absolute or in per cent, from the end if negative."""
    if bound is None:
        return absent
    if bound.endswith("%"):
        share = int(bound[:-1])
        if abs(share) > 100:
            raise ValueError(f"`split` must stay within 100 %. Received: {expression!r}")
        index = round(share * count / 100)
    else:
        index = int(bound)
    index = index + count if index < 0 else index
    return min(max(index, 0), count)
