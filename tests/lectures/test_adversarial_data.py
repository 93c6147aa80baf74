"""Lecture 06: attacks, what they do to networks, a counter-run for every claim, the explorer."""

import numpy as np
import pytest
from examples_adversarial_data import NETWORK, PICTURES
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from cnnlectures import claim, start
from cnnlectures.core.claims import ClaimFailed
from cnnlectures.lectures.adversarial_data import (
    attacks,
    experiments,
    explorer,
    exploring,
    figures,
)
from cnnlectures.lectures.adversarial_data.networks import Network

GREY = experiments.GREY


@pytest.fixture(autouse=True)
def lecture_tier():
    start(tier="lecture")


@pytest.fixture(scope="module")
def networks():
    return experiments.recorded_networks()


@pytest.fixture(scope="module")
def network(networks):
    return networks["plain"][0]


@pytest.fixture(scope="module")
def pictures():
    return experiments.flowers()[0].some(60, 0)


def judged(**arguments):
    """Whether a claim holds in the lecture tier."""
    try:
        claim("it is so", slide=25, **arguments)
    except ClaimFailed:
        return False
    return True


class Linear:
    """A network of one layer in NumPy, whose gradients are known."""

    def __init__(self, weights):
        self.weights = weights

    def logits(self, images):
        return images.reshape(len(images), -1) @ self.weights

    def predict(self, images):
        return self.logits(images).argmax(-1)

    def loss_and_gradient(self, images, labels):
        logits = self.logits(images)
        shares = np.exp(logits - logits.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        right = np.eye(shares.shape[1])[np.asarray(labels)]
        slopes = (shares - right) @ self.weights.T
        return -np.log((shares * right).sum(-1)), slopes.reshape(images.shape)

    def gradient(self, images, labels):
        return self.loss_and_gradient(images, labels)[1]


def linear(seed=0, size=4):
    random = np.random.default_rng(seed)
    images = random.uniform(0, 1, (3, size, size, 3)).astype("float32")
    return Linear(random.normal(size=(size * size * 3, 3))), images, np.array([0, 1, 2])


# ------------------------------------------------------------------ the attacks


@given(st.integers(0, 1000), st.floats(0, 0.5))
@settings(max_examples=25, deadline=None)
def test_attacks_stay_in_their_box_and_raise_the_loss(seed, epsilon):
    net, images, labels = linear(seed)
    before, _ = net.loss_and_gradient(images, labels)
    for attacked in (
        attacks.fgsm(net, images, labels, epsilon),
        attacks.pgd(net, images, labels, epsilon),
    ):
        assert np.abs(attacked - images).max() <= epsilon + 1e-6
        assert attacked.min() >= 0
        assert attacked.max() <= 1
    after, _ = net.loss_and_gradient(attacks.fgsm(net, images, labels, epsilon), labels)
    assert (after >= before - 1e-6).all()


def test_a_target_is_approached():
    net, images, labels = linear()
    before, _ = net.loss_and_gradient(images, [1, 1, 1])
    attacked = attacks.pgd(net, images, labels, 0.1, target=1)
    after, _ = net.loss_and_gradient(attacked, [1, 1, 1])
    assert (after < before).all()


def test_the_smallest_change_is_smaller_than_what_a_smaller_price_gives():
    net, images, _ = linear()
    target = int((net.predict(images[:1])[0] + 1) % 3)
    best = attacks.smallest_change(net, images[0], target)
    cheap = attacks.box_lbfgs(net, images[0], target, 1e-2)
    assert net.predict(best[None])[0] == net.predict(cheap[None])[0] == target
    assert attacks.distortion(images[0], best) < attacks.distortion(images[0], cheap)
    assert best.min() >= 0
    assert best.max() <= 1
    never = attacks.smallest_change(Linear(np.zeros((48, 3))), images[0], 2)
    np.testing.assert_array_equal(never, images[0])


def test_distortion_is_the_root_mean_square():
    assert attacks.distortion(np.zeros((2, 2)), np.array([[3, 4], [0, 0]])) == 2.5


def test_magnified_as_on_the_slide():
    shown = experiments.magnified(np.full(4, 0.5), 0.5 + np.array([0, 2, -1, 90]) * GREY)
    assert shown.tolist() == [128, 148, 118, 255]
    with pytest.raises(ValueError, match="`attacked` must have the original's shape"):
        experiments.magnified(np.zeros(3), np.zeros(4))


def test_noise_moves_every_pixel_by_epsilon():
    images = np.full((2, 5, 5, 3), 0.5)
    moved = experiments.noise(images, 0.1, seed=3)
    np.testing.assert_allclose(np.abs(moved - images), 0.1, rtol=1e-5)
    np.testing.assert_array_equal(moved, experiments.noise(images, 0.1, seed=3))
    assert (moved != experiments.noise(images, 0.1, seed=4)).any()


# ------------------------------------------------------------------ the networks


def test_the_gradient_equals_difference_quotients(network, pictures):
    one = pictures.take([0])
    slopes = network.gradient(one.images, one.labels)
    direction = np.sign(slopes).astype("float32")
    sides = [
        network.loss_and_gradient(one.images + np.float32(h) * direction, one.labels)[0][0]
        for h in (1e-4, -1e-4)
    ]
    assert (sides[0] - sides[1]) / 2e-4 == pytest.approx(np.abs(slopes).sum(), rel=0.05)


def test_networks_of_one_architecture_do_not_disturb_each_other(networks, pictures):
    first, second = networks["plain"][:2]
    before = first.logits(pictures.images[:4])
    other = second.logits(pictures.images[:4])
    np.testing.assert_array_equal(first.logits(pictures.images[:4]), before)
    assert np.abs(before - other).max() > 0.1
    copy = first.copy("copy")
    copy.learn(pictures.images[:4], pictures.labels[:4])
    assert np.abs(copy.logits(pictures.images[:4]) - before).max() > 1e-3
    np.testing.assert_array_equal(first.logits(pictures.images[:4]), before)


def test_probabilities_sum_to_one_and_batches_cover_an_epoch(network, pictures):
    np.testing.assert_allclose(network.probabilities(pictures.images[:5]).sum(1), 1, rtol=1e-5)
    parts = [labels for _, labels in pictures.batches(3, seed=0, size=20)]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.sort(pictures.labels))


def test_experiments_repeat_themselves(network, pictures):
    few = pictures.take(slice(8))
    runs = [experiments.accuracies([network], few, [GREY], "PGD", steps=2) for _ in range(2)]
    np.testing.assert_array_equal(*runs)
    trained = [
        experiments.train_copies(network, few.take([0] * 32), ["noise"], updates=1, epsilon=GREY)
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*(run["noise"][0].weights[0] for run in trained))


# ------------------------------------------------------------------ counter-runs


def test_counter_good_networks(networks, pictures):
    test = experiments.flowers()[0]
    good = [each.accuracy(test.images, test.labels) for each in networks["plain"]]
    assert judged(measured=good, at_least=0.8)
    assert not judged(measured=NETWORK.accuracy(test.images, test.labels), at_least=0.8)


def test_counter_the_two_gradients(network, pictures):
    import tensorflow as tf

    x, y = tf.constant(pictures.images[:1]), tf.constant(pictures.labels[:1])
    by_hand = attacks.image_gradient(network.model, x, y)
    for labels, same in ((y, True), ((y + 1) % 5, False)):
        compiled = network.gradient(x, labels)
        error = np.max(np.abs(by_hand - compiled)) / np.max(np.abs(compiled))
        assert judged(measured=error, at_most=1e-4) is same


@pytest.fixture(scope="module")
def left(networks, pictures):
    """Accuracies at 0 and two grey levels, by training and method."""
    start()
    wanted = [("plain", m) for m in experiments.METHODS]
    wanted += [("noise", "PGD"), ("adversarial", "PGD")]
    return {
        (name, method): experiments.accuracies(
            networks[name], pictures, [0, 2 * GREY], method, steps=5
        )
        for name, method in wanted
    }


def test_counter_two_grey_levels(left):
    assert judged(measured=left["plain", "PGD"][:, 1], at_most=0.2)
    assert not judged(measured=left["plain", "noise"][:, 1], at_most=0.2)
    for method, harmless in (("noise", True), ("PGD", False)):
        lost = left["plain", method][:, 0] - left["plain", method][:, 1]
        assert judged(measured=lost, at_most=0.04) is harmless
    pair = {method: left["plain", method][:, 1] for method in ("PGD", "FGSM", "noise")}
    assert judged(measured={"PGD": pair["PGD"], "FGSM": pair["FGSM"]}, increasing_by=0)
    assert not judged(measured={"noise": pair["noise"], "FGSM": pair["FGSM"]}, increasing_by=0)


def test_counter_adversarial_training(left):
    trained = {name: left[name, "PGD"] for name in ("plain", "noise", "adversarial")}
    assert judged(measured=trained["adversarial"][:, 1], at_least=0.45)
    assert not judged(measured=trained["plain"][:, 1], at_least=0.45)
    for cheaper, pays in (("adversarial", True), ("noise", False)):
        price = {"trained": trained[cheaper][:, 0], "pictures": trained["plain"][:, 0]}
        assert judged(measured=price, increasing_by=0.05) is pays
    assert judged(measured=trained["noise"][:, 1], at_most=0.2)
    assert not judged(measured=trained["adversarial"][:, 1], at_most=0.2)


def test_counter_the_smallest_change(network, pictures):
    aim = pictures.names.index("sunflowers")
    known = experiments.understood(network, pictures)
    one = known.take(known.labels != aim).take([0])
    (found,) = experiments.columns(network, one, "sunflowers", tries=5)
    assert judged(measured=100.0 * (found.seen[1] == "sunflowers"), equals=100)
    assert judged(measured=found.distortion / GREY, at_most=1.5)
    dear = attacks.box_lbfgs(network, one.images[0], aim, 1e6)
    assert not judged(measured=100.0 * (network.predict(dear[None])[0] == aim), equals=100)
    large = attacks.pgd(network, one.images, one.labels, 8 * GREY, target=aim)
    assert not judged(measured=attacks.distortion(one.images, large) / GREY, at_most=1.5)


def test_counter_sums():
    sizes = [48, 192, 768, 3072]
    change = experiments.sums(sizes, GREY, range(5))
    power = {
        name: np.polyfit(np.log(sizes), np.log(values), 1)[0] for name, values in change.items()
    }
    for name, low, high in (("aimed", 0.97, 1.03), ("aimless", 0.45, 0.55)):
        for measured, values in power.items():
            assert judged(measured=values, at_least=low, at_most=high) is (measured == name)


class Crooked(Network):
    """The same network with logits that swing."""

    def logits(self, images):
        return np.sin(20 * super().logits(images))


class Aimless(Network):
    """The same network with a gradient that knows nothing."""

    def gradient(self, images, labels):
        return np.random.default_rng(1).normal(size=images.shape).astype("float32")


def test_counter_linearity(network, pictures):
    some, epsilons = pictures.take(slice(20)), np.linspace(0, 4, 9) * GREY
    kinds = [kind("a", "3×3", network.weights) for kind in (Network, Crooked, Aimless)]
    measured = experiments.linearity(kinds, some, epsilons)
    straight, ratio = measured["straight"], measured["aimed"] / measured["aimless"]
    assert judged(measured=straight[0], at_least=0.8)
    assert not judged(measured=straight[1], at_least=0.8)
    assert judged(measured=ratio[0], at_least=5)
    assert not judged(measured=ratio[2], at_least=5)


def test_straightness_of_a_line_and_of_a_parabola():
    x = np.linspace(-1, 1, 21)
    found = experiments.straightness(x, np.stack([3 * x - 1, x**2], -1))
    np.testing.assert_allclose(found, [1, 0], atol=1e-9)


def test_counter_transfer(networks, pictures):
    four = [*networks["plain"][:2], *networks["other"]]
    some = pictures.take(slice(40))
    made, control = (
        experiments.transfer(four, some, 4 * GREY, method, steps=5) for method in ("PGD", "noise")
    )
    others, control = ~np.eye(4, dtype=bool), np.diag(control)
    assert judged(measured=np.diag(made), at_most=0.05)
    assert not judged(measured=made[others], at_most=0.05)
    beyond = {name: (control - table)[others].mean() for name, table in (
        ("attack", made), ("noise", np.tile(control, (4, 1))))}  # fmt: skip
    assert judged(measured=beyond["attack"], at_least=0.02)
    assert not judged(measured=beyond["noise"], at_least=0.02)


def test_counter_training_copies(network, pictures):
    training = experiments.flowers()[1]
    copies = experiments.train_copies(network, training, updates=60, epsilon=2 * GREY)
    under = {
        way: float(experiments.accuracies([copy], pictures, [GREY], "PGD", steps=5)[0, 0])
        for way, (copy, _) in copies.items()
    }
    assert judged(measured=under["adversarial"] - under["pictures"], at_least=0.03)
    assert not judged(measured=under["noise"] - under["adversarial"], at_least=0.03)
    assert not judged(measured=under["pictures"] - under["pictures"], at_least=0.03)


# ------------------------------------------------------------------ explorer and figures


@pytest.fixture(scope="module")
def page():
    start()
    return explorer.explorer()


@pytest.mark.parametrize(
    "state", [{"picture": 2}, {"epsilon": 4.0}, {"method": "FGSM"}, {"target": "roses"}]
)
def test_every_control_changes_the_picture(page, state):
    page.state = {"picture": 1, "epsilon": 2.0, "method": "PGD", "target": exploring.ANY}
    before = page.picture
    page.state = state
    assert page.picture != before
    assert page.state[next(iter(state))] == next(iter(state.values()))


def test_the_explorer_shows_what_the_network_sees(page, network):
    known = exploring.explored()
    page.state = {"picture": 3, "epsilon": 2.0, "method": "FGSM", "target": exploring.ANY}
    one = known.pictures.take([2])
    attacked = attacks.fgsm(network, one.images, one.labels, 2 * GREY)
    (shares,) = network.probabilities(attacked)
    row, bars = figures.stage(Figure(figsize=(8.6, 2.9)))
    caption = figures.draw((row, bars), **page.state)
    np.testing.assert_allclose(row[2].images[0].get_array(), attacked[0], atol=1e-6)
    np.testing.assert_allclose(row[0].images[0].get_array(), one.images[0])
    widths = [patch.get_width() for patch in bars.patches]
    np.testing.assert_allclose(widths[5:], shares, atol=1e-4)
    assert f"as {one.names[shares.argmax()]} with {100 * shares.max():.1f} %" in caption
    assert caption == page.caption


def test_figures_hold_the_data():
    epsilons, values = [0, GREY, 2 * GREY], np.array([[0.9, 0.5, 0.1], [0.7, 0.3, 0.1]])
    axes = figures.against_epsilon(epsilons, {"PGD": values}, "title").axes[0]
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [0.8, 0.4, 0.1])
    table = np.array([[0.0, 0.5], [0.6, 0.1]])
    axes = figures.transfer(table, ["a", "b"], [0.8, 0.9]).axes[0]
    assert [text.get_text() for text in axes.texts][:2] == ["0 %", "50 %"]
    np.testing.assert_allclose(axes.images[0].get_array()[-1], [0.8, 0.9])
    (axes,) = figures.gallery(PICTURES.take([0, 1, 2])).axes
    sheet, side, label = axes.images[0].get_array(), PICTURES.images.shape[1], PICTURES.labels[0]
    top = label * (side + 6)
    np.testing.assert_allclose(sheet[top : top + side, :side], PICTURES.images[0])
