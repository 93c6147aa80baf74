"""The networks that are attacked, and the pictures they know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.core.recorded import recorded, script
from cnnlectures.core.run import current_run
from cnnlectures.data import ImageSet, load
from cnnlectures.lectures.adversarial_data.attacks import image_gradient

RECORDING = "flower_networks"
RATE = 0.003  # of plain gradient descent, by which a copy learns; 0.01 harms what it has learnt


@dataclass(frozen=True)
class Pictures:
    """Pictures and what they show.

    Attributes:
        images: float32 [n, height, width, 3], 0 to 1.
        labels: int64 [n].
        names: of the classes.
    """

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]

    def __len__(self):
        """The number of pictures."""
        return len(self.images)

    def take(self, chosen) -> Pictures:
        """Return the pictures at these places, or those that a mask marks."""
        return replace(self, images=self.images[chosen], labels=self.labels[chosen])

    def some(self, count: int, seed: int) -> Pictures:
        """Return so many of them, drawn at random without repetition."""
        count = arguments.whole_number("count", count, low=1, high=len(self))
        order = np.random.default_rng(arguments.whole_number("seed", seed)).permutation(len(self))
        return self.take(np.sort(order[:count]))

    def batches(self, updates: int, seed: int, size: int = 32):
        """Yield so many batches of pictures and labels, epoch after epoch in a new order."""
        random, order = np.random.default_rng(seed), np.array([], int)
        for _ in range(arguments.whole_number("updates", updates)):
            if len(order) < size:
                order = random.permutation(len(self))
            chosen, order = order[:size], order[size:]
            yield self.images[chosen], self.labels[chosen]


class Network:
    """A trained network that says what it sees, and how its loss depends on the pixels.

    Networks of one architecture share a Keras model, whose compiled functions are traced once;
    each puts its own weights into it when it is asked.

    Args:
        name: such as ``"plain 0"``.
        kind: its architecture's name.
        weights: arrays in the order of the model's.
    """

    def __init__(self, name: str, kind: str, weights: Sequence[np.ndarray]):
        self.name, self.kind = arguments.text("name", name), arguments.text("kind", kind)
        self.weights = [np.asarray(w, "float32") for w in arguments.sequence("weights", weights)]

    @property
    def parameters(self) -> int:
        """How many numbers it has learnt."""
        return sum(weight.size for weight in self.weights)

    @property
    def model(self):
        """The Keras model, with this network's weights."""
        return self._ready().model

    def logits(self, images) -> np.ndarray:
        """Return [n, classes] for pictures [n, height, width, 3]."""
        return self._ready().logits(images).numpy()

    def probabilities(self, images) -> np.ndarray:
        """Return the softmax of the logits, [n, classes]."""
        exponentials = np.exp(_shifted(self.logits(images)))
        return exponentials / exponentials.sum(-1, keepdims=True)

    def predict(self, images) -> np.ndarray:
        """Return the class that it sees in each picture, [n]."""
        return self.logits(images).argmax(-1)

    def accuracy(self, images, labels) -> float:
        """Return the share of right answers."""
        return float(np.mean(self.predict(images) == labels))

    def gradient(self, images, labels) -> np.ndarray:
        """Return `image_gradient`, compiled, as an array of the pictures' shape."""
        return self.loss_and_gradient(images, labels)[1]

    def loss_and_gradient(self, images, labels) -> tuple[np.ndarray, np.ndarray]:
        """Return each picture's cross-entropy, [n], and `image_gradient`, in one pass."""
        found = self._ready().look(images, np.asarray(labels, "int64"))
        return tuple(each.numpy() for each in found)

    def copy(self, name: str) -> Network:
        """Return a network of the same weights, to be trained."""
        return Network(name, self.kind, self.weights)

    def learn(self, images, labels) -> None:
        """Make one update on a batch, by plain gradient descent with learning rate `RATE`."""
        engine = self._ready()
        engine.update(images, np.asarray(labels, "int64"))
        self.weights = engine.holds = engine.model.get_weights()

    def _ready(self) -> _Engine:
        engine = _engine(self.kind)
        if engine.holds is not self.weights:
            engine.model.set_weights(self.weights)
            engine.holds = self.weights
        return engine


class _Engine:
    """A Keras model of one architecture, with what it does compiled."""

    def __init__(self, kind: str):
        current_run().start_keras()
        import tensorflow as tf

        made_by = script(RECORDING)
        self.model, self.holds = made_by.stack(kind), None
        images = tf.TensorSpec([None, made_by.SIZE, made_by.SIZE, 3], tf.float32)
        labels = tf.TensorSpec([None], tf.int64)
        self.logits = tf.function(partial(self.model, training=False), input_signature=[images])

        def losses(x, y, training):
            logits = self.model(x, training=training)
            return tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)

        @tf.function(input_signature=[images, labels])
        def look(x, y):  # the compiler finds that both go forward in the same way
            return losses(x, y, False), image_gradient(self.model, x, y)

        @tf.function(input_signature=[images, labels])
        def update(x, y):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(losses(x, y, True))
            variables = self.model.trainable_variables
            for variable, slope in zip(variables, tape.gradient(loss, variables), strict=True):
                variable.assign_sub(RATE * slope)

        self.look, self.update = look, update


@cache
def _engine(kind: str) -> _Engine:
    return _Engine(kind)


def _shifted(logits: np.ndarray) -> np.ndarray:
    return logits - logits.max(-1, keepdims=True)


@cache
def flowers() -> tuple[Pictures, Pictures]:
    """Return the drawn flowers at 48 px: those no network has learnt from, and those they have."""
    made_by = script(RECORDING)
    parts = load("drawn_flowers", split=made_by.SPLIT, image_size=made_by.SIZE)
    return tuple(_pictures(part) for part in parts)


def _pictures(part: ImageSet) -> Pictures:
    return Pictures(part.images.astype("float32") / 255, part.labels, part.class_names)


@cache
def recorded_networks() -> dict[str, list[Network]]:
    """Return the recorded networks by what they are: plain, other, noise, adversarial."""
    run, made_by = recorded(RECORDING), script(RECORDING)
    with np.load(run.folder / "weights.npz", allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    found: dict[str, list[Network]] = {}
    for name, (kind, *_) in made_by.NETWORKS.items():
        own = [arrays[key] for key in arrays if key.startswith(f"{name}/")]
        found.setdefault(name.split()[0], []).append(Network(name, kind, own))
    return found
