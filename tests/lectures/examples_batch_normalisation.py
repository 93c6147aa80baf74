"""A right call of each public function of lecture 04, for test_bad_input."""

from types import SimpleNamespace

import numpy as np
from bad_input import Argument

from cnnlectures.data import ImageSet
from cnnlectures.lectures.batch_normalisation import experiments, mistakes, networks
from cnnlectures.training.replicas import History

DATA = networks.Pixels(
    np.ones((4, 784), "float32"), np.zeros(4, int), np.ones((2, 784), "float32"), np.zeros(2, int)
)
IMAGES = ImageSet(np.ones((4, 28, 28, 1), "uint8"), np.zeros(4, int), ("a",), "a", "b", "c")
#: It stands in for a Keras model: TensorFlow takes seconds to load, and no call gets so far.
MODEL = SimpleNamespace(train_on_batch=None)

RUN = {"data": DATA, "seeds": [0, 1], "steps": 2}
WATCHED = RUN | {"every": 1, "learning_rate": 0.1}

EXAMPLES = {
    networks.pixels: {"training": IMAGES, "test": IMAGES},
    networks.hidden: {
        "depth": 2,
        "place": "before",
        "activation": "relu",
        "initial": Argument("he", None, "hee", "", -1.0, np.nan, []),
        "noise": (1.0, 1.5),
    },
    networks.run_once: RUN
    | {
        "layers": networks.hidden(1),
        "learning_rates": Argument(0.1, None, "three", np.nan, 1j, [], [0.1, 0.2, 0.3]),
        "batch": 2,
        "every": 1,
        "watch": None,
        "prepare": None,
    },
    experiments.first_layer: WATCHED,
    experiments.places: WATCHED | {"depth": 1},
    experiments.learning_rates: RUN | {"rates": [0.1], "depth": 1},
    experiments.largest_tolerable: {
        "rates": [0.1, 1.0],
        "accuracies": np.ones((2, 3)),
        "at_least": 0.7,
    },
    experiments.section_4_1: WATCHED,
    experiments.steps_to: {
        "history": History(np.ones((2, 1)), np.array([2]), np.ones((1, 1))),
        "share": 0.7,
    },
    experiments.landscape: WATCHED | {"activation": "relu"},
    experiments.variation: {"losses": np.ones((2, 4, 3))},
    experiments.residual: RUN | {"rates": [0.1], "blocks": 1, "width": 5},
    mistakes.settling: {"model": MODEL, "data": DATA, "seeds": [0], "at": [1], "batch": 2},
    mistakes.only_looking: {
        "model": MODEL,
        "data": DATA,
        "new_images": np.ones((4, 784)),
        "passes": [0, 1],
        "frozen": True,
        "seed": 0,
    },
    mistakes.twins: {
        "model": MODEL,
        "data": DATA,
        "seed": 0,
        "steps": 1,
        "learning_rate": 0.01,
        "batch": 2,
    },
    mistakes.small_batches: RUN | {"sizes": [1, 2], "learning_rate": 0.1},
}
