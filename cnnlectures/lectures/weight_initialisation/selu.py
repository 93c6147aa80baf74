"""Self-normalising networks: the conditions, and what becomes of them when one is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from cnnlectures.core import arguments
from cnnlectures.lectures.weight_initialisation.experiments import digits
from cnnlectures.lectures.weight_initialisation.rules import variance_by
from cnnlectures.lectures.weight_initialisation.signals import ACTIVATIONS
from cnnlectures.training.replica_layers import SELU_ALPHA, SELU_SCALE

DROPPED = 0.1  # share of units that a dropout layer drops
#: What we do otherwise than Klambauer et al. 2017 ask, by name.
BREACHES = {
    "all conditions met": {},
    "with alpha dropout": {"dropout": "alpha"},
    "He in place of LeCun": {"rule": "He"},
    "raw pixels, 0 to 255": {"raw": True},
    "plain dropout": {"dropout": "plain"},
    "skip connections": {"skip": True},
}


@dataclass(frozen=True)
class Statistics:
    """Of all activations of a layer, over its units and over the images; (layers + 1, seeds).

    Attributes:
        mean: their mean.
        variance: their variance.
        between: variance of a unit over the images, on average over the units.
    """

    mean: np.ndarray
    variance: np.ndarray
    between: np.ndarray


def self_normalise(
    breach: str, *, seeds: Sequence[int], layers: int = 32, width: int = 128, scale: float = 1.0
) -> Statistics:
    """Send the digits through untrained SELU layers.

    Args:
        breach: a name from `BREACHES`.
        seeds: one network each.
        layers: how many.
        width: units of each.
        scale: the input is multiplied by this; 1 leaves it as it should be.

    Source: Klambauer et al. 2017, section 2.
    """
    options = BREACHES[arguments.one_of("breach", breach, BREACHES)]
    return _send("SELU", seeds, layers, width, scale, **options)


def rectify(
    *, seeds: Sequence[int], layers: int = 32, width: int = 128, scale: float = 1.0
) -> Statistics:
    """Do the same with ReLU layers and He's rule, which keep what they get.

    Args:
        seeds, layers, width, scale: as for `self_normalise`.
    """
    return _send("ReLU", seeds, layers, width, scale, rule="He")


def _send(
    activation, seeds, layers, width, scale, rule="LeCun", raw=False, dropout=None, skip=False
) -> Statistics:
    layers = arguments.whole_number("layers", layers, low=1)
    width = arguments.whole_number("width", width, low=1)
    scale = arguments.number("scale", scale, low=0, open_low=True)
    activate, _ = ACTIVATIONS[activation]
    pixels = (digits().raw if raw else digits().images)[:256].astype("float64") * scale
    collected = []
    with threadpool_limits(1, "blas"):
        for seed in arguments.whole_numbers("seeds", seeds):
            random, x = np.random.default_rng(seed), pixels
            collected.append([_statistics(x)])
            for _ in range(layers):
                deviation = np.sqrt(variance_by(rule, x.shape[1], width))
                y = activate(x @ (deviation * random.standard_normal((x.shape[1], width))))
                y = y if dropout is None else _drop(y, random, alpha=dropout == "alpha")
                x = x + y if skip and x.shape == y.shape else y
                collected[-1].append(_statistics(x))
    return Statistics(*np.moveaxis(np.array(collected), (0, 1, 2), (2, 1, 0)))


def _drop(y: np.ndarray, random: np.random.Generator, *, alpha: bool) -> np.ndarray:
    """Drop a tenth of the activations, and make good for it on average.

    With `alpha` to SELU's lowest value, keeping mean 0 and variance 1 (Klambauer et al. 2017,
    section 2); else to zero, keeping the mean.
    """
    kept = 1 - DROPPED
    stays = random.random(y.shape) < kept
    if not alpha:
        return np.where(stays, y / kept, 0.0)
    lowest = -SELU_SCALE * SELU_ALPHA
    factor = (kept + lowest**2 * kept * (1 - kept)) ** -0.5
    return factor * (np.where(stays, y, lowest) - lowest * (1 - kept))


def _statistics(x: np.ndarray) -> tuple[float, float, float]:
    return x.mean(), x.var(), x.var(axis=0).mean()
