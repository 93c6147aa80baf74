"""What the attacks do to networks, measured: on pictures, over networks, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.adversarial_data.attacks import (
    adversarial_training,
    box_lbfgs,
    distortion,
    fgsm,
    image_gradient,
    pgd,
    smallest_change,
)
from cnnlectures.lectures.adversarial_data.linear import along, linearity, straightness, sums
from cnnlectures.lectures.adversarial_data.networks import (
    Network,
    Pictures,
    flowers,
    recorded_networks,
)

__all__ = ["GREY", "METHODS", "WAYS", "Attacked", "accuracies", "adversarial_training"]
__all__ += ["along", "attack", "box_lbfgs", "columns", "distortion", "fgsm", "flowers"]
__all__ += ["image_gradient", "linearity", "noise", "pgd", "recorded_networks", "smallest_change"]
__all__ += ["magnified", "straightness", "sums", "train_copies", "transfer", "understood"]

#: One grey level of 255, where a pixel goes from 0 to 1.
GREY = 1 / 255
METHODS = ("noise", "FGSM", "PGD")
#: What a copy is fed when it is trained further.
WAYS = ("pictures", "noise", "adversarial")


def noise(images: np.ndarray, epsilon: float, seed: int = 0) -> np.ndarray:
    """Move every pixel by ε up or down at random: as large as FGSM's change, but aimless."""
    images = arguments.array("images", images, dimensions=4, dtype=None)
    epsilon = arguments.number("epsilon", epsilon, low=0)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    signs = np.where(random.random(images.shape) < 0.5, -1, 1).astype("float32")
    return np.clip(images + np.float32(epsilon) * signs, 0, 1)


def accuracies(
    networks: Sequence[Network],
    pictures: Pictures,
    epsilons: Sequence[float],
    method: str,
    *,
    steps: int = 10,
    seed: int = 0,
) -> np.ndarray:
    """Attack each network by itself, at each ε.

    Args:
        networks: whom to fool.
        pictures: with what.
        epsilons: by how much a pixel may change, of 1.
        method: one of `METHODS`.
        steps: of PGD.
        seed: of the noise and of PGD's start.

    Returns:
        The shares of right answers, (networks, epsilons).
    """
    networks = arguments.sequence("networks", networks, Network)
    arguments.instance("pictures", pictures, Pictures)
    epsilons = arguments.numbers("epsilons", epsilons, low=0)
    arguments.one_of("method", method, METHODS)
    steps = arguments.whole_number("steps", steps, low=1)
    seed = arguments.whole_number("seed", seed)
    return np.array(
        [
            [
                network.accuracy(
                    attack(network, pictures, epsilon, method, steps, None, seed), pictures.labels
                )
                for epsilon in epsilons
            ]
            for network in networks
        ]
    )


def attack(
    network: Network,
    pictures: Pictures,
    epsilon: float,
    method: str,
    steps: int = 10,
    target: int | None = None,
    seed: int = 0,
) -> np.ndarray:
    """Attack pictures by one of the methods; ε = 0 leaves them as they are.

    Args:
        network: whom to fool.
        pictures: with what.
        epsilon: by how much a pixel may change, of 1.
        method: one of `METHODS`.
        steps: of PGD.
        target: the class to be seen instead; any other if not given. Noise has none.
        seed: of the noise and of PGD's start.

    Returns:
        The attacked pictures.
    """
    arguments.instance("network", network, Network)
    images, labels = arguments.instance("pictures", pictures, Pictures).images, pictures.labels
    epsilon = arguments.number("epsilon", epsilon, low=0)
    arguments.one_of("method", method, METHODS)
    steps = arguments.whole_number("steps", steps, low=1)
    seed = arguments.whole_number("seed", seed)
    if target is not None:
        target = arguments.whole_number("target", target, high=len(pictures.names) - 1)
    if epsilon == 0:
        return images
    if method == "noise":
        return noise(images, epsilon, seed)
    if method == "PGD":
        return pgd(network, images, labels, epsilon, steps, target, seed)
    if target is None:
        return fgsm(network, images, labels, epsilon)
    step = np.float32(epsilon) * np.sign(network.gradient(images, np.full_like(labels, target)))
    return np.clip(images - step, 0, 1)


@dataclass(frozen=True)
class Attacked:
    """A picture with what was made of it, and what a network makes of both.

    Attributes:
        original, attacked: float32 [height, width, 3], 0 to 1.
        seen: the class of the original, and that of the attacked one.
        confidence: the network's probability for each of the two.
        distortion: a pixel's root-mean-square change.
        survives: whether it still fools after rounding to 256 levels, as a file does.
    """

    original: np.ndarray
    attacked: np.ndarray
    seen: tuple[str, str]
    confidence: tuple[float, float]
    distortion: float
    survives: bool


def columns(network: Network, pictures: Pictures, target: str, *, tries: int = 7) -> list[Attacked]:
    """Let the network see `target` in every picture, by Szegedy's box-constrained L-BFGS.

    Args:
        network: whom to fool.
        pictures: one attack each.
        target: the class's name.
        tries: of the search for c.
    """
    arguments.instance("network", network, Network)
    arguments.instance("pictures", pictures, Pictures)
    aim = pictures.names.index(arguments.one_of("target", target, pictures.names))
    tries = arguments.whole_number("tries", tries, low=1)
    found = []
    for original in pictures.images:
        attacked = smallest_change(network, original, aim, tries)
        both = network.probabilities(np.stack([original, attacked]))
        seen = both.argmax(-1)
        rounded = np.round(attacked / GREY).astype("float32") * np.float32(GREY)
        found.append(
            Attacked(
                original,
                attacked,
                tuple(pictures.names[which] for which in seen),
                tuple(float(share) for share in both.max(-1)),
                float(distortion(original, attacked)),
                bool(network.predict(rounded[None])[0] == aim),
            )
        )
    return found


def magnified(original: np.ndarray, attacked: np.ndarray, factor: float = 10) -> np.ndarray:
    """Return the difference as slide 25 shows it: times 10, shifted by 128, clamped to 0-255.

    Args:
        original, attacked: pictures of one shape, pixels of 0 to 1.
        factor: of the magnification.

    Returns:
        Grey levels of the same shape, uint8.
    """
    original = arguments.array("original", original, dtype=None)
    attacked = arguments.array("attacked", attacked, dtype=None)
    if original.shape != attacked.shape:
        raise ValueError(
            f"`attacked` must have the original's shape {original.shape}. "
            f"Received: {attacked.shape}."
        )
    levels = arguments.number("factor", factor, low=0) * (attacked - original) / GREY + 128
    return np.clip(np.round(levels), 0, 255).astype("uint8")


def understood(network: Network, pictures: Pictures) -> Pictures:
    """Return those that the network names rightly; to fool it on the others is no feat."""
    arguments.instance("network", network, Network)
    arguments.instance("pictures", pictures, Pictures)
    return pictures.take(network.predict(pictures.images) == pictures.labels)


def transfer(
    networks: Sequence[Network],
    pictures: Pictures,
    epsilon: float,
    method: str = "PGD",
    *,
    steps: int = 10,
    seed: int = 0,
) -> np.ndarray:
    """Show each network what was made to fool each other.

    Args:
        networks: made for one (row), shown to all (column).
        pictures: what is attacked.
        epsilon: by how much a pixel may change, of 1.
        method: one of `METHODS`.
        steps: of PGD.
        seed: of the noise and of PGD's start.

    Returns:
        The shares of right answers, (networks, networks).
    """
    networks = arguments.sequence("networks", networks, Network)
    arguments.instance("pictures", pictures, Pictures)
    epsilon = arguments.number("epsilon", epsilon, low=0)
    arguments.one_of("method", method, METHODS)
    steps = arguments.whole_number("steps", steps, low=1)
    seed = arguments.whole_number("seed", seed)
    table = []
    for source in networks:
        attacked = attack(source, pictures, epsilon, method, steps, None, seed)
        table.append([network.accuracy(attacked, pictures.labels) for network in networks])
    return np.array(table)


def train_copies(
    network: Network,
    training: Pictures,
    ways: Sequence[str] = WAYS,
    *,
    updates: int,
    epsilon: float,
    seed: int = 0,
) -> dict[str, tuple[Network, float]]:
    """Train copies of a network further, on the same batches, each fed in its own way.

    Args:
        network: where each copy starts.
        training: what it learns.
        ways: some of `WAYS`.
        updates: how many.
        epsilon: of the noise and of the attack, of 1.
        seed: of the order of the pictures.

    Returns:
        For each way the trained copy and the seconds that its updates took.
    """
    arguments.instance("network", network, Network)
    arguments.instance("training", training, Pictures)
    ways = [arguments.one_of("ways", way, WAYS) for way in arguments.sequence("ways", ways)]
    updates = arguments.whole_number("updates", updates, low=1)
    epsilon = arguments.number("epsilon", epsilon, low=0)
    seed = arguments.whole_number("seed", seed)
    for images, labels in training.batches(1, seed):
        network.copy("to be compiled before the clock starts").learn(images, labels)
        network.gradient(images, labels)
    found = {}
    for way in ways:
        copy, begin = network.copy(f"{network.name}, {way}"), perf_counter()
        _train(copy, training.batches(updates, seed), way, epsilon)
        found[way] = (copy, perf_counter() - begin)
    return found


def _train(copy, batches, way, epsilon):
    if way == "adversarial":
        adversarial_training(copy, batches, epsilon)
        return
    for number, (images, labels) in enumerate(batches):
        copy.learn(noise(images, epsilon, number) if way == "noise" else images, labels)
