"""Weights go into a file and come back, and a file that does not fit is refused whole."""

import numpy as np
import pytest
from hashed import image, tensor
from safetensors.numpy import save_file

from cnnlectures import models

IMAGES = image("weights", (1, 64, 64, 3))


@pytest.fixture
def resnet():
    return models.build("resnet18", size="mini", classes=4)


def saved(model, path, **changes):
    tensors = {variable.path: variable.numpy() for variable in model.weights}
    save_file({name: value for name, value in (tensors | changes).items() if value is not None},
              path)  # fmt: skip
    return path


def built(path, **options):
    return models.build("resnet18", size="mini", classes=4, weights=path, **options)


def test_hdf5_comes_back(resnet, tmp_path):
    resnet.save_weights(tmp_path / "own.weights.h5")
    again = built(tmp_path / "own.weights.h5")
    np.testing.assert_array_equal(again(IMAGES), resnet(IMAGES))


def test_safetensors_come_back(resnet, tmp_path):
    again = built(saved(resnet, tmp_path / "own.safetensors"))
    np.testing.assert_array_equal(again(IMAGES), resnet(IMAGES))


def test_a_missing_tensor_is_named(resnet, tmp_path):
    path = saved(resnet, tmp_path / "own.safetensors", **{"conv1_conv/kernel": None})
    with pytest.raises(ValueError, match=r"`weights` have no 'conv1_conv/kernel'"):
        built(path)


def test_a_tensor_of_another_shape_is_named(resnet, tmp_path):
    wrong = {"conv1_conv/kernel": tensor("conv1", (7, 7, 3, 11))}
    path = saved(resnet, tmp_path / "own.safetensors", **wrong)
    with pytest.raises(ValueError, match=r"'conv1_conv/kernel' has the shape \(7, 7, 3, 11\)"):
        built(path)


def test_a_broken_file_is_refused(tmp_path):
    (tmp_path / "broken.safetensors").write_bytes(b"not at all")
    with pytest.raises(ValueError, match="is no safetensors file"):
        built(tmp_path / "broken.safetensors")


@pytest.mark.parametrize("name", ["a.pt", "a.pth", "a.bin", "a.ckpt", "a.pkl", "a.keras", "a.h5"])
def test_pickles_are_refused_with_the_reason(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(ValueError, match="may hold pickles, and to load a pickle is to run"):
        built(tmp_path / name)
