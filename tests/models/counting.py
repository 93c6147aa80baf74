"""Counting by hand: multiply-adds and weights of a network's layers, from their shapes alone."""

import math


def macs(model):
    """Multiply-adds of the convolutions and matrix products for one image."""
    return sum(map(_layer_macs, model.layers))


def _layer_macs(layer):
    kind = type(layer).__name__
    if kind in {"Conv2D", "DepthwiseConv2D", "Dense", "PartialConv2D", "GroupedConv2D"}:
        places = math.prod(layer.output.shape[1:-1])
        return places * math.prod(layer.kernel.shape)
    if kind == "SeparableConv2D":
        kernels = (layer.depthwise_kernel, layer.pointwise_kernel)
        return math.prod(layer.output.shape[1:-1]) * sum(math.prod(each.shape) for each in kernels)
    if kind == "Attention":
        tokens, width = layer.output.shape[1:]
        return 2 * tokens * tokens * width
    return 0


def by_layer(model):
    """The number of weights, moving statistics included, of every layer that has any."""
    return {layer.name: layer.count_params() for layer in model.layers if layer.weights}


def trainable(model):
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)
