"""Counting a whole network: a row for every call of a layer, and their totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

from cnnlectures.core import arguments
from cnnlectures.measure import memory, rules
from cnnlectures.measure.conventions import bytes_of, in_words
from cnnlectures.measure.fields import Field
from cnnlectures.measure.hand import Count
from cnnlectures.measure.receptive import fields
from cnnlectures.measure.tracing import Call, trace


@dataclass(frozen=True)
class Row:
    """One call of one layer, for one image.

    Attributes:
        name, kind: of the layer, and of its class.
        output: the shape of what comes out, without the batch; of several, a tuple of shapes.
        parameters, trainable: what the framework holds; 0 where a layer is used again.
        macs: multiplications with their additions.
        numbers: what the layer adds to the memory if training keeps all.
        needed: those of its numbers that the derivatives ask for.
        alive: numbers in the memory while it is computed, where nothing is trained.
        hand: the same, counted by hand from the layer's settings, with formulas; None where no
            formula is known, which happens only where no two tensors are multiplied as matrices.
        field: what a position of the output sees of the input; None where that is not known.
    """

    name: str
    kind: str
    output: tuple
    parameters: int
    trainable: int
    macs: int
    numbers: int
    needed: int
    alive: int
    hand: Count | None
    field: Field | None


@dataclass(frozen=True, repr=False)
class Counts:
    """What a network costs: rows in the order of computation.

    Attributes:
        name: of the model.
        rows: a row for each call; parameters that no call uses have a row of the kind "not called".
        calls: how the rows are connected.
    """

    name: str
    rows: tuple[Row, ...]
    calls: tuple[Call, ...]

    @property
    def parameters(self) -> int:
        """All parameters, each once, as ``model.count_params()`` has it."""
        return sum(row.parameters for row in self.rows)

    @property
    def trainable(self) -> int:
        """The trainable ones among them."""
        return sum(row.trainable for row in self.rows)

    @property
    def macs(self) -> int:
        """Multiplications with their additions, in convolutions and matrix products, an image."""
        return sum(row.macs for row in self.rows)

    @property
    def operations(self) -> int:
        """Multiplications and additions: twice the MACs."""
        return 2 * self.macs

    @property
    def numbers(self) -> int:
        """All activations of one image, itself included."""
        return sum(row.numbers for row in self.rows)

    @property
    def needed(self) -> int:
        """Those of them that the derivatives ask for."""
        return sum(row.needed for row in self.rows)

    @property
    def peak(self) -> Row:
        """The row at which the most activations are alive, where nothing is trained."""
        return max(self.rows, key=lambda row: row.alive)

    @property
    def field(self) -> Field | None:
        """The field of the last layer with spatial axes; None if positions were mixed since."""
        last, is_flat = None, False
        for row in self.rows:
            if row.field and row.field.axes:
                last, is_flat = row.field, False
            elif len(row.output) == 1:
                is_flat = True
            elif row.field is None and row.numbers and not is_flat:
                last = None
        return last

    @cached_property
    def by_name(self) -> dict[str, Row]:
        """The rows by their names."""
        return {row.name: row for row in self.rows}

    def __repr__(self) -> str:
        field = f", receptive field {self.field}" if self.field else ""
        return (
            f"Counts of {self.name}: {self.parameters:,} parameters, "
            f"{in_words(self.macs, 'MACs')}, {in_words(self.numbers)} activations an image{field}"
        )

    def __getitem__(self, name: str) -> Row:
        return self.by_name[arguments.one_of("name", name, self.by_name)]

    def memory(
        self,
        batch: int = 1,
        dtype: str = "float32",
        *,
        weights: str = "float32",
        optimiser: str = "adam",
    ) -> memory.Memory:
        """Return the bytes that a batch takes, in the conventions of `measure.memory`.

        Args:
            batch: images.
            dtype: of the activations.
            weights: type of the weights, their gradients and what the optimiser keeps.
            optimiser: "sgd", "momentum", "rmsprop" or "adam".

        Raises:
            ValueError: if an argument is none of those.
        """
        return memory.of_batch(
            (self.peak.alive, self.numbers, self.needed),
            (self.parameters, self.trainable),
            batch=batch,
            dtype=dtype,
            weights=weights,
            optimiser=optimiser,
        )

    def table(self, batch: int = 1, dtype: str = "float32", *, total: bool = True) -> list[dict]:
        """Return the rows as mappings, for ``show_table``; see `frame`."""
        bytes_each = bytes_of(dtype) * arguments.whole_number("batch", batch, low=1)
        table = [_as_mapping(row, bytes_each) for row in self.rows]
        if total:
            table.append(self._totals(bytes_each))
        return table

    def frame(self, batch: int = 1, dtype: str = "float32", *, total: bool = True):
        """Return the rows as a pandas frame.

        Args:
            batch: images whose activations are counted in bytes; MACs are always of one image.
            dtype: of the activations.
            total: whether the last row is the total.

        Raises:
            ValueError: if an argument is none of those.
        """
        import pandas

        frame = pandas.DataFrame(self.table(batch, dtype, total=total)).set_index("layer")
        return frame.astype({"by hand": "Int64"})  # whole numbers, some of them missing

    def _totals(self, bytes_each: int) -> dict:
        sums = ("parameters", "trainable", "MACs", "activations (bytes)", "needed (bytes)")
        hands = [row.hand.parameters if row.hand else row.parameters for row in self.rows]
        rows = [_as_mapping(row, bytes_each) for row in self.rows]
        total = {name: sum(row[name] for row in rows) if name in sums else "" for name in rows[0]}
        total["layer"] = "total"
        total["by hand"] = sum(hands)
        total["alive (bytes)"] = self.peak.alive * bytes_each
        total["receptive field"] = str(self.field) if self.field else "–"
        return total


def count(model, input_shape=None) -> Counts:
    """Count parameters, MACs, activations and receptive fields of any Keras model.

    Every parameter is counted once, however often its layer is used; every call computes. If a
    layer's own formula and what the framework holds disagree, that is an error, not a choice.

    Args:
        model: functional, sequential, nested or subclassed. A sequential model without a shape is
            built for `input_shape`, which makes its weights.
        input_shape: of one image, such as (224, 224, 3), if the model leaves it open; for several
            inputs, a sequence of shapes.

    Raises:
        ValueError: if `model` is no Keras model, its input's shape is not known, or the work of one
            of its layers is not; the error names the layer.
    """
    calls = trace(model, input_shape, is_known=rules.is_known)
    memories, seen = zip(memory.alive(calls), memory.needed(calls), strict=True), fields(calls)
    counted: set = set()
    rows = [
        _row(call, *numbers, field, counted)
        for call, numbers, field in zip(calls, memories, seen, strict=True)
        if call.kind != "Output"
    ]
    rest = [weight for weight in model.weights if id(weight) not in counted]
    if rest:
        name = "parameters of layers that are not called"
        rows.append(Row(name, "not called", (), *_sizes(rest), 0, 0, 0, 0, None, None))
    return Counts(model.name, tuple(rows), tuple(calls))


def compare(counts: Counts, paper: Mapping[str, int | None] | None = None) -> list[dict]:
    """Set a network's totals side by side: by hand, by the framework, and in the paper.

    By hand: from the layers' settings. The framework: its variables, and what follows from their
    shapes and those of its outputs.

    Args:
        counts: of the network.
        paper: published numbers, of "parameters", "trainable" or "MACs".

    Returns:
        a mapping for each quantity, for ``show_table``; "agree" says whether all are equal.

    Raises:
        ValueError: if an argument is none of those.
    """
    arguments.instance("counts", counts, Counts)
    if paper is not None:
        arguments.instance("paper", paper, Mapping)
    paper = {
        arguments.one_of("paper", name, ("parameters", "trainable", "MACs")): (
            None if number is None else arguments.whole_number("paper", number)
        )
        for name, number in (paper or {}).items()
    }
    called = [(row, call) for row, call in zip(counts.rows, counts.calls, strict=False)]
    hands = [row.hand or Count((), row.parameters, row.macs, "", "") for row in counts.rows]
    found = {
        "parameters": (sum(each.parameters for each in hands), counts.parameters),
        "trainable": (None, counts.trainable),
        "MACs": (sum(each.macs for each in hands), sum(_by_framework(*each) for each in called)),
    }
    return [
        {
            "": name,
            "by hand": by_hand,
            "framework": framework,
            "paper": paper.get(name),
            "agree": len({by_hand, framework, paper.get(name)} - {None}) == 1,
        }
        for name, (by_hand, framework) in found.items()
        if name != "trainable" or name in paper
    ]


def _by_framework(row: Row, call: Call) -> int:
    macs = rules.from_weights(call)
    return row.macs if macs is None else macs


def _row(call: Call, alive: int, needed: int, field: Field | None, counted: set) -> Row:
    """Count one call; `counted` are the variables that have been, which grows."""
    hand = rules.by_hand(call)
    new = [weight for weight in _weights(call) if id(weight) not in counted]
    counted.update(map(id, new))
    parameters, trainable = _sizes(new)
    if hand and call.first and new and hand.parameters != parameters:
        raise ValueError(
            "`model` must be made of layers that hold what their kind does. "
            f"Received: {call.name!r}, a {call.kind} with {parameters:,} parameters "
            f"instead of {hand.parameters:,}."
        )
    if hand and not new and hand.parameters:  # used again
        hand = Count(hand.output, 0, hand.macs, "0", hand.macs_formula)
    outputs = tuple(shape[1:] for shape in call.output_shapes)
    return Row(
        call.name,
        call.kind,
        outputs[0] if len(outputs) == 1 else outputs,
        parameters,
        trainable,
        hand.macs if hand else 0,
        memory.new_numbers(call),
        needed,
        alive,
        hand,
        field,
    )


def _weights(call: Call) -> list:
    if not hasattr(call.layer, "weights"):
        return []
    layer = call.layer
    return (
        layer._trainable_variables + layer._non_trainable_variables if call.parts else layer.weights
    )


def _sizes(weights) -> tuple[int, int]:
    """Return how many parameters there are, and how many of them are trainable."""
    sizes = [(prod(weight.shape), bool(weight.trainable)) for weight in weights]
    return sum(size for size, _ in sizes), sum(size for size, trained in sizes if trained)


def _as_mapping(row: Row, bytes_each: int) -> dict:
    return {
        "layer": row.name,
        "kind": row.kind,
        "output": "×".join(map(str, row.output)) if row.output else "",
        "parameters": row.parameters,
        "by hand": row.hand.parameters if row.hand else None,
        "trainable": row.trainable,
        "MACs": row.macs,
        "activations (bytes)": row.numbers * bytes_each,
        "needed (bytes)": row.needed * bytes_each,
        "alive (bytes)": row.alive * bytes_each,
        "receptive field": str(row.field) if row.field else "–",
        "parameters' formula": row.hand.parameters_formula if row.hand else "",
        "MACs' formula": row.hand.macs_formula if row.hand else "",
    }
