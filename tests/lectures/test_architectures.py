"""Lecture 07: what it counts and measures, a counter-run for every claim, the explorer."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlectures import claim, models, recorded, start
from cnnlectures.core.claims import ClaimFailed
from cnnlectures.core.recorded import script
from cnnlectures.data import ImageSet
from cnnlectures.lectures.architectures import (
    augmentation,
    counting,
    exercises,
    experiments,
    explorer,
    figures,
    ilsvrc,
    memory,
    minis,
)
from cnnlectures.measure import count


@pytest.fixture(autouse=True)
def lecture_tier():
    start(tier="lecture")


def judged(**arguments):
    """Whether a claim holds in the lecture tier."""
    try:
        claim("it is so", slide=27, **arguments)
    except ClaimFailed:
        return False
    return True


@cache
def counts(name, **options):
    return count(models.outline(name, **options))


# ------------------------------------------------------------------ 1 · the challenge


def test_the_winners_are_right_where_the_slides_are_and_differ_where_they_are_not():
    right = {winner.year for winner in ilsvrc.WINNERS if winner.said is not None}
    off = {w.year: abs(w.error - w.said) for w in ilsvrc.WINNERS if w.said is not None}
    assert right == {2012, 2013, 2014, 2015}
    assert [year for year, gap in off.items() if gap > 0.05] == [2015]


def test_the_largest_fall_is_alexnets_and_would_not_be_without_it():
    errors = [winner.error for winner in ilsvrc.WINNERS]
    assert judged(measured=max(-np.diff(errors)), at_least=10)
    without = [winner.error for winner in ilsvrc.WINNERS if winner.year not in (2012, 2013, 2014)]
    del without[2:]  # nobody but the hand-made features
    assert not judged(measured=max(-np.diff(without)), at_least=10)


def test_z_of_two_shares():
    a, b = (each.mistakes for each in ilsvrc.ANNOTATORS)
    assert (a, b) == ((76, 102), (31, 15))
    assert judged(measured=ilsvrc.z_of_two_shares(*a, 1500), equals=2.01, within=0.005)
    assert judged(measured=ilsvrc.z_of_two_shares(*b, 258), at_most=-2)
    # the counter-runs: fewer images, equal people
    assert not judged(measured=ilsvrc.z_of_two_shares(76 / 10, 102 / 10, 150), at_least=1.96)
    assert not judged(measured=ilsvrc.z_of_two_shares(20, 20, 258), at_most=-2)


@given(st.integers(1, 99), st.integers(1, 99))
def test_z_changes_its_sign_with_the_order(first, second):
    z = ilsvrc.z_of_two_shares(first, second, 100)
    assert z == pytest.approx(-ilsvrc.z_of_two_shares(second, first, 100))
    assert np.sign(z) == np.sign(second - first)


# ------------------------------------------------------------------ 2 · AlexNet


@given(st.integers(1, 60), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3))
def test_size_after_counts_the_places(size, kernel, stride, padding):
    places = len(range(0, size + 2 * padding - kernel + 1, stride))
    if size + 2 * padding >= kernel:
        assert int(counting.size_after(size, kernel, stride, padding)) == places


def test_slide_27_is_right_in_every_row_and_would_not_be_for_images_of_224():
    rows = counting.slide_27(counts("alexnet_table"))
    assert judged(measured=sum(row["agree"] for row in rows), equals=12)
    assert sum(row["parameters"] for row in rows) == 62_378_344
    smaller = counting.slide_27(counts("alexnet_table", input_shape=(224, 224, 3)))
    assert not judged(measured=sum(row["agree"] for row in smaller), equals=12)


def test_where_alexnets_parameters_and_work_are():
    def shares(name):
        dense = [row for row in counts(name).rows if row.kind == "Dense"]
        return (
            sum(row.parameters for row in dense) / counts(name).parameters,
            sum(row.macs for row in dense) / counts(name).macs,
        )

    parameters, work = shares("alexnet_table")
    assert judged(measured=parameters, at_least=0.9)
    assert judged(measured=work, at_most=0.1)
    assert not judged(measured=shares("googlenet")[0], at_least=0.9)  # it averages first
    perceptron = 1.0  # of a network without convolutions
    assert not judged(measured=perceptron, at_most=0.1)


def test_two_groups_make_kernels_of_48_and_one_group_does_not():
    for name, holds in (("alexnet", True), ("alexnet_table", False)):
        kernels = counts(name)["conv2"].parameters - 256
        assert judged(measured=[kernels, kernels / 256], equals=[307_200, 1200]) == holds
        assert judged(measured=counts(name).parameters, equals=60_965_224) == holds


@given(st.integers(0, 9))
@settings(max_examples=5, deadline=None)
def test_local_response_is_the_layer_and_falls_among_equals(seed):
    from cnnlectures.models.keras_layers import LocalResponseNormalisation

    maps = np.random.default_rng(seed).normal(0, 50, (1, 2, 2, 9)).astype("float32")
    layer = np.asarray(LocalResponseNormalisation()(maps))
    ours = counting.local_response(maps)
    assert judged(measured=np.abs(layer - ours).max(), at_most=1e-3)
    other = counting.local_response(maps, offset=1.0)
    assert not judged(measured=np.abs(layer - other).max(), at_most=1e-3)


def test_a_value_among_equals_keeps_less_and_small_ones_do_not():
    def kept(size):
        lone, among = np.zeros(9), np.full(9, size)
        lone[4] = size
        return counting.local_response(among)[4] / counting.local_response(lone)[4]

    assert judged(measured=kept(200.0), at_most=0.5)
    assert not judged(measured=kept(1.0), at_most=0.5)


def test_overlapping_windows_cost_no_size_and_larger_ones_would():
    def sizes(kernel):
        return [int(counting.size_after(n, kernel, 2)) for n in (55, 27, 13)]

    assert judged(measured=sizes(3) + sizes(2), equals=[27, 13, 6] * 2)
    assert not judged(measured=sizes(5) + sizes(2), equals=[27, 13, 6] * 2)


def test_the_depths_of_the_networks():
    assert [counting.depth(counts(n)) for n in ("alexnet", "vgg16", "vgg19")] == [8, 16, 19]
    assert counting.depth(counts("googlenet")) == 22
    assert counting.depth(counts("googlenet"), pooling=True) == 27


# ------------------------------------------------------------------ augmentation

PICTURES = np.random.default_rng(5).integers(0, 256, (6, 12, 10, 3)).astype("uint8")


@given(st.integers(0, 99), st.integers(1, 10))
@settings(max_examples=25)
def test_a_window_is_a_part_of_its_image_mirrored_or_not(seed, side):
    generator = np.random.default_rng(seed)
    for image, window in zip(
        PICTURES, augmentation.windows(PICTURES, side, generator), strict=True
    ):
        parts = np.lib.stride_tricks.sliding_window_view(image, (side, side, 3))[:, :, 0]
        assert any((parts == each).all(axis=(2, 3, 4)).any() for each in (window, window[:, ::-1]))


def test_relighting_shifts_each_image_as_a_whole_and_the_axes_are_the_colours_own():
    axes = augmentation.colour_axes(PICTURES)
    shifted = augmentation.relight(PICTURES, axes, np.random.default_rng(1)) - PICTURES
    assert np.ptp(shifted, axis=(1, 2)).max() == pytest.approx(0, abs=1e-9)
    covariance = np.cov(PICTURES.reshape(-1, 3).T)
    assert axes.T @ axes == pytest.approx(covariance)
    assert np.linalg.norm(axes[-1]) == max(np.linalg.norm(axes, axis=1))


def test_augment_is_the_same_for_a_seed_and_centre_is_in_the_middle():
    axes = augmentation.colour_axes(PICTURES)
    one, two = (augmentation.augment(PICTURES, 8, np.random.default_rng(3), axes) for _ in range(2))
    assert np.array_equal(one, two)
    assert np.array_equal(augmentation.centre(PICTURES, 8), PICTURES[:, 2:10, 1:9])


def test_2178_windows_and_with_2048_one_place_is_forgotten():
    assert judged(measured=2 * counting.size_after(256, 224) ** 2, equals=2178)
    assert not judged(measured=2 * (256 - 224) ** 2, equals=2178)


# ------------------------------------------------------------------ 3 · counting and memory


def test_slide_29_and_a_forgotten_factor():
    cost = counting.layer_cost(15_000, 3, 5, 200)
    assert list(cost.values()) == [15_200, 225_000_000, 3_000_000]
    grey = counting.layer_cost(15_000, 1, 5, 200)
    for name, right in (("parameters", 15_200), ("multiplications", 225e6)):
        assert judged(measured=cost[name], equals=right)
        assert not judged(measured=grey[name], equals=right)
    assert not judged(measured=100 * grey["numbers"] * 2 / 1e9, equals=1.2, within=1e-12)


SMALL = memory.Stack(batch=2, maps=4)


@pytest.mark.parametrize(
    ("change", "share"),
    [
        ({}, 1),
        ({"batch": 4}, 2),
        ({"parts": 2}, 0.5),
        ({"stride": 2}, 0.25),
        ({"layers": 2}, 0.5),
        ({"dtype": "float16"}, 0.5),
        ({"checkpoint": 2}, 0.5),
        ({"maps": 2}, 0.5),
    ],
)
def test_a_remedy_weighs_what_is_counted(change, share):
    stack = replace(SMALL, **change)
    kept = memory.weigh(stack).kept
    assert kept == pytest.approx(stack.predicted, rel=0.01)
    assert judged(measured=kept / SMALL.predicted, equals=share, within=0.01)
    others = {1, 2, 0.5, 0.25} - {share}
    assert not any(
        judged(measured=kept / SMALL.predicted, equals=other, within=0.01) for other in others
    )


def test_parts_and_recomputing_leave_the_gradient_and_another_batch_does_not():
    whole = memory.weigh(SMALL, seed=3).gradients

    def change(seed=3, **settings):
        got = memory.weigh(replace(SMALL, **settings), seed=seed).gradients
        return max(np.abs(a - b).max() / np.abs(b).max() for a, b in zip(got, whole, strict=True))

    assert judged(measured=max(change(parts=2), change(checkpoint=2)), at_most=1e-5)
    assert 1e-5 < change(dtype="float16") < 0.01
    assert not judged(measured=change(dtype="float16"), at_most=1e-5)
    assert not judged(measured=change(seed=4), at_most=0.01)


def test_the_way_back_is_the_derivative():
    """A step along one weight changes the loss as its gradient says."""
    stack = memory.Stack(batch=1, layers=3, maps=2, stride=2)
    generator = np.random.default_rng(0)
    kernels = memory._kernels(stack, generator)
    images = generator.normal(size=(1, 12, 14, 3)).astype("f4")

    def loss():
        return 0.5 * float(np.sum(memory._forward(images, kernels, stack)[-1].astype("f8") ** 2))

    gradients = [np.zeros_like(kernel) for kernel in kernels]
    memory._backward(memory._forward(images, kernels, stack), kernels, stack, gradients)
    for kernel, gradient in zip(kernels, gradients, strict=True):
        place = np.unravel_index(np.abs(gradient).argmax(), kernel.shape)
        old, step = kernel[place], 1e-2
        losses = []
        for sign in (1, -1):
            kernel[place] = old + sign * step
            losses.append(loss())
        kernel[place] = old
        slope = (losses[0] - losses[1]) / (2 * step)
        assert slope == pytest.approx(gradient[place], rel=0.03)


def test_checkpoints_of_vgg_and_the_weights_that_stay():
    vgg = counts("vgg16")
    kept, largest = counting.kept_by_block(vgg, [f"block{k}_pool" for k in range(1, 6)])
    pools = [row.numbers for row in vgg.rows if row.kind == "MaxPooling2D"]
    assert kept == sum(pools)
    assert largest == 224 * 224 * (3 + 2 * 64)
    with pytest.raises(ValueError, match="`ends`"):
        counting.kept_by_block(vgg, ["block6_pool"])
    assert judged(measured=vgg.memory(4).training / vgg.memory(32).training, at_least=0.5)
    google = counts("googlenet")  # few weights: there the batch decides
    assert not judged(measured=google.memory(4).training / google.memory(32).training, at_least=0.5)


# ------------------------------------------------------------------ 4 · GoogLeNet


def test_87_times_fewer_and_not_12():
    ratio = counts("alexnet").parameters / counts("googlenet").parameters
    assert judged(measured=ratio, equals=8.7, within=0.05)
    assert not judged(measured=ratio, equals=12, within=0.5)
    heads = counts("googlenet_auxiliary").parameters - counts("googlenet").parameters
    assert judged(measured=heads, equals=6_379_728)
    assert not judged(measured=heads / 2, equals=6_379_728)  # the two differ, and it takes both


def test_one_by_one_is_dense_per_pixel_and_three_by_three_is_not():
    import keras

    maps = np.random.default_rng(0).normal(size=(6, 5, 7)).astype("float32")
    for side, holds in ((1, True), (3, False)):
        conv = keras.layers.Conv2D(4, side, padding="same", bias_initializer="random_normal")
        got = np.asarray(conv(maps[None])[0])
        kernel, bias = (np.asarray(variable) for variable in conv.weights)
        dense = counting.dense_per_pixel(maps, kernel[side // 2, side // 2], bias)
        assert judged(measured=np.abs(got - dense).max(), at_most=1e-4) == holds
        order = np.random.default_rng(1).permutation(30)
        mixed = maps.reshape(30, 7)[order].reshape(maps.shape)
        again = np.asarray(conv(mixed[None])[0]).reshape(30, 4)
        gap = np.abs(again - got.reshape(30, 4)[order]).max()
        assert judged(measured=gap, at_most=1e-4) == holds


def test_few_mixtures_do_for_maps_that_fire_together_only():
    images = experiments.photographs()[:2]
    assert images.shape == (2, 224, 224, 3)
    (maps,) = experiments.stem_maps(images, [1])
    assert maps.shape == (2, 28, 28, 192)
    together = experiments.kept_variance(maps)
    apart = experiments.kept_variance(experiments.shuffled(maps, 0))
    assert np.all(np.diff(together) > -1e-12)
    assert together[-1] == pytest.approx(1)
    assert judged(measured=together[15], at_least=0.75)
    assert not judged(measured=apart[15], at_least=0.75)
    assert judged(measured=apart[15], at_most=0.5)
    assert not judged(measured=together[15], at_most=0.5)


def test_kept_variance_of_maps_that_are_mixtures_of_two():
    generator = np.random.default_rng(0)
    maps = generator.normal(size=(50, 2)) @ generator.normal(size=(2, 8))
    assert experiments.kept_variance(maps)[1] == pytest.approx(1)
    shuffled = experiments.shuffled(maps, 3)
    assert np.allclose(np.sort(shuffled, axis=0), np.sort(maps, axis=0))
    with pytest.raises(ValueError, match="differ from place to place"):
        experiments.kept_variance(np.ones((4, 3)))


def test_the_products_of_slides_36_and_37_and_the_deck_s_own():
    def multiplications(maps_in, kernel, maps_out):
        return counting.layer_cost(784, maps_in, kernel, maps_out)["multiplications"]

    naive, first = multiplications(192, 5, 32), multiplications(192, 1, 16)
    second = multiplications(16, 5, 32)
    assert judged(measured=naive, equals=120_422_400)
    assert not judged(measured=naive, equals=120_244_400)
    assert judged(measured=[first, second], equals=[2_408_448, 10_035_200])
    assert not judged(measured=second, equals=10_976_000)
    assert multiplications(15, 5, 32) == 9_408_000  # what the slide's 15 would give
    assert judged(measured=naive / (first + second), equals=9.68, within=0.005)
    assert not judged(measured=naive / second, equals=9.68, within=0.005)


def test_table_1_row_by_row_and_torchvision_s_variant_agrees_less():
    rows = counting.table_1(counts("googlenet"))
    agree = [row["row"] for row in rows if row["agree"]]
    assert agree == ["conv2", "3a", "3b", "4b", "linear"]
    off = {row["row"]: round(row["K off by, %"], 1) for row in rows}
    assert (off["4c"], off["5a"], off["conv1"]) == (-6.9, 5.3, -70.6)
    with pytest.raises(ValueError, match="`counts`"):
        counting.table_1(counts("vgg16"))
    with pytest.raises(ValueError, match="`counts`"):
        counting.slide_27(counts("vgg16"))


def test_the_branches_see_different_scales_and_vgg_works_more():
    google = counts("googlenet")
    names = ("1x1", "3x3", "5x5", "pool_proj")
    seen = [google[f"inception_3a_{name}"].field.size[0] for name in names]
    assert judged(measured=seen, equals=[27, 43, 59, 43])
    assert judged(measured=counts("vgg16").macs / google.macs, equals=9.8, within=0.05)
    assert not judged(measured=counts("alexnet").macs / google.macs, equals=9.8, within=0.05)


# ------------------------------------------------------------------ 5 · VGG


def test_small_kernels_see_as_far_for_less():
    import keras

    def stack(*kernels):
        layers = [keras.layers.Conv2D(64, kernel, padding="same") for kernel in kernels]
        return count(keras.Sequential([keras.Input((32, 32, 64)), *layers]))

    fields = [stack(*kernels).field.size[0] for kernels in ((3, 3), (5,), (3, 3, 3), (7,))]
    assert judged(measured=fields, equals=[5, 5, 7, 7])
    assert exercises.seen([(3, 1), (3, 1)]) == 5
    saving = 100 * (1 - stack(3, 3).macs / stack(5).macs)
    assert judged(measured=saving, equals=28, within=0.05)
    assert not judged(measured=100 * (1 - stack(3).macs / stack(5).macs), equals=28, within=0.05)


@pytest.mark.parametrize(("name", "convolutions"), [("vgg16", 13), ("vgg19", 16)])
def test_vgg_has_13_or_16_convolutions_and_3_dense_layers(name, convolutions):
    kinds = [row.kind for row in counts(name).rows]
    assert judged(measured=[kinds.count("Conv2D"), kinds.count("Dense")], equals=[convolutions, 3])
    assert not judged(measured=kinds.count("Conv2D"), equals=int(name[3:]))  # the slide's


# ------------------------------------------------------------------ 6 · the minis


def pictures(n, seed, colour=True):
    """Images whose class is their colour, or noise."""
    generator = np.random.default_rng(seed)
    labels = np.arange(n) % 5
    images = generator.integers(0, 60, (n, 56, 56, 3))
    if colour:
        images[..., 0] += 40 * labels[:, None, None]
    return ImageSet(images.astype("uint8"), labels, tuple("abcde"), "a", "b", "c")


def test_the_linear_baseline_finds_what_is_linear_and_nothing_in_noise():
    easy = minis.linear_baseline([pictures(40, seed) for seed in range(3)])
    noise = minis.linear_baseline([pictures(40, seed, colour=False) for seed in range(3)])
    assert easy["test"] > 0.7 > 0.5 > noise["test"]
    assert easy == minis.linear_baseline([pictures(40, seed) for seed in range(3)])


def test_a_few_steps_of_the_live_run_are_the_same_for_a_seed():
    parts = [pictures(64, seed) for seed in range(3)]
    one, two = (minis.learn(parts, seed=3, epochs=1, most=2) for _ in range(2))
    assert one[0]["loss"] == two[0]["loss"]
    assert one[0]["step"] == 2
    assert minis.learn(parts, seed=4, epochs=1, most=2)[0]["loss"] != one[0]["loss"]


def test_the_recorded_minis_beat_the_linear_classifier_and_an_untrained_one_would_not():
    run, linear = recorded(minis.RECORDING), 0.40  # above what it reached in any part we tried
    for name in minis.NETWORKS:
        end = minis.summary(run, name)
        assert len(end["test"]) >= 3
        assert judged(measured=end["test"].mean() - linear, at_least=minis.MARGIN)
        assert not judged(measured=end["validation"][:, 0].mean() - linear, at_least=minis.MARGIN)


def test_fewer_multiplications_are_not_fewer_seconds_and_within_one_design_they_are():
    run = recorded(minis.RECORDING)
    seconds = {
        name: minis.summary(run, name)["processor seconds"].mean()
        for name in (*minis.NETWORKS, minis.PLAIN)
    }
    macs = {
        name: counts(key, size="mini", input_shape=(48, 48, 3), classes=5).macs
        for name, key in (("AlexNet", "alexnet_table"), ("GoogLeNet", "googlenet"))
    }
    assert macs["GoogLeNet"] < macs["AlexNet"]
    assert judged(measured=seconds["GoogLeNet"] / seconds["AlexNet"], at_least=2)
    assert not judged(measured=seconds[minis.PLAIN] / seconds["AlexNet"], at_least=2)


def test_augmentation_and_dropout_close_the_gap():
    run = recorded(minis.RECORDING)
    with_them, without = (minis.summary(run, name) for name in ("AlexNet", minis.PLAIN))
    gaps = [100 * (end["training"] - end["test"]) for end in (with_them, without)]
    assert judged(measured=gaps[1] - gaps[0], at_least=20)
    assert not judged(measured=gaps[0] - gaps[1], at_least=20)
    assert judged(measured=100 * without["training"], at_least=99)
    assert not judged(measured=100 * with_them["training"], at_least=99)


def test_the_recorded_run_is_one_budget_for_all():
    run = recorded(minis.RECORDING)
    made_by = script(minis.RECORDING)
    steps = {(row["run"], row["seed"]): row["step"] for row in run.history}
    assert len(set(steps.values())) == 1
    assert set(made_by.NETWORKS) == {name for name, _ in steps} == {*minis.NETWORKS, minis.PLAIN}


# ------------------------------------------------------------------ figures and explorer


def test_the_figures_are_drawn():
    curves = {name: np.linspace(0.2, 0.6, 6).reshape(2, 3) for name in minis.NETWORKS}
    rows = [
        {"network": name, "test": [0.6, 0.7], "MACs": 6e6, "parameters": 3e5}
        for name in minis.NETWORKS
    ]
    remedies = [{"remedy": "a", "weighed": 2.0, "peak": 3.0}]
    views = PICTURES[:, :8, :8]
    drawn = [
        figures.challenge(),
        figures.modules(),
        figures.two_for_one(),
        figures.views(PICTURES[0], views, 8),
        figures.remedies(remedies),
        figures.kept_variance(np.ones((2, 192)), np.ones((2, 192)), 16),
        figures.learning(curves, [0.2, 0.4], 0.3, "recorded"),
        figures.worth(rows, 0.4),
    ]
    for figure in drawn:
        figure.draw_without_rendering()
    assert [bar.get_height() for bar in drawn[0].axes[0].patches[:8]] == [
        winner.error for winner in ilsvrc.WINNERS
    ]


def test_the_explorer_draws_what_the_formulas_say():
    page = explorer.explorer()
    assert "15,200 parameters, 225,000,000 multiplications" in page.caption
    assert "12,000,000 bytes" in page.caption
    before = page.picture
    page.state = {"height": 227, "width": 227, "filters": "96", "kernel": "11", "stride": 4,
                  "padding": "valid"}  # fmt: skip
    assert page.picture != before
    assert "55×55×96: 34,944 parameters, 105,415,200" in page.caption
    bars = page._stage._axes[1].collections[-1].get_segments()
    assert [bar[1][0] for bar in bars] == [34_944, 105_415_200, 4 * 55 * 55 * 96]
    page.state = {"groups": "2"}
    assert "cannot both be divided into 2 groups" in page.caption
    page.state = {"groups": "1", "height": 9}
    assert "does not fit" in page.caption
    page.state = {"height": 28, "width": 28, "maps_in": "256", "filters": "256", "kernel": "3",
                  "stride": 1, "padding": "same", "groups": "each map"}  # fmt: skip
    assert "2,560 parameters, 1,806,336" in page.caption
