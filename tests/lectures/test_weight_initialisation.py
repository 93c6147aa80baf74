"""Lecture 02: what it computes, a counter-run for every claim, exercises, quiz and explorer."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from cnnlectures import claim, start
from cnnlectures.core.claims import ClaimFailed
from cnnlectures.lectures.weight_initialisation import (
    exercises,
    experiments,
    explorer,
    figures,
    rules,
    selu,
    signals,
)

SEEDS = (0, 1, 2, 3, 4)


@pytest.fixture(autouse=True)
def lecture_tier():
    start(tier="lecture")


def judged(**arguments):
    """Whether a claim holds in the lecture tier."""
    try:
        claim("it is so", slide=13, **arguments)
    except ClaimFailed:
        return False
    return True


# One layer ---------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.integers(100, 400), st.integers(100, 400), st.floats(1e-4, 1))
def test_a_layer_multiplies_the_variances_by_its_fans(fan_in, fan_out, variance):
    forwards, backwards = rules.one_layer(fan_in, fan_out, variance=variance, seeds=[0])
    assert forwards == pytest.approx(fan_in * variance, rel=0.08)
    assert backwards == pytest.approx(fan_out * variance, rel=0.08)


def test_both_wishes_are_granted_by_equal_fans_only():
    def ratios(fan_in, fan_out, variance):
        return rules.one_layer(fan_in, fan_out, variance=variance, seeds=SEEDS).mean(axis=1)

    both = {"equals": [1, 1], "within": 0.03}
    assert judged(measured=ratios(300, 300, 1 / 300), **both)
    for fan in (300, 100, 200):
        assert not judged(measured=ratios(300, 100, 1 / fan), **both)
    only_forwards = {"equals": [1, 1 / 3], "within": 0.03}
    assert judged(measured=ratios(300, 100, 1 / 300), **only_forwards)
    assert not judged(measured=ratios(300, 100, 1 / 100), **only_forwards)
    neither = {"equals": [1.5, 0.5], "within": 0.04}
    assert judged(measured=ratios(300, 100, 1 / 200), **neither)
    assert not judged(measured=ratios(300, 300, 1 / 300), **neither)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((300, 100), (300, 100)), ((3, 3, 16, 32), (144, 288)), ((5, 4, 2, 3), (40, 60))],
)
def test_fans_are_those_by_which_keras_scales(shape, expected):
    import keras

    assert rules.fans(shape) == expected
    for mode, fan in zip(("fan_in", "fan_out"), expected, strict=True):
        scaling = keras.initializers.VarianceScaling(1.0, mode, "uniform", seed=1)
        bound = np.abs(np.asarray(scaling(shape))).max()
        assert 0.95 * math.sqrt(3 / fan) < bound <= math.sqrt(3 / fan)
    assert judged(measured=rules.fans((3, 3, 16, 32)), equals=[144, 288])
    assert not judged(measured=rules.fans((16, 32)), equals=[144, 288])  # without the window


def test_our_convolution_and_its_way_back_are_keras_s():
    import tensorflow as tf

    random = np.random.default_rng(0)
    images, kernel = random.normal(size=(2, 9, 8, 3)), random.normal(size=(3, 2, 3, 4))
    for stride in (1, 2):
        x = tf.constant(images)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.nn.conv2d(x, kernel, stride, "VALID")
        ours = rules._convolve(images, kernel)[:, ::stride, ::stride]
        np.testing.assert_allclose(ours, y, atol=1e-10)
        upstream = random.normal(size=ours.shape)
        back = rules._convolve_back(upstream, kernel, stride)
        theirs = tape.gradient(y, x, upstream).numpy()
        np.testing.assert_allclose(back, theirs[:, : back.shape[1], : back.shape[2]], atol=1e-10)


def test_a_convolution_s_fans_and_their_counter_runs():
    shape, seeds = (3, 3, 16, 32), SEEDS[:2]

    def ratio(direction, variance, stride=1):
        return rules.convolution(shape, variance=variance, seeds=seeds, stride=stride)[direction]

    close = {"at_least": 0.93, "at_most": 1.07}
    assert judged(measured=ratio(0, 1 / 144), **close)
    assert judged(measured=ratio(1, 1 / 288), **close)
    assert not judged(measured=ratio(0, 1 / 16), **close)  # the channels are not the fan
    assert not judged(measured=ratio(1, 1 / 144), **close)
    quarter = {"at_least": 0.23, "at_most": 0.27}
    assert judged(measured=ratio(1, 1 / 288, stride=2), **quarter)
    assert not judged(measured=ratio(1, 1 / 288), **quarter)


# Slide 13's formulas, and Keras ------------------------------------------------------------------


@pytest.mark.parametrize("factor", [1, 2])
def test_only_one_over_the_average_agrees_with_the_rest_of_the_slide(factor):
    """With the slide's 2 in place of 1 each of the three ways falls."""
    fan_in, fan_out, right = 300, 100, factor == 1
    fan_avg = (fan_in + fan_out) / 2
    bound = np.sqrt(3 * factor / fan_avg)
    assert judged(measured=bound**2 / 3 * fan_avg, equals=1, within=1e-12) == right
    table = rules.variance_by("Glorot", fan_in, fan_out)
    assert judged(measured=factor / fan_avg / table, equals=1, within=1e-12) == right
    drawn = rules.sampled("glorot_normal", shape=(fan_in, fan_out), seed=0)
    ratio = drawn.var() * fan_avg / factor
    assert judged(measured=ratio, at_least=0.97, at_most=1.03) == right
    for_lecun = [factor / fan_in == rules.variance_by(rule, 300, 100) for rule in ("He", "LeCun")]
    assert judged(measured=for_lecun, equals=[1, 0]) != right


@pytest.mark.parametrize("name", rules.KERAS_NAMES)
def test_keras_draws_what_the_rule_asks_for(name):
    weights = rules.sampled(name, shape=(400, 200), seed=3)
    ratio = weights.var() / rules.variance_by(rules.KERAS_NAMES[name], 400, 200)
    assert judged(measured=abs(ratio - 1), at_most=0.03)
    others = {rules.variance_by(rule, 400, 200) for rule in rules.RULES}
    others.discard(rules.variance_by(rules.KERAS_NAMES[name], 400, 200))
    for other in others:
        assert not judged(measured=abs(weights.var() / other - 1), at_most=0.03)
    largest = np.abs(weights).max() / weights.std()
    cut = {"at_least": 2.2, "at_most": 2.3}
    assert judged(measured=largest, **cut) == ("normal" in name)


def test_counter_run_a_plain_normal_distribution_is_not_cut_off():
    import keras

    weights = np.asarray(keras.initializers.RandomNormal(stddev=1.0, seed=0)((400, 200)))
    largest = np.abs(weights).max() / weights.std()
    assert not judged(measured=largest, at_least=2.2, at_most=2.3)
    assert not judged(measured=weights.std(), at_least=0.87, at_most=0.89)
    cut = np.asarray(keras.initializers.TruncatedNormal(stddev=1.0, seed=0)((400, 200)))
    assert judged(measured=cut.std(), at_least=0.87, at_most=0.89)


def test_the_default_is_glorot_uniform_and_he_has_to_be_asked_for():
    import keras

    for kind in ("Dense", "Conv2D"):
        default, bias = rules.first_weights(kind, initialiser="default", seed=5)
        assert judged(measured=np.abs(bias).max(), equals=0)
        fan_in, _ = rules.fans(default.shape)
        for asked in rules.KERAS_NAMES:
            kernel, _ = rules.first_weights(kind, initialiser=asked, seed=5)
            apart = np.abs(default - kernel).max()
            assert judged(measured=apart, equals=0) == (asked == "glorot_uniform")
            he = asked in ("he_normal", "he_uniform")
            assert judged(measured=kernel.var() * fan_in, equals=2, within=0.08) == he
    for units, holds in [(10, True), (300, False)]:
        ratio = rules.variance_by("He", 300, units) / rules.variance_by("Glorot", 300, units)
        assert judged(measured=ratio, equals=310 / 300, within=1e-12) == holds
    ones = keras.layers.Dense(10, bias_initializer="ones")
    ones.build((None, 3))
    assert not judged(measured=np.abs(ones.bias).max(), equals=0)


@pytest.mark.parametrize("shared", [True, False])
def test_one_initialiser_object_makes_twins(shared):
    import keras

    one = keras.initializers.HeNormal()
    kernels = []
    for _ in range(2):
        layer = keras.layers.Dense(64, kernel_initializer=one if shared else "he_normal")
        layer.build((None, 64))
        kernels.append(np.asarray(layer.kernel))
    apart = np.abs(kernels[0] - kernels[1]).max()
    assert judged(measured=apart, equals=0) == shared
    assert judged(measured=apart, at_least=0.1) != shared


# Fifty layers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", signals.ACTIVATIONS)
def test_backwards_is_the_slope_of_forwards(activation):
    random = np.random.default_rng(0)
    x, upstream = random.normal(size=(2, 3, 5))
    kernels = [random.normal(size=(5, 5)) for _ in range(3)]
    function, slope = signals.ACTIVATIONS[activation]
    up = signals.forwards(x, kernels, function)
    down = signals.backwards(upstream, kernels, [slope(y) for y in up[1:]])
    for spot in itertools.product(range(3), range(5)):
        ends = []
        for step in (1e-6, -1e-6):
            moved = x.copy()
            moved[spot] += step
            ends.append((signals.forwards(moved, kernels, function)[-1] * upstream).sum())
        assert down[0][spot] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("activation", signals.ACTIVATIONS)
def test_activations_are_keras_s(activation):
    import keras

    names = {"logistic": "sigmoid"}
    theirs = keras.activations.get(names.get(activation, activation.lower()))
    z = np.linspace(-4, 4, 41)
    ours = signals.ACTIVATIONS[activation][0](z)
    np.testing.assert_allclose(ours, theirs(z.astype("float32")), atol=1e-5)


def test_propagate_is_forwards_and_backwards_of_each_start():
    found = signals.propagate(["He", 0.01], "tanh", widths=[6, 8, 4], seeds=[3], samples=10)
    random = np.random.default_rng(3)
    x, gradient = random.standard_normal((10, 6)), random.standard_normal((10, 4))
    drawn = [random.standard_normal(shape) for shape in ((6, 8), (8, 4))]
    for place, variances in enumerate([(2 / 6, 2 / 8), (0.01, 0.01)]):
        kernels = [k * np.sqrt(v) for k, v in zip(drawn, variances, strict=True)]
        up = signals.forwards(x, kernels, np.tanh)
        down = signals.backwards(gradient, kernels, [1 - y**2 for y in up[1:]])
        for measured, expected in [(found.signal, up), (found.gradient, down)]:
            squares = [np.mean(each**2) for each in expected]
            np.testing.assert_allclose(measured[:, place, 0], squares)
        between = [each.var(axis=0).mean() for each in up]
        np.testing.assert_allclose(found.between[:, place, 0], between)
    assert found.decades("signal")[0, 0] == pytest.approx(
        np.log10(found.signal[-1, 0, 0] / found.signal[0, 0, 0])
    )
    with pytest.raises(ValueError, match="`name`"):
        found.decades("size")


def test_zeros_let_nothing_through_and_others_do():
    random = np.random.default_rng(0)
    x, gradient = random.normal(size=(2, 8, 10))

    def ends(kernels):
        up = signals.forwards(x, kernels, np.tanh)
        down = signals.backwards(gradient, kernels, [1 - y**2 for y in up[1:]])
        return [np.abs(up[1]).max(), np.abs(down[-2]).max()]

    assert judged(measured=ends([np.zeros((10, 10))] * 3), equals=[0, 0])
    assert not judged(measured=ends([np.full((10, 10), 0.01)] * 3), equals=[0, 0])


@pytest.fixture(scope="module")
def pairs():
    return {
        activation: signals.propagate(rules.RULES, activation, widths=[100] * 51, seeds=SEEDS)
        for activation in signals.ACTIVATIONS
    }


def test_fifty_relu_layers_and_their_counter_runs(pairs):
    large = signals.propagate([1.0, 0.5], "ReLU", widths=[100] * 51, seeds=SEEDS)
    over = (np.sqrt(large.signal) > np.finfo("float32").max).argmax(axis=0)
    overflow = {"at_least": 42, "at_most": 49}
    assert judged(measured=over[0], **overflow)
    assert not judged(measured=over[1], **overflow)  # half the variance: not in fifty layers
    relu, linear = (pairs[name].decades("signal") for name in ("ReLU", "linear"))
    halved = {"at_least": 13, "at_most": 18}
    assert judged(measured=-relu[0], **halved)
    assert not judged(measured=-linear[0], **halved)  # no ReLU, no halving
    assert not judged(measured=-relu[1], **halved)
    stays = {"at_least": -1.5, "at_most": 1.5}
    for kind in ("signal", "gradient"):
        he_relu, he_linear = (pairs[name].decades(kind)[1] for name in ("ReLU", "linear"))
        assert judged(measured=he_relu, **stays)
        assert not judged(measured=he_linear, **stays)


def test_one_wish_is_enough_and_the_compromise_loses():
    widths = [128, 32] * 25 + [128]
    fair = exercises.fair_variance(128, 32)
    found = signals.propagate(["Glorot", "LeCun", fair], "linear", widths=widths, seeds=SEEDS)
    even = signals.propagate(["Glorot"], "linear", widths=[128] * 51, seeds=SEEDS)
    near = {"at_least": -1, "at_most": 1}
    for kind in ("signal", "gradient"):
        glorot, lecun, third = found.decades(kind)
        assert judged(measured=glorot, at_most=-4)
        assert not judged(measured=even.decades(kind)[0], at_most=-4)  # widths are the cause
        assert judged(measured=lecun, **near)
        assert not judged(measured=glorot, **near)
        assert judged(measured=third, **near)  # exercise 5


def test_slide_13_s_table_and_its_counter_runs(pairs):
    lost = {
        kind: {activation: passage.decades(kind) for activation, passage in pairs.items()}
        for kind in ("signal", "gradient")
    }
    signal, gradient = lost["signal"], lost["gradient"]

    def drift(rule):
        return max(abs(lost[kind]["linear"][rule].mean()) for kind in lost)

    assert judged(measured=drift(0), at_most=0.3)
    assert not judged(measured=drift(1), at_most=0.3)
    slow = {"at_least": 1.5, "at_most": 2.5}
    assert judged(measured=-signal["tanh"][0], **slow)
    assert not judged(measured=-signal["tanh"][1], **slow)
    stays = {"at_least": -0.15, "at_most": 0.15}
    assert judged(measured=signal["SELU"][2], **stays)
    assert not judged(measured=signal["SELU"][1], **stays)
    assert judged(measured=-gradient["logistic"].max(axis=0), at_least=40)
    assert not judged(measured=-gradient["tanh"].max(axis=0), at_least=40)

    def shares(activation, rule):
        passage = pairs[activation]
        return {n: passage.between[n, rule] / passage.signal[n, rule] for n in (50, 10, 0)}

    assert judged(measured=shares("ReLU", 1), increasing_by=0.04)
    assert not judged(measured=shares("linear", 0), increasing_by=0.04)


# Training ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained():
    options = {"seeds": SEEDS[:2], "rates": [0.01], "steps": 500, "every": 25}
    names = ["ReLU, Glorot", "ReLU, He", "tanh, Glorot", "tanh, ±1/√n"]
    shallow = experiments.train_deep(names, depth=8, **options)
    return shallow, experiments.train_deep(names[:3], depth=30, **options)


def test_glorot_stalls_in_thirty_relu_layers_and_he_does_not(trained):
    shallow, deep = trained
    stalled, learnt = deep["ReLU, Glorot"].best(), deep["ReLU, He"].best()
    assert judged(measured=stalled, at_most=0.25)
    assert judged(measured=learnt, at_least=0.5)
    # The causes removed: He's factor 2, or the ReLU, or the depth.
    assert not judged(measured=learnt, at_most=0.25)
    assert not judged(measured=stalled, at_least=0.5)
    assert judged(measured=deep["tanh, Glorot"].best(), at_least=0.8)
    assert not judged(measured=stalled, at_least=0.8)
    assert not judged(measured=shallow["ReLU, Glorot"].best(), at_most=0.25)


def test_eight_layers_learn_and_the_better_rule_sooner(trained):
    shallow, deep = trained
    more = {"seeds": SEEDS[:2], "rates": [0.03], "steps": 400, "every": 50}
    relu = experiments.train_deep(["ReLU, Glorot"], depth=8, **more)["ReLU, Glorot"]
    assert judged(measured=relu.best(), at_least=0.8)
    assert not judged(measured=deep["ReLU, Glorot"].best(), at_least=0.8)
    for slow, quick in [("ReLU, Glorot", "ReLU, He"), ("tanh, ±1/√n", "tanh, Glorot")]:
        ratio = shallow[slow].steps_to(0.7) / shallow[quick].steps_to(0.7)
        assert judged(measured=ratio, at_least=2), slow
        assert not judged(measured=1 / ratio, at_least=2)
    shallow_networks = experiments.train_deep(
        ["tanh, ±1/√n", "tanh, Glorot"], depth=2, **{**more, "every": 10}
    )
    old, new = (each.steps_to(0.7) for each in shallow_networks.values())
    assert not judged(measured=old / new, at_least=2)  # one layer has nothing to multiply


def test_the_first_gradients_and_their_counter_run():
    def factor(depth):
        first = experiments.first_gradients(["ReLU, Glorot", "ReLU, He"], depth=depth, seeds=SEEDS)
        return np.log2(np.median(first["ReLU, He"] / first["ReLU, Glorot"], axis=0))

    range_of = {"at_least": 13, "at_most": 21}
    assert judged(measured=factor(30), **range_of)
    assert not judged(measured=factor(8), **range_of)


def test_a_course_counts_its_steps():
    accuracies = np.array([[[0.1, 0.1]], [[0.9, 0.2]], [[0.8, 0.3]]])
    course = experiments.Course(np.array([10, 20, 30]), accuracies, None)
    np.testing.assert_array_equal(course.steps_to(0.8), [20, 31])
    np.testing.assert_array_equal(course.best(), [0.8, 0.3])


def test_digits_are_standardised():
    digits = experiments.digits()
    assert digits.images.shape == (1400, 64)
    assert digits.test_images.shape == (397, 64)
    np.testing.assert_allclose(digits.images.mean(axis=0), 0, atol=1e-4)
    deviations = digits.images.std(axis=0)
    assert np.sum(np.abs(deviations - 1) < 1e-3) >= 58
    assert deviations.max() < 1.01


def test_experiments_repeat_themselves():
    options = {"depth": 4, "seeds": [4], "rates": [0.01], "steps": 5, "every": 5}
    first, second = (experiments.train_deep(["ReLU, He"], **options) for _ in range(2))
    np.testing.assert_array_equal(first["ReLU, He"].losses, second["ReLU, He"].losses)
    first, second = (selu.self_normalise("plain dropout", seeds=[1], layers=3) for _ in range(2))
    np.testing.assert_array_equal(first.variance, second.variance)


# SELU --------------------------------------------------------------------------------------------


def test_selu_pulls_back_and_relu_does_not():
    def apart(send, *arguments):
        ends = [send(*arguments, seeds=SEEDS, scale=scale).variance[-1] for scale in (10.0, 0.1)]
        return ends[0] / ends[1]

    pulled = apart(selu.self_normalise, "all conditions met")
    kept = apart(selu.rectify)
    assert judged(measured=pulled, at_least=0.5, at_most=2)
    assert not judged(measured=kept, at_least=0.5, at_most=2)
    assert judged(measured=kept / 1e4, equals=[1] * 5, within=1e-6)
    assert not judged(measured=pulled / 1e4, equals=[1] * 5, within=1e-6)


def test_selu_s_conditions_one_by_one():
    found = {name: selu.self_normalise(name, seeds=SEEDS) for name in selu.BREACHES}
    final = {name: each.variance[-1] for name, each in found.items()}
    one = {"at_least": 0.8, "at_most": 1.25}
    for name in ("all conditions met", "with alpha dropout", "raw pixels, 0 to 255"):
        assert judged(measured=final[name], **one), name
    for name in ("He in place of LeCun", "plain dropout", "skip connections"):
        assert not judged(measured=final[name], **one), name
    order = ("with alpha dropout", "plain dropout", "He in place of LeCun", "skip connections")
    logs = {name: np.log10(final[name]) for name in order}
    assert judged(measured=logs, increasing_by=0.1)
    no_dropout = {**logs, "plain dropout": np.log10(final["all conditions met"])}
    assert not judged(measured=no_dropout, increasing_by=0.1)

    def share(name):
        return found[name].between[-1] / found[name].variance[-1]

    assert judged(measured=share("raw pixels, 0 to 255"), at_most=0.6)
    assert not judged(measured=share("all conditions met"), at_most=0.6)
    early = selu.self_normalise("raw pixels, 0 to 255", seeds=SEEDS, layers=4)
    assert not judged(measured=early.variance[-1], **one)


@pytest.mark.parametrize("alpha", [True, False])
def test_dropout_keeps_what_it_promises(alpha):
    import keras

    random = np.random.default_rng(0)
    y = signals.ACTIVATIONS["SELU"][0](random.standard_normal(400_000))
    ours = selu._drop(y, random, alpha=alpha)
    kind = keras.layers.AlphaDropout if alpha else keras.layers.Dropout
    theirs = np.asarray(kind(selu.DROPPED, seed=0)(y.astype("float32"), training=True))
    assert ours.mean() == pytest.approx(0, abs=0.01)
    assert ours.var() == pytest.approx(theirs.var(), rel=0.02)
    assert (abs(ours.var() - 1) < 0.02) == alpha
    np.testing.assert_allclose(ours.min(), theirs.min(), atol=1e-3)


# Symmetry ----------------------------------------------------------------------------------------


def test_symmetric_starts_and_what_becomes_of_them():
    grown = {
        name: experiments.grow(name, seeds=SEEDS[:3], steps=200) for name in experiments.SYMMETRIC
    }
    dead = "all weights 0, tanh"
    assert judged(measured=grown[dead].moved.max(), equals=0)
    assert not judged(measured=grown["all weights 0, logistic"].moved.max(), equals=0)
    alike = ("all weights 0, logistic", "all weights 0.1", "0.1 into and out of layer 1")
    for name, each in grown.items():
        same = name in (*alike, dead)
        assert judged(measured=each.different.max(), equals=1) == same, name
        assert judged(measured=each.different.min(), equals=16) != same, name

    def gain(low, high):
        return {"one": grown[low].accuracy, "many": grown[high].accuracy}

    assert judged(measured=gain(alike[2], "0.1 into layer 1"), increasing_by=0.4)
    assert not judged(measured=gain(alike[2], alike[1]), increasing_by=0.4)


# Figures and the explorer ------------------------------------------------------------------------


def test_figures_draw_what_was_measured(pairs):
    fifty = signals.propagate(["He", 1.0], "ReLU", widths=[20] * 11, seeds=SEEDS)
    left, right = figures.fifty(["He", "N(0, 1)"], fifty, "ReLU").axes
    drawn = {line.get_label(): line.get_ydata() for line in left.lines}
    np.testing.assert_allclose(drawn["He"], np.log10(fifty.signal[:, 0]).mean(axis=1) / 2)
    np.testing.assert_allclose(
        right.lines[1].get_ydata(), np.log10(fifty.gradient[:, 1]).mean(axis=1) / 2
    )
    signal, _ = figures.matching(pairs, rules.RULES).axes
    texts = [text.get_text() for text in signal.texts]
    value = pairs["tanh"].decades("signal")[1].mean()
    assert texts[4] == f"{value:+.1f}".replace("-", "−")


@pytest.mark.parametrize("activation", signals.ACTIVATIONS)
@pytest.mark.parametrize("start", ["He", "N(0, 1)", "zeros"])
@pytest.mark.parametrize("narrow", [True, False])
def test_the_explorer_draws_the_formula(activation, start, narrow):
    state = {"start": start, "activation": activation, "depth": 6, "width": 32, "narrow": narrow}
    normals, (x, gradient) = figures._normals()
    widths = [8 if narrow and place % 2 else 32 for place in range(7)]
    kernels = [
        normals[place, :, :low, :high] * {"He": (2 / low) ** 0.5, "N(0, 1)": 1, "zeros": 0}[start]
        for place, (low, high) in enumerate(itertools.pairwise(widths))
    ]
    function, slope = signals.ACTIVATIONS[activation]
    up = signals.forwards(x[..., :32], kernels, function)
    down = signals.backwards(gradient[..., : widths[-1]], kernels, [slope(y) for y in up[1:]])
    axes = figures.stage(Figure())
    before = len(axes[1].lines)
    caption = figures.explore(axes, **state)
    signal_line, gradient_line = axes[1].lines[before:]
    for line, passed in [(signal_line, up), (gradient_line, down)]:
        each = np.array([layer.var(axis=(1, 2)) for layer in passed])
        expected = np.clip(np.median(each, axis=1), 1e-16, 1e16)
        np.testing.assert_allclose(line.get_ydata(), expected, rtol=1e-9)
    last = up[-1].var(axis=(1, 2))
    said = f"variance is {np.median(last):.2g} ({last.min():.2g} to {last.max():.2g})"
    assert said in caption
    assert f"{np.mean(up[-1] == 0):.0%} of the activations are 0" in caption


def test_the_explorer_follows_its_state():
    shown = explorer.explorer()
    before, caption = shown.picture, shown.caption
    shown.state = {"start": "He"}
    assert shown.picture != before
    assert shown.caption != caption
    before = shown.picture
    shown.state = {"narrow": True}
    assert shown.picture != before
    shown.state = {"start": "zeros", "activation": "ReLU", "depth": 1, "width": 8}
    assert "variance is 0 (0 to 0), 100% of the activations are 0" in shown.caption
    with pytest.raises(ValueError, match="start"):
        shown.state = {"start": "Xavier"}


def test_the_explorer_s_tasks_have_the_answers_that_the_notes_give():
    def variances(start, activation, depth, width=128, narrow=False):
        up, down = figures.passed(start, activation, depth, width, narrow)
        ends = (each.var(axis=(1, 2)) for each in (up[-1], down[0], down[-1]))
        signal, arrived, sent = ends
        return np.array([signal, arrived / sent])

    after = [np.median(variances("Glorot", "ReLU", layers)[0]) for layers in (17, 23)]
    assert after[0] > 1e-6 > after[1]
    wide, slim = (variances("He", "ReLU", 30, width)[0] for width in (128, 8))
    assert wide.max() < 30 * wide.min()
    assert slim.max() > 1000 * np.median(slim)
    assert slim.min() == 0  # every unit of a layer is off, in one of the draws
    assert variances("Glorot", "linear", 50, narrow=True).max() < 1e-2
    assert np.median(variances("LeCun", "linear", 50, narrow=True), axis=1).min() > 0.1
    signal, gradient = variances("N(0, 1)", "tanh", 30)
    assert signal.min() > 0.8
    assert gradient.min() > 1e12


# Exercises and quiz ------------------------------------------------------------------------------


def test_the_model_answers_are_borne_out_by_measurement():
    """Exercises 1, 3 and 4 against Keras and noise, not against themselves."""
    bound = np.abs(rules.sampled("he_uniform", shape=(3, 3, 16, 32), seed=0)).max()
    assert bound == pytest.approx(exercises.he_uniform_bound((3, 3, 16, 32)), rel=0.01)
    random = np.random.default_rng(0)
    x = random.standard_normal((4000, 300))
    kernel = np.sqrt(exercises.leaky_variance(300, 0.5)) * random.standard_normal((300, 300))
    z = x @ kernel
    assert np.mean(np.where(z > 0, z, 0.5 * z) ** 2) == pytest.approx(1, rel=0.03)
    shape = (3, 3, 16, 32)
    (back,) = rules.convolution(shape, variance=1e-2, seeds=[0], stride=2)[1]
    assert back == pytest.approx(exercises.fan_back(shape, 2) * 1e-2, rel=0.05)
    grown = experiments.grow("0.1 into layer 1", seeds=[0], steps=50)
    assert grown.different[0] == 16
