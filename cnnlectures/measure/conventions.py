"""What a number means: the conventions of counting, each stated once and chosen by name.

- **MAC**: one multiplication with its addition, in a convolution or a matrix product. Biases,
  activation functions, normalisation, pooling, additions of branches and the scaling of attention
  scores are not counted. Multiplications by padded zeros are, since the hardware does them.
- **Operation**: a multiplication or an addition, so a MAC is two. Papers call either "FLOP".
- **K**: 1000 (SI, 1 k) or 1024 (binary, 1 Ki). GoogLeNet's table counts parameters by 1024.
- **Shapes and numbers are per image** (without the batch), until a batch is named.
"""

from __future__ import annotations

from cnnlectures.core import arguments

#: Bytes of one number, by data type.
BYTES = {
    "float64": 8,
    "float32": 4,
    "float16": 2,
    "bfloat16": 2,
    "int8": 1,
    "uint8": 1,
}
#: What multiplies a MAC into the unit of that name.
OPERATIONS = {"MACs": 1, "operations": 2}
_PREFIXES = {1000: ("", "k", "M", "G", "T", "P"), 1024: ("", "Ki", "Mi", "Gi", "Ti", "Pi")}


def bytes_of(dtype: str) -> int:
    """Return the bytes that one number of a data type takes.

    Raises:
        ValueError: if `dtype` is not a type that networks are computed in.
    """
    return BYTES[arguments.one_of("dtype", dtype, BYTES)]


def in_words(number: float, unit: str = "", *, k: int = 1000, decimals: int = 2) -> str:
    """Return a number with its prefix, such as ``"15.47 GMACs"`` or ``"11.44 MiB"``.

    Args:
        number: what to show.
        unit: what it counts, such as ``"B"`` or ``"MACs"``.
        k: 1000 for k, M, G; 1024 for Ki, Mi, Gi.
        decimals: digits after the point, where there is a prefix.

    Raises:
        ValueError: if an argument is not of those.
    """
    number = arguments.number("number", number)
    decimals = arguments.whole_number("decimals", decimals, high=9)
    if isinstance(k, bool) or not isinstance(k, int) or k not in _PREFIXES:
        raise ValueError(f"`k` must be 1000 or 1024. Received: {k!r}.")
    if not isinstance(unit, str):
        raise ValueError(f"`unit` must be a text. Received: {unit!r}.")
    prefixes, power = _PREFIXES[k], 0
    while power + 1 < len(prefixes) and round(abs(number), decimals) >= k:
        number, power = number / k, power + 1
    digits = decimals if power or number != int(number) else 0
    return f"{number:,.{digits}f} {prefixes[power]}{unit}".rstrip()
