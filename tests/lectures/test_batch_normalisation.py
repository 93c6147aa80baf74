"""Lecture 04: what it computes, a counter-run for every claim, exercises, quiz and explorer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from cnnlectures import claim, start
from cnnlectures.core.claims import ClaimFailed
from cnnlectures.data import load
from cnnlectures.lectures.batch_normalisation import (
    exercises,
    experiments,
    explorer,
    figures,
    mistakes,
    wrong_answers,
)
from cnnlectures.training import replica_layers
from cnnlectures.training.replicas import History

SEEDS = (0, 1, 2)


@pytest.fixture(autouse=True)
def lecture_tier():
    start(tier="lecture")


@pytest.fixture(scope="module")
def data():
    return experiments.pixels(*load("fashion_mnist", split=["train", "test"]))


@pytest.fixture(scope="module")
def compiled():
    """Slide 19's model, traced once; who takes it sets its weights first."""
    import keras

    model = mistakes.deck_model()
    model.compile(keras.optimizers.SGD(0.01), loss="sparse_categorical_crossentropy")
    return model


@pytest.fixture(scope="module")
def learnt(compiled, data):
    """Its weights after 100 steps."""
    mistakes.settling(compiled, data, seeds=[0], at=(100,))
    return compiled.get_weights()


@pytest.fixture
def trained(compiled, learnt):
    """The model with these weights, whatever was done to it before, and the weights."""
    compiled.set_weights(learnt)
    return compiled, learnt


def judged(**arguments):
    """Whether a claim holds in the lecture tier."""
    try:
        claim("it is so", slide=18, **arguments)
    except ClaimFailed:
        return False
    return True


# What it computes --------------------------------------------------------------------------------

ARRAYS = st.integers(0, 10_000).map(lambda s: np.random.default_rng(s).normal(2, 3, (16, 4)))


@settings(max_examples=30, deadline=None)
@given(ARRAYS, st.floats(0.1, 3), st.floats(-3, 3))
def test_the_output_has_the_mean_and_the_deviation_that_were_asked_for(x, gamma, beta):
    y = experiments.batch_normalise(x, gamma, beta)
    np.testing.assert_allclose(y.mean(axis=0), beta, atol=1e-9)
    variance = x.var(axis=0)
    np.testing.assert_allclose(y.std(axis=0), gamma * np.sqrt(variance / (variance + 1e-3)))


@settings(max_examples=30, deadline=None)
@given(ARRAYS, st.floats(1, 50), st.floats(-50, 50))
def test_shift_and_scale_of_the_input_leave_no_trace(x, factor, shift):
    y = experiments.batch_normalise(x, 1, 0, epsilon=0)
    np.testing.assert_allclose(
        experiments.batch_normalise(factor * x + shift, 1, 0, 0), y, atol=1e-8
    )


@settings(max_examples=30, deadline=None)
@given(ARRAYS)
def test_with_the_batch_s_own_statistics_both_modes_agree(x):
    own = experiments.normalise_with(x, x.mean(axis=0), x.var(axis=0), 2, 1)
    np.testing.assert_allclose(own, experiments.batch_normalise(x, 2, 1))


def by_hand_and_by_layer(epsilon_outside=False, seed=0):
    """The largest differences in training and in inference."""
    import keras

    random, layer = np.random.default_rng(seed), keras.layers.BatchNormalization()
    layer.build((None, 5))
    mean, variance = np.zeros(5), np.ones(5)
    for _ in range(10):
        x = random.normal(3, 0.05 if epsilon_outside else 2, (64, 5))
        by_layer = np.asarray(layer(x, training=True))
        mean = experiments.update_moving(mean, x.mean(axis=0))
        variance = experiments.update_moving(variance, x.var(axis=0))
    by_hand = experiments.batch_normalise(x, 1, 0)
    if epsilon_outside:
        by_hand = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-3)
    inference = experiments.normalise_with(x, mean, variance, 1, 0)
    return (
        np.abs(by_layer - by_hand).max(),
        np.abs(np.asarray(layer(x, training=False)) - inference).max(),
    )


@pytest.mark.parametrize("seed", range(3))
def test_by_hand_is_what_keras_computes(seed):
    training, inference = by_hand_and_by_layer(seed=seed)
    assert judged(measured=training, at_most=1e-5)
    assert judged(measured=inference, at_most=1e-5)


def test_counter_run_epsilon_outside_the_root_is_another_layer():
    training, _ = by_hand_and_by_layer(epsilon_outside=True)
    assert not judged(measured=training, at_most=1e-5)


def test_counter_run_inference_with_the_batch_s_statistics_is_another_mode():
    import keras

    layer, x = keras.layers.BatchNormalization(), np.random.default_rng(0).normal(3, 2, (64, 5))
    difference = np.abs(np.asarray(layer(x)) - experiments.batch_normalise(x, 1, 0)).max()
    assert not judged(measured=difference, at_most=1e-5)


def test_counter_run_without_batch_normalisation_the_summary_is_another():
    import keras

    plain = [layer for layer in mistakes.deck_model().layers if "batch" not in layer.name]
    model = keras.Sequential([keras.Input((28, 28)), *plain])
    assert judged(measured=mistakes.deck_model().count_params(), equals=271_346)
    assert not judged(measured=model.count_params(), equals=271_346)
    assert not judged(measured=268_978, equals=model.count_params())
    assert not model.non_trainable_variables
    assert not judged(
        measured=[layer.count_params() for layer in model.layers],
        equals=[0, 3136, 235_500, 1200, 30_100, 400, 1010],
    )


@pytest.mark.parametrize(("momentum", "holds"), [(0.99, True), (0.9, False)])
def test_what_a_layer_stores_after_one_batch(momentum, holds):
    import keras

    batch = np.random.default_rng(0).normal(size=(64, 1))
    batch = 5 + np.sqrt(4.10) * (batch - batch.mean()) / batch.std()
    layer = keras.layers.BatchNormalization(momentum=momentum)
    layer(batch, training=True)
    stored = [float(layer.moving_mean[0]), float(layer.moving_variance[0])]
    assert judged(measured=stored, equals=[0.050, 1.031], within=1e-5) == holds
    assert not judged(measured=stored, equals=[0.050, 0.99 + 0.01 * 4.1**0.5], within=1e-5)


@pytest.mark.parametrize(("training", "holds"), [(True, True), (False, False)])
def test_an_output_depends_on_its_neighbours_in_training_only(training, holds):
    import keras

    random, layer = np.random.default_rng(0), keras.layers.BatchNormalization()
    crowds = [random.normal(mean, 2, (64, 5)) for mean in (3, 6)]
    crowds[1][0] = crowds[0][0]
    first, second = (np.asarray(layer(crowd, training=training))[0] for crowd in crowds)
    assert judged(measured=np.abs(first - second).max(), at_least=0.5) == holds


# Twins, and the mistakes -------------------------------------------------------------------------


def test_the_deck_s_model_is_one_of_our_replicas(compiled, data, monkeypatch):
    def apart():
        keras_losses, losses = mistakes.twins(compiled, data.unit, seed=3, steps=8)
        return np.abs(keras_losses - losses).max()

    assert judged(measured=apart(), at_most=1e-5)
    # The counter-run: another ε in ours, and they are no twins.
    monkeypatch.setattr(replica_layers.BatchNormalisation.__init__, "__defaults__", (1e-2, 0.99))
    assert not judged(measured=apart(), at_most=1e-5)


def settling_gap(momentum, data):
    import keras

    model = mistakes.deck_model()
    for layer in model.layers:
        layer.momentum = momentum
    model.compile(keras.optimizers.SGD(0.01), loss="sparse_categorical_crossentropy")
    found = mistakes.settling(model, data, seeds=SEEDS, at=(20,))
    return found["batch statistics"][0] - found["moving statistics"][0]


@pytest.mark.parametrize(("momentum", "holds"), [(0.99, True), (0.5, False)])
def test_the_moving_statistics_lag(momentum, holds, data):
    assert judged(measured=settling_gap(momentum, data), at_least=0.2) == holds


@pytest.mark.parametrize(("size", "holds"), [(1, True), (2, False)])
def test_a_lone_image_gives_beta(size, holds):
    import keras

    layer, x = keras.layers.BatchNormalization(), np.random.default_rng(0).normal(3, 60, (8, 5))
    outputs = np.array([layer(x[i : i + size], training=True) for i in range(0, 8, size)])
    assert judged(measured=np.abs(outputs).max(), at_most=1e-3) == holds
    if size == 2:  # whatever they are, they become −1 and 1
        np.testing.assert_allclose(np.abs(outputs), 1, atol=0.01)


def test_batches_of_one_teach_nothing_and_larger_ones_do(data):
    found = mistakes.small_batches(data, seeds=range(5), sizes=(1, 16), steps=120)
    for place, holds in [(0, True), (1, False)]:
        series = {name: found[name][place] for name in ("with", "without")}
        assert judged(measured=series, increasing_by=0.15) == holds


def test_looking_costs_accuracy_unless_frozen(trained, data):
    model, weights = trained
    lost = {}
    for frozen in (False, True):
        accuracies = mistakes.only_looking(
            model, data, 255 - data.images, passes=(0, 30), frozen=frozen
        )
        lost[frozen] = accuracies[0] - accuracies[1]
        for before, after in zip(weights, model.get_weights(), strict=True):
            np.testing.assert_array_equal(before, after)
    assert judged(measured=lost[False], at_least=0.5)
    assert judged(measured=lost[True], equals=0)
    assert not judged(measured=lost[True], at_least=0.5)
    assert not judged(measured=lost[False], equals=0)


def test_accuracy_leaves_the_model_as_it_was(trained, data):
    model, weights = trained
    mistakes._accuracy(model, data.test_images.reshape(-1, 28, 28), data.test_labels, training=True)
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


# What it buys ------------------------------------------------------------------------------------


def test_first_layer_and_its_counter_runs(data):
    def ends(pixels):
        found = experiments.first_layer(pixels, seeds=SEEDS, steps=60, every=60)
        return {name: history.accuracies[-1] for name, history in found.items()}

    raw, unit = ends(data), ends(data.unit)
    close = {"at_least": -0.03, "at_most": 0.03}
    assert judged(measured=raw["BN first"] - raw["StandardScaler"], **close)
    assert not judged(measured=raw["raw pixels"] - raw["StandardScaler"], **close)

    def gain(found):
        return {"raw": found["raw pixels"], "BN": found["BN first"]}

    assert judged(measured=gain(raw), increasing_by=0.5)
    assert not judged(measured=gain(unit), increasing_by=0.5)  # scaled already: nothing to mend


@pytest.mark.parametrize(("size", "whole", "quarter"), [(1541, True, False), (32, False, True),
                                                        (2, False, False)])  # fmt: skip
def test_a_batch_estimates_what_the_scaler_knows(data, size, whole, quarter):
    images, mean, deviation = data.images, data.images.mean(axis=0), data.images.std(axis=0)
    varied = deviation > 10
    scaled = ((images - mean)[:, varied]) / deviation[varied]
    rows = np.random.default_rng(42).permutation(len(images))[:size]
    apart = experiments.batch_normalise(images[rows], 1, 0)[:, varied] - scaled[rows]
    assert judged(measured=np.abs(apart).max(), at_most=1e-3) == whole
    apart = np.sqrt(np.mean(apart**2))
    assert judged(measured=apart, at_least=0.1, at_most=0.5) == quarter


def test_places_and_their_counter_runs(data):
    def early(depth):
        found = experiments.places(data, seeds=SEEDS, steps=90, every=30, depth=depth)
        return {name: history.accuracies.mean(axis=0) for name, history in found.items()}

    deep, shallow = early(6), early(1)

    def gain(found):
        return {name: found[name] for name in ("no BN", "BN before")}

    assert judged(measured=gain(deep), increasing_by=0.1)
    assert not judged(measured=gain(shallow), increasing_by=0.1)  # one layer needs no help
    near = {"at_least": -0.08, "at_most": 0.08}
    assert judged(measured=deep["BN before"] - deep["BN after"], **near)
    assert not judged(measured=deep["BN before"] - deep["no BN"], **near)


def test_learning_rates_and_their_counter_run(data):
    rates = (0.03, 0.1, 1.0, 3.0)
    found = experiments.learning_rates(data, seeds=SEEDS, rates=rates, steps=80)
    largest = {
        name: np.maximum(experiments.largest_tolerable(rates, each), rates[0])
        for name, each in found.items()
    }
    assert judged(measured=largest["with"] / largest["without"], at_least=10)
    other = experiments.run_once(  # the cause removed: another initialisation is not enough
        experiments.hidden(3, initial="glorot"), data.unit, np.tile(SEEDS, 4),
        np.repeat(rates, 3), 80,
    )  # fmt: skip
    glorot = experiments.largest_tolerable(rates, other.accuracies[-1].reshape(4, 3))
    assert not judged(measured=glorot / largest["without"], at_least=10)


@pytest.fixture(scope="module")
def watched(data):
    return experiments.section_4_1(data, seeds=SEEDS, steps=300, every=25)


def test_section_4_1_and_its_counter_runs(watched, data, monkeypatch):
    needed = {name: experiments.steps_to(each.history, 0.7) for name, each in watched.items()}
    restless = {name: each.restlessness for name, each in watched.items()}
    assert judged(measured=needed["without"] / needed["with"], at_least=2)
    assert judged(measured=needed["without"] / needed["without, larger weights"], at_least=1.5)
    assert judged(measured=needed["without"] / needed["with, then noise"], at_least=2)
    assert judged(measured=restless["with, then noise"] / restless["without"], at_least=1.1)
    # The causes removed: no normalisation, no larger weights, next to no noise.
    monkeypatch.setattr(
        experiments,
        "SIGMOID_VARIANTS",
        {
            "with": {"place": "none"},
            "with, then noise": {"place": "none", "noise": (1.0, 1.5)},
            "without, larger weights": {"place": "none", "initial": 0.1},
            "quiet": {"place": "before", "noise": (0.0, 1.0)},
        },
    )
    without = experiments.section_4_1(data, seeds=SEEDS, steps=300, every=25)
    removed = {name: experiments.steps_to(each.history, 0.7) for name, each in without.items()}
    assert not judged(measured=needed["without"] / removed["with"], at_least=2)
    assert not judged(measured=needed["without"] / removed["with, then noise"], at_least=2)
    larger = removed["without, larger weights"]
    assert not judged(measured=needed["without"] / larger, at_least=1.5)
    assert not judged(measured=without["quiet"].restlessness / restless["without"], at_least=1.1)


def test_landscape_and_its_counter_runs(data):
    options = {"seeds": SEEDS, "steps": 60}
    relu = experiments.landscape(data, **options)
    sigmoid = experiments.landscape(data, activation="sigmoid", learning_rate=0.5, **options)
    ratios = {
        name: experiments.variation(found["without"]) / experiments.variation(found["with"])
        for name, found in [("sigmoid", sigmoid), ("ReLU", relu)]
    }
    assert judged(measured=ratios["ReLU"], at_least=5)
    assert judged(measured=ratios, increasing_by=2)
    assert not judged(measured=ratios["sigmoid"], at_least=5)
    slower = experiments.landscape(data, learning_rate=0.09, **options)  # no normalisation in both
    plain = experiments.variation(relu["without"]) / experiments.variation(slower["without"])
    assert not judged(measured=plain, at_least=5)
    assert not judged(measured={"sigmoid": ratios["sigmoid"], "ReLU": plain}, increasing_by=2)


def test_landscape_walks_back(data):
    """Measuring leaves the training as it would have been."""
    often = experiments.landscape(data, seeds=[0], steps=9, every=1)
    seldom = experiments.landscape(data, seeds=[0], steps=9, every=8)
    for name in often:
        np.testing.assert_allclose(often[name][[0, 8]], seldom[name], rtol=1e-3)


def test_residual_networks_and_their_counter_runs(data, monkeypatch):
    options = {"seeds": SEEDS, "rates": (0.03,), "steps": 90}
    shallow = experiments.residual(data, blocks=2, **options)
    deep = experiments.residual(data, blocks=24, **options)
    assert judged(measured=shallow["He only"].max(axis=0), at_least=0.6)
    assert judged(measured=deep["He only"].max(axis=0), at_most=0.3)
    assert not judged(measured=deep["He only"].max(axis=0), at_least=0.6)  # its depth is the cause
    assert not judged(measured=shallow["He only"].max(axis=0), at_most=0.3)

    def gain(found):
        worse = np.minimum(found["BN"][-1], found["Fixup"][-1])
        return {"He only": found["He only"][-1], "worse": worse}

    assert judged(measured=gain(deep), increasing_by=0.4)
    monkeypatch.setattr(experiments, "fixup", lambda branches, classifier: None)
    without = experiments.residual(data, blocks=24, **options)
    assert not judged(measured=gain(without), increasing_by=0.4)


@pytest.mark.parametrize(("layers", "scale"), [(2, 9 ** (-1 / 2)), (3, 9 ** (-1 / 4))])
def test_fixup_s_recipe(layers, scale):
    branches = [[np.ones((2, 2)) for _ in range(layers)] for _ in range(9)]
    classifier = np.ones((2, 3))
    experiments.fixup(branches, classifier)
    assert not classifier.any()
    for *inner, last in branches:
        assert not last.any()
        for kernel in inner:
            np.testing.assert_allclose(kernel, scale)


def test_experiments_repeat_themselves(data):
    first, second = (
        experiments.learning_rates(data, seeds=[4], rates=[0.1], steps=5) for _ in range(2)
    )
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])


def test_steps_to_and_largest_tolerable():
    history = History(None, np.array([10, 20, 30]), np.array([[0.5, 0.1], [0.9, 0.2], [0.8, 0.3]]))
    np.testing.assert_array_equal(experiments.steps_to(history, 0.8), [20, 30])
    accuracies = np.array([[0.9, 0.1], [0.85, 0.1], [0.3, 0.1]])
    np.testing.assert_array_equal(experiments.largest_tolerable([1, 2, 4], accuracies), [2, 0])


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: experiments.hidden(0), "depth"),
        (lambda: experiments.hidden(2, place="beside"), "place"),
        (lambda: experiments.hidden(2, activation="softplus"), "activation"),
        (lambda: figures.stage(Figure(), "x"), "mode"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_named(make, named):
    with pytest.raises(ValueError, match=f"`{named}`"):
        make()


def test_figures_draw_what_was_measured(data, watched):
    rates, found = [0.01, 0.1], {"without": np.ones((2, 3)) * 0.4, "with": np.ones((2, 3)) * 0.6}
    (axes,) = figures.learning_rates(rates, found).axes
    drawn = {line.get_label(): line.get_ydata() for line in axes.lines}
    np.testing.assert_allclose(drawn["with batch normalisation"], 0.6)
    np.testing.assert_allclose(drawn["without batch normalisation"], 0.4)
    assert len(figures.section_4_1(watched).axes) == 3
    assert [bar.get_width() for bar in figures.noise(watched).axes[1].patches] == [
        pytest.approx(watched[name].restlessness.mean())
        for name in ("without", "with", "with, then noise")
    ]


# The explorer ------------------------------------------------------------------------------------


def test_the_explorer_draws_the_formula():
    state = {"gamma": 1.5, "beta": -1.0, "batch_size": 40, "shift": 2.0}
    for mode in ("training", "inference"):
        row = figures.stage(Figure(), mode)
        caption = figures.explore(row, mode=mode, **state)
        x = figures.POPULATION[:40] + 2.0
        mean, variance = (x.mean(), x.var()) if mode == "training" else (2.0, 1.5**2)
        y = 1.5 * (x - mean) / np.sqrt(variance + 1e-3) - 1.0
        heights = row[1].patches[0].get_data().values
        expected = np.histogram(y, figures.BINS)[0] / 40
        np.testing.assert_allclose(heights, expected)
        assert f"become mean {y.mean():.2f}, deviation {y.std():.2f}" in caption
        assert f"{(y > 0).mean():.0%}" in caption


def test_the_explorer_follows_its_state():
    shown = explorer.explorer()
    before = shown.picture
    shown.state = {"batch_size": 2, "gamma": 2.0, "beta": 1.0}
    assert shown.picture != before
    assert "Batch of 2" in shown.caption
    assert "become mean 1.00, deviation 2.00" in shown.caption
    before = shown.picture
    shown.state = {"shift": 3.0}  # in training mode the shift leaves no trace behind the layer
    assert "become mean 1.00, deviation 2.00" in shown.caption
    shown.state = {"mode": "inference"}
    assert "become mean 1.00" not in shown.caption
    assert shown.picture != before


def test_the_explorer_s_tasks_have_the_answers_that_the_notes_give():
    def passed(**state):
        given = {"gamma": 1.0, "beta": 0.0, "batch_size": 512, "shift": 0.0, "mode": "training"}
        caption = figures.explore(figures.stage(Figure(), "training"), **(given | state))
        return int(caption.split("let ")[1].split("%")[0])

    assert passed(beta=0.9) <= 84 <= passed(beta=1.2)


# Exercises and quiz ------------------------------------------------------------------------------


def test_the_way_back_is_the_slope():
    """Exercise 5's model answer against finite differences."""
    random = np.random.default_rng(1)
    x, gamma, upstream = (
        random.normal(size=(5, 2)),
        np.array([1.5, 0.5]),
        random.normal(size=(5, 2)),
    )
    found = exercises.gradient_for_input(x, gamma, upstream, 1e-3)
    for spot in np.ndindex(x.shape):
        ends = []
        for step in (1e-6, -1e-6):
            moved = x.copy()
            moved[spot] += step
            ends.append((upstream * experiments.batch_normalise(moved, gamma, 0)).sum())
        assert found[spot] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-6)


def test_a_folded_layer_answers_as_the_two():
    given = wrong_answers._dense(4, 3)
    kernel, bias, gamma, beta, mean, variance, epsilon = given
    x = np.random.default_rng(0).normal(size=(6, 4))
    new_kernel, new_bias = exercises.fold(*given)
    both = experiments.normalise_with(x @ kernel + bias, mean, variance, gamma, beta, epsilon)
    np.testing.assert_allclose(x @ new_kernel + new_bias, both)
