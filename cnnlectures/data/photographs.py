"""The photographs that come with scikit-learn and scikit-image: read in place, never fetched."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

BUNDLED = {
    "astronaut": ("skimage", "astronaut.png", "Eileen Collins, astronaut", "NASA, public domain"),
    "brick": ("skimage", "brick.png", "a brick wall", "CC0Textures, CC0"),
    "camera": ("skimage", "camera.png", "a photographer", "Lav Varshney, CC0"),
    "chelsea": ("skimage", "chelsea.png", "Chelsea the cat", "Stefan van der Walt, CC0"),
    "china": ("sklearn", "china.jpg", "a Chinese palace", "danielbuechele, CC BY 2.0"),
    "clock": ("skimage", "clock_motion.png", "a wall clock, blurred by motion",
              "Stefan van der Walt, public domain"),
    "coffee": ("skimage", "coffee.png", "a cup of coffee", "Rachel Michetti, CC0"),
    "coins": ("skimage", "coins.png", "Greek coins from Pompeii",
              "Brooklyn Museum, no known copyright restrictions"),
    "flower": ("sklearn", "flower.jpg", "a dahlia", "vultilion, CC BY 2.0"),
    "grass": ("skimage", "grass.png", "grass", "linolafett, CC0"),
    "gravel": ("skimage", "gravel.png", "gravel", "CC0Textures, CC0"),
    "hubble_deep_field": ("skimage", "hubble_deep_field.jpg", "the Hubble eXtreme Deep Field",
                          "NASA, public domain"),
    "moon": ("skimage", "moon.png", "the surface of the moon", "with scikit-image"),
    "retina": ("skimage", "retina.jpg", "a human retina", "Mikael Häggström, CC0"),
    "rocket": ("skimage", "rocket.jpg", "the launch of a Falcon 9", "SpaceX, public domain"),
}  # fmt: skip
FOLDERS = {"skimage": "data", "sklearn": "datasets/images"}


@dataclass(frozen=True, repr=False, eq=False)
class Photograph:
    """One photograph.

    Attributes:
        image: uint8 RGB, [height, width, 3].
        name: short name.
        title: what it shows.
        credit: author and licence.
    """

    image: np.ndarray
    name: str
    title: str
    credit: str

    def __repr__(self):
        """One line for a caption."""
        height, width, _ = self.image.shape
        return f"{self.title} ({height} × {width}; {self.credit})"


def load_photographs():
    """Reads every bundled photograph.

    Returns:
        {name: `Photograph`}, in alphabetical order. They keep their own sizes.

    Raises:
        FileNotFoundError: the installed package does not carry one of them.
    """
    return {name: _read(name, *entry) for name, entry in BUNDLED.items()}


def _read(name, package, file, title, credit):
    path = Path(importlib.util.find_spec(package).origin).parent / FOLDERS[package] / file
    if not path.is_file():
        raise FileNotFoundError(f"{package} is installed without its photograph {file}: {path}")
    with Image.open(path) as picture:
        return Photograph(np.asarray(picture.convert("RGB")), name, title, credit)
