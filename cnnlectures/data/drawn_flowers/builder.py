"""The drawn flowers as a tensorflow-datasets builder, prepared once into the cache.

Importing this module registers the builder, so that
`tfds.load("drawn_flowers", split=["train[:10%]", ...], as_supervised=True)` works.
"""

import contextlib
import hashlib
import io
from pathlib import Path

import tensorflow_datasets as tfds

from cnnlectures.core.storage import cache_folder, lock
from cnnlectures.data.drawn_flowers.drawing import draw_all
from cnnlectures.data.drawn_flowers.scene import SIDE
from cnnlectures.data.drawn_flowers.species import CLASS_NAMES


class DrawnFlowers(tfds.core.GeneratorBasedBuilder):
    """Five kinds of flowers, drawn; same classes, counts and class order as tf_flowers."""

    VERSION = tfds.core.Version("1.0.0")
    RELEASE_NOTES = {"1.0.0": "First release."}  # noqa: RUF012 (as tensorflow-datasets wants it)

    def _info(self):
        return tfds.core.DatasetInfo(
            builder=self,
            description="Drawings of five kinds of flowers. They stand in for tf_flowers.",
            features=tfds.features.FeaturesDict(
                {
                    "image": tfds.features.Image(shape=(SIDE, SIDE, 3), encoding_format="jpeg"),
                    "label": tfds.features.ClassLabel(names=list(CLASS_NAMES)),
                }
            ),
            supervised_keys=("image", "label"),
            license="CC BY 4.0",
        )

    def _split_generators(self, dl_manager):
        return {"train": self._generate_examples()}

    def _generate_examples(self):
        for name, number, picture in draw_all():
            yield f"{name}/{number:04}", {"image": picture, "label": name}


def prepared():
    """The builder with its files in the cache; draws them the first time, under a lock.

    The folder's name holds a fingerprint of the code that draws, so that a changed drawing is
    never mixed up with an older one.
    """
    folder = cache_folder("drawn_flowers", fingerprint())
    with lock("drawn_flowers"):
        builder = DrawnFlowers(data_dir=folder)
        if not builder.is_prepared():
            _prepare(builder)
    return builder


def fingerprint():
    """Twelve characters that change whenever the code that draws does."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _prepare(builder):
    """Writes the files, with our own progress bar in place of the library's bars and texts."""
    tfds.disable_progress_bar()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            builder.download_and_prepare()
    finally:
        tfds.enable_progress_bar()
