"""The linear explanation, measured: Goodfellow et al. 2015, section 3."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlectures.core import arguments
from cnnlectures.lectures.adversarial_data.networks import Network, Pictures


def along(network: Network, pictures: Pictures, epsilons: Sequence[float], seed: int = 0) -> dict:
    """Follow the logits along FGSM's direction, and along a random one (Goodfellow's figure 4).

    Nothing is clipped, so the direction stays the same all the way.

    Args:
        network: whose logits.
        pictures: the starting points.
        epsilons: how far, of 1; negative values go the other way.
        seed: of the random signs.

    Returns:
        By ``"FGSM"`` and ``"noise"``: logits of shape (epsilons, pictures, classes).
    """
    arguments.instance("network", network, Network)
    arguments.instance("pictures", pictures, Pictures)
    epsilons = arguments.numbers("epsilons", epsilons)
    random = np.random.default_rng(arguments.whole_number("seed", seed))
    aimed = np.sign(network.gradient(pictures.images, pictures.labels))
    aimless = np.where(random.random(aimed.shape) < 0.5, -1, 1).astype("float32")
    return {
        name: np.stack([network.logits(pictures.images + np.float32(e) * signs) for e in epsilons])
        for name, signs in (("FGSM", aimed), ("noise", aimless))
    }


def straightness(epsilons: Sequence[float], values: np.ndarray) -> np.ndarray:
    """Return how near to a straight line values over ε are: the fit's R², one for each column.

    Args:
        epsilons: at least three.
        values: (epsilons, columns).
    """
    x = np.array(arguments.numbers("epsilons", epsilons))
    values = arguments.array("values", values, dimensions=2)
    if len(values) != len(x):
        raise ValueError(
            f"`values` must have a row for each of {len(x)} epsilons. Received: {len(values)}."
        )
    rest = values - np.stack([np.polyval(line, x) for line in np.polyfit(x, values, 1).T], -1)
    return 1 - (rest**2).sum(0) / ((values - values.mean(0)) ** 2).sum(0)


def linearity(
    networks: Sequence[Network], pictures: Pictures, epsilons: Sequence[float], seed: int = 0
) -> dict[str, np.ndarray]:
    """Measure the linear explanation on trained networks, for the right class's logit.

    Args:
        networks: each by itself.
        pictures: the starting points.
        epsilons: how far along FGSM's direction, from 0 on, of 1.
        seed: of the random signs.

    Returns:
        One number for each network: ``"straight"``, the median R² over the pictures;
        ``"aimed"`` and ``"aimless"``, the logit's mean size of change at the last ε.
    """
    networks = arguments.sequence("networks", networks, Network)
    arguments.instance("pictures", pictures, Pictures)
    arguments.numbers("epsilons", epsilons)
    arguments.whole_number("seed", seed)
    straight, aimed, aimless = [], [], []
    for network in networks:
        logits = along(network, pictures, epsilons, seed)
        right = {
            name: np.take_along_axis(values, pictures.labels[None, :, None], -1)[..., 0]
            for name, values in logits.items()
        }
        straight.append(float(np.median(straightness(epsilons, right["FGSM"]))))
        aimed.append(float(np.abs(right["FGSM"][-1] - right["FGSM"][0]).mean()))
        aimless.append(float(np.abs(right["noise"][-1] - right["noise"][0]).mean()))
    found = {"straight": straight, "aimed": aimed, "aimless": aimless}
    return {name: np.array(values) for name, values in found.items()}


def sums(dimensions: Sequence[int], epsilon: float, seeds: Sequence[int]) -> dict[str, np.ndarray]:
    """Measure |w · η| for normal weights of size 1 and changes η of ε in every dimension.

    Args:
        dimensions: how long the vectors are.
        epsilon: the size of every component of the change.
        seeds: each draws its own weights and signs.

    Returns:
        By ``"aimed"``, η = ε sign(w), and ``"aimless"``, random signs: the root mean square over
        100 draws, (dimensions, seeds).
    """
    dimensions = arguments.whole_numbers("dimensions", dimensions, low=1)
    epsilon = arguments.number("epsilon", epsilon, low=0, open_low=True)
    aimed, aimless = [], []
    for n in dimensions:
        rows = []
        for seed in arguments.whole_numbers("seeds", seeds):
            random = np.random.default_rng([seed, n])
            weights = random.standard_normal((100, n))
            signs = np.where(random.random((100, n)) < 0.5, -1.0, 1.0)
            pair = (np.abs(weights).sum(1), (weights * signs).sum(1))
            rows.append([epsilon * np.sqrt(np.mean(values**2)) for values in pair])
        aimed.append([row[0] for row in rows])
        aimless.append([row[1] for row in rows])
    return {"aimed": np.array(aimed), "aimless": np.array(aimless)}
