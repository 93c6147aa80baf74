"""JAX gives what TensorFlow gives."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import answering
import numpy as np
import pytest

#: Between them, these have every layer that Keras does not have, and most that it has.
NAMES = (
    "lenet5",
    "alexnet",
    "googlenet_auxiliary",
    "resnet20_cifar",
    "fixup_resnet50",
    "shufflenet_v2",
    "convnext_tiny",
    "vit_b16",
)


@pytest.mark.skipif(find_spec("jax") is None, reason="uv sync --all-extras --group backends")
def test_jax_gives_what_tensorflow_gives(tmp_path):
    environment = os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    program = Path(answering.__file__)
    command = [sys.executable, str(program), str(tmp_path / "jax.npz"), *NAMES]
    subprocess.run(command, env=environment, check=True, timeout=300)
    theirs = np.load(tmp_path / "jax.npz")
    for name, ours in answering.minis(NAMES).items():
        assert np.abs(ours).max() > 0
        assert np.abs(theirs[name] - ours).max() <= 1e-4 * np.abs(ours).max(), name
