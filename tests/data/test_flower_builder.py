"""The drawn flowers as a prepared data set."""

import os
import subprocess
import sys

import numpy as np
import pytest

from cnnlectures.data import load

SPLIT = ["train[:10%]", "train[10%:25%]", "train[25%:]"]


@pytest.fixture(scope="module")
def parts():
    """Slide 59's three parts; drawn into the cache the first time."""
    return load("tf_flowers", split=SPLIT)


def test_slide_59_splits_into_367_551_and_2752(parts):
    assert [len(part) for part in parts] == [367, 551, 2752]
    labels = np.concatenate([part.labels for part in parts])
    assert np.bincount(labels).tolist() == [898, 633, 799, 699, 641]


def test_every_part_mixes_the_classes_alike(parts):
    shares = np.array([np.bincount(part.labels, minlength=5) / len(part) for part in parts])
    assert np.ptp(shares, axis=0).max() < 0.1
    assert len(set(parts[0].labels[:30].tolist())) == 5


def test_they_are_called_drawn_where_they_stand_in(parts, capsys):
    load("tf_flowers", split="train[:1]")
    assert capsys.readouterr().out == "drawn flowers stand in for tf_flowers\n"
    assert parts[0].title == "drawn flowers"
    assert parts[0].stands_in_for == "tf_flowers"
    load("drawn_flowers", split="train[:1]")
    assert capsys.readouterr().out == ""


def test_tensorflow_datasets_loads_the_same(parts):
    import tensorflow_datasets as tfds

    from cnnlectures.data.drawn_flowers import builder

    folder = builder.prepared().data_path.parent.parent
    dataset, info = tfds.load(
        "drawn_flowers", split=SPLIT[0], as_supervised=True, with_info=True, data_dir=folder
    )
    pairs = list(tfds.as_numpy(dataset))
    np.testing.assert_array_equal([label for _, label in pairs], parts[0].labels)
    np.testing.assert_array_equal([image for image, _ in pairs], parts[0].images)
    assert tuple(info.features["label"].names) == parts[0].class_names
    assert info.splits["train"].num_examples == 3670


def test_no_picture_is_there_twice(parts):
    every = [image.tobytes() for part in parts for image in part.images]
    assert len(set(every)) == 3670


def test_neither_brightness_nor_a_linear_look_gives_the_class_away(parts):
    from sklearn.linear_model import LogisticRegression

    test, _, train = parts
    looks = [part.images.reshape(-1, 8, 12, 8, 12, 3).mean((2, 4)) / 255 for part in (test, train)]
    for pick in (lambda look: look.reshape(len(look), -1), lambda look: look.mean((1, 2))):
        model = LogisticRegression(C=0.1, max_iter=60).fit(pick(looks[1]), train.labels)
        score = model.score(pick(looks[0]), test.labels)
        assert score <= 0.6, "a task that a linear model solves is no task for a CNN"
    assert score > 0.2, "chance is a quarter: the labels belong to the pictures"


def test_two_processes_prepare_once(tmp_path):
    # without a main guard, as a student's script may be
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy as np\n"
        "from cnnlectures.data.drawn_flowers import builder, drawing\n"
        "few = {'dandelion': 3, 'daisy': 2, 'tulips': 30, 'sunflowers': 2, 'roses': 2}\n"
        "builder.draw_all = lambda: print('drawing') or drawing.draw_all(few)\n"
        "print('prepared', builder.prepared().info.splits['train'].num_examples)\n"
    )
    environment = {**os.environ, "CNNLECTURES_CACHE": str(tmp_path / "cache")}
    runs = [
        subprocess.Popen(
            [sys.executable, script], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    shown = [run.communicate(timeout=400) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], shown
    assert all("prepared 39" in out for out, _ in shown)
    assert sum("drawing flowers" in error for _, error in shown) == 1
