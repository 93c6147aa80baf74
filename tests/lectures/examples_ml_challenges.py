"""A right call of each public function of lecture 01, with all arguments."""

import numpy as np
from bad_input import Argument

from cnnlectures.lectures.ml_challenges import experiments, language, quality, remedies

INCOME = np.linspace(6_000.0, 90_000.0, 12)
SATISFACTION = np.linspace(5.0, 7.5, 12)
PAIR = ("then", "than")

EXAMPLES = {
    experiments.rms: {"errors": Argument(SATISFACTION, None, "text", [], {}, np.nan, 1j)},
    experiments.simulate_polls: {"share": 0.4, "n": 100, "polls": 5, "seed": 1},
    experiments.poll_errors: {
        "sizes": [10, 100],
        "truth": 0.4,
        "share": 0.5,
        "polls": 5,
        "seed": 1,
    },
    experiments.polynomial: {"income": INCOME, "degree": 3},
    experiments.by_degree: {"income": INCOME, "y": SATISFACTION, "degrees": [1, 2]},
    language.examples: {"pair": PAIR},
    language.excerpts: {"pair": PAIR, "count": 2, "seed": 1},
    language.learning_curves: {"seeds": [1], "sizes": [10, 32], "sets": [PAIR], "shuffled": False},
    quality.outliers: {"seeds": [1], "share": 0.02},
    quality.gaps: {"seeds": [1], "share": 0.02, "telling": False},
    quality.complete_rows: {"seeds": [1], "share": 0.02},
    quality.noise_features: {"seeds": [1], "extra": [0, 3]},
    quality.slowed: {"seeds": [1], "sizes": [25, 50], "extra": 3},
    quality.created: {"seeds": [1]},
    remedies.truth: {"income": INCOME},
    remedies.sample: {"count": 5, "noise": 0.5, "seed": 1},
    remedies.on_new_data: {"weights": np.array([5.0, 1.0, 0.5]), "noise": 0.6},
    remedies.curve: {"knob": "degree", "seeds": [1]},
    remedies.sweep: {
        "income": INCOME,
        "y": SATISFACTION,
        "strength": 0.1,
        "noise": 0.6,
        "highest": 4,
    },
    remedies.lasso: {
        "features": np.column_stack([np.ones(12), INCOME / 1e5]),
        "y": SATISFACTION,
        "strength": 0.01,
        "sweeps": 5,
    },
    remedies.minibatch: {"seeds": [1], "batches": [4, 96], "strengths": [0.1], "updates": 5},
    remedies.dropout_curve: {"seeds": [1], "rates": [0.0, 0.5], "width": 4, "updates": 2},
}
