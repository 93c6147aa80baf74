"""Lecture 03: splits, intervals, choosing, leaks; a counter-run for every claim; exercises."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from scipy.integrate import quad
from scipy.stats import binom, norm

from cnnlectures import claim, start
from cnnlectures.core.claims import ClaimFailed
from cnnlectures.core.exercises import WRONG
from cnnlectures.lectures.testing_and_validation import (
    exercises,
    experiments,
    explorer,
    figures,
    intervals,
    leaks,
    mismatch,
    resampling,
    selection,
    worlds,
)

SEEDS = tuple(range(42, 52))


@pytest.fixture(autouse=True)
def lecture_tier():
    start(tier="lecture")


def judged(**arguments):
    """Whether a claim holds in the lecture tier."""
    try:
        claim("it is so", slide=15, **arguments)
    except ClaimFailed:
        return False
    return True


def generator(seed=0):
    return np.random.default_rng(seed)


# ------------------------------------------------------------------ dealing out


@given(st.integers(10, 500), st.floats(0.1, 0.5), st.floats(0.1, 0.4), st.integers(0, 99))
def test_a_split_has_everybody_once_and_the_sizes_asked_for(n, test, validation, seed):
    shares = (1 - test - validation, validation, test)
    parts = experiments.split(n, shares, generator(seed))
    assert sorted(np.concatenate(parts)) == list(range(n))
    np.testing.assert_allclose([len(part) for part in parts], np.array(shares) * n, atol=1)


@given(st.integers(4, 200), st.integers(2, 4), st.integers(0, 99))
def test_folds_have_everybody_once_and_are_as_equal_as_can_be(n, k, seed):
    parts = resampling.folds(n, k, generator(seed))
    assert sorted(np.concatenate(parts)) == list(range(n))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@given(st.integers(0, 99))
def test_no_group_is_on_both_sides(seed):
    groups = generator(seed).integers(0, 12, 100)
    train, test = leaks.split_by_group(groups, 0.25, generator(seed))
    assert sorted([*train, *test]) == list(range(100))
    assert not set(groups[train]) & set(groups[test])
    assert len(set(groups[test])) == round(0.25 * len(set(groups)))


@given(st.integers(0, 99))
def test_a_stratified_split_keeps_each_class_in_proportion(seed):
    y = generator(seed).permutation(np.repeat([0, 1, 2], [100, 40, 10]))
    train, test = leaks.stratified_split(y, 0.2, generator(seed))
    assert sorted([*train, *test]) == list(range(150))
    assert np.bincount(y[test]).tolist() == [20, 8, 2]


def test_the_nearest_neighbour_is_scikit_learns():
    from sklearn.neighbors import KNeighborsClassifier

    x, y = experiments.digits()
    train, test = experiments.split(len(x), (0.8, 0.2), generator())
    theirs = KNeighborsClassifier(1, algorithm="brute").fit(x[train], y[train])
    ours = experiments.nearest(x[train], y[train], x[test])
    assert np.mean(ours == theirs.predict(x[test])) > 0.995  # two may be equally near
    table = experiments.distances()
    assert table.shape == (len(x), len(x))
    assert table[3, 5] == np.sum((x[3] - x[5]) ** 2)
    assert np.array_equal(table, np.round(table))


# ------------------------------------------------------------------ section 1


def test_counter_memory():
    found = experiments.memorise([0, 0.25, 1], SEEDS)
    assert judged(measured=found["training"].min(), equals=1)
    assert not judged(measured=found["test"].min(), equals=1)
    assert judged(measured=found["test"][2], at_most=0.14)
    assert not judged(measured=found["test"][0], at_most=0.14)  # the real labels
    gap = found["training"] - found["test"]
    assert judged(measured=gap[1], at_least=0.3)
    assert not judged(measured=gap[0], at_least=0.3)
    assert judged(measured=found["test"][0], at_least=0.95)
    assert not judged(measured=found["test"][1], at_least=0.95)


def test_counter_bags():
    def left_out(drawn):
        return 1 - len(np.unique(drawn)) / len(drawn)

    bag = experiments.bootstrap(100_000, generator())
    assert judged(measured=left_out(bag), equals=np.exp(-1), within=0.01)
    without_repetition = generator().permutation(100_000)
    assert not judged(measured=left_out(without_repetition), equals=np.exp(-1), within=0.01)


def test_counter_out_of_bag():
    found = experiments.out_of_bag(SEEDS[:5], trees=30)
    assert found["left out"].mean() == pytest.approx(np.exp(-1), abs=0.01)
    assert judged(measured=found["out of bag"] - found["test"], at_least=-0.025, at_most=0.025)
    in_bag = found["training"] - found["test"]
    assert judged(measured=in_bag, at_least=0.02)
    assert not judged(measured=in_bag, at_least=-0.025, at_most=0.025)
    assert not judged(measured=found["out of bag"] - found["test"], at_least=0.02)


# ------------------------------------------------------------------ section 2


def test_counter_half_widths():
    wanted = {"equals": [11.8, 5.9, 2.9, 1.5], "within": 0.05}
    sizes = np.array([25, 100, 400, 1600])
    assert judged(measured=196 * experiments.standard_error(0.9, sizes), **wanted)
    assert not judged(measured=196 * experiments.standard_error(0.5, sizes), **wanted)


def test_counter_spread():
    sizes = [25, 100, 400, 1600]
    found = experiments.spread(sizes, seed=42, repeats=400)
    again = experiments.spread(sizes, seed=42, repeats=400)
    np.testing.assert_array_equal(found["new model"], again["new model"])

    def worst(measured):
        ratio = measured / experiments.standard_error(found["accuracy"], np.array(sizes))
        return np.exp(np.abs(np.log(ratio)).max())

    assert judged(measured=worst(found["one model"]), at_most=1.15)
    assert not judged(measured=worst(found["new model"]), at_most=1.15)
    assert judged(measured=found["new model"][-1] / found["one model"][-1], at_least=1.5)
    assert not judged(measured=found["new model"][0] / found["one model"][0], at_least=1.5)
    both = np.sqrt(found["models"] ** 2 + experiments.standard_error(found["mean"], 1600) ** 2)
    assert found["new model"][-1] == pytest.approx(both, rel=0.1)


@given(st.integers(1, 300), st.floats(0, 1))
def test_wilson_solves_the_equation_it_is_made_from(n, share):
    correct = round(share * n)
    for end in intervals.wilson(correct, n):
        assert abs(correct / n - end) == pytest.approx(
            1.96 * np.sqrt(max(end * (1 - end), 0) / n), abs=1e-7
        )


@given(st.integers(1, 200), st.floats(0, 1))
def test_clopper_pearson_leaves_a_fortieth_on_either_side(n, share):
    correct = round(share * n)
    low, high = intervals.clopper_pearson(correct, n)
    if correct > 0:
        assert binom.sf(correct - 1, n, low) == pytest.approx(0.025, rel=1e-6)
    if correct < n:
        assert binom.cdf(correct, n, high) == pytest.approx(0.025, rel=1e-6)
    assert low <= correct / n <= high


def test_coverage_is_what_simulation_finds():
    for name in intervals.INTERVALS:
        exact = intervals.coverage(name, [0.6, 0.9, 0.98], 50)
        simulated = intervals.simulated_coverage(name, [0.6, 0.9, 0.98], 50, seed=0)
        np.testing.assert_allclose(simulated, exact, atol=0.02)


def test_counter_intervals():
    both = [*intervals.wald(50, 50), *intervals.wilson(50, 50)]
    wanted = {"equals": [1, 1, 0.929, 1], "within": 0.0005}
    assert judged(measured=both, **wanted)
    assert not judged(measured=[*both[2:], *both[:2]], **wanted)
    exact = intervals.coverage("Wald", [0.98], 50)[0]
    assert exact == pytest.approx(0.635, abs=0.005)
    for name, right in (("Wald", True), ("Wilson", False)):
        share = intervals.simulated_coverage(name, [0.98], 50, seed=42)[0]
        assert judged(measured=share, equals=exact, within=0.02) is right
    grid = np.linspace(0.7, 0.998, 600)
    held = {name: intervals.coverage(name, grid, 50) for name in intervals.INTERVALS}
    for name, values in held.items():
        average = judged(measured=values.mean(), at_least=0.94, at_most=0.96)
        assert average is (name == "Wilson")
        assert judged(measured=values.min(), at_least=0.95) is (name == "Clopper–Pearson")


# ------------------------------------------------------------------ section 3


@pytest.mark.parametrize("m", [1, 2, 7, 100, 1000])
def test_the_expected_maximum_is_the_integral(m):
    exact, _ = quad(lambda z: z * m * norm.cdf(z) ** (m - 1) * norm.pdf(z), -8, 8, limit=200)
    assert selection.expected_maximum(m) == pytest.approx(exact, abs=2e-4)


def test_counter_guessers():
    candidates = [1, 10, 100, 1000]
    best = selection.guessers(candidates, seed=42, repeats=500).mean(1)
    assert judged(measured=best[2], at_least=0.61, at_most=0.64)
    assert not judged(measured=best[0], at_least=0.61, at_most=0.64)  # no choice, no flattery
    noise = experiments.standard_error(0.5, 100)
    formula = [0.5 + noise * selection.expected_maximum(m) for m in candidates]
    assert judged(measured=np.abs(best - formula).max(), at_most=0.01)
    assert not judged(measured=np.abs(best - 0.5).max(), at_most=0.01)


def test_gain_and_optimism_are_what_normal_numbers_do():
    random = generator()
    truth = 0.02 * random.normal(size=(20_000, 30))
    score = truth + 0.03 * random.normal(size=truth.shape)
    best = score.argmax(1)
    rows = np.arange(len(best))
    gain, optimism = selection.gain_and_optimism(30, 0.02, 0.03)
    assert truth[rows, best].mean() == pytest.approx(gain, abs=5e-4)
    assert (score - truth)[rows, best].mean() == pytest.approx(optimism, abs=5e-4)


@pytest.fixture(scope="module")
def real():
    return selection.pixel_classifiers(seed=42, repeats=60)


def test_counter_real_candidates(real):
    flattery = np.mean(real["chose"] - real["truth"])
    fresh = np.mean(real["fresh"] - real["truth"])
    assert judged(measured=flattery, at_least=0.03)
    assert not judged(measured=fresh, at_least=0.03)
    assert judged(measured=fresh, at_least=-0.02, at_most=0.02)
    assert not judged(measured=flattery, at_least=-0.02, at_most=0.02)
    tau = real["spread"].mean()

    def off(noise):
        return abs(selection.gain_and_optimism(100, tau, noise)[1] - flattery)

    assert judged(measured=off(real["own noise"].mean()), at_most=0.012)
    assert not judged(measured=off(real["noise"].mean()), at_most=0.012)
    two = selection.pixel_classifiers(candidates=2, seed=42, repeats=60)
    assert not judged(measured=np.mean(two["chose"] - two["truth"]), at_least=0.03)


# ------------------------------------------------------------------ section 4


@pytest.fixture(scope="module")
def many():
    return {truth: selection.procedures(truth, seed=42, repeats=1000) for truth in selection.TRUTHS}


def test_a_fit_finds_the_polynomial_that_made_the_data():
    x = np.linspace(-1, 1, 12)
    weights = selection.fit(x, 2 * x**3 - x + 0.5, 3)
    np.testing.assert_allclose(weights, [2, 0, -1, 0.5], atol=1e-9)
    assert selection.error(weights, x, 2 * x**3 - x + 1.5) == pytest.approx(1)


def test_the_procedure_fits_again_on_both_and_never_trains_on_the_test_set():
    x, y = selection.measurements("bent", 80, generator())
    best, scores, final, tested = selection.hold_out(x, y, (1, 3, 5), generator(1))
    train, validation, test = experiments.split(80, (0.6, 0.2, 0.2), generator(1))
    assert scores[best] == min(scores.values())
    both = np.concatenate([train, validation])
    np.testing.assert_allclose(final, selection.fit(x[both], y[both], best))
    assert tested == pytest.approx(selection.error(final, x[test], y[test]))
    y[test] = 99.0
    spoilt = selection.hold_out(x, y, (1, 3, 5), generator(1))
    assert spoilt[:2] == (best, scores)
    np.testing.assert_allclose(spoilt[2], final)


def test_counter_degrees(many):
    votes = {t: np.bincount(p.chosen.astype(int), minlength=7) / 1000 for t, p in many.items()}
    ahead = {truth: own[1] - own[2:].max() for truth, own in votes.items()}
    assert judged(measured=ahead["straight"], at_least=0.08)
    assert not judged(measured=ahead["bent"], at_least=0.08)
    assert judged(measured=100 * votes["bent"][1], at_most=2)
    assert not judged(measured=100 * votes["straight"][1], at_most=2)


def test_counter_chosen_against_fixed(many):
    def times(best):
        return max(
            best(p) / min(errors.mean() for errors in p.fixed.values()) for p in many.values()
        )

    assert judged(measured=times(lambda p: p.truth.mean()), at_most=1.15)
    assert not judged(measured=times(lambda p: p.fixed[1].mean()), at_most=1.15)
    ratio = {truth: p.fixed[1].mean() / p.truth.mean() for truth, p in many.items()}
    assert judged(measured=ratio["bent"], at_least=2)
    assert not judged(measured=ratio["straight"], at_least=2)


def test_counter_diabetes():
    by_degree = selection.diabetes(seed=42, repeats=6)
    for other, right in ((by_degree[2], True), (by_degree[1] - 1, False)):
        assert judged(measured=100 * np.mean(by_degree[1] < other), at_least=80) is right
    assert np.median(by_degree[3]) > 10 * np.median(by_degree[2])


def test_counter_believable_numbers(many):
    bent = many["bent"]
    assert judged(measured=np.mean(bent.truth - bent.validation), at_least=0.003)
    for error, right in ((bent.test, True), (bent.validation, False)):
        off = np.mean(error - bent.truth)
        assert judged(measured=off, at_least=-0.006, at_most=0.006) is right
    only_one = selection.procedures("bent", degrees=[5], seed=42, repeats=300)
    flattery = np.mean(only_one.not_refitted - only_one.validation)
    assert not judged(measured=flattery, at_least=0.003)  # nothing was chosen


def test_counter_refitting(many):
    knn = resampling.refitting(100, seed=42, repeats=30)
    assert judged(measured=np.mean(knn["after"] - knn["before"]), at_least=0.015)
    plenty = resampling.refitting(1500, seed=42, repeats=2)
    assert not judged(measured=np.mean(plenty["after"] - plenty["before"]), at_least=0.015)
    better = {t: 100 * np.mean(p.truth < p.not_refitted) for t, p in many.items()}
    assert judged(measured=better["bent"], at_least=55)
    assert not judged(measured=better["straight"], at_least=55)


# ------------------------------------------------------------------ section 5


def test_counter_images_needed():
    assert judged(measured=resampling.examples_needed(0.9, 0.01), equals=3458)
    assert not judged(measured=resampling.examples_needed(0.5, 0.01), equals=3458)
    width = 1.96 * experiments.standard_error(0.9, np.array([3457, 3458]))
    assert width[0] > 0.01 >= width[1]


def test_counter_shares():
    shares = [0.05, 0.2, 0.7]
    few = resampling.hold_out_error(100, shares, seed=42, repeats=150)["total"]
    many_digits = resampling.hold_out_error(1200, shares, seed=42, repeats=30)["total"]
    for total, right in ((few, True), (many_digits, False)):
        assert judged(measured=total[0] - total[1], at_least=0.015) is right
        assert judged(measured=total[2] - total[1], at_least=0.05) is right


def test_counter_cross_validation():
    ways = resampling.compare_ways(100, seed=42, repeats=100)
    truth = ways.pop("truth")
    scatter = {name: np.std(own - truth) for name, own in ways.items()}
    assert judged(measured=scatter["hold-out 20 %"] / scatter["10 folds"], at_least=1.4)
    assert not judged(measured=scatter["5 folds"] / scatter["10 folds"], at_least=1.4)
    plenty = resampling.compare_ways(1500, seed=42, repeats=4)  # 300 fewer to train: no matter
    for found, right in ((ways, True), (plenty, False)):
        means = {k: np.mean(found[k]) for k in ("5 folds", "10 folds", "leave one out")}
        assert judged(measured=means, increasing_by=0.002) is right
    assert resampling.fits(100) == {
        "hold-out 20 %": 1, "5 folds": 5, "10 folds": 10, "leave one out": 100
    }  # fmt: skip


def test_leave_one_out_is_each_digits_nearest_other():
    ways = resampling.compare_ways(40, seed=3, repeats=2)
    random = generator(3)
    _, y = experiments.digits()
    mine = random.permutation(len(y))[:40]
    apart = experiments.distances()[np.ix_(mine, mine)] + np.diag([np.inf] * 40)
    assert ways["leave one out"][0] == np.mean(y[mine[apart.argmin(1)]] == y[mine])


def test_counter_choosing_inside():
    once, inside = (
        resampling.choose_features(inside=inside, seed=42, repeats=40).mean()
        for inside in (False, True)
    )
    models = resampling.choose_model(seed=42, repeats=40)
    one = resampling.choose_model(seed=42, repeats=40, candidates=1)
    assert judged(measured=once, at_least=0.8)
    assert not judged(measured=inside, at_least=0.8)
    assert judged(measured=models["best"].mean(), at_least=0.62)
    assert not judged(measured=one["best"].mean(), at_least=0.62)
    honest, flattering = (inside + models["nested"].mean()) / 2, (once + models["best"].mean()) / 2
    assert judged(measured=honest, at_least=0.44, at_most=0.56)
    assert not judged(measured=flattering, at_least=0.44, at_most=0.56)


# ------------------------------------------------------------------ section 6


def test_counter_writers_and_seasons():
    people, alike = leaks.writers(SEEDS), leaks.writers(SEEDS, style=0)
    time, steady = leaks.seasons(SEEDS), leaks.seasons(SEEDS, memory=1e6)
    for leaky, clean, split, truth, least in (
        (people, alike, "random split", "new writers", 0.12),
        (time, steady, "random split", "what comes next", 0.15),
    ):
        assert judged(measured=leaky[split] - leaky[truth], at_least=least)
        assert not judged(measured=clean[split] - clean[truth], at_least=least)
    for found, split, truth in (
        (people, "split by writer", "new writers"),
        (time, "split by time", "what comes next"),
    ):
        off = {way: abs(np.mean(found[way] - found[truth])) for way in (split, "random split")}
        assert judged(measured=off[split], at_most=0.08)
        assert not judged(measured=off["random split"], at_most=0.08)


def test_counter_copies():
    shares = [0, 0.25, 1]
    line = 0.1 + 0.9 * np.array(shares)
    for noise, right in ((1.0, True), (50.0, False)):  # the second are copies no longer
        found = leaks.copies(shares, seeds=SEEDS[:4], noise=noise).mean(1)
        assert judged(measured=np.abs(found - line).max(), at_most=0.03) is right


def test_counter_rare_class():
    counts = leaks.rare_in_test(seed=42, repeats=1000)
    wanted = {"equals": 100 * leaks.chance_of_none(200, 10, 40), "within": 3}
    assert wanted["equals"] == pytest.approx(10.13, abs=0.01)
    assert judged(measured=100 * np.mean(counts["random"] == 0), **wanted)
    assert not judged(measured=100 * np.mean(counts["stratified"] == 0), **wanted)
    ends = {name: [own.min(), own.max()] for name, own in counts.items()}
    assert judged(measured=ends["stratified"], equals=[2, 2])
    assert not judged(measured=ends["random"], equals=[2, 2])


# ------------------------------------------------------------------ section 7


def test_another_camera_moves_and_dims():
    image = np.arange(64.0)[None]
    seen = mismatch.shifted(image).reshape(8, 8)
    np.testing.assert_allclose(seen[:, 1:], 0.8 * image.reshape(8, 8)[:, :-1], rtol=1e-6)
    assert not seen[:, 0].any()


def test_counter_four_errors():
    errors = {case: mismatch.four_errors(case, SEEDS) for case in mismatch.CASES}
    np.testing.assert_array_equal(errors["mismatch"], mismatch.four_errors("mismatch", SEEDS))

    def highest(cases):
        steps = [np.diff(errors[case].mean(1), prepend=0) for case in cases]
        return np.argmax(steps, axis=0)

    cases = list(mismatch.SETS.values())
    assert judged(measured=highest(cases), equals=[0, 1, 2, 3])
    mended = [*cases[:2], "mismatch, mended", cases[3]]
    assert not judged(measured=highest(mended), equals=[0, 1, 2, 3])
    jump = {case: own[2] - own[1] for case, own in errors.items()}
    assert judged(measured=jump["mismatch"], at_least=0.2)
    assert not judged(measured=jump["overfitting"], at_least=0.2)
    assert judged(measured=jump["mismatch, mended"], at_most=0.05)
    assert not judged(measured=jump["mismatch"], at_most=0.05)
    last = {case: own[3] - own[2] for case, own in errors.items()}
    assert judged(measured=last["spent validation set"], at_least=0.07)
    assert not judged(measured=last["underfitting"], at_least=0.07)


# ------------------------------------------------------------------ explorer and figures

STATE = {"n": "1,000", "validation": 0.2, "test": 0.2, "candidates": 20.0, "spread": 0.01}


@pytest.fixture(scope="module")
def page():
    return explorer.explorer()


def test_the_explorer_follows_its_state(page):
    page.state = STATE | {"chooser": "validation set", "seed": 0}
    before, said = page.picture, page.caption
    page.state = {"candidates": 200.0}
    assert page.picture != before
    assert "Candidates: 200," in page.caption
    page.state = STATE
    assert (page.picture, page.caption) == (before, said)
    page.state = {"chooser": "test set"}
    assert page.caption != said


def test_what_it_draws_are_the_worlds_scores():
    figure = Figure(figsize=(8.6, 4.2))
    axes = figures.stage(figure, "validation set")
    state = STATE | {"chooser": "validation set", "seed": 3}
    figures.draw(axes, **state)
    world = worlds.live(
        n=1000, validation=0.2, test=0.2, candidates=20, spread=0.01, seed=3,
        chooser="validation set",
    )  # fmt: skip
    dots = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 200]
    for drawn, name in zip(dots, ("validation set", "test set", "truth"), strict=True):
        np.testing.assert_allclose(drawn, np.maximum(world.scores[name], 0.6))


@pytest.mark.parametrize("chooser", worlds.CHOOSERS)
def test_the_set_that_chooses_flatters_as_the_formula_says(chooser):
    world = worlds.live(
        n=1000, validation=0.2, test=0.3, candidates=30, spread=0.01, seed=0, chooser=chooser,
        repeats=3000,
    )  # fmt: skip
    assert world.sizes == {"train": 500, "validation": 200, "test": 300}
    chose = {
        name: world.scores[name].mean() - world.scores["truth"].mean() for name in worlds.CHOOSERS
    }
    assert chose.pop(chooser) == pytest.approx(world.optimism, rel=0.15)
    assert next(iter(chose.values())) == pytest.approx(0, abs=0.003)


def test_every_figure_draws():
    shares = [0, 1]
    drawn = [
        figures.memorised(shares, experiments.memorise(shares, (0, 1))),
        figures.spread([25, 400], experiments.spread([25, 400], seed=0, repeats=5)),
        figures.coverage(20),
        figures.guessers([1, 5], selection.guessers([1, 5], seed=0, repeats=5), 100),
        figures.procedure(),
        figures.hold_out_error([0.2], resampling.hold_out_error(50, [0.2], seed=0, repeats=3), 50),
        figures.copies(shares, leaks.copies(shares, seeds=(0,))),
        figures.cameras(3),
        figures.four_errors({"mismatch": mismatch.four_errors("mismatch", (0,))}),
        figures.leaks(leaks.writers((0,)), leaks.seasons((0,), n=100)),
        figures.rows({"a": np.array([0.5, 0.6])}, "t", colours=("with",), truth=(0.5, "told")),
    ]
    assert all(isinstance(figure, Figure) for figure in drawn)


def test_the_explorer_needs_no_scikit_learn():
    code = (
        "import sys; from cnnlectures.lectures.testing_and_validation.explorer import explorer;"
        "explorer(); sys.exit('sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0


# ------------------------------------------------------------------ exercises and quiz


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (5, "should be a function"),
        (lambda groups, k: groups[:2], "expected one fold for each"),
        (lambda groups, k: np.zeros(len(groups), int), "none be empty"),
        (lambda groups, k: 0 * groups.size / 0, "ZeroDivisionError"),
    ],
)
def test_wrong_folds_are_told_why(answer, said, capsys):
    exercises.groups.check(answer)
    assert exercises.groups.outcome == WRONG
    assert said in capsys.readouterr().out
