"""With the same weights, our networks answer what those of keras.applications answer."""

import hashed
import keras
import numpy as np
import pytest
from answering import answers

from cnnlectures import models
from cnnlectures.models.building import without_values

#: Of each network: height and width of the images, odd where that can be.
SIZES = {
    "resnet50": (67, 99),
    "mobilenet_v1": (67, 99),
    "mobilenet_v2": (67, 98),
    "mobilenet_v3_large": (67, 98),
    "xception": (75, 99),
    "inception_v3": (139, 107),
    "efficientnet_b0": (67, 98),
}


@pytest.mark.parametrize("name", SIZES)
def test_equal_weights_give_equal_answers(name):
    shape = (*SIZES[name], 3)
    make = getattr(keras.applications, models.card(name).application)
    with without_values():
        theirs = make(weights=None, input_shape=shape, classifier_activation=None)
        ours = models.outline(name, input_shape=shape, classifier_activation=None)
    images = 100 * hashed.image(name, (1, *shape))
    expected, answer = (answers(model, images) for model in (theirs, ours))
    assert np.abs(expected).max() > 1e-3
    assert np.abs(answer - expected).max() <= 1e-4 * np.abs(expected).max()
