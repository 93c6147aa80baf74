"""The layers of ``replicas``: each goes forward and back for many networks at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments

EPSILON, MOMENTUM = 1e-3, 0.99  # what Keras's BatchNormalization takes where nothing is said

_SCALES = {"he": 2.0, "glorot": 1.0, "lecun": 1.0}
#: SELU's two constants: Klambauer et al. 2017, section 2; Keras has the same.
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def _selu(x):
    return SELU_SCALE * (np.maximum(x, 0) + SELU_ALPHA * np.expm1(np.minimum(x, 0)))


#: Activations by name: the function, and its derivative where the function has the value y.
_FUNCTIONS = {
    "relu": (lambda x: np.maximum(x, 0), lambda y: y > 0),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda y: y * (1 - y)),
    "tanh": (np.tanh, lambda y: 1 - y * y),
    "selu": (_selu, lambda y: np.where(y > 0, SELU_SCALE, y + SELU_SCALE * SELU_ALPHA)),
}


class Layer:
    """What a layer of a network has: a way forward, a way back, and perhaps parameters.

    Attributes:
        parameters: trained arrays by name, each with the replicas as its first axis.
        gradients: the loss's gradient for each of them, after ``backward``.
        fixed: arrays by name that are not trained, such as moving statistics.
    """

    def __init__(self):
        self.parameters, self.gradients, self.fixed = {}, {}, {}

    def build(self, generators: Sequence[np.random.Generator], inputs: int) -> int:
        """Make the parameters, each replica's from its own generator; return the output width."""
        return inputs

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return the output for an input of shape (replicas, batch, width)."""
        raise NotImplementedError

    def backward(self, gradient: np.ndarray, needed: bool = True) -> np.ndarray | None:
        """Take the loss's gradient for the output, keep those for the parameters.

        Returns:
            The gradient for the input, or None where it is not ``needed``.
        """
        raise NotImplementedError


class Dense(Layer):
    """A dense layer.

    Args:
        width: how many units.
        initial: ``"he"``, ``"glorot"`` or ``"lecun"`` for a normal distribution of that variance,
            or the standard deviation itself.
    """

    def __init__(self, width: int, initial: str | float = "glorot"):
        super().__init__()
        self.width = arguments.whole_number("width", width, low=1)
        self.initial = initial
        if isinstance(initial, str):
            arguments.one_of("initial", initial, _SCALES)
        else:
            arguments.number("initial", initial, low=0)

    def build(self, generators, inputs):
        """Draw the kernels; the biases begin at zero."""
        deviation = self.initial
        if isinstance(deviation, str):
            fan = (inputs + self.width) / 2 if deviation == "glorot" else inputs
            deviation = np.sqrt(_SCALES[self.initial] / fan)
        kernels = [g.standard_normal((inputs, self.width)) * deviation for g in generators]
        self.parameters["kernel"] = np.stack(kernels).astype("float32")
        self.parameters["bias"] = np.zeros((len(kernels), 1, self.width), "float32")
        return self.width

    def forward(self, x, training):
        """Return ``x @ kernel + bias``, per replica."""
        self._x = x
        y = x @ self.parameters["kernel"]
        y += self.parameters["bias"]
        return y

    def backward(self, gradient, needed=True):
        """Return ``gradient @ kernel.T``, per replica."""
        self.gradients["kernel"] = self._x.swapaxes(1, 2) @ gradient
        self.gradients["bias"] = gradient.sum(axis=1, keepdims=True)
        return gradient @ self.parameters["kernel"].swapaxes(1, 2) if needed else None


class Activation(Layer):
    """ReLU, the sigmoid, tanh or SELU; it keeps its last input for those who want to look at it."""

    def __init__(self, name: str):
        super().__init__()
        self.name = arguments.one_of("name", name, _FUNCTIONS)
        self._function, self._slope = _FUNCTIONS[self.name]
        self.input = None

    def forward(self, x, training):
        """Apply the function to every number."""
        self.input = x
        self._y = self._function(x)
        return self._y

    def backward(self, gradient, needed=True):
        """Multiply by the function's derivative."""
        return gradient * self._slope(self._y)


class BatchNormalisation(Layer):
    """Keras's ``BatchNormalization``: batch statistics in training, moving ones in inference."""

    def __init__(self, epsilon: float = EPSILON, momentum: float = MOMENTUM):
        super().__init__()
        self.epsilon = arguments.number("epsilon", epsilon, low=0)
        self.momentum = arguments.number("momentum", momentum, low=0, high=1)

    def build(self, generators, inputs):
        """Make γ = 1, β = 0, moving mean 0 and moving variance 1."""
        for held, name, value in [
            (self.parameters, "gamma", 1),
            (self.parameters, "beta", 0),
            (self.fixed, "moving_mean", 0),
            (self.fixed, "moving_variance", 1),
        ]:
            held[name] = np.full((len(generators), 1, inputs), value, "float32")
        return inputs

    def forward(self, x, training):
        """Normalise each unit over the batch, or, in inference, by its moving statistics."""
        if training:
            mean = x.mean(axis=1, keepdims=True)
            x = x - mean
            variance = np.square(x).mean(axis=1, keepdims=True)
            for name, batch in [("moving_mean", mean), ("moving_variance", variance)]:
                self.fixed[name] += (1 - self.momentum) * (batch - self.fixed[name])
        else:
            x, variance = x - self.fixed["moving_mean"], self.fixed["moving_variance"]
        self._inverse = 1 / np.sqrt(variance + np.float32(self.epsilon))
        self._normal = x * self._inverse
        return self._normal * self.parameters["gamma"] + self.parameters["beta"]

    def backward(self, gradient, needed=True):
        """Return the gradient through the batch's mean and variance too (Ioffe & Szegedy, 3)."""
        along = np.multiply(gradient, self._normal)
        self.gradients["gamma"] = along.sum(axis=1, keepdims=True)
        self.gradients["beta"] = gradient.sum(axis=1, keepdims=True)
        if not needed:
            return None
        batch = np.float32(gradient.shape[1])
        centred = gradient - self.gradients["beta"] / batch
        centred -= self._normal * (self.gradients["gamma"] / batch)
        centred *= self.parameters["gamma"] * self._inverse
        return centred


class Noise(Layer):
    """Shift and scale every unit anew at each training step, as Santurkar et al. did (2018, 2.1).

    Args:
        shift: each unit's shift is uniform in ±shift.
        scale: each unit's scale is uniform in [1, scale].
        jitter: how far a sample's own shift and scale stray from those.
    """

    def __init__(self, shift: float, scale: float, jitter: float = 0.1):
        super().__init__()
        self.shift = arguments.number("shift", shift, low=0)
        self.scale = arguments.number("scale", scale, low=1)
        self.jitter = arguments.number("jitter", jitter, low=0)

    def build(self, generators, inputs):
        """Give each replica a stream of its own, so that weights drawn later stay as they were."""
        self._streams = [generator.spawn(1)[0] for generator in generators]
        return inputs

    def forward(self, x, training):
        """Return the noisy input in training and the input itself in inference."""
        self._factor = np.float32(1)
        if not training:
            return x
        noisy = [self._draw(stream, *x.shape[1:]) for stream in self._streams]
        self._factor = np.stack([factor for factor, _ in noisy])
        return x * self._factor + np.stack([offset for _, offset in noisy])

    def _draw(self, stream, batch, width):
        offset = stream.uniform(-self.shift, self.shift, width)
        factor = stream.uniform(1, self.scale, width)
        own = stream.standard_normal((2, batch, width), dtype="float32") * np.float32(self.jitter)
        return own[0] + factor.astype("float32"), own[1] + offset.astype("float32")

    def backward(self, gradient, needed=True):
        """Multiply by the scales that were drawn."""
        return gradient * self._factor


class Scalar(Layer):
    """One trained number per network: added to everything, or multiplying it (Fixup's two)."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = arguments.one_of("kind", kind, ("bias", "multiplier"))

    def build(self, generators, inputs):
        """Begin at 0 for a bias and at 1 for a multiplier."""
        start = 0 if self.kind == "bias" else 1
        self.parameters["value"] = np.full((len(generators), 1, 1), start, "float32")
        return inputs

    def forward(self, x, training):
        """Add or multiply."""
        self._x, value = x, self.parameters["value"]
        return x + value if self.kind == "bias" else x * value

    def backward(self, gradient, needed=True):
        """Sum what the one number did to all."""
        multiplies = self.kind == "multiplier"
        along = gradient * self._x if multiplies else gradient
        self.gradients["value"] = along.sum(axis=(1, 2), keepdims=True)
        return gradient * self.parameters["value"] if multiplies else gradient


class Residual(Layer):
    """The input plus what a branch of layers makes of it."""

    def __init__(self, branch: Sequence[Layer]):
        super().__init__()
        self.branch = arguments.sequence("branch", branch, Layer)

    def build(self, generators, inputs):
        """Build the branch, which must end as wide as it began."""
        width = inputs
        for layer in self.branch:
            width = layer.build(generators, width)
        if width != inputs:
            raise ValueError(f"`branch` must end with width {inputs}. Received: {width}.")
        return inputs

    def forward(self, x, training):
        """Return ``x + branch(x)``."""
        y = x
        for layer in self.branch:
            y = layer.forward(y, training)
        return x + y

    def backward(self, gradient, needed=True):
        """Send the gradient down the branch and past it."""
        down = gradient
        for layer in reversed(self.branch):
            down = layer.backward(down)
        return gradient + down
