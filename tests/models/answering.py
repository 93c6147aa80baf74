"""What a network answers with weights made from names; as a program, on any backend.

``python answering.py FILE NAME ...`` writes the answers of these networks' minis to a file.
"""

import math
import sys

import hashed
import keras
import numpy as np

from cnnlectures import models


def answers(model, images):
    """What a network without values of its own answers, weights made from their places in it."""
    values = {
        variable.path: value(f"{place} {variable.name}", tuple(variable.shape))
        for place, variable in enumerate(model.weights)
    }
    trainable = [values[each.path] for each in model.trainable_variables]
    fixed = [
        values.get(each.path, np.zeros(each.shape, "uint32"))
        for each in model.non_trainable_variables
    ]
    outputs, _ = _compiled(model)(trainable, fixed, images)
    return keras.ops.convert_to_numpy(outputs[0] if isinstance(outputs, list) else outputs)


def _compiled(model):
    """Operation by operation, JAX would compile thousands of times."""
    if keras.backend.backend() != "jax":
        return model.stateless_call
    import jax

    return jax.jit(model.stateless_call)


def value(name, shape):
    """The value of a variable, of a size that keeps signals finite; Keras's order of axes."""
    numbers = hashed.uniform(name, math.prod(shape)).reshape(shape)
    kind = name.split()[-1]
    if kind.endswith("kernel"):  # those of depthwise convolutions end in a 1
        fan_in = math.prod(shape[:2] if shape[-1] == 1 else shape[:-1])
        return numbers * np.float32(math.sqrt(6 / fan_in))
    if kind == "count":
        return np.zeros(shape, "int32")
    if kind in {"gamma", "moving_variance", "variance", "coefficient"}:
        return 1 + np.float32(0.3) * numbers
    return np.float32(0.1) * numbers


def minis(names):
    """The answers of minis, by name."""
    found = {}
    for name in names:
        model = models.outline(name, size="mini", classifier_activation=None)
        found[name] = answers(model, hashed.image(name, (1, *model.input_shape[1:])))
    return found


if __name__ == "__main__":
    np.savez(sys.argv[1], **minis(sys.argv[2:]))
