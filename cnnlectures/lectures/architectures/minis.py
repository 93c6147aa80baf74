"""The small networks on drawn flowers: one trained now, the others recorded, and a baseline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.core.recorded import Recording, script
from cnnlectures.data import ImageSet, load

RECORDING = "flower_minis"
#: The three networks of the lecture, and the last without augmentation and dropout.
NETWORKS = ("AlexNet", "VGG-16", "GoogLeNet")
PLAIN = "AlexNet, unregularised"
#: By how much each network must beat the linear baseline.
MARGIN = 0.15


def flowers(data: str = "embedded") -> list[ImageSet]:
    """Return the parts for testing, validation and training, 56 × 56 in colour.

    Args:
        data: ``"embedded"`` for drawn flowers, or as in `cnnlectures.data.load`.
    """
    arguments.path("data", data)
    return load("tf_flowers", data, image_size=56, split=script(RECORDING).SPLIT)


def learn(parts: Sequence[ImageSet], *, seed: int, epochs: int, most: int | None = None):
    """Train AlexNet's mini now, as the recorded run did, but only its first epochs.

    Args:
        parts: for testing, validation and training.
        seed: of weights, order of the images, windows and dropout.
        epochs: how many of the recorded run's to train.
        most: batches in an epoch, for a quick look; all if not given.

    Returns:
        The history's rows, one for each epoch.

    Raises:
        ValueError: if an argument is none of those.
    """
    run = script(RECORDING)
    parts = _checked(parts)
    arguments.whole_number("seed", seed)
    arguments.whole_number("epochs", epochs, low=1, high=run.ARGUMENTS["epochs"])
    if most is not None:
        arguments.whole_number("most", most, low=1)
    whole = run.ARGUMENTS["epochs"]
    return run.learn("AlexNet", parts, seed=seed, epochs=whole, most=most, stop_after=epochs)


def linear_baseline(parts: Sequence[ImageSet], penalties=(1e-3, 1e-2, 1e-1)) -> dict:
    """Return how well a linear classifier does on the same images, given its best chance.

    Softmax regression on the pixels of the central window, averaged over squares to 4 × 4, 8 × 8
    or 12 × 12 and standardised; that and the penalty are chosen by the validation images.

    Args:
        parts: for testing, validation and training.
        penalties: scikit-learn's `C`, from strong to weak.

    Returns:
        its ``"validation"`` and its ``"test"`` accuracy, and what was chosen: ``"side"``, ``"C"``.

    Raises:
        ValueError: if an argument is none of those.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from threadpoolctl import threadpool_limits

    testing, validation, training = _checked(parts)
    penalties = arguments.numbers("penalties", penalties, low=0, open_low=True)
    best: dict = {"validation": -1.0}
    for side in (4, 8, 12):
        for penalty in penalties:
            model = LogisticRegression(C=penalty, max_iter=1000, tol=1e-2)
            model = make_pipeline(StandardScaler(), model)
            with threadpool_limits(1):  # many threads for small matrices wait for each other
                model.fit(_squares(training, side), training.labels)
            score = float(model.score(_squares(validation, side), validation.labels))
            if score > best["validation"]:
                test = float(model.score(_squares(testing, side), testing.labels))
                best = {"validation": score, "test": test, "side": side, "C": penalty}
    return best


def summary(run: Recording, name: str) -> dict:
    """Return what the recorded seeds of one network reached.

    Args:
        run: the recording.
        name: one of its runs.

    Returns:
        arrays over the seeds: ``"test"``, ``"training"``, ``"processor seconds"``; and
        ``"validation"``, (seeds, epochs).

    Raises:
        ValueError: if an argument is none of those.
    """
    arguments.instance("run", run, Recording)
    arguments.one_of("name", name, sorted(set(run.column("run"))))
    last = max(run.column("epoch"))
    end = {"run": name, "epoch": last}
    curves = np.array(run.column("validation_accuracy", run=name)).reshape(-1, last)
    return {
        "test": np.array(run.column("test_accuracy", **end)),
        "training": np.array(run.column("training_accuracy", **end)),
        "processor seconds": np.array(run.column("processor_seconds", **end)),
        "validation": curves,
    }


def _squares(part: ImageSet, side: int) -> np.ndarray:
    """The pixels of the central window, averaged over squares: (n, side · side · 3), 0 to 1."""
    each = 48 // side
    images = part.images[:, 4:52, 4:52].reshape(len(part), side, each, side, each, 3)
    return images.mean(axis=(2, 4)).reshape(len(part), -1) / 255


def _checked(parts) -> list[ImageSet]:
    parts = arguments.sequence("parts", parts, ImageSet)
    if len(parts) != 3:
        raise ValueError(f"`parts` must be three image sets. Received: {len(parts)}.")
    return parts
