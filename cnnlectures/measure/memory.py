"""What a network's activations, weights and gradients take of memory.

The conventions:

- **A layer's output** is counted once, whatever happens inside of the layer, and with it the scores
  of attention and what is between the two steps of a separable convolution. Reshaping and
  flattening make nothing new, and neither does dropout where nothing is trained.
- **Forward**: a tensor can be freed after its last reader. What counts is the most that is alive
  at once: a layer's inputs and outputs, and what a later layer still waits for.
- **Training, all**: everything that the forward pass computes is kept (slide 29).
- **Training, needed**: only what the derivatives ask for. A convolution's needs its input, a
  ReLU's its output, an addition's nothing; so the output of a batch normalisation in front of a
  ReLU can go. TensorFlow keeps that, to a percent, in networks of convolutions, batch
  normalisation, ReLU and pooling; what it writes as many operations (GELU, layer
  normalisation) takes more.
- Not counted, since it depends on the framework: workspaces, the gradients with respect to
  activations (which are freed on the way back), and copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from cnnlectures.core import arguments
from cnnlectures.measure.conventions import bytes_of
from cnnlectures.measure.tracing import Call

#: Numbers that an optimiser keeps for every trainable parameter.
OPTIMISERS = {"sgd": 0, "momentum": 1, "rmsprop": 1, "adam": 2}
WEIGHT_TYPES = ("float64", "float32", "float16", "bfloat16")
_VIEWS = {"Reshape", "Flatten", "Identity", "ExpandDims", "Squeeze", "Output", "StopGradient"}
_DROPOUT = {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout"}
_DROPOUT |= {"GaussianDropout", "GaussianNoise", "ActivityRegularization"}
#: Their derivative is the same wherever they are, so it needs nothing.
_LINEAR = {"Add", "Subtract", "Average", "Concatenate", "Mean", "Sum", "Permute", "Transpose"}
_LINEAR |= {"Input", "Rescaling", "Cast", "GetItem", "Split", "Pad", "Stack", "Repeat", "Swapaxes"}
_LINEAR |= {"RepeatVector", "Negative", "BroadcastTo", "Resizing", "Moveaxis", "Unstack", "Tile"}
_LINEAR_BEGIN = ("AveragePooling", "GlobalAveragePooling", "ZeroPadding", "Cropping", "UpSampling")
#: Their derivative follows from their output; any other activation's needs its input.
_BY_OUTPUT = {"relu", "relu6", "sigmoid", "tanh", "softmax", "leaky_relu", "elu", "selu", "re_lu"}


@dataclass(frozen=True)
class Memory:
    """Bytes for a batch.

    Attributes:
        weights: all parameters.
        forward: the most of activations that is alive at once.
        activations: all that the forward pass computes.
        needed: those of them that the derivatives ask for.
        gradients: of the trainable parameters.
        optimiser: what it keeps for them.
    """

    weights: int
    forward: int
    activations: int
    needed: int
    gradients: int
    optimiser: int

    @property
    def inference(self) -> int:
        """Bytes to compute the output."""
        return self.weights + self.forward

    @property
    def training(self) -> int:
        """Bytes to train, if every activation is kept."""
        return self.weights + self.activations + self.gradients + self.optimiser

    @property
    def training_needed(self) -> int:
        """Bytes to train, if only those activations are kept that the derivatives ask for."""
        return self.training - self.activations + self.needed


def new_numbers(call: Call, *, training: bool = True) -> int:
    """Return how many numbers a call adds to the memory, for one image."""
    if call.kind in _VIEWS or (call.kind in _DROPOUT and not training):
        return 0
    return sum(map(prod, call.output_shapes)) + _inside(call)


def alive(calls: Sequence[Call]) -> list[int]:
    """Return how many numbers are alive while each call is computed, for one image."""
    home = _homes(calls)
    sizes: dict[int, int] = {}
    made: dict[int, int] = {}
    last: dict[int, int] = {}
    for when, call in enumerate(calls):
        for number, shape in zip(call.outputs, call.output_shapes, strict=True):
            sizes.setdefault(home[number], prod(shape))
            made.setdefault(home[number], when)
        for number in (*call.inputs, *call.outputs):
            last[home[number]] = when
    change = [0] * (len(calls) + 1)
    for number, size in sizes.items():
        change[made[number]] += size
        change[last[number] + 1] -= size
    now, result = 0, []
    for call, difference in zip(calls, change, strict=False):
        now += difference
        result.append(now + _inside(call))
    return result


def needed(calls: Sequence[Call]) -> list[int]:
    """Return how many numbers the derivatives need of what each call makes, for one image."""
    home = _homes(calls, training=True)
    asked = {home[number] for call in calls for number in _asked(call)}
    result = []
    for call in calls:
        own = zip(call.outputs, call.output_shapes, strict=True)
        kept = sum(prod(shape) for number, shape in own if home[number] == number in asked)
        result.append(kept + _hidden(call))
    return result


def of_batch(
    numbers: tuple[int, int, int],
    parameters: tuple[int, int],
    *,
    batch: int,
    dtype: str,
    weights: str,
    optimiser: str,
) -> Memory:
    """Return the bytes of a batch.

    Args:
        numbers: alive at once, all, and needed, for one image.
        parameters: all, and trainable ones.
        batch: images.
        dtype, weights: types of the activations, and of the weights and their gradients.
        optimiser: by name.

    Raises:
        ValueError: if an argument is none of those.
    """
    batch = arguments.whole_number("batch", batch, low=1) * bytes_of(dtype)
    each = bytes_of(arguments.one_of("weights", weights, WEIGHT_TYPES))
    slots = OPTIMISERS[arguments.one_of("optimiser", optimiser, OPTIMISERS)]
    at_once, everything, asked = numbers
    total, trainable = parameters
    return Memory(
        weights=total * each,
        forward=at_once * batch,
        activations=everything * batch,
        needed=asked * batch,
        gradients=trainable * each,
        optimiser=trainable * slots * each,
    )


def _homes(calls: Sequence[Call], *, training: bool = False) -> dict[int, int]:
    """Return for every tensor the one in which its numbers lie: a view's are another's."""
    home: dict[int, int] = {}
    for call in calls:
        shares = bool(call.inputs) and not new_numbers(call, training=training)
        for number in call.outputs:
            home[number] = home[call.inputs[0]] if shares else number
    return home


def _asked(call: Call) -> tuple[int, ...]:
    """Return the tensors that the derivative of a call needs."""
    kind = call.kind
    if kind in _VIEWS | _LINEAR | _DROPOUT or kind.startswith(_LINEAR_BEGIN):
        return ()
    if kind in ("Softmax", "Relu", "Relu6", "ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh"):
        return call.outputs
    if kind == "Activation":
        by_output = _activation(call) in _BY_OUTPUT | {"linear"}
        return call.outputs if by_output else call.inputs
    both = kind.startswith(("MaxPool", "GlobalMaxPool")) or _activation(call) in _BY_OUTPUT
    return (*call.inputs, *call.outputs) if both else call.inputs


def _hidden(call: Call) -> int:
    """Return what a call keeps besides its output: a mask, scores, or what an activation reads."""
    own = sum(map(prod, call.output_shapes))
    if call.kind in _DROPOUT:
        return own
    fused = _activation(call) if call.kind != "Activation" else "linear"
    return _inside(call) + own * (fused not in _BY_OUTPUT | {"linear"})


def _activation(call: Call) -> str:
    """Return the name of the activation that a layer applies itself, or ``"linear"``."""
    function = getattr(call.layer, "activation", None)
    return getattr(function, "__name__", type(function).__name__) if function else "linear"


def _inside(call: Call) -> int:
    """How many numbers a call makes and keeps inside: scores, or what is between two steps."""
    if call.kind == "DotProductAttention":
        (_, queries, heads, _), (_, keys, *_) = call.input_shapes[:2]
        return heads * queries * keys
    if call.kind.startswith("SeparableConv") and hasattr(call.layer, "depthwise_kernel"):
        maps = prod(call.layer.depthwise_kernel.shape[-2:])
        return prod(call.output_shapes[0]) // call.layer.filters * maps
    return 0
