"""`load`: every data set of the course by its name, from where the caller says."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

from cnnlectures.core.arguments import one_of, whole_number
from cnnlectures.data import sources
from cnnlectures.data.fitting import resized
from cnnlectures.data.folder import load_folder
from cnnlectures.data.photographs import load_photographs
from cnnlectures.data.splits import split_indices

EMBEDDED = {
    "digits": sources.digits,
    "fashion_mnist": sources.digits_for_fashion_mnist,
    "tf_flowers": partial(sources.drawn_flowers, "tf_flowers", stands_in_for="tf_flowers"),
    "drawn_flowers": partial(sources.drawn_flowers, "drawn_flowers"),
}
DOWNLOADED = {
    "fashion_mnist": sources.fashion_mnist,
    "tf_flowers": sources.tf_flowers,
}
NAMES = (*EMBEDDED, "photographs")
FOLDER_SIZE = 96


def load(name, data="embedded", *, split=None, image_size=None):
    """Loads a data set into memory.

    A run never changes its source by itself: what cannot be had from `data` is an error. What
    stands in for another data set says so in one line of output.

    Args:
        name: "digits" (scikit-learn, 8 × 8), "fashion_mnist" (embedded: the digits stand in),
            "tf_flowers" (embedded: drawn flowers stand in), "drawn_flowers" or "photographs".
        data: "embedded" for what ships with the course, "download" for the real set, or the path
            of a folder of your own images with one folder per class (for "tf_flowers").
        split: which part, in the syntax of tensorflow-datasets, such as "train[:10%]", or a list
            of them. None for the whole set.
        image_size: side of the images in pixels; others are cut to their central square and
            resized. None for the set's own size, 96 where it has none.

    Returns:
        An `ImageSet`, or a list of them if `split` is a list. For "photographs", whose sizes
        differ, a dictionary of `Photograph` by name.

    Raises:
        ValueError: an argument is not one of those above, or a folder is not usable.
        ConnectionError: the download failed.
    """
    one_of("name", name, NAMES)
    _check_split(split)
    if image_size is not None:
        image_size = whole_number("image_size", image_size, low=1, high=4096)
    make = _source(name, data)
    if name == "photographs":
        if split is not None or image_size is not None:
            raise ValueError(
                "`split` and `image_size` must be left out: photographs keep their sizes and have "
                f"no splits. Received: {split!r} and {image_size!r}."
            )
        return make()
    whole, parts = make(image_size)
    if image_size is not None:
        whole = replace(whole, images=resized(whole.images, image_size))
    if whole.stands_in_for:
        print(f"{whole.title} stand in for {whole.stands_in_for}")
    if split is None:
        return whole
    if isinstance(split, str):
        return whole.take(split_indices(split, parts))
    return [whole.take(split_indices(each, parts)) for each in split]


def _source(name, data):
    """The function that reads the data set from where `data` says."""
    if isinstance(data, str) and data == "embedded":
        return load_photographs if name == "photographs" else EMBEDDED[name]
    if isinstance(data, str) and data == "download":
        if name not in DOWNLOADED:
            raise ValueError(
                f'`data` must be "embedded" for {name!r}, which ships with the course and is not '
                f"downloaded. Received: {data!r}."
            )
        return DOWNLOADED[name]
    if not isinstance(data, str | os.PathLike) or not str(data):
        raise ValueError(
            f'`data` must be "embedded", "download" or the path of a folder. Received: {data!r}.'
        )
    if name != "tf_flowers":
        raise ValueError(
            f'`data`: a folder of images takes the place of "tf_flowers", not of {name!r}. '
            f"Received: {str(data)!r}"
        )
    if not Path(data).expanduser().is_dir():
        raise ValueError(
            f'`data` must be "embedded", "download" or the path of a folder. '
            f"Received: {str(data)!r}, where there is no folder."
        )
    return partial(_folder, data, name)


def _folder(path, name, image_size):
    whole = load_folder(path, image_size or FOLDER_SIZE, name)
    return whole, {"train": len(whole)}


def _check_split(split):
    """Refuses anything but text, a list of texts, or None."""
    each = [split] if isinstance(split, str) else split
    if each is None:
        return
    if not isinstance(each, list | tuple) or not all(isinstance(text, str) for text in each):
        raise ValueError(f"`split` must be text or a list of texts. Received: {split!r}.")
    if not each:
        raise ValueError("`split` must not be an empty list. Received: [].")
