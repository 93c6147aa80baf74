"""`load`: names, splits, stand-ins and refusals."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnlectures.data import NAMES, load
from cnnlectures.data.splits import split_indices


def test_import_is_light():
    code = (
        "import sys, cnnlectures.data\n"
        "heavy = {'tensorflow', 'tensorflow_datasets', 'sklearn', 'skimage', 'matplotlib'}\n"
        "print(heavy & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_digits_are_those_of_scikit_learn():
    from sklearn.datasets import load_digits

    digits, original = load("digits"), load_digits()
    assert digits.images.shape == (1797, 8, 8, 1)
    assert digits.images.dtype == np.uint8
    assert digits.labels.dtype == np.int64
    np.testing.assert_array_equal(digits.labels, original.target)
    np.testing.assert_allclose(digits.images[..., 0] * (16 / 255), original.images, atol=0.04)
    assert digits.stands_in_for is None


def test_digits_stand_in_for_fashion_mnist_and_say_so(capsys):
    train, test = load("fashion_mnist", split=["train", "test"])
    assert capsys.readouterr().out == "handwritten digits stand in for fashion_mnist\n"
    assert train.images.shape[1:] == test.images.shape[1:] == (28, 28, 1)
    assert (len(train), len(test)) == (1541, 256)
    assert train.stands_in_for == "fashion_mnist"
    assert "standing in for fashion_mnist" in repr(train)


def test_what_is_itself_says_nothing(capsys):
    load("digits")
    assert capsys.readouterr().out == ""


def test_image_size_changes_height_and_width_only():
    assert load("digits", image_size=16).images.shape == (1797, 16, 16, 1)


def test_representation_counts_every_class():
    shown = repr(load("digits", split="train[:100]"))
    assert "100 images, 8 × 8 × 1" in shown
    assert "10 classes: 0 " in shown
    assert "CC BY 4.0" in shown


def test_photographs_keep_their_sizes_and_name_their_authors():
    photographs = load("photographs")
    assert {"china", "flower", "chelsea", "coffee", "astronaut"} <= set(photographs)
    assert photographs["china"].image.shape == (427, 640, 3)
    assert photographs["chelsea"].image.shape == (300, 451, 3)
    assert photographs["camera"].image.shape == (512, 512, 3), "grey ones are RGB too"
    assert "Stefan van der Walt, CC0" in repr(photographs["chelsea"])
    assert all(photograph.image.dtype == np.uint8 for photograph in photographs.values())
    assert all(photograph.credit for photograph in photographs.values())


def test_a_photograph_that_is_not_installed_is_not_fetched(monkeypatch):
    from cnnlectures.data import photographs

    entry = ("skimage", "tulip.png", "a tulip", "nobody")
    monkeypatch.setitem(photographs.BUNDLED, "tulip", entry)
    with pytest.raises(FileNotFoundError, match=r"skimage .*tulip\.png"):
        load("photographs")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"name": "digit"}, "Did you mean 'digits'"),
        ({"name": "tf_flower"}, "'tf_flowers'"),
        ({"name": 7}, "`name`.*7"),
        ({"name": "digits", "data": "downlaod"}, "`data`.*'downlaod'"),
        ({"name": "digits", "data": None}, "`data`.*None"),
        ({"name": "digits", "data": "download"}, 'must be "embedded" for'),
        ({"name": "drawn_flowers", "data": "download"}, 'must be "embedded" for'),
        ({"name": "tf_flowers", "data": "/no/such/place"}, "/no/such.*no folder"),
        ({"name": "digits", "split": 3}, "`split`.*3"),
        ({"name": "digits", "split": []}, "`split`.*empty"),
        ({"name": "digits", "split": ["train", None]}, "`split`"),
        ({"name": "digits", "split": "test"}, "'train'.*'test'"),
        ({"name": "digits", "split": "train[:ten%]"}, r"`split`.*train\[:ten%\]"),
        ({"name": "digits", "split": "train[:110%]"}, "100 %"),
        ({"name": "digits", "image_size": 0}, "`image_size`.*0"),
        ({"name": "digits", "image_size": 2.5}, r"`image_size`.*2\.5"),
        ({"name": "photographs", "split": "train"}, "`split`"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(arguments, words):
    with pytest.raises(ValueError, match=words):
        load(**arguments)


def test_every_name_is_offered():
    with pytest.raises(ValueError, match="digits") as raised:
        load("nothing like it")
    assert all(name in str(raised.value) for name in NAMES)


def test_slide_59():
    split = ["train[:10%]", "train[10%:25%]", "train[25%:]"]
    parts = [split_indices(each, {"train": 3670}) for each in split]
    assert [len(part) for part in parts] == [367, 551, 2752]
    np.testing.assert_array_equal(np.concatenate(parts), np.arange(3670))


def test_sums_negative_bounds_and_the_whole():
    parts = {"train": 10, "test": 4}
    assert split_indices("train[-2:]", parts).tolist() == [8, 9]
    assert split_indices("train[:2]+test", parts).tolist() == [0, 1, 10, 11, 12, 13]
    assert split_indices("test[-50%:]", parts).tolist() == [12, 13]
    assert split_indices("all", parts).tolist() == list(range(14))
    assert split_indices("train[7:3]", parts).tolist() == []


@settings(deadline=None)
@given(st.integers(1, 5000), st.integers(-100, 100) | st.none(), st.integers(-100, 100) | st.none())
def test_percentages_are_those_of_tensorflow_datasets(count, low, high):
    import tensorflow_datasets as tfds

    assume(low is not None or high is not None)  # it knows no "train[:]"
    info = tfds.core.SplitInfo(
        name="train", shard_lengths=[count], num_bytes=0,
        filename_template=tfds.core.ShardedFileTemplate(
            data_dir="/data", dataset_name="set", split="train", filetype_suffix="tfrecord"),
    )  # fmt: skip
    bounds = ["" if bound is None else f"{bound}%" for bound in (low, high)]
    text = f"train[{bounds[0]}:{bounds[1]}]"
    ours = split_indices(text, {"train": count})
    (theirs,) = tfds.core.ReadInstruction.from_spec(text).to_absolute({"train": info})
    start, stop = theirs.from_ or 0, count if theirs.to is None else theirs.to
    np.testing.assert_array_equal(ours, np.arange(start, max(start, stop)))


def test_a_failed_download_says_what_failed_and_the_way_out(tmp_path):
    # the port of a proxy that nobody serves, on this machine: no packet leaves it
    code = (
        "import os\n"
        "for name in ('http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'):\n"
        "    os.environ[name] = 'http://127.0.0.1:9'\n"
        "for name in ('no_proxy', 'NO_PROXY'):\n"
        "    os.environ.pop(name, None)\n"
        f"os.environ['CNNLECTURES_CACHE'] = {str(tmp_path)!r}\n"
        "from cnnlectures.data import load\n"
        "try:\n"
        "    load('tf_flowers', data='download')\n"
        "except ConnectionError as error:\n"
        "    print('refused:', error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=400)
    assert "refused: downloading 'tf_flowers'" in run.stdout, run.stderr[-2000:]
    assert 'data="embedded"' in run.stdout
