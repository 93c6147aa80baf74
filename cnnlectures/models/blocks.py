"""The steps that architectures are written in: each names its layers and returns a tensor.

They take images as (height, width, channels). Padding has one meaning everywhere: the number of
rows and columns added on every side. Frameworks that call something "same" add all of it on the
far side where the stride is 2, which is another network.
"""

from __future__ import annotations


def conv(
    x, filters, kernel, stride=1, *, name, pad=None, groups=1, bias=True, activation=None, **options
):
    """Convolve.

    Args:
        x: maps of shape (batch, height, width, channels).
        filters: the number of maps made.
        kernel: its side, or (height, width).
        stride: of both directions.
        name: of the layer; where padding takes a layer of its own, that is ``name_pad``.
        pad: rows and columns of zeros on every side; None for half the kernel, "same" for
            whatever Keras means by it.
        groups: into how many independent parts the channels are divided.
        bias: whether a bias is added.
        activation: applied at once, without a layer of its own.
        **options: of Keras's ``Conv2D``.

    Returns:
        Maps of shape (batch, new height, new width, filters).
    """
    x, padding = _padded(x, kernel, stride, pad, name)
    options = {"kernel_initializer": "he_normal", **options}
    return _kind(groups)(
        filters, kernel, stride, padding, groups=groups, use_bias=bias, activation=activation,
        name=name, **options,
    )(x)  # fmt: skip


def _kind(groups):
    from keras import layers

    from cnnlectures.models.keras_layers import GroupedConv2D

    return layers.Conv2D if groups == 1 else GroupedConv2D


def depthwise(x, kernel, stride=1, *, name, pad=None, bias=False, **options):
    """Convolve every channel with a kernel of its own; the arguments are those of ``conv``."""
    from keras import layers

    x, padding = _padded(x, kernel, stride, pad, name)
    options = {"depthwise_initializer": "he_normal", **options}
    return layers.DepthwiseConv2D(
        kernel, stride, padding, use_bias=bias, name=name, **options
    )(x)  # fmt: skip


def _padded(x, kernel, stride, pad, name):
    """The maps with their padding, and what is left for the convolution to add."""
    sides = (kernel, kernel) if isinstance(kernel, int) else tuple(kernel)
    if pad == "same":
        return x, "same"
    amounts = tuple(side // 2 for side in sides) if pad is None else (pad, pad)
    if amounts == (0, 0):
        return x, "valid"
    if stride == 1 and all(side == 2 * amount + 1 for side, amount in zip(sides, amounts)):  # noqa: B905
        return x, "same"  # the same zeros, without a layer for them
    return zero_pad(x, amounts, name=f"{name}_pad"), "valid"


def zero_pad(x, amounts, *, name):
    """Surround maps with zeros: rows, columns; or ((top, bottom), (left, right))."""
    from keras import layers

    return layers.ZeroPadding2D(amounts, name=name)(x)


def norm(x, *, name, epsilon=1e-5, momentum=0.9, **options):
    """Normalise every channel over the batch (Ioffe & Szegedy 2015)."""
    from keras import layers

    return layers.BatchNormalization(
        epsilon=epsilon, momentum=momentum, name=name, **options
    )(x)  # fmt: skip


def activate(x, activation="relu", *, name):
    """Apply a function to every value, in a layer of its own."""
    from keras import layers

    return layers.Activation(activation, name=name)(x)


def conv_norm(x, filters, kernel, stride=1, *, name, activation="relu", epsilon=1e-5, **options):
    """Convolve without a bias, normalise, activate: ``name_conv``, ``name_bn``, ``name_relu``."""
    x = conv(x, filters, kernel, stride, name=f"{name}_conv", **{"bias": False, **options})
    x = norm(x, name=f"{name}_bn", epsilon=epsilon)
    return x if activation is None else activate(x, activation, name=f"{name}_relu")


def max_pool(x, size, stride, *, name, pad=0):
    """Take the largest of every window.

    Args:
        x: maps, not negative where ``pad`` is a number or "ceil", since zeros are added.
        size: side of the window.
        stride: from one window to the next.
        name: of the layer.
        pad: rows and columns on every side; "same" as in Keras; "ceil" for a last window that
            hangs over the far edge, as in Caffe.
    """
    from keras import layers

    if pad == "same":
        return layers.MaxPooling2D(size, stride, "same", name=name)(x)
    if pad == "ceil":
        x = zero_pad(x, ((0, stride - 1), (0, stride - 1)), name=f"{name}_pad")
    elif pad:
        x = zero_pad(x, pad, name=f"{name}_pad")
    return layers.MaxPooling2D(size, stride, name=name)(x)


def average_pool(x, size, stride, *, name, pad="valid"):
    """Average every window; with pad="same", over what lies inside the image only."""
    from keras import layers

    return layers.AveragePooling2D(size, stride, pad, name=name)(x)


def global_pool(x, *, name="avg_pool", keepdims=False):
    """Average every map: (batch, height, width, channels) becomes (batch, channels)."""
    from keras import layers

    return layers.GlobalAveragePooling2D(name=name, keepdims=keepdims)(x)


def flatten(x, *, name="flatten"):
    """Put all values of an image in a row."""
    from keras import layers

    return layers.Flatten(name=name)(x)


def dense(x, units, *, name, activation=None, **options):
    """Connect everything with everything."""
    from keras import layers

    return layers.Dense(units, activation, name=name, **options)(x)


def dropout(x, rate, *, name):
    """Leave out a share of the values, in training only."""
    from keras import layers

    return layers.Dropout(rate, name=name)(x)


def add(tensors, *, name):
    """Add maps value by value."""
    from keras import layers

    return layers.Add(name=name)(tensors)


def concatenate(tensors, *, name):
    """Lay maps one behind the other."""
    from keras import layers

    return layers.Concatenate(name=name)(tensors)


def multiply(tensors, *, name):
    """Multiply maps value by value."""
    from keras import layers

    return layers.Multiply(name=name)(tensors)


def predictions(x, top, *, name="predictions", **options):
    """Turn features into classes, as ``top`` asks."""
    return dense(x, top.classes, activation=top.activation, name=name, **options)
