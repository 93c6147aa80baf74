"""With the same weights, our networks answer what torchvision's and timm's answer.

The references' answers are stored (``make_fixtures.py``); the weights are made from names.
"""

import dataclasses
import json
from pathlib import Path

import hashed
import keras
import numpy as np
import pytest

from cnnlectures import models
from cnnlectures.models import registry
from cnnlectures.models.building import without_values
from cnnlectures.models.weights import arranged, fitting

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.json"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_equal_weights_give_equal_answers(path, monkeypatch):
    fixture = json.loads(path.read_text())
    name, settings = fixture["network"], fixture.get("settings", {})
    card = models.card(name)
    changed = dataclasses.replace(card, settings={**card.settings, **settings})
    monkeypatch.setitem(registry._cards(), name, changed)
    with without_values():
        model = models.outline(
            name, input_shape=tuple(fixture["image"][1:]), classifier_activation=None
        )
        taps = [model.get_layer(layer).output for layer in fixture["taps"]]
        tapped = keras.Model(model.input, taps)
    used = set()
    shapes = {key: shape for shape, keys in fixture["shapes"].items() for key in keys.split()}
    tensors = arranged(
        model,
        lambda key: used.add(key) or hashed.tensor(key, json.loads(shapes[key])),
        fitting(model, shapes, card.layouts),
    )
    tensors = list(tensors)
    assert used == set(shapes)
    values = {each.path: tensor for each, tensor in zip(model.weights, tensors, strict=True)}
    trainable = [values[each.path] for each in tapped.trainable_variables]
    fixed = [  # the states of dropout's generators among them, which nobody asks
        values.get(each.path, np.zeros(each.shape, "int64"))
        for each in tapped.non_trainable_variables
    ]
    outputs, _ = tapped.stateless_call(trainable, fixed, hashed.image(name, fixture["image"]))
    for output, (layer, expected) in zip(outputs, fixture["taps"].items(), strict=True):
        output = keras.ops.convert_to_numpy(output)
        assert list(output.shape) == expected["shape"], layer
        error = np.abs(hashed.sample(output) - expected["values"]).max()
        assert error <= 1e-4 * np.abs(expected["values"]).max(), layer
        assert abs(np.abs(output).max() - expected["largest"]) <= 1e-4 * expected["largest"], layer
