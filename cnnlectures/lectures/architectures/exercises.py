"""Exercises and quiz of the lecture on architectures."""

from __future__ import annotations

import math

from cnnlectures.core.exercises import (
    Exercise,
    Misconception,
    Option,
    Question,
    calls,
    mistaken_for,
    same,
    value,
)

# ------------------------------------------------------------------ exercise 1


def _given(answer):
    return lambda got: same(got, answer)


side = Exercise(
    "The last map of VGG",
    cases=value(7),
    hint="The 3 × 3 convolutions have padding 1. How often does VGG pool, and by how much?",
    solution=7,
    because="“Same” convolutions keep the side; five poolings of 2 × 2 halve it: 224 / 2⁵ = 7.",
    misconceptions=(
        Misconception(
            "four poolings",
            _given(14),
            "14 is the side after four poolings. VGG has five blocks, and each ends in one.",
            14,
        ),
        Misconception(
            "AlexNet's",
            _given(6),
            "6 is AlexNet's last map: (13 − 3) / 2 + 1.",
            6,
        ),
        Misconception(
            "divided by five",
            lambda got: same(got, 224 / 5, 0.1) or same(got, 44) or same(got, 45),
            "Each pooling halves what the one before has left: divide by 2⁵, not by 5.",
            224 / 5,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 2


def grouped_parameters(kernel, maps_in, maps_out, groups):
    """Model answer: each output map sees the input maps of its own group only."""
    return kernel * kernel * (maps_in // groups) * maps_out + maps_out


def _ungrouped(kernel, maps_in, maps_out, groups):
    return kernel * kernel * maps_in * maps_out + maps_out


def _no_bias(kernel, maps_in, maps_out, groups):
    return kernel * kernel * (maps_in // groups) * maps_out


def _both_divided(kernel, maps_in, maps_out, groups):
    return kernel * kernel * (maps_in // groups) * (maps_out // groups) + maps_out


_LAYERS = ((5, 96, 256, 2), (3, 384, 384, 2), (3, 64, 64, 64), (1, 12, 30, 3))

groups = Exercise(
    "Two graphics cards",
    cases=calls(grouped_parameters, *_LAYERS),
    hint="How many input maps does one output map see? How many output maps are there?",
    solution=grouped_parameters,
    because="C3 on two cards: 5·5·48·256 + 256 = 307,456 instead of 614,656. The output maps are "
    "shared out between the groups, but together they are as many as before.",
    misconceptions=(
        Misconception(
            "groups forgotten",
            mistaken_for(_ungrouped, *_LAYERS),
            "That is the count for one group: every output map would see all input maps.",
            _ungrouped,
        ),
        Misconception(
            "biases forgotten",
            mistaken_for(_no_bias, *_LAYERS),
            "The weights are right. Each output map has a bias, too.",
            _no_bias,
        ),
        Misconception(
            "divided twice",
            mistaken_for(_both_divided, *_LAYERS),
            "That is **one** group's weights. All groups together have `groups` times as many.",
            _both_divided,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 3


def seen(layers):
    """Model answer: each kernel adds (kernel − 1) steps, as long as the strides before it."""
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


def _no_strides(layers):
    return 1 + sum(kernel - 1 for kernel, _ in layers)


def _kernels_added(layers):
    return sum(kernel for kernel, _ in layers)


def _own_stride(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        field += (kernel - 1) * step
    return field


_NETWORKS = (
    ([(3, 1), (3, 1)],),
    ([(3, 1), (3, 1), (3, 1)],),
    ([(11, 4), (3, 2), (5, 1)],),
    ([(7, 2)],),
)

field = Exercise(
    "What does a neuron see?",
    cases=calls(seen, *_NETWORKS),
    hint="Keep two numbers: the field, and how many pixels apart two neighbours of the present map "
    "are. A layer's own stride matters only for the layers after it.",
    solution=seen,
    because="Two 3 × 3 see 5, three see 7; AlexNet's C3 sees 51, since its neighbours are 8 "
    "pixels apart.",
    misconceptions=(
        Misconception(
            "strides forgotten",
            mistaken_for(_no_strides, *_NETWORKS),
            "After a stride of 4, two neighbours lie 4 pixels apart: the next kernel spans more.",
            _no_strides,
        ),
        Misconception(
            "kernels added",
            mistaken_for(_kernels_added, *_NETWORKS),
            "Neighbouring windows overlap: a second 3 × 3 adds 2, not 3.",
            _kernels_added,
        ),
        Misconception(
            "its own stride",
            mistaken_for(_own_stride, *_NETWORKS),
            "A layer's stride moves its output apart; its own kernel still reads the map before.",
            _own_stride,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 4


def widest_reduction(kernel, maps_in, maps_out):
    """Model answer: the most 1 × 1 maps with which reducing first is still cheaper."""
    direct = kernel * kernel * maps_in * maps_out
    each = maps_in + kernel * kernel * maps_out
    return math.ceil(direct / each) - 1


def _rounded_up(kernel, maps_in, maps_out):
    return widest_reduction(kernel, maps_in, maps_out) + 1


def _reduction_is_free(kernel, maps_in, maps_out):
    return maps_in - 1


def _equal_is_enough(kernel, maps_in, maps_out):
    return kernel * kernel * maps_in * maps_out // (maps_in + kernel * kernel * maps_out)


def _kernel_forgotten(kernel, maps_in, maps_out):
    return math.ceil(maps_in * maps_out / (maps_in + maps_out)) - 1


_MODULES = ((5, 192, 32), (3, 192, 128), (3, 64, 64), (1, 10, 10))

reduction = Exercise(
    "When does a reduction pay?",
    cases=calls(widest_reduction, *_MODULES),
    hint="With r maps in between, a place costs r · maps_in + kernel² · r · maps_out "
    "multiplications. For which r is that less than kernel² · maps_in · maps_out?",
    solution=widest_reduction,
    because="For the lecture's 5 × 5 branch r may be up to 154 and is 16. In front of a 1 × 1 "
    "convolution from 10 to 10 maps, 4 maps are the most.",
    misconceptions=(
        Misconception(
            "one too many",
            mistaken_for(_rounded_up, *_MODULES),
            "With that one it costs as much as before, or more. Asked is the last that is cheaper.",
            _rounded_up,
        ),
        Misconception(
            "as much as before",
            mistaken_for(_equal_is_enough, *_MODULES),
            "Nearly. If the division leaves no rest, that many maps cost just as much, not less.",
            _equal_is_enough,
        ),
        Misconception(
            "the reduction costs nothing",
            mistaken_for(_reduction_is_free, *_MODULES),
            "The 1 × 1 convolution has to be computed, too: r · maps_in at every place.",
            _reduction_is_free,
        ),
        Misconception(
            "kernel forgotten",
            mistaken_for(_kernel_forgotten, *_MODULES),
            "The big convolution behind the reduction costs kernel² for every pair of maps.",
            _kernel_forgotten,
        ),
    ),
)


# ------------------------------------------------------------------ exercise 5


def largest_batch(budget, parameters, activations, bytes_each):
    """Model answer: weights, gradients and Adam's two averages first; images share the rest."""
    left = budget - 4 * 4 * parameters
    return max(0, left // (activations * bytes_each))


def _weights_forgotten(budget, parameters, activations, bytes_each):
    return budget // (activations * bytes_each)


def _weights_once(budget, parameters, activations, bytes_each):
    return max(0, (budget - 4 * parameters) // (activations * bytes_each))


def _below_nothing(budget, parameters, activations, bytes_each):
    return (budget - 16 * parameters) // (activations * bytes_each)


_CARDS = (
    (8_000_000_000, 138_357_544, 15_237_608, 4),
    (8_000_000_000, 138_357_544, 15_237_608, 2),
    (8_000_000_000, 6_998_552, 10_000_000, 4),
    (2_000_000_000, 138_357_544, 15_237_608, 4),
)

batch = Exercise(
    "Design: the largest batch that fits",
    cases=calls(largest_batch, *_CARDS),
    hint="How many numbers of 4 bytes are there for every parameter before the first image comes? "
    "Adam keeps two averages. Is anything left?",
    solution=largest_batch,
    because="VGG-16 and 8 GB: 2.2 GB are gone before the first image, then 94 images fit with "
    "32-bit activations and 189 with 16-bit ones. With 2 GB not one does.",
    misconceptions=(
        Misconception(
            "weights forgotten",
            mistaken_for(_weights_forgotten, *_CARDS),
            "The parameters need room, too, four times: weights, gradients, Adam's two averages.",
            _weights_forgotten,
        ),
        Misconception(
            "weights once",
            mistaken_for(_weights_once, *_CARDS),
            "Weights alone are enough to predict. Training adds gradients and Adam's two averages.",
            _weights_once,
        ),
        Misconception(
            "less than nothing",
            mistaken_for(_below_nothing, *_CARDS),
            "If the parameters alone are too many, no image fits: the answer is 0.",
            _below_nothing,
        ),
    ),
)


# ------------------------------------------------------------------ quiz

quiz_small = Question(
    "Fewer parameters",
    "Why does GoogLeNet need about a ninth of AlexNet's parameters? (More than one may be right.)",
    (
        Option(
            "It averages each last map to one number instead of flattening 6 × 6 of them.",
            True,
            "AlexNet's first dense layer alone holds 37.8 of its 61 million.",
        ),
        Option(
            "1 × 1 convolutions shrink the depth in front of the large kernels.",
            True,
            "in the 5 × 5 branch of module 3a that saves a factor of 9.7.",
        ),
        Option("It has fewer layers.", False, "it has 22 with weights, AlexNet has 8."),
        Option("Its kernels are shared between modules.", False, "each module has its own."),
    ),
)
quiz_one = Question(
    "One by one",
    "What can a 1 × 1 convolution with a ReLU do? (More than one may be right.)",
    (
        Option("Mix the maps at one place.", True, "it is a dense layer for each pixel."),
        Option("Find an edge.", False, "for an edge it would have to compare neighbours."),
        Option("Change the number of maps.", True, "to as many as it has filters."),
        Option("Halve height and width, at stride 1.", False, "at stride 1 it keeps every place."),
    ),
)
quiz_memory = Question(
    "Out of memory",
    "Training runs out of memory. Which remedies leave the result of a step the same?",
    (
        Option(
            "Working through the batch in parts and adding up the gradients.",
            True,
            "unless a layer mixes the images of a batch, as batch normalisation does.",
        ),
        Option("Recomputing outputs on the way back.", True, "the same numbers, computed twice."),
        Option("Halving the batch.", False, "its gradient is noisier, and is another one."),
        Option("A stride of 2 in the first layer.", False, "that is another network."),
    ),
)
quiz_sixteen = Question(
    "Sixteen",
    "What are the 16 layers of VGG-16?",
    (
        Option("16 convolutions.", False, "that is what slide 41 says; it has 13."),
        Option("13 convolutions and 3 dense layers.", True, "the layers with weights."),
        Option("13 convolutions and 3 poolings.", False, "it has 5 poolings, without weights."),
    ),
)
