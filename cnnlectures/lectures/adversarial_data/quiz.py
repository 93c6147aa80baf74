"""Quiz questions of the lecture on adversarial data."""

from __future__ import annotations

from cnnlectures.core.exercises import Option, Question

quiz_middle = Question(
    "The middle column",
    "A region of slide 25's middle column is exactly middle grey (128). What does that mean?",
    (
        Option("The attacked picture is grey there.", False, "it shows a difference, no picture."),
        Option("Nothing was changed there.", True, "a difference of 0 is drawn as 128."),
        Option("The network does not look there.", False, "a change is not the network's gaze."),
        Option("The change was cut off there.", False, "what is cut off is black or white."),
    ),
)
quiz_noise = Question(
    "Noise and attack",
    "Random signs and FGSM's signs move every pixel by the same ε. Why does only one of them harm?",
    (
        Option("Noise is smaller.", False, "every pixel moves by exactly ε in both."),
        Option(
            "Aimed changes add up, random ones cancel.",
            True,
            "the sum grows with n in one case, with √n in the other.",
        ),
        Option(
            "Networks are trained with noise.",
            False,
            "ours were not, and noise of that size did not harm them.",
        ),
        Option("FGSM changes only a few important pixels.", False, "it changes nearly all."),
    ),
)
quiz_transfer = Question(
    "Without the weights",
    "What follows from the fact that attacks transfer? (More than one may be.)",
    (
        Option(
            "Keeping the weights secret is no protection by itself.",
            True,
            "a stand-in of one's own gives gradients to climb.",
        ),
        Option(
            "One set of pictures can harm networks that were not used to make it.",
            True,
            "DAmageNet is such a set, for ImageNet.",
        ),
        Option(
            "A network of another architecture is safe.",
            False,
            "ours was harmed as well, and more than by noise.",
        ),
        Option(
            "The networks have learnt the same weights.",
            False,
            "they started at different ones, and one has other kernels.",
        ),
    ),
)
quiz_defence = Question(
    "A perfect defence?",
    "Someone reports a defence that keeps 95 % under FGSM at ε = 8/255. What do we ask first? "
    "(More than one may be.)",
    (
        Option(
            "How much is left under PGD with many steps?",
            True,
            "one step is the weakest of them; it may only have learnt to hide its gradient.",
        ),
        Option(
            "How much is left of the accuracy without any attack?",
            True,
            "a network that always says the same is perfectly robust.",
        ),
        Option(
            "Do attacks made for another network succeed?",
            True,
            "if they do and its own do not, the gradient is hidden, not the weakness gone.",
        ),
        Option("How large is the network?", False, "that says nothing about whether it holds."),
    ),
)
