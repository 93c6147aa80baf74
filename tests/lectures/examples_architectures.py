"""A right call of each public function of lecture 07, for test_bad_input."""

import numpy as np
from bad_input import Argument

from cnnlectures.core.recorded import Recording
from cnnlectures.data import ImageSet
from cnnlectures.lectures.architectures import augmentation, counting, experiments, memory, minis
from cnnlectures.measure.counting import Counts

PICTURES = np.arange(4 * 8 * 8 * 3).reshape(4, 8, 8, 3) % 251
PART = ImageSet(np.ones((4, 56, 56, 3), "uint8"), np.zeros(4, int), ("a",), "a", "b", "c")
#: It stands in for a network's counts: no call gets so far.
COUNTS = Counts("none", (), ())
RECORDING = Recording("flower_minis", [{"run": "a", "epoch": 1}], {}, None)

EXAMPLES = {
    augmentation.colour_axes: {"images": PICTURES},
    augmentation.augment: {
        "images": PICTURES,
        "side": 6,
        "generator": np.random.default_rng(0),
        "axes": np.eye(3),
    },
    augmentation.centre: {"images": PICTURES, "side": 6},
    counting.slide_27: {"counts": COUNTS},
    counting.table_1: {"counts": COUNTS},
    counting.depth: {"counts": COUNTS, "pooling": Argument(False, None, "yes", 1)},
    counting.kept_by_block: {"counts": COUNTS, "ends": Argument(["a"], None, [], "a", ["no"], 3)},
    experiments.stem_maps: {"images": np.zeros((1, 224, 224, 3)), "seeds": [0, 1]},
    experiments.kept_variance: {"maps": PICTURES},
    experiments.shuffled: {"maps": PICTURES, "seed": 1},
    memory.weigh: {"stack": memory.Stack(1, 1, 1), "seed": 1},
    minis.flowers: {"data": Argument("embedded", None, 3, "", "no such data")},
    minis.learn: {"parts": [PART] * 3, "seed": 1, "epochs": 2, "most": 2},
    minis.linear_baseline: {"parts": [PART] * 3, "penalties": [0.1, 1.0]},
    minis.summary: {"run": RECORDING, "name": "a"},
}
