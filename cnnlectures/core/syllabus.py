"""The plan of the course: which lecture covers which slides, and which errata it has to show.

The start page, the badges and the tests of coverage all read it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REPOSITORY = "cnnlectures/cnnlectures"  # on GitHub; pyproject.toml names the same


@dataclass(frozen=True)
class Lecture:
    """One notebook of the course.

    Attributes:
        name: the notebook's file name without its ending, such as ``"05_gradient_clipping"``.
        title: what it is called.
        question: the one question that it answers.
        slides: the slides that it covers.
        errata: the slides of which it must show a correction.
        minutes: to present, and to work through alone.
        tensorflow: whether the notebook needs TensorFlow at all.
    """

    name: str
    title: str
    question: str
    slides: tuple[int, ...]
    errata: tuple[int, ...] = ()
    minutes: tuple[int, int] = (0, 0)
    tensorflow: bool = True

    @property
    def folder(self) -> str:
        """The name of its folder in ``cnnlectures.lectures``."""
        return self.name.split("_", 1)[1]

    @property
    def exists(self) -> bool:
        """Whether the notebook has been written yet."""
        return (notebooks_folder() / f"{self.name}.ipynb").exists()


def _span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


LECTURES = (
    Lecture(
        "00_start_here",
        "Start here",
        "What is in this course, and in what order do we take it?",
        (1, 2, 3, 4, 11, 16, 17, 21, 31, 42, 47, 68, 69, 70),
        errata=(2, 68),
        minutes=(5, 10),
        tensorflow=False,
    ),
    Lecture(
        "01_ml_challenges",
        "Challenges of machine learning",
        "What goes wrong before any network is trained?",
        _span(5, 10),
        errata=(5, 6, 7, 8, 10),
        minutes=(45, 110),
        tensorflow=False,
    ),
    Lecture(
        "02_weight_initialisation",
        "Weight initialisation",
        "How large should a weight be before it has learnt anything?",
        _span(12, 14),
        errata=(12, 13),
        minutes=(60, 110),
    ),
    Lecture(
        "03_testing_and_validation",
        "Testing and validation",
        "How do we know that a model will do well on data it has not seen?",
        (15,),
        errata=(15,),
        minutes=(45, 110),
        tensorflow=False,
    ),
    Lecture(
        "04_batch_normalisation",
        "Batch normalisation",
        "What does normalising every layer's inputs buy, and what does it cost?",
        _span(18, 20),
        errata=(18, 19, 20),
        minutes=(35, 100),
    ),
    Lecture(
        "05_gradient_clipping",
        "Gradient clipping",
        "What do we do when one step would throw away everything that was learnt?",
        _span(22, 23),
        errata=(22,),
        minutes=(30, 75),
    ),
    Lecture(
        "06_adversarial_data",
        "Adversarial data",
        "How little must a picture change before a good network gets it wrong?",
        (25,),
        errata=(25,),
        minutes=(35, 90),
    ),
    Lecture(
        "07_architectures",
        "Architectures: AlexNet, GoogLeNet, VGG",
        "What did the networks that won ImageNet do differently?",
        (*_span(26, 30), *_span(32, 41), 46),
        errata=(26, 28, 32, 36, 37, 41, 46),
        minutes=(75, 150),
    ),
    Lecture(
        "08_resnet34",
        "ResNet-34",
        "Why do very deep plain networks train worse, and what mends it?",
        (43, 44, 45, *_span(48, 53)),
        errata=(43, 48, 52),
    ),
    Lecture(
        "09_pretrained_models",
        "Pretrained models",
        "What can a network do that somebody else has trained?",
        _span(54, 56),
    ),
    Lecture(
        "10_transfer_learning",
        "Transfer learning",
        "How do we reuse a trained network for a task of our own?",
        (24, *_span(57, 63)),
        errata=(62,),
    ),
    Lecture(
        "11_architecture_zoo",
        "The architecture zoo",
        "Which of all these networks should we take?",
        _span(64, 67),
        errata=(65, 66),
    ),
    Lecture(
        "12_object_detection",
        "Object detection",
        "How does a network find several things in one picture?",
        (65, 66),
    ),
    Lecture(
        "13_segmentation",
        "Segmentation",
        "How does a network label every pixel?",
        (66,),
    ),
)


def lecture(name: str) -> Lecture:
    """Return the lecture of that name, or of that number.

    Raises:
        ValueError: with the nearest names.
    """
    from cnnlectures.core import arguments

    by_name = {entry.name: entry for entry in LECTURES}
    by_name |= {entry.name[:2]: entry for entry in LECTURES}
    if isinstance(name, str) and name in by_name:
        return by_name[name]
    return by_name[arguments.one_of("name", name, [entry.name for entry in LECTURES])]


def notebooks_folder() -> Path:
    """Return the folder of the notebooks in a clone of the repository."""
    return Path(__file__).resolve().parents[2] / "notebooks"


def existing() -> list[Lecture]:
    """Return the lectures whose notebooks are there."""
    return [entry for entry in LECTURES if entry.exists]
