"""The layers that Keras does not have, of operations that every backend knows."""

from __future__ import annotations

import keras
from keras import ops

_register = keras.saving.register_keras_serializable("cnnlectures")


@_register
class LocalResponseNormalisation(keras.layers.Layer):
    """Divide every value by a measure of its neighbours in the other maps.

    ``x / (offset + scale · Σ x²) ** power``, the sum over ``width`` neighbouring channels:
    Krizhevsky et al. 2012, section 3.3, whose constants are the defaults. Caffe and PyTorch divide
    the scale by the width; give ``scale=1e-4 / 5`` for theirs.
    """

    def __init__(self, width=5, offset=2.0, scale=1e-4, power=0.75, **kwargs):
        super().__init__(**kwargs)
        self.width, self.offset, self.scale, self.power = width, offset, scale, power

    def call(self, x):
        """Normalise maps of shape (batch, height, width, channels)."""
        before = self.width // 2
        squares = ops.pad(ops.square(x), [[0, 0]] * 3 + [[before, self.width - 1 - before]])
        channels = x.shape[-1]
        total = sum(squares[..., shift : shift + channels] for shift in range(self.width))
        return x / (self.offset + self.scale * total) ** self.power

    def compute_output_shape(self, input_shape):
        """The input's."""
        return input_shape

    def get_config(self):
        """What the constructor needs."""
        own = {"width": self.width, "offset": self.offset, "scale": self.scale, "power": self.power}
        return super().get_config() | own


@_register
class GroupedConv2D(keras.layers.Conv2D):
    """Keras's convolution in groups, which is one convolution for every group.

    On a processor TensorFlow compiles a grouped one anew for every shape, and its training step
    takes ten times as long; so there they are made side by side.
    """

    def convolution_op(self, inputs, kernel):
        """Convolve every group with its share of the kernel."""
        if keras.backend.backend() != "tensorflow":
            return super().convolution_op(inputs, kernel)
        convolve = super().convolution_op
        shares = (ops.split(each, self.groups, axis=-1) for each in (inputs, kernel))
        return ops.concatenate([convolve(*pair) for pair in zip(*shares, strict=True)], axis=-1)


@_register
class PartialConv2D(keras.layers.Layer):
    """A convolution in which every output map sees some of the input maps only.

    Args:
        connections: for each output map, the numbers of the input maps that it sees.
        size: side of the kernels.
    """

    def __init__(self, connections, size, **kwargs):
        super().__init__(**kwargs)
        self.connections = [list(seen) for seen in connections]
        self.size = size

    def build(self, input_shape):
        """Make a kernel for every connection, and a bias for every output map."""
        seen = sum(map(len, self.connections))
        fan_in = self.size**2 * seen / len(self.connections)
        start = keras.initializers.RandomNormal(stddev=fan_in**-0.5)
        self.kernel = self.add_weight((self.size, self.size, seen), start, name="kernel")
        self.bias = self.add_weight((len(self.connections),), "zeros", name="bias")
        maps = len(self.connections)
        places = [i * maps + o for o, inputs in enumerate(self.connections) for i in inputs]
        self.places = ops.one_hot(places, input_shape[-1] * maps)

    def call(self, x):
        """Convolve maps of shape (batch, height, width, channels), without padding."""
        shape = (self.size, self.size, x.shape[-1], len(self.connections))
        kernel = ops.reshape(ops.matmul(self.kernel, ops.cast(self.places, x.dtype)), shape)
        return ops.conv(x, kernel, padding="valid", data_format="channels_last") + self.bias

    def compute_output_shape(self, input_shape):
        """Smaller by the kernel, with a map for each list of connections."""
        sides = [side and side - self.size + 1 for side in input_shape[1:3]]
        return (input_shape[0], *sides, len(self.connections))

    def get_config(self):
        """What the constructor needs."""
        return super().get_config() | {"connections": self.connections, "size": self.size}


@_register
class Subsampling(keras.layers.Layer):
    """Average 2 × 2 windows, then multiply and shift every map by trainable numbers."""

    def build(self, input_shape):
        """Make a coefficient and a bias for every map."""
        self.coefficient = self.add_weight((input_shape[-1],), "ones", name="coefficient")
        self.bias = self.add_weight((input_shape[-1],), "zeros", name="bias")

    def call(self, x):
        """Halve maps of shape (batch, height, width, channels)."""
        pooled = ops.average_pool(x, 2, 2, data_format="channels_last")
        return pooled * self.coefficient + self.bias

    def compute_output_shape(self, input_shape):
        """Half of both sides."""
        return (input_shape[0], *(side and side // 2 for side in input_shape[1:3]), input_shape[3])


@_register
class RadialBasis(keras.layers.Layer):
    """The squared distance to a fixed code for every class, with a minus sign.

    Args:
        codes: one list of -1 and 1 for every class.
    """

    def __init__(self, codes, **kwargs):
        super().__init__(**kwargs)
        self.codes = [list(map(int, code)) for code in codes]

    def build(self, input_shape):
        """Make the codes, which are not trained."""
        shape = (len(self.codes), input_shape[-1])
        self.code = self.add_weight(shape, self._drawn, name="code", trainable=False)

    def _drawn(self, shape, dtype=None):
        return ops.convert_to_tensor(self.codes, dtype=dtype)

    def call(self, x):
        """Return the negative distances, of shape (batch, classes)."""
        return -ops.sum(ops.square(ops.expand_dims(x, 1) - self.code), axis=-1)

    def compute_output_shape(self, input_shape):
        """A number for every class."""
        return (input_shape[0], len(self.codes))

    def get_config(self):
        """What the constructor needs."""
        return super().get_config() | {"codes": self.codes}


@_register
class AdaptiveAveragePooling(keras.layers.Layer):
    """Average into a map of a given side, whatever the side of the input, as PyTorch does.

    Output k of n averages the inputs from ⌊k·side/n⌋ up to ⌈(k + 1)·side/n⌉.
    """

    def __init__(self, side, **kwargs):
        super().__init__(**kwargs)
        self.side = side

    def call(self, x):
        """Pool maps of shape (batch, height, width, channels)."""
        rows, columns = (self._weights(length, x.dtype) for length in x.shape[1:3])
        return ops.einsum("bhwc,ih,jw->bijc", x, rows, columns)

    def _weights(self, length, dtype):
        starts = [k * length // self.side for k in range(self.side)]
        stops = [-(-(k + 1) * length // self.side) for k in range(self.side)]
        rows = [
            [1 / (stop - start) if start <= place < stop else 0.0 for place in range(length)]
            for start, stop in zip(starts, stops, strict=True)
        ]
        return ops.convert_to_tensor(rows, dtype=dtype)

    def compute_output_shape(self, input_shape):
        """The given side twice."""
        return (input_shape[0], self.side, self.side, input_shape[3])

    def get_config(self):
        """What the constructor needs."""
        return super().get_config() | {"side": self.side}


@_register
class PadChannels(keras.layers.Layer):
    """Add maps of zeros behind the others until there are as many as wanted."""

    def __init__(self, channels, **kwargs):
        super().__init__(**kwargs)
        self.channels = channels

    def call(self, x):
        """Pad maps of shape (batch, height, width, channels)."""
        return ops.pad(x, [[0, 0]] * 3 + [[0, self.channels - x.shape[-1]]])

    def compute_output_shape(self, input_shape):
        """The wanted number of channels."""
        return (*input_shape[:3], self.channels)

    def get_config(self):
        """What the constructor needs."""
        return super().get_config() | {"channels": self.channels}


@_register
def squash(x):
    """LeCun's scaled hyperbolic tangent, whose value at ±1 is ±1."""
    return 1.7159 * ops.tanh(2 / 3 * x)


@_register
class ChannelShuffle(keras.layers.Layer):
    """Deal the maps out anew, one of every group in turn.

    Args:
        groups: into how many the maps are divided.
    """

    def __init__(self, groups, **kwargs):
        super().__init__(**kwargs)
        self.groups = groups

    def call(self, x):
        """Reorder maps of shape (batch, height, width, channels)."""
        maps = x.shape[-1]
        order = [g * (maps // self.groups) + k for k in range(maps // self.groups)
                 for g in range(self.groups)]  # fmt: skip
        return ops.take(x, order, axis=-1)

    def compute_output_shape(self, input_shape):
        """The input's."""
        return input_shape

    def get_config(self):
        """What the constructor needs."""
        return super().get_config() | {"groups": self.groups}


@_register
class Channels(keras.layers.Layer):
    """Some of the maps: from number ``start`` up to ``stop``, which is left out."""

    def __init__(self, start, stop, **kwargs):
        super().__init__(**kwargs)
        self.start, self.stop = start, stop

    def call(self, x):
        """Cut maps of shape (batch, height, width, channels)."""
        return x[..., self.start : self.stop]

    def compute_output_shape(self, input_shape):
        """As many channels as are cut out."""
        return (*input_shape[:-1], self.stop - self.start)

    def get_config(self):
        """What the constructor needs."""
        return super().get_config() | {"start": self.start, "stop": self.stop}


@_register
class Shift(keras.layers.Layer):
    """Add one trainable number to everything."""

    def build(self, input_shape):
        """Make the number."""
        self.shift = self.add_weight((1,), "zeros", name="shift")

    def call(self, x):
        """Add it."""
        return x + self.shift


@_register
class Stretch(keras.layers.Layer):
    """Multiply everything by one trainable number."""

    def build(self, input_shape):
        """Make the number."""
        self.factor = self.add_weight((1,), "ones", name="factor")

    def call(self, x):
        """Multiply by it."""
        return x * self.factor
