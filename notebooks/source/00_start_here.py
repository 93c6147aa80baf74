# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] slides=[1] slideshow={"slide_type": "slide"}
# # 00 · Start here
#
# **What is in this course, and in what order do we take it?**
#
# <!-- badges -->
#
# This is the interactive edition of the lecture *CNNs continued* (J. J. Collins, University of
# Limerick). The lecture makes claims; here each of them runs, is measured, and is judged in front
# of you. Where a slide is wrong, or its code no longer runs, we say so and show the correction.
#
# After this page you can
#
# 1. choose a lecture and know how long it takes,
# 2. run it in the size that fits your machine,
# 3. read its claims, corrections, exercises and explorers.
#
# *Slides 1–4, 16, 47, 68–70 · no prerequisites · 5 minutes to present, 10 to work through*
#
# <!-- measured seconds -->

# %% tags=["bootstrap"] slideshow={"slide_type": "skip"}
# filled in by the build

# %% tags=["parameters"] slideshow={"slide_type": "skip"}
TIER = "lecture"
DATA = "embedded"
SEED = 42

# %% slideshow={"slide_type": "skip"}
from cnnlectures import claim, erratum, start
from cnnlectures.lectures.start_here import course, exercises

run = start(tier=TIER, data=DATA, seed=SEED)

# %% [markdown] slides=[1] slideshow={"slide_type": "notes"} tags=["instructor"]
# Present this page in five minutes: the table, then the three switches, then one claim and one
# correction. The title slide names the module *Deep Reinforcement Learning*; nothing in the
# lecture needs it, so nobody is missing a prerequisite.

# %% [markdown] slides=[3, 4, 11, 16, 17, 21, 31, 42, 47] slideshow={"slide_type": "slide"}
# ## The fourteen lectures
#
# We follow the order of the deck's three sections: 01–03, 04–07, 08–13. Each lecture stands on its
# own; the best first steps are 04 and 05. Minutes are for presenting and for working through.

# %% slides=[3, 16, 47] tags=["output-only"]
course.contents()

# %% [markdown] slideshow={"slide_type": "skip"}
# A lecture that is *planned* is not written yet.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## One switch, three sizes
#
# Every notebook begins with three lines. Change one, run all cells again, and the same code does
# more, or less, or works on other data.
#
# | switch | value | what it does |
# | --- | --- | --- |
# | `TIER` | `"smoke"` | does it run at all? at most 20 seconds; claims are not judged |
# | | `"lecture"` | what you see here: at most 2 minutes on a laptop without a GPU or a network |
# | | `"full"` | the slides' own sizes: Colab or a GPU, up to 20 minutes |
# | `DATA` | `"embedded"` | what ships with the package; if it stands in for something, the output says so |
# | | `"download"` | the real data set; fails clearly if it can't be fetched |
# | | a folder | your own copy, or your own pictures |
# | `SEED` | `42` | another number is another run; the same number on the same machine is the same run |

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# If the hall's machine is slow, set `TIER = "smoke"` the evening before and see that everything
# runs. `make present NAME=05_gradient_clipping` opens a lecture as slides with live sliders.
# `python -m cnnlectures doctor` says what is missing, and the command that mends it.

# %% [markdown] slides=[2] slideshow={"slide_type": "slide"}
# ## How to read a lecture
#
# **Predict** first: each section asks before it shows. Then comes the code, its output, and the
# claim judged by what was measured. For example, slide 59 splits a set of 3,670 flower pictures
# at 10 % and 25 %.
#
# **Predict.** How many pictures are in each part?

# %% slideshow={"slide_type": "-"}
pictures = 3670
first, second = round(0.10 * pictures), round(0.25 * pictures)
parts = [first, second - first, pictures - second]
parts

# %% [markdown] slideshow={"slide_type": "-"}
# Percentages are rounded once, at each boundary; so the middle part is not exactly 15 %.

# %% slideshow={"slide_type": "-"}
claim(
    "the split gives 367, 551 and 2,752 pictures", measured=parts, equals=[367, 551, 2752], slide=59
)

# %% [markdown] slides=[2, 68] slideshow={"slide_type": "slide"}
# ## Corrections are shown in the open
#
# A slide that is wrong gets an erratum like these two, which belong to the deck's frame. They
# don't make it a bad lecture: most of its numbers are right, and a wrong one that is found,
# explained and mended teaches more than a right one.

# %% slides=[2] slideshow={"slide_type": "-"}
erratum(
    slide=2,
    says="based on chapters 11 and 14 of Géron's book",
    correct="chapters 1, 11 and 14",
    because="slides 5 to 10 and 15, on the challenges of machine learning and on testing, follow "
    "chapter 1.",
)

# %% slides=[68] slideshow={"slide_type": "-"}
erratum(
    slide=68,
    says="Weight Normalisation",
    correct="Weight Initialisation",
    because="slides 11 to 14 are about initialisation; weight normalisation is another method "
    "(Salimans and Kingma, 2016), which the lecture does not treat.",
)

# %% [markdown] slides=[2, 68, 69] slideshow={"slide_type": "slide"}
# ## What the deck covers, what to read, and homework
#
# - **In summary** (slide 68): challenges of machine learning; weight initialisation; batch
#   normalisation; gradient clipping; transfer learning; adversarial data; architectures from
#   AlexNet to ResNet, with ResNet-34 in code.
# - **Reading** (slide 2): Aurélien Géron, *Hands-On Machine Learning with Scikit-Learn, Keras, and
#   TensorFlow*, 2nd edition, O'Reilly 2019, chapters 1, 11 and 14. Its code is of 2019; where Keras
#   3 has moved on, the lectures here show both forms.
# - **Homework** (slide 69): read chapters 11 and 14, and work through the notebooks with their
#   exercises.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Exercises check themselves
#
# Replace the `...`, run the cell, and read what it says. `exercises.output_size.hint()` gives a
# step, `exercises.output_size.solution()` the answer. A wrong answer is never an error: it is told
# what went wrong.

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 1 · how large is the output?
#
# A kernel of `kernel` pixels moves over a line of `size` pixels in steps of `stride`, without
# padding. How many places does it stop at? (Recall; 2 minutes. You need it on slide 27.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def output_size(size, kernel, stride):
    return ...


exercises.output_size.check(output_size)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.output_size.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 1 · what does a claim mean?

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_claim.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_claim.solution()

# %% [markdown] slides=[70] slideshow={"slide_type": "slide"}
# ## Where to go next
#
# Open `04_batch_normalisation.ipynb` or `05_gradient_clipping.ipynb`. If something does not run,
# type `python -m cnnlectures doctor` in a terminal: it says what is wrong and how to mend it.
# Slide 70 gives the lecturer's address; for questions about these notebooks, open an issue in
# their repository.
