"""Drawn flowers: five kinds of flowers, drawn in space with NumPy and Pillow."""

from cnnlectures.data.drawn_flowers.scene import SEED, draw
from cnnlectures.data.drawn_flowers.species import CLASS_COUNTS, CLASS_NAMES

__all__ = ["CLASS_COUNTS", "CLASS_NAMES", "SEED", "draw"]
