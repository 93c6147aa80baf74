"""A right call of each public function of lecture 06, for test_bad_input."""

from itertools import pairwise

import numpy as np
from bad_input import Argument

from cnnlectures.lectures.adversarial_data import experiments, linear
from cnnlectures.lectures.adversarial_data.networks import Network, Pictures

NAMES = ("dandelion", "daisy", "tulips", "sunflowers", "roses")
PICTURES = Pictures(np.full((3, 48, 48, 3), 0.5, "float32"), np.array([0, 1, 2]), NAMES)


def _network():
    """A network of the 3×3 architecture that has learnt nothing."""
    random, widths = np.random.default_rng(0), (3, 16, 32, 64, 64)
    weights = []
    for inputs, filters in pairwise(widths):
        weights += [random.normal(0, 0.1, (3, 3, inputs, filters)), np.zeros(filters)]
    return Network("untrained", "3×3", [*weights, random.normal(0, 0.1, (64, 5)), np.zeros(5)])


NETWORK = _network()
COUNTS = {"steps": 1, "seed": 0}

EXAMPLES = {
    experiments.noise: {"images": PICTURES.images, "epsilon": 0.1, "seed": 0},
    experiments.attack: {
        "network": NETWORK,
        "pictures": PICTURES,
        "epsilon": 0.1,
        "method": "noise",
        "target": 3,
        **COUNTS,
    },
    experiments.accuracies: {
        "networks": [NETWORK],
        "pictures": PICTURES,
        "epsilons": [0.0, 0.1],
        "method": "noise",
        **COUNTS,
    },
    experiments.columns: {
        "network": NETWORK,
        "pictures": PICTURES.take([0]),
        "target": "roses",
        "tries": 1,
    },
    experiments.magnified: {
        "original": Argument(PICTURES.images[0], None, "text", [], np.full((3, 3), np.nan)),
        "attacked": Argument(PICTURES.images[0], None, "text", [], PICTURES.images),
        "factor": 10.0,
    },
    experiments.understood: {"network": NETWORK, "pictures": PICTURES},
    experiments.transfer: {
        "networks": [NETWORK],
        "pictures": PICTURES,
        "epsilon": 0.1,
        "method": "noise",
        **COUNTS,
    },
    experiments.train_copies: {
        "network": NETWORK,
        "training": PICTURES,
        "ways": ["noise"],
        "updates": 1,
        "epsilon": 0.1,
        "seed": 0,
    },
    linear.along: {
        "network": NETWORK,
        "pictures": PICTURES,
        "epsilons": [0.0, 0.1, 0.2],
        "seed": 0,
    },
    linear.straightness: {"epsilons": [0.0, 0.1, 0.2], "values": np.ones((3, 2))},
    linear.linearity: {
        "networks": [NETWORK],
        "pictures": PICTURES,
        "epsilons": [0.0, 0.1, 0.2],
        "seed": 0,
    },
    linear.sums: {"dimensions": [4, 8], "epsilon": 0.1, "seeds": [0, 1]},
}
