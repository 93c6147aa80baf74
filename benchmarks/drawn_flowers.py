"""How hard the drawn flowers are, and how fast they are drawn: the figures on their data card.

Run with `python -m benchmarks.drawn_flowers`; about five minutes on two cores. Every model is
trained on the train part of slide 59's split (2,752 images) and judged on its test part (367).
Of the linear models and of the histogram classifiers the best one on the test part is quoted,
which flatters them.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
from PIL import Image

from cnnlectures.core.recorded import script
from cnnlectures.core.run import Run
from cnnlectures.data import load
from cnnlectures.data.drawn_flowers import CLASS_COUNTS
from cnnlectures.data.drawn_flowers.drawing import jpeg

SPLIT = ["train[:10%]", "train[25%:]"]
SEEDS = (1, 2, 3)
PREPARE = """
import time
from cnnlectures.data.drawn_flowers import builder
start = time.perf_counter()
builder.prepared()
print(time.perf_counter() - start)
"""


def drawing(each=40):
    """Seconds of processor time to draw and encode one image in one process."""
    for name in CLASS_COUNTS:
        jpeg(name, 0)
    seconds = 0.0
    for name, count in CLASS_COUNTS.items():
        start = time.process_time()
        for number in range(each):
            jpeg(name, number)
        seconds += (time.process_time() - start) / each * count
    return seconds / sum(CLASS_COUNTS.values())


def preparation():
    """Seconds to draw and write the whole set into the cache, without starting Python."""
    result = subprocess.run(
        [sys.executable, "-c", PREPARE], check=True, text=True, stdout=subprocess.PIPE
    )
    return float(result.stdout.split()[-1])


def linear(test, train):
    """Multinomial logistic regression on pixels: {settings: test accuracy}."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    scores = {}
    for side, strengths in ((96, (1e-4,)), (32, (1e-4, 1e-3, 1e-2))):
        small = [_shrunk(part.images, side).reshape(len(part), -1) for part in (test, train)]
        for strength in strengths:
            model = make_pipeline(
                StandardScaler(), LogisticRegression(C=strength, max_iter=60)
            ).fit(small[1], train.labels)  # fmt: skip
            scores[f"{side} × {side} px, C = {strength:g}"] = model.score(small[0], test.labels)
    return scores


def histogram(test, train):
    """Classifiers on colour histograms: {settings: test accuracy}."""
    from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    classifiers = {
        "extra trees": ExtraTreesClassifier(600, n_jobs=2, random_state=0),
        "gradient boosting": HistGradientBoostingClassifier(max_iter=60, random_state=0),
        "support vectors": make_pipeline(StandardScaler(), SVC(C=3)),
        "neighbours": KNeighborsClassifier(9),
    }
    scores = {}
    for mode, bins in (("RGB", (6, 6, 6)), ("HSV", (16, 4, 4))):
        counts = [np.sqrt(_histograms(part.images, mode, bins)) for part in (test, train)]
        for name, classifier in classifiers.items():
            score = classifier.fit(counts[1], train.labels).score(counts[0], test.labels)
            scores[f"{name} on {mode}"] = score
    return scores


def convolutional(test, train, run):
    """The CNN of the recorded run from several seeds: (parameters, test accuracies)."""
    recipe, scores = script("drawn_flowers_cnn"), []
    epochs = recipe.ARGUMENTS["epochs"]
    images = [recipe.pictures(part, run) for part in (test, train)]
    for seed in SEEDS:
        Run(seed=seed).start_keras()
        model = recipe.network(images[1].shape[1:], steps=epochs * recipe.per_epoch(train))
        model.fit(images[1], train.labels, batch_size=recipe.BATCH, epochs=epochs, verbose=0)
        scores.append(model.evaluate(images[0], test.labels, verbose=0)[1])
        print(f"seed {seed}: {scores[-1]:.1%}", file=sys.stderr, flush=True)
    return model.count_params(), scores


def _shrunk(images, side):
    """Images [n, height, width, 3] at another size."""
    if images.shape[1] == side:
        return images
    resized = [
        Image.fromarray(image).resize((side, side), Image.Resampling.BOX) for image in images
    ]
    return np.stack([np.asarray(image) for image in resized])


def _histograms(images, mode, bins):
    """Joint histograms of the three channels, [n, product of bins], each with sum 1."""
    images = np.stack([np.asarray(Image.fromarray(image).convert(mode)) for image in images])
    first, second, third = np.moveaxis(images.astype(int) * bins // 256, -1, 0)
    place = (first * bins[1] + second) * bins[2] + third
    counts = [np.bincount(each.ravel(), minlength=np.prod(bins)) for each in place]
    return np.array(counts) / place[0].size


def _best(scores):
    name = max(scores, key=scores.get)
    return f"{scores[name]:.1%} | {name}; the others from {min(scores.values()):.1%}"


def _spread(parameters, scores):
    seeds = f"{len(scores)} seeds, {min(scores):.1%} to {max(scores):.1%}"
    return f"{statistics.mean(scores):.1%} | {parameters:,} parameters, {seeds}"


def main():
    """Prints the table; works in a cache of its own, which is empty at first."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CNNLECTURES_CACHE"] = folder
        measure()


def measure():
    """Measures one row after the other."""
    warnings.simplefilter("ignore")
    seconds, each = preparation(), drawing()
    test, train = load("drawn_flowers", split=SPLIT)
    speed = f"{sum(CLASS_COUNTS.values()) / seconds:.0f} images/s on {os.cpu_count()} cores"
    print("| what | measured | how |")
    print("| --- | --- | --- |")
    print(f"| preparing the set | {seconds:.1f} s | {speed}, written and all |")
    print(f"| drawing one image | {1000 * each:.1f} ms | of one core's time |")
    for title, value in (
        ("linear model on pixels", lambda: _best(linear(test, train))),
        ("colour histogram", lambda: _best(histogram(test, train))),
        ("small CNN, colour", lambda: _spread(*convolutional(test, train, "colour"))),
        ("small CNN, grey", lambda: _spread(*convolutional(test, train, "grey"))),
    ):
        start = time.perf_counter()
        print(f"| {title} | {value()} |", flush=True)
        print(f"{title}: {time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
