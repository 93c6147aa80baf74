"""One exercise and one question, to see how they work."""

from __future__ import annotations

from cnnlectures.core.exercises import (
    Exercise,
    Misconception,
    Option,
    Question,
    calls,
    mistaken_for,
)


def _output_size(size, kernel, stride):
    return (size - kernel) // stride + 1


def _forgot_the_first(size, kernel, stride):
    return (size - kernel) // stride


def _not_whole(size, kernel, stride):
    return (size - kernel) / stride + 1


_CASES = ((28, 3, 1), (227, 11, 4), (224, 11, 4))

output_size = Exercise(
    "Exercise 1",
    cases=calls(_output_size, *_CASES),
    hint="The last place where it fits begins at pixel `size - kernel`. Count the steps to there, "
    "and don't forget the place where it starts.",
    solution=_output_size,
    because="There are (size − kernel) // stride steps, and one more place than steps.",
    misconceptions=[
        Misconception(
            "counts the steps, not the places",
            mistaken_for(_forgot_the_first, *_CASES),
            "You counted the steps; the kernel also stops where it starts, so add 1.",
            _forgot_the_first,
        ),
        Misconception(
            "forgets that a step may not fit",
            mistaken_for(_not_whole, *_CASES),
            "The last step may not fit: divide with `//`. With 224, 11 and 4 you would get 54.25 "
            "places.",
            _not_whole,
        ),
    ],
)

quiz_claim = Question(
    "Quiz 1",
    "A lecture shows “✓ holds … measured: 0.93 ± 0.01 (mean ± standard deviation over 5 seeds); "
    "asked: at least 0.9”. What do you know?",
    [
        Option(
            "the network is right on 93 % of all pictures in the world",
            False,
            "It was measured on one test set; lecture 03 says how much that tells about others.",
        ),
        Option(
            "five runs with different seeds had a mean of 0.93, and it was decided beforehand that "
            "0.9 bears the claim out",
            True,
            "That is what the line says: what was measured, how much it varied, what was asked.",
        ),
        Option(
            "your own run will print 0.93 as well",
            False,
            "Another processor rounds differently, and training makes small differences larger. "
            "The same seed on the same machine gives the same number.",
        ),
    ],
)
