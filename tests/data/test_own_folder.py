"""A folder of one's own images: what is read, what is skipped by name, what is refused."""

import numpy as np
import pytest
from PIL import Image

from cnnlectures.data import load


def save(path, colour=(200, 30, 30), size=(40, 30), mode="RGB", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).convert(mode).save(path, **options)
    return path


@pytest.fixture
def folder(tmp_path):
    """Two classes of two images each."""
    for name in ("tulips", "Daisies"):
        for number in range(2):
            save(tmp_path / name / f"{number}.jpg")
    return tmp_path


def test_classes_are_alphabetical_and_endings_may_be_capitals(folder, capsys):
    save(folder / "asters" / "IMG.JPEG")
    save(folder / "asters" / "IMG.Png")
    own = load("tf_flowers", data=folder, image_size=24)
    assert own.class_names == ("Daisies", "asters", "tulips")
    assert sorted(own.labels) == [0, 0, 1, 1, 2, 2]
    assert own.images.shape == (6, 24, 24, 3)
    assert own.stands_in_for is None
    assert capsys.readouterr().out == ""


def test_path_may_be_text_and_size_is_96_by_default(folder):
    first, rest = load("tf_flowers", data=str(folder), split=["train[:25%]", "train[25%:]"])
    assert first.images.shape == (1, 96, 96, 3)
    assert len(rest) == 3


def only(folder, name, size):
    """The one image of a class."""
    own = load("tf_flowers", data=folder, image_size=size)
    (image,) = own.images[own.labels == own.class_names.index(name)]
    return image


@pytest.mark.parametrize(("mode", "ending"), [("L", "png"), ("CMYK", "jpg"), ("P", "png")])
def test_every_mode_becomes_rgb(folder, mode, ending):
    save(folder / "other" / f"0.{ending}", mode=mode)
    red, green, blue = only(folder, "other", 9).mean((0, 1))
    np.testing.assert_allclose((red, green, blue), 79 if mode == "L" else (200, 30, 30), atol=9)


def test_what_is_transparent_is_laid_on_white(folder):
    (folder / "clear").mkdir()
    Image.new("RGBA", (9, 9), (255, 0, 0, 0)).save(folder / "clear" / "0.png")
    np.testing.assert_array_equal(only(folder, "clear", 9), 255)


def test_sixteen_bits_are_brought_to_eight(folder):
    (folder / "deep").mkdir()
    ramp = np.arange(81, dtype=np.uint16).reshape(9, 9) * 700
    Image.fromarray(ramp).save(folder / "deep" / "0.png")
    image = only(folder, "deep", 9)
    assert image.min() == 0
    assert image.max() == 255
    assert (np.diff(image[..., 0].ravel().astype(int)) >= 0).all()


def test_the_central_square_is_kept(folder):
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 255
    (folder / "wide").mkdir()
    Image.fromarray(wide).save(folder / "wide" / "0.png")
    np.testing.assert_array_equal(only(folder, "wide", 10), 255)


def test_the_rotation_of_the_camera_is_honoured(folder):
    (folder / "turned").mkdir()
    picture = Image.fromarray(np.repeat(np.uint8([[[250] * 3, [0] * 3]]), 4, axis=1).repeat(8, 0))
    exif = picture.getexif()
    exif[0x0112] = 3  # held upside down
    picture.save(folder / "turned" / "0.png", exif=exif)
    turned = only(folder, "turned", 8)
    assert turned[:, :3].max() < 20
    assert turned[:, 5:].min() > 230


def test_bad_files_are_named_and_skipped(folder, capsys, monkeypatch):
    whole = save(folder / "tulips" / "half.jpg", size=(300, 300)).read_bytes()
    (folder / "tulips" / "half.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "tulips" / "text.jpg").write_text("not an image")
    (folder / "tulips" / "empty.png").write_bytes(b"")
    (folder / "Daisies" / "notes.txt").write_text("a note")
    save(folder / "Daisies" / "poster.png", size=(1001, 1000))
    (folder / "tulips" / ".DS_Store").write_bytes(b"hidden")
    save(folder / ".thumbnails" / "0.jpg")
    save(folder / "tulips" / ".thumbnails" / "0.jpg")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000_000)
    own = load("tf_flowers", data=folder)
    assert sorted(own.labels) == [0, 0, 1, 1]
    shown = capsys.readouterr().out
    assert shown.startswith("5 file(s) skipped")
    for name in ("tulips/half.jpg", "tulips/text.jpg", "tulips/empty.png", "Daisies/notes.txt"):
        assert name in shown
    assert "Daisies/poster.png: Image size (1001000 pixels) exceeds limit" in shown
    assert "DS_Store" not in shown


def test_a_class_without_images_is_refused(folder):
    (folder / "roses").mkdir()
    with pytest.raises(ValueError, match=r"class 'roses'.*no readable image.*remove the folder"):
        load("tf_flowers", data=folder)


def test_a_class_of_damaged_images_says_why(folder):
    (folder / "roses").mkdir()
    (folder / "roses" / "broken.jpg").write_bytes(b"\xff\xd8 and no more")
    with pytest.raises(ValueError, match=r"class 'roses'(.|\n)*roses/broken.jpg: not an image"):
        load("tf_flowers", data=folder)


@pytest.mark.parametrize("classes", [0, 1])
def test_fewer_than_two_classes_are_refused(tmp_path, classes):
    save(tmp_path / "loose.jpg")
    if classes:
        save(tmp_path / "tulips" / "0.jpg")
    with pytest.raises(ValueError, match="at least two classes") as raised:
        load("tf_flowers", data=tmp_path)
    assert str(tmp_path) in str(raised.value)
    assert ("'tulips'" in str(raised.value)) == bool(classes)


def test_only_flowers_may_come_from_a_folder(folder):
    with pytest.raises(ValueError, match="not of 'digits'"):
        load("digits", data=folder)


def test_every_part_of_a_split_holds_all_classes(tmp_path):
    for name in ("a", "b", "c"):
        for number in range(20):
            save(tmp_path / name / f"{number}.png", size=(4, 4))
    split = ["train[:25%]", "train[25%:]"]
    first, rest = load("tf_flowers", data=tmp_path, split=split, image_size=4)
    assert set(first.labels) == set(rest.labels) == {0, 1, 2}
    again, _ = load("tf_flowers", data=tmp_path, split=split, image_size=4)
    np.testing.assert_array_equal(first.labels, again.labels)
