"""Nine small networks learn the drawn flowers: plainly, with noise, and adversarially.

Each trains on 75 % of the pictures at 48 px, and is tested on the other 25 % (slide 59's test and
validation parts together; nothing is chosen by them). Kept are the weights after the last epoch,
with every batch normalisation folded into the convolution before it, as 16-bit numbers.
"""

import time

import keras
import numpy as np
from keras import layers

from cnnlectures.core.run import Run
from cnnlectures.data import load

#: Per convolution: filters, side of the kernel, stride, side of the maximum pooling after it.
ARCHITECTURES = {
    "3×3": ((16, 3, 1, 2), (32, 3, 1, 2), (64, 3, 1, 2), (64, 3, 1, 2)),
    "5×5": ((12, 5, 1, 2), (24, 5, 1, 2), (48, 5, 1, 2)),
}
#: Each network: its architecture, what it trains on, and the seed of everything in it.
NETWORKS = {
    "plain 0": ("3×3", "pictures", 0),
    "plain 1": ("3×3", "pictures", 1),
    "plain 2": ("3×3", "pictures", 2),
    "other 0": ("5×5", "pictures", 0),
    "other 1": ("5×5", "pictures", 1),
    "noise 0": ("3×3", "noise", 0),
    "noise 1": ("3×3", "noise", 1),
    "adversarial 0": ("3×3", "adversarial", 0),
    "adversarial 1": ("3×3", "adversarial", 1),
}
ARGUMENTS = {
    "seed": 0,
    "data": "drawn_flowers",
    "epochs": 24,
    "epsilon": 2 / 255,
    "steps": 2,
    "runs": list(NETWORKS),
}
SIZE, CLASSES, BATCH, RATE = 48, 5, 32, 3e-3
SPLIT = ["train[:25%]", "train[25%:]"]
SHIFT = 4  # pixels that a picture is moved by at most


def train(folder, *, seed, data, epochs, epsilon, steps, runs):
    """Return the history's rows, one for each network and epoch; write the weights.

    Args:
        folder: where the weights go.
        seed: added to each network's own.
        data: the data set's name.
        epochs: over how many the learning rate falls to zero.
        epsilon: the largest change of a pixel, of 1, by noise or adversarially.
        steps: of projected gradient ascent for each batch of adversarial training.
        runs: names of `NETWORKS`.
    """
    test, training = load(data, split=SPLIT, image_size=SIZE)
    rows, arrays = [], {}
    for run in runs:
        fitted = fit(run, training, test, seed=seed, epochs=epochs, epsilon=epsilon, steps=steps)
        rows += fitted[0]
        arrays |= {f"{run}/{place}": array for place, array in enumerate(fitted[1])}
    np.savez(folder / "weights.npz", **arrays)
    return rows


def fit(run, training, test, *, seed, epochs, epsilon, steps, stop_after=None):
    """Train one network.

    Args:
        run: one of `NETWORKS`.
        training, test: image sets of `SIZE` pixels.
        seed, epochs, epsilon, steps: as for `train`.
        stop_after: how many epochs to train; all if not given.

    Returns:
        Its rows of the history, and its folded weights as float16.
    """
    kind, fed, own = NETWORKS[run]
    Run(seed=seed + own).start_keras()
    random = np.random.default_rng(seed + own)
    x, test_x = (part.images.astype("float32") / 255 for part in (training, test))
    per_epoch = len(x) // BATCH
    model = stack(kind, normalised=True)
    schedule = keras.optimizers.schedules.CosineDecay(RATE, epochs * per_epoch)
    update = _update(model, keras.optimizers.Adam(schedule), fed, epsilon, steps)
    rows, seconds = [], 0.0
    for epoch in range(1, (stop_after or epochs) + 1):
        begin, losses = time.perf_counter(), []
        order = random.permutation(len(x))[: per_epoch * BATCH].reshape(per_epoch, BATCH)
        for chosen in order:
            losses.append(float(update(_moved(x[chosen], random), training.labels[chosen])))
        seconds += time.perf_counter() - begin
        right = model.predict(test_x, verbose=0).argmax(1) == test.labels
        rows.append(
            {
                "run": run,
                "epoch": epoch,
                "step": epoch * per_epoch,
                "seconds": round(seconds, 2),
                "loss": round(float(np.mean(losses)), 6),
                "accuracy": round(float(right.mean()), 6),
            }
        )
    return rows, folded(model)


def stack(kind, normalised=False):
    """A network of one of the `ARCHITECTURES` for pixels of 0 to 1; it returns logits.

    Args:
        kind: the architecture.
        normalised: with batch normalisation behind every convolution, to train it.
    """
    entry = outputs = keras.Input((SIZE, SIZE, 3))
    for filters, side, stride, pool in ARCHITECTURES[kind]:
        outputs = layers.Conv2D(
            filters, side, stride, padding="same", kernel_initializer="he_normal"
        )(outputs)
        if normalised:
            outputs = layers.BatchNormalization(momentum=0.9)(outputs)
        outputs = layers.ReLU()(outputs)
        if pool > 1:
            outputs = layers.MaxPooling2D(pool)(outputs)
    outputs = layers.GlobalAveragePooling2D()(outputs)
    if normalised:
        outputs = layers.Dropout(0.2)(outputs)
    return keras.Model(entry, layers.Dense(CLASSES)(outputs))


def folded(model):
    """The weights of a network without batch normalisation that has the same outputs, float16."""
    arrays = []
    for layer in model.layers:
        values = [np.array(weight, "float64") for weight in layer.get_weights()]
        if isinstance(layer, layers.BatchNormalization):
            gamma, beta, mean, variance = values
            scale = gamma / np.sqrt(variance + layer.epsilon)
            arrays[-2:] = [arrays[-2] * scale, (arrays[-1] - mean) * scale + beta]
        else:
            arrays += values
    return [array.astype("float16") for array in arrays]


def _moved(x, random):
    """Half of a batch mirrored, all of it shifted by a few pixels that come in again opposite."""
    x = x.copy()
    mirrored = random.random(len(x)) < 0.5
    x[mirrored] = x[mirrored, :, ::-1]
    return np.roll(x, random.integers(-SHIFT, SHIFT + 1, 2), (1, 2))


def _update(model, optimizer, fed, epsilon, steps):
    """A compiled function that makes one update and returns the loss on what the network was fed.

    Adversarial pictures are made from the network in inference mode, then learnt.
    """
    import tensorflow as tf

    optimizer.build(model.trainable_variables)

    def losses(x, y, training):
        return tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x, training=training))

    def attacked(x, y):
        low, high = tf.maximum(x - epsilon, 0), tf.minimum(x + epsilon, 1)
        start = x + tf.random.uniform(tf.shape(x), -epsilon, epsilon)
        moved = tf.clip_by_value(start, low, high)
        for _ in range(steps if fed == "adversarial" else 0):
            with tf.GradientTape() as tape:
                tape.watch(moved)
                loss = losses(moved, y, training=False)
            step = 2.5 * epsilon / steps * tf.sign(tape.gradient(loss, moved))
            moved = tf.clip_by_value(moved + step, low, high)
        return moved

    @tf.function
    def update(x, y):
        if fed != "pictures":
            x = attacked(x, y)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(losses(x, y, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    return update
