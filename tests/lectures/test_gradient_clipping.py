"""Lecture 05: the rules, what it computes, a counter-run for every claim, exercises, explorer."""

import json
import subprocess
import sys

import jupytext
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.figure import Figure

from cnnlectures import claim, start
from cnnlectures.core.claims import ClaimFailed
from cnnlectures.core.syllabus import notebooks_folder
from cnnlectures.lectures.gradient_clipping import (
    experiments,
    explorer,
    figures,
    recurrent,
)

SEEDS = (42, 43, 44)
DECK = [np.array([0.9, 100.0])]
PAIR = [np.array([3.0, 4.0]), np.array([0.3, 0.4])]
WEIGHTS = 32 + 32 * 32 + 32 + 32 * 10 + 10


@pytest.fixture(autouse=True)
def lecture_tier():
    start(tier="lecture")


def judged(**arguments):
    """Whether a claim holds in the lecture tier."""
    try:
        claim("it is so", slide=22, **arguments)
    except ClaimFailed:
        return False
    return True


# ------------------------------------------------------------------ the two rules

gradients = st.lists(
    arrays("float64", st.integers(1, 6), elements=st.floats(-1e6, 1e6).map(lambda x: round(x, 6))),
    min_size=1,
    max_size=4,
)
limits = st.floats(1e-3, 1e3)


@given(gradients, limits)
def test_by_norm_shortens_and_never_turns(given_gradients, limit):
    clipped = experiments.clip_by_norm(given_gradients, limit)
    length = experiments.global_norm(given_gradients)
    assert experiments.global_norm(clipped) == pytest.approx(min(length, limit))
    factor = min(1, limit / length) if length else 1
    for one, other in zip(given_gradients, clipped, strict=True):
        np.testing.assert_allclose(other, one * factor, rtol=1e-12)


@given(gradients, limits)
def test_by_value_limits_each_component_and_never_goes_uphill(given_gradients, limit):
    clipped = experiments.clip_by_value(given_gradients, limit)
    for one, other in zip(given_gradients, clipped, strict=True):
        assert np.abs(other).max() <= limit
        assert np.all(one * other >= 0)
        np.testing.assert_array_equal(other[np.abs(one) <= limit], one[np.abs(one) <= limit])


@given(gradients, limits)
def test_clipping_twice_is_clipping_once(given_gradients, limit):
    for rule in (experiments.clip_by_value, experiments.clip_by_norm):
        once = rule(given_gradients, limit)
        twice = rule(once, limit)
        for one, other in zip(once, twice, strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-12)


def test_the_decks_vector():
    value, norm = experiments.clip_by_value(DECK, 1.0), experiments.clip_by_norm(DECK, 1.0)
    assert value[0].tolist() == [0.9, 1.0]
    np.testing.assert_allclose(norm[0], [0.0089996355, 0.9999595025], atol=5e-11)
    slopes = [experiments.steepness(g[0]) for g in (DECK, value, norm)]
    assert slopes == pytest.approx([89.4844, 48.0128, 89.4844], abs=1e-4)
    assert experiments.angle(DECK, norm) == pytest.approx(0, abs=1e-5)


# ------------------------------------------------------------------ surfaces and descents


@pytest.mark.parametrize("name", experiments.SURFACES)
@given(across=st.floats(0, 1), up=st.floats(0, 1))
@settings(max_examples=25)
def test_slopes_are_the_losses_derivatives(name, across, up):
    surface = experiments.SURFACES[name]
    (left, right), (low, high) = surface.window
    w, b = left + across * (right - left), low + up * (high - low)
    h = 1e-6
    numeric = (
        (surface.loss(w + h, b) - surface.loss(w - h, b)) / (2 * h),
        (surface.loss(w, b + h) - surface.loss(w, b - h)) / (2 * h),
    )
    exact = surface.slope(w, b)
    if np.hypot(*exact) < 50:  # on the very edge of the cliff no difference quotient is exact
        np.testing.assert_allclose(numeric, exact, rtol=2e-2, atol=1e-5)
    arrays_too = surface.slope(np.array([w]), np.array([b]))
    np.testing.assert_allclose(np.ravel(arrays_too), exact, rtol=1e-6, atol=1e-12)


def test_the_valley_has_the_decks_gradient_at_its_start():
    valley = experiments.SURFACES["valley"]
    assert valley.start == (1.0, 1.0)
    np.testing.assert_allclose(valley.slope(1.0, 1.0), [0.9, 100.0], rtol=1e-12)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"surface": "valey"}, "Did you mean 'valley'"),
        ({"mode": "norm"}, "`mode` must be one of"),
        ({"rate": -1}, "`rate` must be"),
        ({"limit": 0}, "`limit` must be"),
        ({"steps": 0}, "`steps` must be"),
        ({"start": "here"}, "`start` must be"),
    ],
)
def test_descend_says_what_is_wrong(wrong, message):
    right = {"surface": "valley", "start": (1, 1), "rate": 0.1, "mode": "by norm", "limit": 1}
    right |= wrong
    surface, begin = right.pop("surface"), right.pop("start")
    with pytest.raises(ValueError, match=message):
        experiments.descend(surface, begin, **right)


def walks(mode):
    starts = [(w, b) for w in (3.8, 4.0, 4.2, 4.4, 4.6) for b in (-2.9, -2.7, -2.5)]
    return [
        experiments.descend("recurrent unit", begin, mode=mode, rate=0.5, limit=0.1)
        for begin in starts
    ]


@pytest.fixture(scope="module")
def all_walks():
    return {mode: walks(mode) for mode in experiments.MODES}


def test_counter_thrown_walkers(all_walks):
    thrown = {mode: sum(w.longest_step > 1 for w in own) for mode, own in all_walks.items()}
    assert judged(measured=thrown["unclipped"], at_least=4)
    assert not judged(measured=thrown["by norm"], at_least=4)
    assert judged(measured=thrown["by value"] + thrown["by norm"], equals=0)
    assert not judged(measured=thrown["unclipped"] + thrown["by norm"], equals=0)


def test_counter_falling_back(all_walks):
    fell = {m: np.mean([w.losses[-40:] > 0.1 for w in own]) for m, own in all_walks.items()}
    value, norm = fell["by value"], fell["by norm"]
    assert judged(measured={"by norm": norm, "by value": value}, increasing_by=0.1)
    assert not judged(measured={"by norm": norm, "by norm again": norm}, increasing_by=0.1)


def descents(mode, limit=1.0):
    return {
        surface: experiments.descend(
            surface,
            experiments.SURFACES[surface].start,
            mode=mode,
            rate=0.02,
            limit=limit,
            steps=200,
        ).losses
        for surface in ("valley", "turned valley")
    }


def test_counter_valleys():
    value, norm = descents("by value"), descents("by norm")
    change = {
        mode: np.abs(own["valley"] - own["turned valley"]).max()
        for mode, own in (("by value", value), ("by norm", norm))
    }
    assert judged(measured=change["by norm"], at_most=1e-6)
    assert not judged(measured=change["by value"], at_most=1e-6)
    assert judged(measured=change["by value"], at_least=0.1)
    assert not judged(measured=change["by norm"], at_least=0.1)
    faster = {"by value": value["valley"][100], "by norm": norm["valley"][100]}
    assert judged(measured=faster, increasing_by=0.03)
    free = {mode: descents(mode, limit=1e3)["valley"][100] for mode in ("by value", "by norm")}
    assert not judged(measured=free, increasing_by=0.03)


# ------------------------------------------------------------------ counter-runs: the vector


def test_counter_the_vector():
    value, norm = experiments.clip_by_value(DECK, 1.0)[0], experiments.clip_by_norm(DECK, 1.0)[0]
    for right, wrong, wanted, within in (
        (value, norm, [0.9, 1.0], 1e-12),
        (norm, value, [0.0089996, 0.9999595], 5e-8),
    ):
        assert judged(measured=right, equals=wanted, within=within)
        assert not judged(measured=wrong, equals=wanted, within=within)
        assert not judged(measured=DECK[0], equals=wanted, within=within)


def test_counter_direction_and_dominance():
    value, norm = experiments.clip_by_value(DECK, 1.0)[0], experiments.clip_by_norm(DECK, 1.0)[0]
    for measure, wanted in (
        (experiments.steepness, [89.48, 48.01, 89.48]),
        (lambda v: 100 * (v**2).max() / (v**2).sum(), [99.99, 55.25, 99.99]),
    ):
        right, swapped = (DECK[0], value, norm), (DECK[0], norm, value)
        assert judged(measured=[measure(v) for v in right], equals=wanted, within=0.005)
        assert not judged(measured=[measure(v) for v in swapped], equals=wanted, within=0.005)


# ------------------------------------------------------------------ the recurrent network


def test_sequences_are_the_real_digits_pixel_by_pixel():
    from sklearn.datasets import load_digits

    x, y, x_new, y_new = experiments.sequences()
    order, (pixels, labels) = (
        np.random.default_rng(0).permutation(1797),
        load_digits(return_X_y=True),
    )
    np.testing.assert_array_equal(np.concatenate([y, y_new]), labels[order])
    seen = pixels[order][:1400]
    np.testing.assert_allclose(x, (seen - seen.mean()) / seen.std(), atol=1e-5)
    assert x.shape == (1400, 64)
    assert x_new.shape == (397, 64)
    assert set(y) == set(y_new) == set(range(10))
    assert abs(x.mean()) < 1e-3
    assert x.std() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("initialisation", recurrent.INITIALISATIONS)
def test_gradients_equal_difference_quotients(initialisation):
    activation = recurrent.INITIALISATIONS[initialisation]
    weights = recurrent.starting_weights(initialisation, (0, 1), units=5)
    weights = [weight.astype("float64") for weight in weights]
    random = np.random.default_rng(0)
    x, y = random.normal(size=(2, 4, 6)), random.integers(0, 10, (2, 4))
    found = recurrent.both_passes(weights, x, y, activation).gradients
    for which, gradient in enumerate(found):
        at = (1, *(size // 2 for size in gradient.shape[1:]))
        sides = []
        for h in (1e-3, -1e-3):
            moved = [weight.copy() for weight in weights]
            moved[which][at] += h
            sides.append(recurrent.both_passes(moved, x, y, activation).loss[1])
        assert (sides[0] - sides[1]) / 2e-3 == pytest.approx(gradient[at], rel=0.02, abs=2e-4)


def test_gradients_equal_keras():
    start().start_keras()
    import keras
    import tensorflow as tf

    weights = recurrent.starting_weights("identity", (3,), units=8)
    layer = keras.layers.SimpleRNN(8, activation="relu", recurrent_initializer="identity")
    top = keras.layers.Dense(10)
    random = np.random.default_rng(0)
    x = random.normal(size=(1, 16, 20)).astype("float32")
    y = random.integers(0, 10, (1, 16))
    top(layer(x[0][..., None]))
    for variable, value in zip([*layer.weights, *top.weights], weights, strict=True):
        variable.assign(value[0].reshape(variable.shape))
    with tf.GradientTape() as tape:
        logits = top(layer(tf.constant(x[0][..., None])))
        losses = keras.losses.sparse_categorical_crossentropy(y[0], logits, from_logits=True)
        loss = tf.reduce_mean(losses)
    variables = [v.value for v in (*layer.weights, *top.weights)]
    ours = recurrent.both_passes(weights, x, y)
    assert ours.loss[0] == pytest.approx(float(loss), rel=1e-5)
    for own, theirs in zip(ours.gradients, tape.gradient(loss, variables), strict=True):
        np.testing.assert_allclose(own[0].reshape(theirs.shape), theirs, rtol=1e-3, atol=1e-5)


def test_every_network_of_a_batch_is_the_one_that_trains_alone():
    together = experiments.train(SEEDS, mode="by norm", updates=3, units=8)
    alone = experiments.train(SEEDS[1:2], mode="by norm", updates=3, units=8)
    np.testing.assert_allclose(together.losses[:, 1], alone.losses[:, 0], rtol=1e-4)
    again = experiments.train(SEEDS, mode="by norm", updates=3, units=8)
    np.testing.assert_array_equal(together.losses, again.losses)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"mode": "norm"}, "`mode` must be one of"),
        ({"rate": "fast"}, "`rate` must be"),
        ({"updates": 0}, "`updates` must be"),
        ({"units": 0}, "`units` must be"),
        ({"initialisation": "identitty"}, "Did you mean 'identity'"),
    ],
)
def test_train_says_what_is_wrong(wrong, message):
    with pytest.raises(ValueError, match=message):
        experiments.train((0,), **({"updates": 1} | wrong))


def test_diverged_means_ten_times_guessing_or_no_number():
    guessing = np.log(10)
    losses = np.array([[guessing, 3, np.nan, 3], [9 * guessing, 10 * guessing, 1, np.inf]])
    assert experiments.diverged(losses).tolist() == [False, True, True, True]


def powers(errors, state=0):
    return np.log10(errors[state] / errors[-1])


def test_counter_initialisations():
    of = {
        name: powers(experiments.norms_through_time(range(42, 52), initialisation=name))
        for name in recurrent.INITIALISATIONS
    }
    assert judged(measured=of["gain 5/3"], at_least=1)
    assert not judged(measured=of["orthogonal"], at_least=1)
    assert judged(measured=of["identity"], at_least=-1, at_most=0)
    for other in ("gain 5/3", "orthogonal"):
        assert not judged(measured=of[other], at_least=-1, at_most=0)


def test_counter_one_step():
    def after(mode, rate=0.01):
        weights = experiments.train(SEEDS, mode=mode, rate=rate, updates=1).weights
        return powers(experiments.norms_through_time(SEEDS, weights=weights))

    assert judged(measured=after("unclipped"), at_least=2)
    assert not judged(measured=after("unclipped", rate=1e-4), at_least=2)
    assert judged(measured=after("by norm"), at_most=0)
    assert not judged(measured=after("unclipped"), at_most=0)


@pytest.fixture(scope="module")
def runs():
    rules = {
        "unclipped": ("unclipped", 1.0),
        "by norm": ("by norm", 1.0),
        "by value": ("by value", 1.0),
        "by small value": ("by value", 1 / np.sqrt(WEIGHTS)),
    }
    return {
        name: experiments.train(SEEDS, mode=mode, limit=limit, updates=40)
        for name, (mode, limit) in rules.items()
    }


def test_counter_divergence(runs):
    share = {name: 100 * experiments.diverged(own.losses).mean() for name, own in runs.items()}
    assert judged(measured=share["unclipped"], at_least=80)
    assert not judged(measured=share["by norm"], at_least=80)
    assert judged(measured=share["by norm"], equals=0)
    assert not judged(measured=share["unclipped"], equals=0)
    assert judged(measured=share["by value"], at_least=60)
    assert not judged(measured=share["by small value"], at_least=60)
    assert judged(measured=share["by small value"], equals=0)
    assert not judged(measured=share["by value"], equals=0)


def test_counter_learning_and_turning(runs):
    assert not judged(measured=runs["unclipped"].validation, at_least=0.35)
    assert runs["by norm"].validation.mean() > runs["unclipped"].validation.mean() + 0.05
    turned = runs["by small value"].turned[:20].mean(axis=0)
    assert judged(measured=turned, at_least=30)
    assert not judged(measured=runs["by norm"].turned[:20].mean(axis=0), at_least=30)


def test_counter_average_norm(runs):
    assert judged(measured=runs["by norm"].norms.mean(), at_least=25, at_most=110)
    calm = experiments.train(SEEDS, mode="by norm", initialisation="orthogonal", updates=10)
    assert not judged(measured=calm.norms.mean(), at_least=25, at_most=110)


def test_counter_batch_normalisation(runs):
    spread = experiments.spread_through_time(runs["by norm"].weights)
    assert judged(measured=spread[63] / spread[7], at_least=2)
    without = list(runs["by norm"].weights)
    without[1] = np.zeros_like(without[1])  # no recurrence: every step is like the first
    alike = experiments.spread_through_time(without)
    assert not judged(measured=alike[63] / alike[7], at_least=2)
    seeds = range(42, 52)
    normal, plain = (
        experiments.norms_through_time(seeds, initialisation="he", batch_normalisation=on)
        for on in (True, False)
    )
    assert judged(measured=powers(normal, 8), at_least=2)
    assert not judged(measured=powers(plain, 8), at_least=2)


def test_batch_normalised_errors_equal_difference_quotients():
    weights = [w.astype("float64") for w in recurrent.starting_weights("he", (0,), units=4)]
    random = np.random.default_rng(1)
    x, y = random.normal(size=(1, 6, 1)), random.integers(0, 10, (1, 6))
    norms = recurrent.norms_with_batch_normalisation(weights, x, y, "tanh")
    assert norms.shape == (2, 1)

    def loss(state):
        sums = state @ weights[1] + x[:, :, 0, None] * weights[0]
        normal = (sums - sums.mean(1, keepdims=True)) / np.sqrt(sums.var(1, keepdims=True) + 1e-3)
        logits = np.tanh(normal) @ weights[3]
        logits -= np.log(np.exp(logits).sum(-1, keepdims=True))
        return -logits[0, np.arange(6), y[0]].mean()

    numeric = np.zeros((6, 4))
    for at in np.ndindex(numeric.shape):
        h = np.zeros((1, 6, 4))
        h[(0, *at)] = 1e-5
        numeric[at] = (loss(h) - loss(-h)) / 2e-5
    assert np.linalg.norm(numeric) == pytest.approx(norms[0, 0], rel=1e-4)


def test_counter_thresholds():
    rows = experiments.compare_thresholds(
        SEEDS, average=55, multiples=(0.02, 0.5, 1, 3, 10), updates=60
    )
    right = {(row["rate"], row["multiple"]): row["validation"] for row in rows}
    lost = {(row["rate"], row["multiple"]): row["diverged"] / len(SEEDS) for row in rows}
    for rate, most in ((0.01, True), (0.001, False)):
        share = 100 * np.mean([lost[rate, multiple] for multiple in (1, 3, 10)])
        assert judged(measured=share, at_least=66) is most
    worst = min(right[0.01, multiple].mean() for multiple in (0.5, 1, 3, 10))
    assert not judged(measured=worst, at_least=0.3)
    for rate, slower in ((0.001, True), (0.01, False)):
        pair = {"0.02": right[rate, 0.02], "0.5": right[rate, 0.5]}
        assert judged(measured=pair, increasing_by=0.05) is slower


# ------------------------------------------------------------------ Keras


@pytest.fixture(scope="module")
def keras_steps():
    start().start_keras()
    return {
        option: experiments.keras_step(PAIR, {option: 1.0})
        for option in ("clipvalue", "clipnorm", "global_clipnorm")
    }


def test_counter_keras(keras_steps):
    wanted = {
        "clipvalue": np.ravel(experiments.clip_by_value(PAIR, 1.0)),
        "clipnorm": [0.6, 0.8, 0.3, 0.4],
        "global_clipnorm": np.ravel(experiments.clip_by_norm(PAIR, 1.0)),
    }
    for option, step in keras_steps.items():
        for other, values in wanted.items():
            same = judged(measured=np.ravel(step), equals=values, within=1e-6)
            assert same is (other == option)


def test_counter_per_variable_turns(keras_steps):
    clipnorm, whole = (
        experiments.angle(PAIR, keras_steps[key]) for key in ("clipnorm", "global_clipnorm")
    )
    assert judged(measured=[clipnorm, whole], equals=[20.85, 0], within=0.01)
    assert not judged(measured=[whole, whole], equals=[20.85, 0], within=0.01)


def test_keras_refuses_two_options_at_once(keras_steps):
    import keras

    with pytest.raises(ValueError, match=r"Only one of `clipnorm`, `clipvalue` and `global_clip"):
        keras.optimizers.SGD(clipvalue=1.0, clipnorm=1.0)


def test_the_deck_s_lines_do_what_the_deck_says(keras_steps):
    value = experiments.keras_step(DECK, {"clipvalue": 1.0})[0]
    norm = experiments.keras_step(DECK, {"clipnorm": 1.0})[0]
    np.testing.assert_allclose(value, [0.9, 1.0], rtol=1e-6)
    np.testing.assert_allclose(norm, [0.0089996, 0.9999595], atol=1e-7)


def test_the_first_half_runs_without_tensorflow():
    """Run the notebook's own cells, to the end of the explorer, in a process of their own."""
    source = notebooks_folder() / "source" / "05_gradient_clipping.py"
    cells = []
    for cell in jupytext.read(source).cells:
        if cell.source.startswith("## 3 "):
            break
        if cell.cell_type == "code" and "bootstrap" not in cell.metadata.get("tags", []):
            cells.append(cell.source)
    assert any("explorer()" in cell for cell in cells)
    script = "\n".join(cells) + (
        "\nimport json, sys\n"
        "print(json.dumps([n for n in ('tensorflow', 'keras', 'torch') if n in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []


# ------------------------------------------------------------------ exercises and quiz


def test_the_quiz_on_the_threshold_is_true():
    """Norms near 50 clipped at 1 leave steps of 0.001, fifty times shorter."""
    run = experiments.train((42,), mode="by norm", rate=0.001, limit=1.0, updates=5)
    assert (run.norms > 1).all()


# ------------------------------------------------------------------ explorer and figures


@pytest.fixture(scope="module")
def page():
    return explorer.explorer()


@pytest.mark.parametrize(
    "state",
    [
        {"surface": "valley"},
        {"mode": "by value"},
        {"across": 0.7},
        {"up": 0.6},
        {"rate": 0.05011872336272722},
        {"limit": 1.0},
    ],
)
def test_every_control_changes_the_picture(page, state):
    page.state = {"surface": "recurrent unit", "mode": "by norm", "across": 0.4, "up": 0.2}
    page.state = {"rate": 0.5011872336272722, "limit": 0.1}
    before = page.picture
    page.state = state
    assert page.picture != before
    assert page.state[next(iter(state))] == pytest.approx(next(iter(state.values())))


def test_the_drawn_path_is_gradient_descent():
    state = {"surface": "valley", "across": 0.5, "up": 0.75, "rate": 0.03, "limit": 2.0}
    map_axes, loss_axes = figures.stage(Figure(), "valley", "by norm")
    caption = figures.draw((map_axes, loss_axes), mode="by norm", **state)
    paths = [line.get_xydata() for line in map_axes.lines if line.get_label() == "by norm"]
    path = paths[-1]  # the first belongs to the legend
    point = np.array([-0.6 + 0.5 * 2.4, -0.6 + 0.75 * 2.0])
    for drawn in path:
        np.testing.assert_allclose(drawn, point, rtol=1e-9)
        slope = np.array([0.9, 100.0]) * point
        point = point - 0.03 * slope * min(1, 2.0 / np.hypot(*slope))
    losses = loss_axes.lines[0].get_ydata()
    np.testing.assert_allclose(losses, 0.45 * path[:, 0] ** 2 + 50 * path[:, 1] ** 2, rtol=1e-9)
    assert f"loss {losses[-1]:.3g}" in caption


def test_the_map_is_the_surface():
    shades = figures._shades("valley", 40).astype(int)
    assert shades.shape == (40, 40, 3)
    brightness = shades.sum(-1)
    assert brightness[0].mean() > brightness[12].mean()  # the floor lies at w2 = 0
    assert brightness[-1].mean() > brightness[12].mean()


def test_a_walker_that_ends_outside_is_named_in_its_axes():
    page = explorer.explorer()
    axes, _ = page._stage._axes
    (note,) = axes.texts
    assert "unclipped ends outside" in note.get_text()
    inside, frame = note.get_window_extent(), axes.get_window_extent()
    assert inside.x1 < frame.x1


def test_a_walker_that_runs_away_is_told_without_numbers_that_mean_nothing():
    page = explorer.explorer()
    page.state = {"surface": "valley", "rate": 0.02511886431509580, "limit": 1.0}
    assert "unclipped: runs away, with a weight over a million at step 38" in page.caption
    (note,) = page._stage._axes[0].texts
    assert note.get_text() == "unclipped runs away"
    page.state = {"rate": 0.01}
    assert "runs away" not in page.caption


def test_the_explorer_s_tasks_have_the_answers_that_the_notes_give():
    def walk(mode="by norm", surface="recurrent unit", across=0.4, rate=10**-0.3, limit=0.1):
        (left, right), (low, high) = experiments.SURFACES[surface].window
        begin = (left + across * (right - left), low + 0.2 * (high - low))
        options = {"mode": mode, "rate": rate, "limit": limit, "steps": 60}
        return experiments.descend(surface, begin, **options)

    ten = np.linspace(0.05, 0.95, 10)
    assert 4 <= sum(walk("unclipped", across=place).longest_step > 1 for place in ten) <= 6
    for place in ten:
        assert walk(across=place).longest_step == pytest.approx(0.05, abs=0.001)
    assert walk(limit=10**0.4).losses[-1] < 0.01 < 0.05 < walk(limit=10**0.5).losses[-1]
    floor = {"surface": "valley", "rate": 10**-1.6, "limit": 1.0}
    assert walk("unclipped", **floor).ran_away
    for mode in ("by value", "by norm"):
        up = walk(mode, **floor).points[-6:, 1]
        assert (up[1:] * up[:-1] < 0).all()  # to and fro across the floor
    for mode, ends in (("by value", [0.25, 0.36]), ("by norm", [0.09, 0.18])):
        last = walk(mode, "turned valley", rate=0.1, limit=1.0).losses[-2:]
        assert sorted(last) == pytest.approx(ends, abs=0.006)


def test_all_three_are_told_in_the_caption(page):
    page.state = {"mode": "all three"}
    assert all(mode in page.caption for mode in experiments.MODES)


def test_figures_hold_the_data():
    norms = experiments.norms_through_time(SEEDS)
    axes = figures.norms_through_time({"identity": norms}).axes[0]
    np.testing.assert_allclose(axes.lines[0].get_ydata(), np.median(norms / norms[-1], axis=1))
    rows = [
        {"rate": 0.001, "multiple": m, "validation": np.array([0.2, 0.4]), "diverged": 0}
        for m in (0.5, 1, np.inf)
    ]
    line = figures.thresholds(rows).axes[0].lines
    assert any(np.allclose(own.get_ydata(), 0.3) and len(own.get_ydata()) == 3 for own in line)
