"""Drawing: the same every time, different from picture to picture, and no giveaway."""

import subprocess
import sys

import bad_input
import numpy as np
import pytest

from cnnlectures.data.drawn_flowers import CLASS_COUNTS, CLASS_NAMES, draw
from cnnlectures.data.drawn_flowers.drawing import draw_all, jpeg
from cnnlectures.data.drawn_flowers.mesh import facing, sheet


def test_classes_and_counts_are_those_of_tf_flowers():
    assert CLASS_NAMES == ("dandelion", "daisy", "tulips", "sunflowers", "roses")
    assert CLASS_COUNTS == {
        "daisy": 633, "dandelion": 898, "roses": 641, "sunflowers": 699, "tulips": 799,
    }  # fmt: skip
    assert sum(CLASS_COUNTS.values()) == 3670


@pytest.mark.parametrize("name", CLASS_NAMES)
def test_a_picture_is_the_same_every_time(name):
    first, again = draw(name, 11), draw(name, 11)
    assert first.shape == (96, 96, 3)
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, again)
    assert np.abs(first.astype(int) - draw(name, 12)).mean() > 10
    assert np.abs(first.astype(int) - draw(name, 11, seed=1)).mean() > 10


def test_every_process_draws_the_same():
    code = (
        "import hashlib\n"
        "from cnnlectures.data.drawn_flowers import CLASS_NAMES, draw\n"
        "print(*(hashlib.sha256(draw(name, 3).tobytes()).hexdigest() for name in CLASS_NAMES))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    assert len(set(runs[0].stdout.split())) == 5


def test_workers_draw_what_one_process_draws_in_order():
    counts = {"roses": 30, "tulips": 3}
    drawn = list(draw_all(counts))
    assert [(name, number) for name, number, _ in drawn] == [
        (name, number) for name, count in counts.items() for number in range(count)
    ]
    for name, number, picture in drawn[::9]:
        assert picture == jpeg(name, number)


def test_a_larger_picture_shows_the_same_scene():
    for name in CLASS_NAMES:
        small, large = draw(name, 7), draw(name, 7, size=192)
        assert large.shape == (192, 192, 3)
        halved = large.reshape(96, 2, 96, 2, 3).mean(axis=(1, 3))
        likeness = np.corrcoef(small.ravel(), halved.ravel())[0, 1]
        other = np.corrcoef(draw(name, 8).ravel(), halved.ravel())[0, 1]
        assert likeness > max(0.8, other + 0.2)


def test_pictures_use_the_range_of_light():
    pictures = np.stack([draw(name, number) for name in CLASS_NAMES for number in range(8)])
    assert (pictures.std(axis=(1, 2, 3)) > 12).all(), "none is blank"
    assert 80 < pictures.mean() < 140
    assert pictures.min() == 0
    assert pictures.max() == 255


def test_a_full_face_looks_at_the_viewer_and_a_side_view_does_not():
    full, side = facing(0, 0, 0.3), facing(np.pi / 2, -np.pi / 2, 0.3)
    np.testing.assert_allclose(full[:, 2], (0, 0, 1), atol=1e-12)
    np.testing.assert_allclose(side[:, 2], (0, -1, 0), atol=1e-12)
    for turn in (full, side):
        np.testing.assert_allclose(turn.T @ turn, np.eye(3), atol=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1)


def test_a_flat_sheet_has_one_normal_and_keeps_its_colours():
    y, x = np.mgrid[:3, :4].astype(float)
    mesh = sheet(np.stack([x, y, 0 * x], axis=-1), np.array([0.2, 0.4, 0.6]))
    assert mesh.corners.shape == (6, 4, 3)
    np.testing.assert_allclose(np.abs(mesh.normals), np.tile([0, 0, 1], (6, 1)), atol=1e-6)
    np.testing.assert_allclose(mesh.colours, np.tile([0.2, 0.4, 0.6, 1], (6, 1)))


RIGHT = {
    draw: {"name": "roses", "number": 1, "size": 16, "seed": 3},
    jpeg: {"name": "roses", "number": 1},
    draw_all: {
        "counts": bad_input.Argument({"roses": 1}, None, 3, "", {"roses": 1.5}, {"rose": 1})
    },
}


@pytest.mark.parametrize(("function", "right", "argument"), bad_input.cases(RIGHT))
def test_a_wrong_argument_is_named_and_shown(function, right, argument):
    bad_input.refuses(function, right, argument)
