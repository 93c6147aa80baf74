"""A right call of each public function of lecture 02, for test_bad_input."""

from cnnlectures.lectures.weight_initialisation import experiments, rules, selu, signals

TRAINING = {"seeds": [0], "rates": [0.01], "steps": 2, "every": 1, "depth": 3}
SENT = {"seeds": [0], "layers": 2, "width": 8, "scale": 1.0}

EXAMPLES = {
    rules.one_layer: {"fan_in": 3, "fan_out": 4, "variance": 0.5, "seeds": [0, 1]},
    rules.convolution: {"shape": [3, 3, 2, 4], "variance": 0.5, "seeds": [0], "stride": 2},
    rules.sampled: {"name": "he_normal", "shape": [3, 4], "seed": 0},
    rules.first_weights: {"kind": "Dense", "initialiser": "he_normal", "seed": 0},
    signals.propagate: {
        "starts": ["He", 0.5],
        "activation": "ReLU",
        "widths": [3, 4, 5],
        "seeds": [0, 1],
        "samples": 4,
    },
    experiments.train_deep: {"variants": ["ReLU, He"], **TRAINING},
    experiments.first_gradients: {"variants": ["ReLU, He"], "depth": 3, "seeds": [0]},
    experiments.grow: {"start": "Glorot", "seeds": [0], "steps": 2, "rate": 0.1},
    selu.self_normalise: {"breach": "plain dropout", **SENT},
    selu.rectify: SENT,
}
