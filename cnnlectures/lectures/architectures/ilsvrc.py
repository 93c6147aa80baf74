"""The ImageNet challenge: who won with which error, what slides 26 and 46 say of it, and people.

Sources: A. Krizhevsky et al. 2012, table 2; C. Szegedy et al. 2014, section 7; K. He et al. 2015,
table 5; J. Hu et al. 2017, abstract; the results pages of image-net.org for the other years;
O. Russakovsky et al. 2015 (arXiv 1409.0575), section 6.4, for people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Winner:
    """The best classification entry of a year.

    Attributes:
        year: of the challenge.
        name: of the network or the team.
        error: top-5 error on the test images, per cent.
        deep: whether it was a convolutional network.
        said: top-5 error that follows from the slides for this year; None where they are silent.
    """

    year: int
    name: str
    error: float
    deep: bool
    said: float | None


WINNERS = (
    Winner(2010, "NEC-UIUC", 28.19, False, None),
    Winner(2011, "XRCE", 25.77, False, None),
    Winner(2012, "AlexNet", 15.32, True, 100 - 84.7),
    Winner(2013, "Clarifai", 11.74, True, 100 - 88.3),
    Winner(2014, "GoogLeNet", 6.66, True, 100 - 93.33),
    Winner(2015, "ResNet", 3.57, True, 100 - 96.7),
    Winner(2016, "Trimps-Soushen", 2.99, True, None),
    Winner(2017, "SENet", 2.25, True, None),
)
#: Top-5 error in per cent of the best submissions that came second and stand on the slides.
VGG_ERROR = 7.32


@dataclass(frozen=True)
class Annotator:
    """A person who took the test, and GoogLeNet on the same images.

    Attributes:
        name: as the paper has it.
        images: how many were seen.
        error: of the person, per cent.
        network: GoogLeNet's error on these images, per cent.
        trained: on how many images the person practised before.
    """

    name: str
    images: int
    error: float
    network: float
    trained: int

    @property
    def mistakes(self) -> tuple[int, int]:
        """How many images the person and the network got wrong."""
        return tuple(round(self.images * share / 100) for share in (self.error, self.network))


ANNOTATORS = (Annotator("A1", 1500, 5.1, 6.8, 500), Annotator("A2", 258, 12.0, 5.8, 100))


def z_of_two_shares(first, second, n):
    """Return how many standard errors two counts of mistakes lie apart, n images each.

    The shares are pooled, and taken for independent, as in the paper's own test.
    """
    shared = (first + second) / (2 * n)
    return (second - first) / n / np.sqrt(2 * shared * (1 - shared) / n)
