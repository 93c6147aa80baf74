"""The lecture's quiz questions, with a reason for every option."""

from __future__ import annotations

from cnnlectures.core.exercises import Option, Question

quiz_predict = Question(
    "Quiz 1",
    "A network trained for ten batches has a falling training loss, and `predict` gives nonsense. "
    "Why?",
    [
        Option(
            "its moving statistics are still near 0 and 1",
            True,
            "with momentum 0.99 they have gone 10 % of their way; training never looked at them.",
        ),
        Option(
            "`predict` gets one image, which has no variance",
            False,
            "`predict` uses the stored statistics, whatever the size of the batch.",
        ),
        Option(
            "γ and β have not been trained",
            False,
            "they start as 1 and 0, which is harmless, and the training loss uses them too.",
        ),
    ],
)

quiz_bias = Question(
    "Quiz 2",
    "A Dense layer is followed at once by batch normalisation. What does the Dense layer's bias "
    "do?",
    [
        Option(
            "it keeps units from dying",
            False,
            "whatever it adds is taken away with the mean; β does that work.",
        ),
        Option(
            "nothing: the mean takes it away",
            True,
            "hence `use_bias=False` in many networks; β plays the bias's part.",
        ),
        Option(
            "it is added twice, with β",
            False,
            "it is removed before β is added.",
        ),
    ],
)

quiz_why = Question(
    "Quiz 3",
    "Which of these do the measurements of this lecture bear out? (More than one.)",
    [
        Option(
            "a normalised network tolerates larger learning rates",
            True,
            "by at least five times on our network, in fact by ten and more.",
        ),
        Option(
            "it works because the inputs of each layer keep their distribution",
            False,
            "with noise after it they are more restless than without it, and it trains as well.",
        ),
        Option(
            "along the gradient the loss varies less",
            True,
            "by far in the ReLU network, and less so in the sigmoid one.",
        ),
        Option(
            "without normalisation very deep residual networks can't be trained",
            False,
            "He's initialisation alone fails; Fixup's trains.",
        ),
    ],
)

quiz_finetune = Question(
    "Quiz 4",
    "You fine-tune a pretrained network on 200 images of your own, 4 to a batch. What do you do "
    "with its batch-normalisation layers?",
    [
        Option(
            "keep them in inference mode, `trainable = False`",
            True,
            "four images say little of a mean; the stored statistics come from a million.",
        ),
        Option(
            "train them with the rest",
            False,
            "every step normalises by four images, and the stored statistics drift to your 200.",
        ),
        Option(
            "set the learning rate to 0 for a while",
            False,
            "the moving statistics move without any learning rate, as we saw.",
        ),
    ],
)
