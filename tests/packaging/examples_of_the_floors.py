"""A right call of each public function of the floors below the lectures, for the test beside it."""

from pathlib import Path

import numpy as np
from bad_input import Argument
from matplotlib.figure import Figure

from cnnlectures import data, measure, models
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
from cnnlectures.measure import conventions, hand
from cnnlectures.training import replicas
from cnnlectures.training.replica_layers import Dense

NOTHING_WRONG = Argument(None)
SLIDER = {"label": "rate", "value": 1.0, "low": 0.5, "high": 2.0}
START = {"tier": "smoke", "data": "embedded", "seed": 1}
RIGHT = exercises.Option("so", True, "it is")
WRONG = exercises.Option("not so", False, "it is not")
NETWORK = replicas.Network([Dense(3)], inputs=4, seeds=[0, 1])
IMAGES, LABELS = np.ones((5, 4)), np.zeros(5, int)

LENET = models.outline("lenet5_modern")
#: What `models.build` takes; None is right for some, and no number a shape.
NETWORK_OF = {
    "name": "lenet5_modern",
    "size": "published",
    "input_shape": Argument((32, 32, 1), 3, "large", (32, 32), (0, 32, 1), (32.0, 32, 1), []),
    "classes": 10,
    "include_top": Argument(True, None, 1, "yes"),
    "classifier_activation": Argument("softmax", 3, "no such name", []),
}
SHAPE = Argument((8, 8, 4), None, 3.5j, [], [None], "large", (0, 8, 4), (8.5, 8, 4))
KERNEL = Argument(3, None, "three", 0, 2.5, [], [None, 3], (3,), np.nan)
STEPS = {"stride": KERNEL, "dilation": KERNEL}
PADDING = Argument("valid", None, "no such name", -1, 2.5, [], np.nan)

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
    exercises.Exercise: {
        "title": Argument("Count", None, 3, ""),
        "cases": Argument(exercises.value(3), None, 3, "text", [], [3], object()),
        "hint": Argument("by hand", None, 3),
        "solution": NOTHING_WRONG,
        "because": Argument("it is so", None, 3),
        "misconceptions": Argument((), None, 3, "text", [3], {}, object()),
    },
    exercises.Question: {
        "title": Argument("Why", None, 3, ""),
        "question": Argument("Why is it so?", None, 3, ""),
        "options": Argument([RIGHT], None, 3, "text", [], [3], [WRONG], [RIGHT] * 9),
    },
    explorer.Explorer: {
        "stage": Argument(lambda figure: figure.subplots(), None, 3, "text"),
        "draw": Argument(lambda axes, rate: "drawn", None, 3, "text"),
        "controls": Argument({"rate": explorer.slider(**SLIDER, step=0.1)}, None, [], {"rate": 1}),
        "size": Argument((2.0, 1.0), None, 3, "text", (2.0,), (0.0, 1.0), (np.nan, 1.0), []),
    },
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
    models.card: {"name": "lenet5"},
    models.outline: NETWORK_OF,
    models.build: NETWORK_OF
    | {"weights": Argument(None, 3, 2.5, [], {}, b"bytes", "", "weights.pth", "a/folder")},
    measure.count: {"model": LENET, "input_shape": Argument((32, 32, 1), 3.5, "large", (0, 3), [])},
    measure.compare: {
        "counts": measure.count(LENET),
        "paper": Argument({"MACs": 1}, 3, "text", [1], {"FLOPs": 1}, {"MACs": "many"}),
    },
    measure.receptive_field: {
        "model": LENET,
        "layer": "c3",
        "input_shape": Argument((32, 32, 1), 3.5, "large", (0, 3), []),
    },
    conventions.bytes_of: {"dtype": "float32"},
    conventions.in_words: {
        "number": 1.5,
        "unit": Argument("B", None, 3, []),
        "k": Argument(1000, None, 10, "1000", 1000.5, [], True),
        "decimals": 2,
    },
    hand.output_size: {"size": 8, "kernel": 3, "stride": 1, "padding": PADDING, "dilation": 1},
    hand.transposed_size: {
        "size": 8,
        "kernel": 3,
        "stride": 1,
        "padding": "valid",
        "dilation": 1,
        "extra": 0,
    },
    hand.convolution: {"shape": SHAPE, "maps": 4, "kernel": KERNEL, "padding": PADDING}
    | STEPS
    | {"groups": 2, "bias": True},
    hand.depthwise: {"shape": SHAPE, "kernel": KERNEL, "multiplier": 1, "padding": PADDING}
    | STEPS
    | {"bias": True},
    hand.separable: {"shape": SHAPE, "maps": 4, "kernel": KERNEL, "multiplier": 1, "bias": True},
    hand.transposed: {"shape": SHAPE, "maps": 4, "kernel": KERNEL, "padding": "valid"}
    | STEPS
    | {"extra": Argument(0, "three", -1, 2.5, [], (0,)), "bias": True},
    hand.dense: {"shape": SHAPE, "units": 3, "bias": True},
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
