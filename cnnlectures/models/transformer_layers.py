"""The layers of transformers, of operations that every backend knows."""

from __future__ import annotations

import keras
from keras import ops

_register = keras.saving.register_keras_serializable("cnnlectures")


@_register
class LayerScale(keras.layers.Layer):
    """Multiply every map by a trainable number, which starts out small.

    Args:
        start: what all of them are at first.
    """

    def __init__(self, start, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, input_shape):
        """Make a number for every map."""
        start = keras.initializers.Constant(self.start)
        self.gamma = self.add_weight((input_shape[-1],), start, name="gamma")

    def call(self, x):
        """Multiply by them."""
        return x * self.gamma

    def get_config(self):
        """What the constructor needs."""
        return super().get_config() | {"start": self.start}


@_register
class Tokens(keras.layers.Layer):
    """Put all places of an image in a row: (batch, height, width, c) to (batch, places, c)."""

    def call(self, x):
        """Reshape."""
        return ops.reshape(x, (-1, x.shape[1] * x.shape[2], x.shape[3]))

    def compute_output_shape(self, input_shape):
        """As many tokens as places."""
        return (input_shape[0], input_shape[1] * input_shape[2], input_shape[3])


@_register
class ClassToken(keras.layers.Layer):
    """Lay a trainable token in front of the others."""

    def build(self, input_shape):
        """Make the token."""
        self.token = self.add_weight((1, 1, input_shape[-1]), "zeros", name="token")

    def call(self, x):
        """Lengthen tokens of shape (batch, tokens, width) by one."""
        token = ops.broadcast_to(self.token, (ops.shape(x)[0], 1, x.shape[-1]))
        return ops.concatenate([ops.cast(token, x.dtype), x], axis=1)

    def compute_output_shape(self, input_shape):
        """One token more."""
        return (input_shape[0], input_shape[1] + 1, input_shape[2])


@_register
class Positions(keras.layers.Layer):
    """Add to every token what is trained for its place."""

    def build(self, input_shape):
        """Make a vector for every place."""
        start = keras.initializers.RandomNormal(stddev=0.02)
        self.embedding = self.add_weight((1, *input_shape[1:]), start, name="embedding")

    def call(self, x):
        """Add them."""
        return x + self.embedding


@_register
class TakeToken(keras.layers.Layer):
    """The first token: (batch, tokens, width) becomes (batch, width)."""

    def call(self, x):
        """Take it."""
        return x[:, 0]

    def compute_output_shape(self, input_shape):
        """The tokens' axis is gone."""
        return (input_shape[0], input_shape[2])


@_register
class Attention(keras.layers.Layer):
    """Every token is a mixture of all tokens' values, by how well its query fits their keys.

    Args:
        heads: how many mixtures are made, each of a part of the width.
    """

    def __init__(self, heads, **kwargs):
        super().__init__(**kwargs)
        self.heads = heads

    def call(self, inputs):
        """Mix queries, keys and values of shape (batch, tokens, width) each."""
        tokens, width = inputs[0].shape[1:]
        shape = (-1, tokens, self.heads, width // self.heads)
        query, key, value = (ops.reshape(x, shape) for x in inputs)
        fits = ops.einsum("bqhc,bkhc->bhqk", query, key) * (width // self.heads) ** -0.5
        mixed = ops.einsum("bhqk,bkhc->bqhc", ops.softmax(fits, axis=-1), value)
        return ops.reshape(mixed, (-1, tokens, width))

    def compute_output_shape(self, input_shape):
        """The queries'."""
        return input_shape[0]

    def get_config(self):
        """What the constructor needs."""
        return super().get_config() | {"heads": self.heads}
