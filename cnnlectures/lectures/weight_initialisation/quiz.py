"""The lecture's quiz questions, with a reason for every option."""

from __future__ import annotations

from cnnlectures.core.exercises import Option, Question

quiz_default = Question(
    "Quiz 1",
    'What does `keras.layers.Dense(64, activation="relu")` draw its kernel from?',
    [
        Option(
            "He, because its activation is ReLU",
            False,
            "Keras does not look at the activation; `he_normal` has to be asked for.",
        ),
        Option(
            "Glorot uniform",
            True,
            "the default of every dense and convolutional layer, whatever the activation.",
        ),
        Option(
            "a normal distribution of deviation 1",
            False,
            "through fifty layers that grows beyond what float32 can hold.",
        ),
    ],
)

quiz_zero = Question(
    "Quiz 2",
    "Which of these may begin at zero without harm? (More than one.)",
    [
        Option("the biases", True, "the kernels' different columns already tell the units apart."),
        Option(
            "the softmax layer's kernel alone",
            True,
            "its columns get different gradients, one for each class, and after one step the "
            "layers below learn too.",
        ),
        Option(
            "all kernels of a network of tanh units",
            False,
            "every gradient of a kernel has a zero factor: only the last bias ever moves.",
        ),
        Option(
            "all kernels of a network of logistic units",
            False,
            "they move, but all units of a layer alike.",
        ),
    ],
)

quiz_stall = Question(
    "Quiz 3",
    "A plain network of 30 ReLU layers begins with Glorot's rule. The loss stays at ln 10. Why?",
    [
        Option(
            "ReLU halves the mean square in every layer, and the rule does not make good for it",
            True,
            "the signal loses nine powers of ten of its mean square in thirty layers, and so do "
            "the gradients.",
        ),
        Option(
            "the learning rate is too large",
            False,
            "a larger step would be needed, not a smaller one; no rate that we tried helped.",
        ),
        Option(
            "the units all begin equal",
            False,
            "they are drawn at random; what they get is too small, not too alike to begin with.",
        ),
    ],
)

quiz_selu = Question(
    "Quiz 4",
    "Which of these break what keeps a SELU network at mean 0 and variance 1? (More than one.)",
    [
        Option(
            "`he_normal` in place of `lecun_normal`", True, "the variance grows layer by layer."
        ),
        Option(
            "`AlphaDropout`",
            False,
            "it was made to keep both; plain `Dropout` raises the variance.",
        ),
        Option(
            "skip connections", True, "the sum of a layer's input and its output has more variance."
        ),
        Option(
            "a hundred layers instead of ten",
            False,
            "each layer pulls mean and variance back, so depth does not break it.",
        ),
    ],
)
