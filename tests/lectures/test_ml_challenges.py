"""Lecture 01: what it computes, a counter-run for every claim, exercises, explorers."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from cnnlectures import claim, start
from cnnlectures.core.claims import ClaimFailed
from cnnlectures.lectures.ml_challenges import (
    experiments,
    explorer,
    figures,
    language,
    quality,
    remedies,
)
from cnnlectures.lectures.ml_challenges.countries import LEFT_OUT, TABLE, countries

SEEDS = (42, 43, 44)
LOGISTIC, NEIGHBOURS = quality.LEARNERS
POLL, ELECTION = experiments.POLL, experiments.ELECTION
SAYS = POLL["Landon"] / (POLL["Landon"] + POLL["Roosevelt"])
TRUTH = ELECTION["Landon"] / (ELECTION["Landon"] + ELECTION["Roosevelt"])


@pytest.fixture(autouse=True)
def lecture_tier():
    start(tier="lecture")


def judged(**arguments):
    """Whether a claim holds in the lecture tier."""
    try:
        claim("it is so", slide=5, **arguments)
    except ClaimFailed:
        return False
    return True


# ------------------------------------------------------------------ insufficient data


@pytest.fixture(scope="module")
def learnt():
    return {
        shuffled: language.learning_curves(range(42, 46), shuffled=shuffled)
        for shuffled in (False, True)
    }


def test_examples_are_gaps_in_real_text_each_surrounding_once():
    found = language.examples(("then", "than"))
    inner = np.column_stack([found.context[:, 2:-2], found.label])
    assert len(np.unique(inner, axis=0)) == len(inner)
    assert min(np.bincount(found.label)) > 1600
    words = language._corpus().words
    for pair in language.SETS:
        for word in pair:
            assert word in words


def test_excerpts_can_be_read():
    rows = language.excerpts(("is", "are"), 20, 1)
    assert {row["the word"] for row in rows} <= {"is", "are"}
    assert all(re.fullmatch(r"[a-z0-9' .,;:()?!]*", row["before the gap"]) for row in rows)
    assert rows == language.excerpts(("is", "are"), 20, 1)


@pytest.mark.parametrize("pair", language.SETS[:2])
def test_training_and_test_share_no_file_and_both_words_are_equally_frequent(pair):
    train, test = language._split(language.examples(pair), 3200, 42, False)
    assert not set(train.file) & set(test.file)
    for part in (train, test):
        assert np.diff(np.bincount(part.label)) == 0
    assert len(train.label) >= 3200


def test_more_examples_than_the_text_has_are_refused():
    with pytest.raises(ValueError, match="`sizes` must stay below"):
        language.learning_curves((1,), sizes=(10**6,), sets=language.SETS[:1])


def test_an_installation_inside_a_folder_named_tests_has_text_too(tmp_path, monkeypatch):
    home = tmp_path / "tests" / "package"
    (home / "tests").mkdir(parents=True)
    for path in (home / "__init__.py", home / "tests" / "test_it.py"):
        path.touch()
    monkeypatch.setattr(language, "PACKAGES", ("package",))
    monkeypatch.setattr(
        language, "find_spec", lambda name: SimpleNamespace(origin=str(home / "__init__.py"))
    )
    own = [path for path in language._sources() if tmp_path in path.parents]
    assert own == [home / "__init__.py"]


def test_the_memory_votes_with_both_neighbours_then_with_either():
    def gaps(*rows):
        context = np.zeros((len(rows), 10), int)
        context[:, 4:6] = [row[:2] for row in rows]
        labels = np.array([row[2] for row in rows])
        return language.Examples(context, labels, labels)

    train = gaps((1, 2, 1), (1, 2, 1), (1, 3, 0), (4, 3, 0), (5, 2, 0), (5, 6, 0))
    test = gaps((1, 2, 0), (9, 3, 0), (1, 9, 0), (9, 9, 0))
    assert language._remembered(train, test).tolist() == [1, 0, 1, 0]


def test_one_hot_leaves_out_what_training_never_showed():
    seen, asked = language._one_hot(np.array([[3, 7], [7, 7]]), np.array([[7, 8], [9, 3]]))
    assert seen.toarray().tolist() == [[1, 1], [0, 1]]
    assert asked.toarray().tolist() == [[0, 1], [1, 0]]


def test_counter_learning_curves(learnt):
    def over_sets(shuffled):
        return {name: values.mean(axis=0) for name, values in learnt[shuffled].items()}

    for shuffled in (False, True):
        own = over_sets(shuffled)
        curve = np.mean(list(own.values()), axis=(0, 1))
        fitted = np.corrcoef(np.log10(language.SIZES), curve)[0, 1] ** 2
        assert judged(measured=fitted, at_least=0.97) is not shuffled
        gain = 100 * min((v[:, -1] - v[:, -2]).mean() for v in own.values())
        assert judged(measured=gain, at_least=1.0) is not shuffled
        means = {name: v.mean(axis=0) for name, v in own.items()}
        pair = {
            "best": max(v[3] for v in means.values()),
            "worst": min(v[5] for v in means.values()),
        }
        assert judged(measured=pair, increasing_by=0.02) is not shuffled


def test_counter_convergence(learnt):
    overall = {name: values.mean(axis=0) for name, values in learnt[False].items()}
    for names, right in ((language.LEARNERS[:3], True), (language.LEARNERS, False)):
        apart = 100 * np.ptp([overall[name].mean(axis=0) for name in names], axis=0)
        gaps = {"1,000 and 3,200": apart[4:].mean(), "32 and 100": apart[1:3].mean()}
        assert judged(measured=gaps, increasing_by=0.2) is right
        assert judged(measured=apart[-1], at_most=3) is right
    alike = np.mean([overall[name][:, -1] for name in language.LEARNERS[:3]], axis=0)
    for name, right in (("memory-based", True), ("logistic regression", False)):
        assert judged(measured=100 * (alike - overall[name][:, -1]), at_least=1.5) is right


# ------------------------------------------------------------------ the poll


@given(st.floats(0.01, 0.99), st.floats(0.1, 10), st.floats(0.1, 10))
def test_poll_share_is_that_of_counted_people(truth, frame, response):
    mine, others = truth * frame * response, 1 - truth
    assert experiments.poll_share(truth, frame, response) == pytest.approx(mine / (mine + others))
    assert experiments.poll_share(truth, 1, 1) == pytest.approx(truth)


@settings(max_examples=20)
@given(st.integers(2, 5000), st.floats(0.1, 0.9))
def test_sampling_noise_is_the_polls_deviation(n, share):
    found = experiments.simulate_polls(share, n, 4000, seed=1)
    assert found.mean() == pytest.approx(share, abs=0.05)
    assert found.std() == pytest.approx(experiments.sampling_noise(share, n), rel=0.1)


def test_counter_the_true_figures():
    rate = 100 * POLL["all"] / experiments.SENT_OUT
    assert judged(measured=rate, equals=24, within=0.5)
    assert not judged(measured=100 * 2_000_000 / experiments.SENT_OUT, equals=24, within=0.5)
    two = [100 * SAYS, 100 * (1 - TRUTH)]
    every = [100 * POLL["Landon"] / POLL["all"], 100 * ELECTION["Roosevelt"] / ELECTION["all"]]
    assert judged(measured=two, equals=[57.08, 62.46], within=0.005)
    assert not judged(measured=every, equals=[57.08, 62.46], within=0.005)
    assert judged(measured=every, equals=[54.4, 60.8], within=0.05)
    assert not judged(measured=two, equals=[54.4, 60.8], within=0.05)


def test_counter_squire():
    most = (1 - TRUTH) / TRUTH
    for says, right in ((SAYS, True), (0.5, False)):
        needed = says / (1 - says) * most
        limits = [most, needed / most]
        assert judged(measured=limits, equals=[1.66, 1.33], within=0.005) is right
    for frame, right in ((1.45, True), (1.8, False)):
        share = 100 * experiments.poll_share(TRUTH, frame, 1)
        assert judged(measured=share, at_most=49.9) is right


def test_counter_noise_and_bias():
    sizes = (100, 500, 1000, 10_000, POLL["all"])
    settings = {"truth": TRUTH, "polls": 2000, "seed": 42}
    random, biased = (experiments.poll_errors(sizes, share=s, **settings) for s in (TRUTH, SAYS))
    assert judged(measured=random[0] / random[3], at_least=9, at_most=11)
    assert not judged(measured=biased[0] / biased[3], at_least=9, at_most=11)
    assert judged(measured=100 * biased[-1], equals=19.54, within=0.05)
    assert not judged(measured=100 * random[-1], equals=19.54, within=0.05)
    assert judged(measured=100 * random[2], at_most=1.8)
    assert not judged(measured=100 * random[1], at_most=1.8)
    for says, right in ((SAYS, True), (0.45, False)):
        people = round(TRUTH * (1 - TRUTH) / (says - TRUTH) ** 2)
        assert judged(measured=people, equals=6) is right


# ------------------------------------------------------------------ poor data, irrelevant features


def test_the_same_seed_spoils_the_same_entries():
    for measure in (
        lambda: quality.outliers((5,), 0.02),
        lambda: quality.gaps((5,), 0.05, telling=True),
        lambda: quality.noise_features((5,), (0, 5)),
    ):
        first, again = measure(), measure()
        for learner, found in first.items():
            for how, values in found.items():
                np.testing.assert_array_equal(values, again[learner][how])


def test_nothing_spoilt_is_as_good_as_clean():
    for found in (quality.outliers((3,), 0.0), quality.gaps((3,), 0.0, telling=False)):
        for own in found.values():
            assert own.get("left in", own.get("filled")) == own["clean"]


def test_counter_outliers():
    for share, right in ((0.03, True), (0.0, False)):
        found = quality.outliers(SEEDS, share)
        lost = {
            name: 100 * (found[name]["clean"] - found[name]["left in"])
            for name in (NEIGHBOURS, LOGISTIC)
        }
        assert judged(measured=lost, increasing_by=5) is right
    found = quality.outliers(SEEDS, 0.03)
    for how, right in (("entries mended", True), ("left in", False)):
        missing = 100 * max((own["clean"] - own[how]).mean() for own in found.values())
        assert judged(measured=missing, at_most=1.5) is right


def test_counter_complete_rows():
    for share, right in ((0.05, True), (0.01, False)):
        rows = quality.complete_rows(range(8), share)
        assert judged(measured=rows, at_least=35, at_most=51) is right


def test_counter_gaps_by_chance():
    for share, cheap, harms in ((0.05, True, True), (0.4, False, True), (0.0, True, False)):
        found = quality.gaps(SEEDS, share, telling=False)
        cost = 100 * max((own["clean"] - own["filled"]).mean() for own in found.values())
        assert judged(measured=cost, at_most=1.5) is cheap
        harm = 100 * min(
            (own["filled"] - own["filled and marked"]).mean() for own in found.values()
        )
        assert judged(measured=harm, at_least=0.5) is harms


def test_counter_telling_gaps():
    for share, telling, right in ((0.1, True, True), (0.005, False, False)):
        found = quality.gaps(SEEDS, share, telling=telling)
        cost = 100 * min((own["filled"] - own["rows dropped"]).mean() for own in found.values())
        assert judged(measured=cost, at_least=5) is right
        helps = {how: 100 * found[LOGISTIC][how] for how in ("clean", "filled and marked")}
        assert judged(measured=helps, increasing_by=0.7) is right
        harms = {how: 100 * found[NEIGHBOURS][how] for how in ("filled and marked", "filled")}
        assert judged(measured=harms, increasing_by=3) is right


@pytest.fixture(scope="module")
def noisy():
    return quality.noise_features(SEEDS, (0, 1, 300))


def test_counter_noise_features(noisy):
    for place, right in ((2, True), (1, False)):
        lost = {
            name: 100 * (noisy[name]["all"][:, 0] - noisy[name]["all"][:, place])
            for name in (LOGISTIC, NEIGHBOURS)
        }
        assert judged(measured=lost, increasing_by=2) is right
        order = ("all", "5 extracted", "20 selected")
        helped = {how: 100 * noisy[NEIGHBOURS][how][:, place] for how in order}
        assert judged(measured=helped, increasing_by=1.0) is right
    for how, right in (("20 selected", True), ("all", False)):
        lost = [(noisy[name]["all"][:, 0] - noisy[name][how][:, -1]).mean() for name in noisy]
        assert judged(measured=100 * max(lost), at_most=1.5) is right


def test_counter_slowed():
    clean = quality.slowed(range(42, 50), (100, 400), 0)
    for extra, right in ((100, True), (0, False)):
        slow = quality.slowed(range(42, 50), (100, 400), extra)
        gap = 100 * min((clean[name][:, 0] - slow[name][:, 1]).mean() for name in clean)
        assert judged(measured=gap, at_least=0.2) is right


def test_counter_created():
    made = quality.created(SEEDS)
    for better, right in (("30, gathered", True), ("10 measured", False)):
        gained = {
            how: 100 * np.mean([made[name][how] - made[name]["10 measured"] for name in made], 0)
            for how in ("65, computed", better)
        }
        assert judged(measured=gained, increasing_by=1.5) is right


# ------------------------------------------------------------------ curves through points


def test_the_table_has_the_books_other_numbers_too():
    income, satisfaction = countries()
    assert len(TABLE) == 36
    assert (np.diff(income) > 0).all()
    slope, start_at = np.polyfit(income, satisfaction, 1)
    assert (slope, start_at) == (pytest.approx(2.318e-5, abs=5e-9), pytest.approx(5.763, abs=5e-4))
    nearest = np.argsort(np.abs(income - 22_587) + 1e9 * np.isin(list(TABLE), LEFT_OUT))[:3]
    assert satisfaction[nearest].mean() == pytest.approx(5.767, abs=5e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 6), st.floats(0, 1), st.integers(0, 1000))
def test_fit_is_where_the_gradient_vanishes(degree, strength, seed):
    income, y = remedies.sample(30, 0.5, seed)
    features = experiments.polynomial(income, degree)
    weights = experiments.fit(features, y, strength)
    slope = features.T @ (features @ weights - y) / len(y) + strength * np.r_[0, weights[1:]]
    np.testing.assert_allclose(slope, 0, atol=1e-8)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 5), st.floats(1e-4, 1), st.integers(0, 1000))
def test_leave_one_out_is_the_shortcut_by_leverages(degree, strength, seed):
    """Without a penalty; the exact one has the leverages h of the hat matrix: e / (1 - h)."""
    income, y = remedies.sample(25, 0.5, seed)
    features = experiments.polynomial(income, degree)
    hat = features @ np.linalg.pinv(features)
    expected = (y - hat @ y) / (1 - np.diag(hat))
    np.testing.assert_allclose(experiments.leave_one_out(features, y), expected, rtol=1e-6)


def test_polynomial_makes_the_curves_of_powers():
    income = np.linspace(6_000, 100_000, 40)
    y = np.sin(income / 20_000)
    powers = np.vander((income - 50_000) / 50_000, 6)
    ours = experiments.polynomial(income, 5)
    np.testing.assert_allclose(
        ours @ experiments.fit(ours, y), powers @ np.linalg.lstsq(powers, y)[0], atol=1e-9
    )


def test_by_degree_wants_as_many_answers_as_countries():
    with pytest.raises(ValueError, match="`y` must have 3 numbers"):
        experiments.by_degree([1e4, 2e4, 3e4], [1, 2], (1,))


def test_counter_the_table():
    income, satisfaction = countries()
    kept = ~np.isin(list(TABLE), LEFT_OUT)
    wrong = satisfaction + (np.array(list(TABLE)) == "Greece")
    for y, right in ((satisfaction, True), (wrong, False)):
        slope, start_at = np.polyfit(income[kept], y[kept], 1)
        line = [start_at, 1e5 * slope]
        assert judged(measured=line, equals=[4.853, 4.912], within=0.0005) is right


def test_counter_degrees():
    income, y = countries()
    errors = experiments.by_degree(income, y, range(1, 31))
    seen, unseen = errors["training"], errors["leave one out"]
    for degree, right in ((30, True), (5, False)):
        assert judged(measured=seen[degree - 1] / seen[0], at_most=0.4) is right
    for degree, right in ((10, True), (5, False)):
        assert judged(measured=unseen[degree - 1], at_least=1000) is right
    poor = experiments.by_degree(income[:-1], y[:-1], range(1, 7))["leave one out"]
    for own, right in ((unseen, True), (poor, False)):
        order = {"5": own[4], "2": own[1], "1": own[0]}
        assert judged(measured=order, increasing_by=0.03) is right
        gaps = {"without": np.ptp(poor[2:6]), "with": np.ptp(own[2:6])}
        assert judged(measured=gaps, increasing_by=1) is right


def test_counter_the_line_underfits():
    income, satisfaction = countries()
    straight = 5 + 2e-5 * income

    def improvement(y):
        tables = (
            experiments.polynomial(income, 1),
            experiments.polynomial(income, 2),
            np.column_stack([np.ones(36), np.log10(income)]),
        )
        line, *others = (
            np.array(
                [
                    experiments.rms(y - table @ experiments.fit(table, y)),
                    experiments.rms(experiments.leave_one_out(table, y)),
                ]
            )
            for table in tables
        )
        return min((line - other).min() for other in others)

    assert judged(measured=improvement(satisfaction), at_least=0.005)
    assert not judged(measured=improvement(straight), at_least=0.005)


# ------------------------------------------------------------------ remedies


def test_a_larger_sample_begins_with_the_smaller():
    few, many = (remedies.sample(count, 0.5, 7) for count in (10, 1000))
    for one, other in zip(few, many, strict=True):
        np.testing.assert_array_equal(one, other[:10])


def test_error_on_new_data_is_that_of_many_new_countries():
    income, y = remedies.sample(36, 0.6, 3)
    weights = experiments.fit(experiments.polynomial(income, 4), y)
    new_income, new_y = remedies.sample(200_000, 0.6, 99)
    found = experiments.rms(new_y - experiments.polynomial(new_income, 4) @ weights)
    assert remedies.on_new_data(weights, 0.6) == pytest.approx(found, rel=0.01)


def test_lasso_equals_scikit_learns():
    from sklearn.linear_model import Lasso

    income, y = remedies.sample(60, 0.6, 3)
    features = experiments.polynomial(income, 5)
    ours = remedies.lasso(features, y, 0.05)
    theirs = Lasso(alpha=0.05, tol=1e-10, max_iter=100_000).fit(features[:, 1:], y)
    np.testing.assert_allclose(ours, [theirs.intercept_, *theirs.coef_], atol=1e-4)


def test_sweep_equals_fit():
    income, y = remedies.sample(40, 0.6, 2)
    found = remedies.sweep(income, y, strength=0.01, noise=0.6, highest=8)
    for degree in (1, 4, 8):
        features = experiments.polynomial(income, degree)
        weights = experiments.fit(features, y, 0.01)
        np.testing.assert_allclose(found["weights"][degree - 1, : degree + 1], weights, atol=1e-8)
        assert found["training"][degree - 1] == pytest.approx(
            experiments.rms(y - features @ weights)
        )
        assert found["new"][degree - 1] == pytest.approx(remedies.on_new_data(weights, 0.6))


def new(knob, seeds=range(42, 62)):
    return np.median(remedies.curve(knob, seeds)["new"], axis=0)


TURNED = {"degree": 5, "L2": 5, "L1": 4}


@pytest.mark.parametrize("knob", TURNED)
def test_counter_remedies_have_nothing_to_mend_in_plenty_of_data(knob, monkeypatch):
    for examples, right in ((36, True), (1000, False)):
        monkeypatch.setattr(remedies, "EXAMPLES", examples)
        errors = new(knob)
        pair = {"turned": errors[TURNED[knob]], "start": errors[0]}
        assert judged(measured=pair, increasing_by=0.2) is right


@pytest.mark.parametrize(("knob", "place", "gap"), [("examples", 4, 0.2), ("noise", 3, 0.4)])
def test_counter_more_data_and_less_noise(knob, place, gap, monkeypatch):
    errors = new(knob)
    assert judged(measured={"turned": errors[place], "start": errors[0]}, increasing_by=gap)
    stuck = remedies.KNOBS | {knob: remedies.KNOBS[knob][:1] * 6}
    monkeypatch.setattr(remedies, "KNOBS", stuck)
    errors = new(knob)
    assert not judged(measured={"turned": errors[place], "start": errors[0]}, increasing_by=gap)


@pytest.mark.parametrize(("knob", "enough"), [("L2", 5), ("L1", 4)])
def test_counter_reducing_a_penalty(knob, enough):
    seen = np.median(remedies.curve(knob, range(42, 62))["training"], axis=0)
    assert judged(measured={"enough": seen[enough], "too much": seen[-1]}, increasing_by=0.1)
    assert not judged(measured={"enough": seen[0], "as little": seen[1]}, increasing_by=0.1)


def test_counter_dropout():
    found = remedies.dropout_curve(range(42, 50), (0.0, 0.2, 0.9, 0.2), updates=1000)
    fresh, seen = found["new"], np.median(found["training"], axis=0)
    assert judged(measured={"0.2": fresh[:, 1], "0": fresh[:, 0]}, increasing_by=0.03)
    assert not judged(measured={"0.2": fresh[:, 1], "again": fresh[:, 3]}, increasing_by=0.03)
    assert judged(measured={"0.2": seen[1], "0.9": seen[2]}, increasing_by=0.1)
    assert not judged(measured={"0.2": seen[1], "again": seen[3]}, increasing_by=0.1)


def test_dropout_gradients_equal_difference_quotients():
    weights = [np.stack([w]) for w in remedies._network(1, 5)]
    weights[3] += 0.1  # away from the ReLU's kink, where there is no derivative
    x, y, _ = remedies._columns([remedies.sample(12, 0.6, 1)], 1)
    x, y = x.astype("float64"), y.astype("float64")
    masks = np.random.default_rng(0).integers(0, 2, (2, 1, 12, 5)) * 2.0
    slopes = list(remedies._slopes(weights, x, y, masks))

    def loss():
        return ((remedies._forward(weights, x, masks)[-1] - y) ** 2).mean()

    for weight, slope in zip(weights, slopes, strict=True):
        at = tuple(size // 2 for size in weight.shape)
        sides = []
        for h in (1e-6, -1e-6):
            weight[at] += h
            sides.append(loss())
            weight[at] -= h
        assert (sides[0] - sides[1]) / 2e-6 == pytest.approx(slope[at], rel=1e-4, abs=1e-7)


def test_counter_batch_size():
    settings = {"batches": (1, 8, 96), "updates": 3000}
    ends = remedies.minibatch(SEEDS, strengths=(0.01, 1.0), **settings).mean(-1)
    for own, right in ((ends, True), (ends[:1].repeat(2, axis=0), False)):
        assert judged(measured=own[0].mean() / own[-1].mean(), at_least=3) is right
    assert judged(measured=(ends.max(1) / ends.min(1)).max(), at_most=1.1)
    assert not judged(measured=(ends.max(0) / ends.min(0)).max(), at_most=1.1)
    exact = []
    for seed in SEEDS:
        income, y = remedies.sample(96, remedies.NOISE, seed)
        exact.append(np.linalg.norm(experiments.fit(experiments.polynomial(income, 5), y, 1.0)[1:]))
    assert ends[1, -1] == pytest.approx(np.mean(exact), rel=0.01)


# ------------------------------------------------------------------ explorers and figures


@pytest.fixture(scope="module")
def pages():
    return {"poll": explorer.electorate(), "curve": explorer.explorer()}


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("poll", {"frame": 2.0}),
        ("poll", {"response": 1.0}),
        ("poll", {"n": 100.0}),
        ("poll", {"n": 10**6.5}),
        ("curve", {"degree": 3}),
        ("curve", {"exponent": -1.0}),
        ("curve", {"noise": 0.0}),
        ("curve", {"count": 200}),
    ],
)
def test_every_control_changes_the_picture(pages, page, state):
    page = pages[page]
    begin, before = page.state, page.picture
    page.state = state
    assert page.picture != before
    assert page.state[next(iter(state))] == pytest.approx(next(iter(state.values())))
    page.state = begin
    assert page.picture == before


def test_the_drawn_bars_are_the_odds():
    both = figures.electorate_stage(Figure())
    caption = figures.electorate(both, frame=2.0, response=1.5, n=1000.0)
    widths = [bar.get_width() for bar in both[0].patches[3:6]]
    odds = TRUTH / (1 - TRUTH)
    expected = [100 * o / (1 + o) for o in (odds, 2 * odds, 3 * odds)]
    np.testing.assert_allclose(widths, expected)
    assert f"{expected[2]:.2f} % ±" in caption
    assert "Landon is called" in caption


def test_the_drawn_curve_is_the_penalised_fit():
    both = figures.stage(Figure())
    still = [len(axes.lines) for axes in both]
    figures.draw(both, degree=6, exponent=-2.0, noise=0.6, count=36)
    points, line = both[0].lines[still[0] : still[0] + 2]
    income, y = 1000 * points.get_xdata(), points.get_ydata()
    features = experiments.polynomial(income, 6)
    padded = np.vstack([features, np.sqrt(0.01 * 36) * np.eye(7)[1:]])
    weights = np.linalg.lstsq(padded, np.r_[y, np.zeros(6)])[0]
    expected = experiments.polynomial(1000 * line.get_xdata(), 6) @ weights
    np.testing.assert_allclose(line.get_ydata(), expected, atol=1e-6)
    training = both[1].lines[still[1]].get_ydata()[5]
    assert training == pytest.approx(np.sqrt(np.mean((y - features @ weights) ** 2)))


def test_figures_hold_the_data():
    sizes = (10, 100)
    accuracy = {name: np.full((2, 3, 2), 0.6) for name in language.LEARNERS}
    left, right = figures.learning_curves(sizes, accuracy, language.SETS[:2]).axes
    assert sum(np.allclose(line.get_ydata(), 0.6) for line in left.lines) == 4
    assert sum(np.allclose(line.get_ydata(), 0.6) for line in right.lines) == 2
    errors = {"training": np.ones((3, 2)), "new": np.full((3, 2), 1.5)}
    drawn = figures.remedy_curves(dict.fromkeys(figures._KNOBS, ((0.1, 1000), errors)))
    assert all(np.allclose(axes.lines[1].get_ydata(), 1.5) for axes in drawn.axes)
