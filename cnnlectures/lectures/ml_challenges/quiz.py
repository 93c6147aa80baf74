"""Quiz of the lecture on the challenges of machine learning."""

from __future__ import annotations

from cnnlectures.core.exercises import Option, Question

quiz_data = Question(
    "What Banko and Brill found",
    "Which of these follows from the experiment? (More than one may.)",
    (
        Option(
            "On this task ten times the data helped more than a better learner.",
            True,
            "the worst of our four with 3,200 examples beats the best with 316.",
        ),
        Option(
            "The learner never matters.",
            False,
            "the one that sees only two neighbours stays behind, however much it is given.",
        ),
        Option(
            "None of the learners is near its limit.", True, "the curves still rise at their end."
        ),
        Option(
            "The same holds for every task.",
            False,
            "it was one task, with labels that cost nothing; the authors say so themselves.",
        ),
    ),
)
quiz_poll = Question(
    "What would have helped the Digest?",
    "The Literary Digest had 2.4 million answers. What would have brought it nearer to the truth? "
    "(More than one may.)",
    (
        Option("Ten times as many answers by the same list.", False, "that removes noise only."),
        Option(
            "A thousand voters drawn at random, all of whom answer.",
            True,
            "its typical error is 1.5 points instead of 19.5.",
        ),
        Option(
            "Asking those who did not answer again.",
            True,
            "Squire found that with full response it would at least have called Roosevelt.",
        ),
    ),
)
quiz_gaps = Question(
    "Marking gaps",
    "When does a column that says “this entry was missing” help?",
    (
        Option("Always.", False, "with gaps by chance it was thirty columns of noise."),
        Option(
            "If what is missing depends on what we want to know.",
            True,
            "then the gap itself is a measurement.",
        ),
        Option(
            "If the gaps will occur for other reasons once the model is in use.",
            False,
            "then it learns a clue that is not there any more.",
        ),
    ),
)
quiz_remedies = Question(
    "Against overfitting",
    "Which of these are remedies against overfitting? (More than one may be.)",
    (
        Option("A lower degree.", True, "fewer parameters have fewer ways to follow the noise."),
        Option("More training data.", True, "the curve for degree 15 came down to the noise."),
        Option("A smaller λ.", False, "that is less regularisation: it is for underfitting."),
        Option("More dropout.", True, "up to a point; beyond it the network underfits."),
        Option(
            "A larger batch.",
            False,
            "the batch size changes the way to the minimum, not where it lies.",
        ),
    ),
)
quiz_villain = Question(
    "Degree 5",
    "On the 36 countries the polynomial of degree 5 has the lowest leave-one-out error of all. "
    "Should we use it?",
    (
        Option("Yes, the lowest error wins.", False, "degrees 4 and 6 are three times worse."),
        Option(
            "Not on this evidence: one country decides.",
            True,
            "without Luxembourg, degrees 3 to 6 lie within 0.04 of one another.",
        ),
        Option("No: degree 5 always overfits.", False, "whether it does depends on the data."),
    ),
)
