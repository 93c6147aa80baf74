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
    assert own.labels.tolist() == [0, 0, 1, 1, 2, 2]
    assert own.images.shape == (6, 24, 24, 3)
    assert own.stands_in_for is None
    assert capsys.readouterr().out == ""


def test_path_may_be_text_and_size_is_96_by_default(folder):
    first, rest = load("tf_flowers", data=str(folder), split=["train[:25%]", "train[25%:]"])
    assert first.images.shape == (1, 96, 96, 3)
    assert len(rest) == 3


def test_every_mode_becomes_rgb(folder):
    save(folder / "tulips" / "a.png", mode="L")
    save(folder / "tulips" / "b.jpg", mode="CMYK")
    save(folder / "tulips" / "c.png", mode="P")
    Image.new("RGBA", (9, 9), (255, 0, 0, 0)).save(folder / "tulips" / "d.png")
    Image.fromarray(np.arange(81, dtype=np.uint16).reshape(9, 9) * 700).save(
        folder / "tulips" / "e.png"
    )
    own = load("tf_flowers", data=folder, image_size=9)
    tulips = own.images[own.labels == 1]
    assert tulips.shape == (7, 9, 9, 3)
    np.testing.assert_allclose(tulips[3].mean((0, 1)), (200, 30, 30), atol=8)
    np.testing.assert_array_equal(tulips[5], 255), "what is transparent is laid on white"
    assert tulips[6].min() == 0
    assert tulips[6].max() == 255


def test_the_central_square_is_kept(folder):
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 255
    Image.fromarray(wide).save(folder / "tulips" / "wide.png")
    np.testing.assert_array_equal(load("tf_flowers", data=folder, image_size=10).images[-1], 255)


def test_the_rotation_of_the_camera_is_honoured(folder):
    picture = Image.fromarray(
        np.repeat(np.uint8([[[250], [0]]]), 3, axis=2).repeat(8, 0).repeat(4, 1)
    )
    exif = picture.getexif()
    exif[0x0112] = 3  # held upside down
    picture.save(folder / "tulips" / "turned.png", exif=exif)
    turned = load("tf_flowers", data=folder, image_size=8).images[-1]
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
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000_000)
    own = load("tf_flowers", data=folder)
    assert own.labels.tolist() == [0, 0, 1, 1]
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
