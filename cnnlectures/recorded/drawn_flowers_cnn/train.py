"""A small CNN learns the drawn flowers, in colour and in grey.

Slide 59's split: it trains on 75 % and is validated on 15 %; the other 10 % are for a test, which
this script leaves alone.
"""

import time

import keras
import numpy as np
from keras import layers

from cnnlectures.core.run import Run
from cnnlectures.data import load

ARGUMENTS = {"seed": 42, "data": "drawn_flowers", "epochs": 12, "runs": ["colour", "grey"]}
SPLIT = ["train[:10%]", "train[10%:25%]", "train[25%:]"]
BATCH, RATE = 32, 2e-3
LUMINANCE = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


def train(folder, *, seed, data, epochs, runs, stop_after=None):
    """Return the history's rows: one for each run and epoch.

    Args:
        folder: where weights would go; the history is all that is kept.
        seed: of weights, order of the images, flips and dropout.
        data: the data set's name.
        epochs: over how many epochs the learning rate falls to zero.
        runs: "colour", "grey" or both.
        stop_after: how many epochs to train, for a look at the beginning; all if not given.
    """
    _, validation, training = load(data, split=SPLIT)
    rows = []
    for run in runs:
        Run(seed=seed).start_keras()
        seen = [pictures(part, run) for part in (training, validation)]
        model = network(seen[0].shape[1:], steps=epochs * per_epoch(training))
        clock = Clock()
        history = model.fit(
            seen[0],
            training.labels,
            validation_data=(seen[1], validation.labels),
            batch_size=BATCH,
            epochs=stop_after or epochs,
            callbacks=[clock],
            verbose=0,
        ).history
        for epoch, seconds in enumerate(clock.seconds):
            rows.append(
                {
                    "run": run,
                    "epoch": epoch + 1,
                    "step": (epoch + 1) * per_epoch(training),
                    "seconds": round(seconds, 2),
                    "loss": round(history["loss"][epoch], 6),
                    "accuracy": round(history["accuracy"][epoch], 6),
                    "validation_loss": round(history["val_loss"][epoch], 6),
                    "validation_accuracy": round(history["val_accuracy"][epoch], 6),
                }
            )
    return rows


def pictures(part, run):
    """The images of a part of the set, [n, height, width, 3 or 1], uint8."""
    return part.images if run == "colour" else (part.images @ LUMINANCE).astype(np.uint8)[..., None]


def per_epoch(part):
    """The number of batches that hold every image of a part of the set once."""
    return -(-len(part) // BATCH)


def network(shape, steps):
    """Four stages of convolution, ready to train for so many steps."""
    entry = outputs = keras.Input(shape)
    outputs = layers.Rescaling(1 / 127.5, -1)(outputs)
    outputs = layers.RandomFlip("horizontal")(outputs)
    for filters, stride in ((24, 2), (48, 1), (96, 1), (128, 1)):
        outputs = layers.Conv2D(filters, 3, stride, padding="same", use_bias=False)(outputs)
        outputs = layers.BatchNormalization()(outputs)
        outputs = layers.ReLU()(outputs)
        outputs = layers.MaxPooling2D()(outputs)
    outputs = layers.GlobalAveragePooling2D()(outputs)
    outputs = layers.Dropout(0.3)(outputs)
    model = keras.Model(entry, layers.Dense(5, activation="softmax")(outputs))
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
    model.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


class Clock(keras.callbacks.Callback):
    """Notes the seconds from the beginning to the end of each epoch, validation included."""

    def on_train_begin(self, logs=None):
        """Start the clock."""
        self.begin, self.seconds = time.perf_counter(), []

    def on_epoch_end(self, epoch, logs=None):
        """Note the time."""
        self.seconds.append(time.perf_counter() - self.begin)
