"""A right call of each public function of lecture 05, for test_bad_input."""

import numpy as np

from cnnlectures.lectures.gradient_clipping import experiments, recurrent, rules

WEIGHTS = recurrent.starting_weights("identity", (0, 1, 2), 4)
X, Y = np.ones((3, 5, 6)), np.ones((3, 5), int)
GRADIENT = [np.array([3.0, 4.0]), np.array([0.3, 0.4])]
PASS = {"weights": WEIGHTS, "x": X, "y": Y, "activation": "relu"}
DRAWN = {"seeds": [0, 1, 2], "units": 4, "initialisation": "identity"}

EXAMPLES = {
    rules.clip_each: {
        "gradients": [np.ones((3, 2)), np.ones((3, 4))],
        "mode": "by norm",
        "limits": np.ones(3),
    },
    rules.angle: {"first": GRADIENT, "second": [np.ones(4)]},
    rules.steepness: {"gradient": np.array([0.9, 100.0])},
    rules.descend: {
        "surface": "valley",
        "start": np.array([1.0, 1.0]),
        "rate": 0.02,
        "mode": "by norm",
        "limit": 1.0,
        "steps": 2,
    },
    experiments.train: {
        "seeds": [0, 1, 2],
        "rate": 0.01,
        "mode": "by norm",
        "limit": 1.0,
        "updates": 1,
        "units": 4,
        "batch": 2,
        "initialisation": "identity",
    },
    experiments.norms_through_time: {
        **DRAWN,
        "weights": WEIGHTS,
        "batch_normalisation": False,
    },
    experiments.spread_through_time: {"weights": WEIGHTS, "seed": 0},
    experiments.compare_thresholds: {
        "seeds": [0, 1],
        "average": 50.0,
        "rates": [0.001],
        "multiples": [1, np.inf],
        "updates": 1,
        "units": 4,
    },
    experiments.keras_step: {"gradients": GRADIENT, "options": {"clipnorm": 1.0}},
    recurrent.starting_weights: DRAWN,
    recurrent.forward: {"weights": WEIGHTS, "x": X, "activation": "relu"},
    recurrent.both_passes: PASS,
    recurrent.norms_with_batch_normalisation: PASS | {"scale": 1.0, "epsilon": 1e-3},
}
