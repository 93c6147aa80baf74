"""A right call of each public function of the floors below the lectures, for the test beside it."""

from pathlib import Path

import numpy as np
from bad_input import Argument
from matplotlib.figure import Figure

from cnnlectures import data
from cnnlectures.core import (
    claims,
    exercises,
    explorer,
    output,
    recorded,
    run,
    storage,
    style,
    syllabus,
    tables,
)
from cnnlectures.training import replicas
from cnnlectures.training.replica_layers import Dense

NOTHING_WRONG = Argument(None)
SLIDER = {"label": "rate", "value": 1.0, "low": 0.5, "high": 2.0}
START = {"tier": "smoke", "data": "embedded", "seed": 1}
NETWORK = replicas.Network([Dense(3)], inputs=4, seeds=[0, 1])
IMAGES, LABELS = np.ones((5, 4)), np.zeros(5, int)

EXAMPLES = {
    claims.claim: {
        "text": Argument("it is so", None, 3, ""),
        "measured": Argument([1.0, 2.0], None, "text", [], [[]], {}, np.nan, 1j, object()),
        "slide": Argument(3, None, 0, 2.5, "3", [], [None]),
        "at_least": 0.5,
        "at_most": 3.0,
        "equals": NOTHING_WRONG,  # with it, there would be two relations
        "within": 0.0,
        "increasing_by": NOTHING_WRONG,
        "unit": Argument("%", None, 3),
        "tolerance": 0.1,
    },
    claims.erratum: {
        "slide": Argument(3, None, 0, 2.5, "3", [], [None]),
        "says": Argument("this", None, 3, ""),
        "correct": Argument("that", None, 3, ""),
        "because": Argument("we measured it", None, 3, ""),
    },
    claims.asked: {"facts": {"relation": "at least", "threshold": 1, "within": 0}},
    claims.number: {"value": 1.5},
    exercises.calls: {"solution": abs, "tolerance": 1e-6},
    exercises.value: {"expected": NOTHING_WRONG, "tolerance": 1e-6},
    exercises.mistaken_for: {"wrong": abs},
    explorer.slider: SLIDER | {"label": Argument("rate", None, 3, ""), "step": 0.1},
    explorer.log_slider: SLIDER | {"label": Argument("rate", None, 3, ""), "steps_per_decade": 10},
    explorer.choice: {
        "label": Argument("mode", None, 3, ""),
        "value": "fast",
        "options": ("fast", "slow"),
    },
    explorer.switch: {"label": Argument("on", None, 3, ""), "value": True},
    output.emit: {"forms": {"text/plain": "text"}, "metadata": {}},
    recorded.recorded: {"name": "drawn_flowers_cnn", "retrain": False},
    recorded.record: {"name": "drawn_flowers_cnn", "folder": Path("a/folder")},
    recorded.script: {"name": "drawn_flowers_cnn"},
    run.start: START,
    run.checked: START,
    storage.lock: {"name": Argument("a lock", None, 3, ""), "timeout": 1.0},
    storage.atomic_write: {"path": Path("a/file")},
    storage.checksum: {"path": Path("a/file")},
    storage.download: {
        "url": "https://example.org/file",
        "sha256": "0" * 64,
        "name": Argument("file", 3, ""),
        "progress": False,
    },
    style.subplots: {"rows": 1, "columns": 2, "size": (8.6, 4.2)},
    style.show: {"figure": Figure(), "alt": "a figure with nothing in it", "varies": False},
    style.png: {"figure": Figure(), "dpi": 96},
    syllabus.lecture: {"name": "05"},
    tables.show_table: {
        "rows": [{"a": 1}],
        "decimals": 3,
        "tolerance": Argument({"a": 0.1}, None, "text", -1.0, np.nan, {"b": 0.1}, [1]),
    },
    data.load: {
        "name": "digits",
        "data": "embedded",
        "split": "train",
        "image_size": 8,
    },
    replicas.batches: {"samples": 10, "batch": 2, "steps": 3, "seeds": [0, 1]},
    replicas.train: {
        "network": NETWORK,
        "images": IMAGES,
        "labels": LABELS,
        "learning_rates": np.array([0.1, 0.2]),
        "order": np.zeros((3, 2, 2), int),
        "test": (IMAGES, LABELS),
        "every": 1,
        "watch": NOTHING_WRONG,
    },
    replicas.side_by_side: {"jobs": {"one": lambda: 1}},
}
