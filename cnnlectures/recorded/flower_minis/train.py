"""Small AlexNet, VGG and GoogLeNet learn the drawn flowers in colour, under one budget.

Every run sees 56-pixel images through random windows of 48, as AlexNet saw 256 through 224. The
split is slide 59's: 75 % to train on, 15 % to validate, 10 % to test, once, at the end.
"""

import time

import keras
import numpy as np

from cnnlectures import models
from cnnlectures.core.run import Run
from cnnlectures.data import load
from cnnlectures.lectures.architectures.augmentation import augment, centre, colour_axes

ARGUMENTS = {
    "seed": 42,
    "data": "drawn_flowers",
    "epochs": 18,
    "seeds": 3,
    "runs": ["AlexNet", "AlexNet, unregularised", "VGG-16", "GoogLeNet"],
}
NETWORKS = {
    "AlexNet": "alexnet_table",
    "AlexNet, unregularised": "alexnet_table",
    "VGG-16": "vgg16",
    "GoogLeNet": "googlenet",
}
SPLIT = ["train[:10%]", "train[10%:25%]", "train[25%:]"]
LARGE, SIDE, BATCH, RATE = 56, 48, 32, 1e-3


def train(folder, *, seed, data, epochs, seeds, runs):
    """Return the history's rows: one for each run, seed and epoch.

    Args:
        folder: where weights would go; the history is all that is kept.
        seed: the first of the seeds: of weights, order of the images, windows and dropout.
        data: the data set's name.
        epochs: over how many epochs the learning rate falls to zero.
        seeds: how many seeds, counted up from the first.
        runs: some of the networks above.
    """
    parts = pictures(data)
    return [
        row
        for each in range(seed, seed + seeds)
        for run in runs
        for row in learn(run, parts, seed=each, epochs=epochs)
    ]


def pictures(data):
    """The parts for testing, validation and training, 56 pixels wide."""
    return load(data, image_size=LARGE, split=SPLIT)


def network(run):
    """The mini of a run, not compiled yet, with logits for the five flowers."""
    model = models.build(
        NETWORKS[run],
        size="mini",
        input_shape=(SIDE, SIDE, 3),
        classes=5,
        classifier_activation=None,
    )
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout) and run.endswith("unregularised"):
            layer.rate = 0.0
    return model


def learn(run, parts, *, seed, epochs, most=None, stop_after=None):
    """Train one network once.

    Args:
        run: one of the networks above; "unregularised" is without augmentation and dropout.
        parts: as `pictures` returns them.
        seed: of weights, order of the images, windows and dropout.
        epochs: over how many epochs the learning rate falls to zero.
        most: batches in an epoch, for a quick look; all if not given.
        stop_after: how many epochs to train, for a look at the beginning; all if not given.

    Returns:
        The history's rows, one for each epoch. Two kinds of seconds, without the tests: of a clock,
        and of processor time, all cores together. What is measured once, at the end, is empty
        before.
    """
    Run(seed=seed).start_keras()
    testing, validation, training = parts
    model, generator = network(run), np.random.default_rng(seed)
    steps = min(len(training) // BATCH, most or len(training))
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * steps)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    axes = colour_axes(training.images)
    rows, clocks = [], np.zeros(2)
    end = stop_after or epochs
    for epoch in range(1, end + 1):
        begin = np.array([time.perf_counter(), time.process_time()])
        order = generator.permutation(len(training))[: steps * BATCH].reshape(steps, BATCH)
        seen = []
        for chosen in order:
            images = training.images[chosen]
            if run.endswith("unregularised"):
                images = centre(images, SIDE)
            else:
                images = augment(images, SIDE, generator, axes)
            seen.append(model.train_on_batch(scaled(images), training.labels[chosen]))
        clocks += np.array([time.perf_counter(), time.process_time()]) - begin
        last = epoch == end
        rows.append(
            {
                "run": run,
                "seed": seed,
                "epoch": epoch,
                "step": epoch * steps,
                "seconds": round(float(clocks[0]), 2),
                "processor_seconds": round(float(clocks[1]), 2),
                "loss": round(float(np.mean(seen, axis=0)[0]), 6),
                "accuracy": round(float(np.mean(seen, axis=0)[1]), 6),
                "validation_accuracy": accuracy(model, validation),
                "test_accuracy": accuracy(model, testing) if last else "",
                "training_accuracy": accuracy(model, training) if last else "",
            }
        )
    return rows


def accuracy(model, part):
    """The share of a part's images, seen through the central window, that are recognised."""
    hits = 0
    for at in range(0, len(part), 64):
        images = scaled(centre(part.images[at : at + 64], SIDE))
        answers = np.asarray(model(images, training=False)).argmax(axis=1)
        hits += int(np.sum(answers == part.labels[at : at + 64]))
    return round(hits / len(part), 6)


def scaled(images):
    """Pixels from -1 to 1."""
    return (images / 127.5 - 1).astype("float32")
