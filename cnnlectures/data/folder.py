"""Your own images: a folder with one folder per class."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from cnnlectures.data.fitting import fitted
from cnnlectures.data.image_set import ImageSet

ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")
BOMBS = (Image.DecompressionBombWarning, Image.DecompressionBombError)
LAYOUT = "one folder per class with images in it, such as cats/001.jpg and dogs/001.jpg"


def load_folder(folder, image_size, name):
    """Reads `folder/class/*.jpg`; classes in alphabetical order, hidden files left out.

    Every image is cut to its central square and resized. A file that cannot be read is named in
    the output and skipped. The images are mixed, always in the same way, so that every part of a
    split holds all classes.

    Args:
        folder: path of the folder.
        image_size: side of the images in pixels.
        name: of the data set that was asked for.

    Returns:
        An `ImageSet`.

    Raises:
        ValueError: no such folder, fewer than two classes, or a class without a readable image.
    """
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        raise ValueError(f"`data` is not a folder: {str(folder)!r}. It must hold {LAYOUT}.")
    classes = sorted(path for path in folder.iterdir() if path.is_dir() and _shown(path, folder))
    if len(classes) < 2:
        found = f"only {classes[0].name!r}" if classes else "none"
        raise ValueError(
            f"`data` needs at least two classes; {str(folder)!r} has {found}. "
            f"It must hold {LAYOUT}."
        )
    images, labels, refused = [], [], []
    for label, path in enumerate(classes):
        found = _read_class(path, image_size, refused)
        if not found:
            raise ValueError(_empty(path, refused))
        images += found
        labels += [label] * len(found)
    if refused:
        print(f"{len(refused)} file(s) skipped in {folder}:", *refused, sep="\n  ")
    mixed = np.random.default_rng(0).permutation(len(images))
    return ImageSet(
        images=np.stack(images)[mixed],
        labels=np.array(labels, np.int64)[mixed],
        class_names=tuple(path.name for path in classes),
        name=name,
        title=f"images of {folder.name}",
        source=f"your own folder, {folder}",
    )


def _shown(path, folder):
    """Whether neither the path nor a folder on the way to it from `folder` is hidden."""
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _read_class(folder, image_size, refused):
    """A class's images; what cannot be read is added to `refused`."""
    images = []
    for path in sorted(
        path for path in folder.rglob("*") if path.is_file() and _shown(path, folder)
    ):
        place = path.relative_to(folder.parent).as_posix()
        if path.suffix.lower() not in ENDINGS:
            refused.append(f"{place}: not an image ({', '.join(ENDINGS)})")
            continue
        try:
            images.append(_read(path, image_size))
        except UnidentifiedImageError:
            refused.append(f"{place}: not an image, or damaged at its start")
        except (OSError, SyntaxError, ValueError, *BOMBS) as error:
            refused.append(f"{place}: {error}")
    return images


def _read(path, image_size):
    """One image; one that would fill the memory is refused before a pixel of it is decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as picture:
            return fitted(picture, image_size)


def _empty(path, refused):
    """What is wrong with a class from which nothing could be read."""
    reasons = [reason for reason in refused if reason.startswith(f"{path.name}/")]
    listed = "".join(f"\n  {reason}" for reason in reasons[:5])
    more = f"\n  and {len(reasons) - 5} more" if len(reasons) > 5 else ""
    return (
        f"`data`: class {path.name!r} in {str(path.parent)!r} has no readable image. Put images "
        f"({', '.join(ENDINGS)}) into it or remove the folder.{listed}{more}"
    )
