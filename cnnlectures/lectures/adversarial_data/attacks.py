"""The lesson's own code, as it stands in the notebook: the gradient, three attacks, a defence.

Pictures are float32 arrays [n, height, width, 3] with pixels of 0 to 1, and ε is in the same
units: 2/255 is two grey levels. A network is a `networks.Network`, or anything that has its
methods.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def image_gradient(model, images, labels):
    """Return how each picture's loss changes with each of its pixels.

    Args:
        model: a Keras model that returns logits.
        images: tensor [n, height, width, 3].
        labels: tensor [n], int.

    Returns:
        A tensor of the images' shape.
    """
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = model(images, training=False)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    return tape.gradient(losses, images)


def fgsm(network, images, labels, epsilon):
    """Move every pixel by ε, the way its loss rises: Goodfellow et al. 2015, section 4.

    Args:
        network: whom to fool.
        images, labels: pictures [n, height, width, 3] and what they show [n].
        epsilon: by how much a pixel may change, of 1.

    Returns:
        The attacked pictures.
    """
    step = epsilon * np.sign(network.gradient(images, labels))
    return np.clip(images + step, 0, 1)


def pgd(network, images, labels, epsilon, steps=10, target=None, seed=0):
    """Climb in small steps and stay within ε of the picture: Madry et al. 2018, section 2.1.

    Args:
        network: whom to fool.
        images, labels: pictures [n, height, width, 3] and what they show [n].
        epsilon: by how much a pixel may change, of 1.
        steps: how many to make; each is 2.5 ε / steps long.
        target: the class to be seen instead; any other if not given.
        seed: of the random start.

    Returns:
        The attacked pictures.
    """
    low, high = np.maximum(images - epsilon, 0), np.minimum(images + epsilon, 1)
    start = np.random.default_rng(seed).uniform(-epsilon, epsilon, images.shape)
    attacked = np.clip(images + start.astype("float32"), low, high)
    aim, sign = (labels, 1) if target is None else (np.full_like(labels, target), -1)
    for _ in range(steps):
        step = np.sign(network.gradient(attacked, aim)) * np.float32(sign * 2.5 * epsilon / steps)
        attacked = np.clip(attacked + step, low, high)
    return attacked


def box_lbfgs(network, image, target, c):
    """Minimise c ‖r‖² + loss(x + r, target) with 0 ≤ x + r ≤ 1: Szegedy et al. 2013, section 4.1.

    Args:
        network: whom to fool.
        image: one picture [height, width, 3].
        target: the class to be seen instead.
        c: the price of a change.

    Returns:
        The picture x + r.
    """
    from scipy.optimize import Bounds, minimize

    def price(flat):
        changed = flat.reshape(1, *image.shape).astype("float32")
        r = flat - image.ravel()
        loss, slope = network.loss_and_gradient(changed, [target])
        return c * r @ r + loss[0], 2 * c * r + slope.ravel()

    box, limit = Bounds(0, 1), {"maxiter": 20}
    found = minimize(price, image.ravel(), jac=True, method="L-BFGS-B", bounds=box, options=limit)
    return found.x.reshape(image.shape).astype("float32")


def smallest_change(network, image, target, tries=7):
    """Search for the dearest c that still fools the network, which gives the smallest change.

    Args:
        network: whom to fool.
        image: one picture [height, width, 3].
        target: the class to be seen instead.
        tries: how often the interval from 0.01 to 1,000 is halved, in powers of ten.

    Returns:
        The attacked picture; the picture itself if no c fooled the network.
    """
    best, low, high = image, 1e-2, 1e3
    for _ in range(tries):
        c = np.sqrt(low * high)
        attacked = box_lbfgs(network, image, target, c)
        if network.predict(attacked[None])[0] == target:
            best, low = attacked, c
        else:
            high = c
    return best


def distortion(original, attacked):
    """Return √(Σ r² / n), a pixel's root-mean-square change: Szegedy et al. 2013, section 4.2."""
    return np.sqrt(np.mean((attacked - original) ** 2))


def adversarial_training(network, batches: Iterable, epsilon):
    """Attack every batch, then learn what came out: Madry et al. 2018, section 2.

    Args:
        network: learns where it stands.
        batches: pictures and labels.
        epsilon: how strong the attack is, of 1.
    """
    for number, (images, labels) in enumerate(batches):
        attacked = pgd(network, images, labels, epsilon, steps=2, seed=number)
        network.learn(attacked, labels)
