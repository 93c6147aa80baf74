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

# %% [markdown] slides=[17, 18] slideshow={"slide_type": "slide"}
# # 04 · Batch normalisation
#
# **What does normalising every layer's inputs buy, and what does it cost?**
#
# <!-- badges -->
#
# After this lecture you can
#
# 1. count a batch-normalisation layer's parameters and say which of them are trained,
# 2. compute it by hand, in training and in inference, and say where the two differ,
# 3. recognise the three classic mistakes by their symptoms,
# 4. say what it buys, from measurements, and which explanation of it they contradict,
# 5. train a deep network without it.
#
# *Slides 17–20 · prerequisites: dense layers, gradient descent, lecture 02 on initialisation ·
# 35 minutes to present, 100 to work through*
#
# <!-- measured seconds -->

# %% tags=["bootstrap"] slideshow={"slide_type": "skip"}
# filled in by the build

# %% tags=["parameters"] slideshow={"slide_type": "skip"}
TIER = "lecture"
DATA = "embedded"
SEED = 42

# %% slideshow={"slide_type": "skip"}
import warnings

import numpy as np

from cnnlectures import claim, erratum, show, show_table, start
from cnnlectures.data import load
from cnnlectures.lectures.batch_normalisation import exercises, experiments, figures, mistakes

run = start(tier=TIER, data=DATA, seed=SEED)

# %% slideshow={"slide_type": "skip"}
data = experiments.pixels(*load("fashion_mnist", data=DATA, split=["train", "test[:2000]"]))
print(f"{len(data.images):,} training and {len(data.test_images):,} test images of 28 × 28 pixels")

# %% [markdown] slides=[18, 19] slideshow={"slide_type": "slide"}
# ## 1 · The deck's model, today
#
# A good initialisation keeps the signal alive at the first step (lecture 02). Batch normalisation
# (Ioffe and Szegedy, 2015) keeps it so at every later one: it centres and scales each input of a
# layer, then lets the network learn a scale γ and a shift β of its own.
#
# Slide 19 puts one such layer before each dense layer.
#
# **Predict.** How many parameters does the first one have, on 28 × 28 inputs? How many of them
# does gradient descent change?

# %% slides=[19] slideshow={"slide_type": "subslide"}
run.start_keras()
import keras

model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(300, activation="relu", kernel_initializer="he_normal"),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(100, activation="relu", kernel_initializer="he_normal"),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% slides=[20] slideshow={"slide_type": "subslide"}
rows = [
    {"layer": type(layer).__name__, "output": str(layer.output.shape), "all": layer.count_params()}
    | {"not trained": sum(int(np.prod(v.shape)) for v in layer.non_trainable_variables)}
    for layer in model.layers
]
show_table(rows)

# %% [markdown] slides=[19, 20] slideshow={"slide_type": "-"}
# Four numbers per input; half of them are statistics, which no gradient touches.

# %% slides=[20] slideshow={"slide_type": "subslide"}
counts = [row["all"] for row in rows]
claim(
    "every row is as on the slide",
    measured=counts,
    equals=[0, 3136, 235_500, 1200, 30_100, 400, 1010],
    slide=20,
)

# %% slides=[20] slideshow={"slide_type": "-"}
claim("the model has 271,346 parameters", measured=model.count_params(), equals=271_346, slide=20)

# %% slides=[20] slideshow={"slide_type": "-"}
fixed = sum(row["not trained"] for row in rows)
claim(
    "(3,136 + 1,200 + 400) / 2 are non-trainable",
    measured=[fixed, (3136 + 1200 + 400) / 2],
    equals=[2368, 2368],
    slide=20,
)

# %% slides=[20] slideshow={"slide_type": "-"}
claim("and 268,978 are trainable", measured=model.count_params() - fixed, equals=268_978, slide=20)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Section 1: six minutes. Ask for the two numbers before the table. The usual wrong answer is 784
# or 1,568: people forget that the statistics are stored too. If somebody asks why γ and β undo the
# normalisation: they can, but then the layer's scale is two numbers that gradient descent sets
# directly, not a by-product of all the weights below.

# %% [markdown] slides=[19, 20] slideshow={"slide_type": "subslide"}
# ### Names and warnings of today

# %% slides=[20] slideshow={"slide_type": "-"}
[(variable.name, variable.path, variable.trainable) for variable in model.layers[1].variables]

# %% slides=[19] slideshow={"slide_type": "-"}
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    keras.layers.Flatten(input_shape=[28, 28])
print(f"{caught[0].category.__name__}: {str(caught[0].message).split('.')[0]}.")

# %% slides=[19, 20] slideshow={"slide_type": "-"}
erratum(
    slide=19,
    says="Flatten(input_shape=[28, 28])",
    correct="keras.Input((28, 28)), then Flatten()",
    because="Keras 3 still accepts the old form, with the warning above.",
)

# %% slides=[19, 20] slideshow={"slide_type": "-"}
erratum(
    slide=20,
    says="var.name is 'batch_normalization/gamma:0'",
    correct="var.name is 'gamma'; the longer name is in var.path",
    because="Keras 3 names a variable within its layer, and there are no graph outputs ':0' now.",
)

# %% [markdown] slides=[19] slideshow={"slide_type": "slide"}
# ## 2 · What it keeps
#
# Slide 19 lists, beside γ and β, *means for the minibatch* and *standard deviations*. Let us give
# a fresh layer one batch and look.
#
# **Predict.** The batch has mean 5.00 and variance 4.10. Which two numbers does the layer hold
# afterwards?

# %% slides=[19] slideshow={"slide_type": "subslide"}
generator = np.random.default_rng(run.seed)
batch = generator.normal(size=(64, 1))
batch = 5 + np.sqrt(4.10) * (batch - batch.mean()) / batch.std()

layer = keras.layers.BatchNormalization()
layer(batch, training=True)
stored = [float(layer.moving_mean[0]), float(layer.moving_variance[0])]
print(f"stored: {stored[0]:.3f} and {stored[1]:.3f}")

# %% [markdown] slides=[19] slideshow={"slide_type": "-"}
# They start as 0 and 1 and go one per cent of the way to the batch's mean and variance.

# %% slides=[19] slideshow={"slide_type": "-"}
claim("Keras stores 0.050 and 1.031", measured=stored, equals=[0.05, 1.031], within=1e-5, slide=19)

# %% slides=[19] slideshow={"slide_type": "-"}
erratum(
    slide=19,
    says="c) means for the minibatch, d) standard deviations",
    correct="c) the moving mean, d) the moving variance",
    because="the batch's own statistics are used in training and forgotten. The layer stores "
    "exponential averages of them (momentum 0.99), of the variance and not of its root, for "
    "inference.",
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Three minutes. Most students answer "5 and 4.1", some "5 and 2.02". Let them explain why neither
# is stored: one batch is noisy, so the layer averages over hundreds. If it stored the standard
# deviation, the second number would be 0.99 + 0.01 · 2.02 = 1.010.

# %% [markdown] slides=[18] slideshow={"slide_type": "slide"}
# ## 3 · What it computes, by hand
#
# In **training** every feature is normalised by its own batch:
# $y = \gamma\,(x-\mu_B)/\sqrt{\sigma_B^2+\varepsilon} + \beta$. In **inference** the stored
# averages take the places of $\mu_B$ and $\sigma_B^2$.
#
# **Predict.** Does an image's output depend on the other images in its batch?


# %% slides=[18] slideshow={"slide_type": "subslide"}
def batch_normalise(x, gamma, beta, epsilon=1e-3):
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def update_moving(moving, batch, momentum=0.99):
    return momentum * moving + (1 - momentum) * batch


def normalise_with(x, moving_mean, moving_variance, gamma, beta, epsilon=1e-3):
    return gamma * (x - moving_mean) / np.sqrt(moving_variance + epsilon) + beta


# %% slides=[18] slideshow={"slide_type": "subslide"}
layer = keras.layers.BatchNormalization()
layer.build((None, 5))
gamma, beta = generator.uniform(0.5, 2, 5), generator.normal(size=5)
layer.gamma.assign(gamma)
layer.beta.assign(beta)

moving_mean, moving_variance = np.zeros(5), np.ones(5)
for _ in range(10):
    x = generator.normal(3, 2, size=(64, 5))
    by_layer, by_hand = layer(x, training=True), batch_normalise(x, gamma, beta)
    moving_mean = update_moving(moving_mean, x.mean(axis=0))
    moving_variance = update_moving(moving_variance, x.var(axis=0))

# %% slides=[18] slideshow={"slide_type": "-"}
gap = np.abs(by_layer - by_hand).max()
claim(
    "in training the layer is batch_normalise", measured=gap, at_most=1e-5, tolerance=1e-5, slide=18
)

# %% slides=[18] slideshow={"slide_type": "-"}
by_hand = normalise_with(x, moving_mean, moving_variance, gamma, beta)
gap = np.abs(layer(x, training=False) - by_hand).max()
claim("in inference it is normalise_with", measured=gap, at_most=1e-5, tolerance=1e-5, slide=18)

# %% [markdown] slides=[18] slideshow={"slide_type": "subslide"}
# ### One image in two crowds
#
# We send the same row through the layer in the company of two different crowds.

# %% slides=[18] slideshow={"slide_type": "-"}
crowds = [np.concatenate([x[:1], generator.normal(m, 2, size=(63, 5))]) for m in (3, 6)]
apart = {}
for training in (True, False):
    first, second = (np.asarray(layer(crowd, training=training))[0] for crowd in crowds)
    apart[training] = np.abs(first - second).max()

# %% slides=[18] slideshow={"slide_type": "-"}
claim(
    "in training an output depends on its batch",
    measured=apart[True],
    at_least=0.5,
    tolerance=1e-4,
    slide=18,
)

# %% slides=[18] slideshow={"slide_type": "-"}
claim(
    "in inference an output does not depend on its batch",
    measured=apart[False],
    equals=0,
    within=1e-6,
    slide=18,
)

# %% slides=[18] slideshow={"slide_type": "-"}
erratum(
    slide=18,
    says="It does this by evaluating the means and standard deviations across the current "
    "mini-batch.",
    correct="In training. In inference it uses the moving averages.",
    because="the same image in two crowds gave two outputs in training mode. An answer to a user "
    "must not depend on who else is asking.",
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Eight minutes with section 2. Ask who has met this as a bug: a model that answers differently for
# the same image. Someone will ask why not use the averages in training too: the gradient would not
# know of them, and the weights could grow without the loss noticing (the paper's section 2).
# Exercise 5 is this formula's way back, through the mean and the variance.

# %% [markdown] slides=[18] slideshow={"slide_type": "slide"}
# ## 4 · Many networks at once
#
# A single run proves little, so every measurement below has several seeds, some of them eight
# learning rates. To be quick, we train all these networks side by side in plain NumPy, backward
# pass by hand. Why should you trust that?
#
# **Predict.** Same weights, same images: by how much do the losses of Keras and of our NumPy
# network differ after twenty steps?

# %% slides=[19] slideshow={"slide_type": "subslide"}
model.compile(keras.optimizers.SGD(0.01), loss="sparse_categorical_crossentropy")
by_keras, by_numpy = mistakes.twins(
    model, data.unit, seed=run.seed, steps=run.pick(smoke=3, lecture=20, full=20)
)

# %% slides=[19] slideshow={"slide_type": "-"}
gap = np.abs(by_keras - by_numpy).max()
claim("Keras and our replica lose the same", measured=gap, at_most=1e-5, tolerance=1e-5, slide=19)

# %% [markdown] slides=[19] slideshow={"slide_type": "-"}
# They are the same network. So each curve below is the mean over ordinary networks, and its light
# band goes from the worst seed to the best; variants start from the same weights and see the same
# batches.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# One minute; skip it unless somebody asks. The code is `cnnlectures/training/replicas.py`, and
# every layer's way back is a few lines worth reading after exercise 5.

# %% [markdown] slides=[18, 20] slideshow={"slide_type": "slide"}
# ## 5 · Three classic mistakes
#
# **One: testing before the moving statistics have settled.** We train the deck's model on pixels
# from 0 to 255, as its first layer invites us to, and test it in both modes as it learns.
#
# **Predict.** After 20 steps the training loss is falling nicely. What does `predict` say?

# %% slides=[18] slideshow={"slide_type": "subslide"}
at = run.pick(smoke=(5, 20), lecture=(5, 10, 20, 50, 100, 200), full=(5, 20, 100, 300, 1000))
seeds = run.seeds(smoke=1, lecture=3, full=5)
found = mistakes.settling(model, data, seeds=seeds, at=at)

# %% slides=[18] slideshow={"slide_type": "-"}
show(
    figures.settling(at, found),
    alt="Test accuracy against training steps in two modes. With the batch's own statistics it "
    "rises at once; with the moving statistics it catches up after some two hundred steps.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "-"}
gap = np.subtract(*(found[f"{mode} statistics"][at.index(20)] for mode in ("batch", "moving")))
claim("after 20 steps the mode costs a fifth", measured=gap, at_least=0.2, tolerance=0.2, slide=18)

# %% [markdown] slides=[18] slideshow={"slide_type": "-"}
# Nothing is wrong with the network: its stored mean has gone $1-0.99^{20}=18\,\%$ of its way. Our
# short NumPy runs below take momentum 0.9 and settle in time.

# %% [markdown] slides=[18] slideshow={"slide_type": "subslide"}
# ### Two: small batches
#
# **Predict.** What does the layer return in training mode for a batch of one image?

# %% slides=[18] slideshow={"slide_type": "-"}
alone = [np.asarray(layer(row[None], training=True))[0] for row in x]

# %% slides=[18] slideshow={"slide_type": "-"}
gap = np.abs(np.array(alone) - beta).max()
claim(
    "a batch of one gives β, whatever it is", measured=gap, at_most=1e-3, tolerance=1e-3, slide=18
)

# %% slides=[18] slideshow={"slide_type": "subslide"}
sizes = [1, 2, 4, 16, 64]
found = mistakes.small_batches(
    data,
    seeds=run.seeds(smoke=2, lecture=5, full=10),
    sizes=sizes,
    steps=run.pick(smoke=5, lecture=200, full=1000),
)

# %% slides=[18] slideshow={"slide_type": "-"}
show(
    figures.small_batches(sizes, found),
    alt="Test accuracy against batch size. With batch normalisation a batch of one stays at "
    "chance and two are worse than without; from four or more it is ahead.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "-"}
ones = {name: found[name][0] for name in ("with", "without")}
claim(
    "with BN, batches of one teach nothing",
    measured=ones,
    increasing_by=0.15,
    tolerance=0.2,
    slide=18,
)

# %% [markdown] slides=[18] slideshow={"slide_type": "subslide"}
# ### Three: fine-tuning with the switch left on
#
# Here is a trained model and new data: the same digits, inverted. We only *look* at them, in
# training mode. No loss, no gradient, no learning rate.
#
# **Predict.** What happens to the accuracy on the old digits?

# %% slides=[18] slideshow={"slide_type": "subslide"}
passes = run.pick(smoke=(0, 2), lecture=(0, 2, 5, 10, 20, 50), full=(0, 5, 10, 20, 50, 100))
found = {
    name: mistakes.only_looking(model, data, 255 - data.images, passes=passes, frozen=frozen)
    for name, frozen in [("trainable = True", False), ("trainable = False", True)]
}

# %% slides=[18] slideshow={"slide_type": "-"}
show(
    figures.only_looking(passes, found),
    alt="Accuracy on the old digits while inverted ones pass through: with trainable batch "
    "normalisation it falls to chance within fifty batches, frozen it does not move.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "-"}
lost, kept = (accuracies[0] - accuracies[-1] for accuracies in found.values())
claim("looking alone costs half the accuracy", measured=lost, at_least=0.5, tolerance=0.3, slide=18)

# %% slides=[18] slideshow={"slide_type": "-"}
claim("with the layers frozen it costs nothing", measured=kept, equals=0, slide=18)

# %% [markdown] slides=[18] slideshow={"slide_type": "-"}
# The moving statistics followed the new images. Frozen (`trainable = False`) the layer stays in
# inference mode, even when called with `training=True`; lecture 10 does so.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Ten minutes, the part that students will need at work. Ask after each figure: *what would you see
# on your screen?* One: a validation accuracy far below the training accuracy that mends itself.
# Two: a loss that stays at ln 10. Three: a fine-tuned model that is worse than the one it began
# with. Thresholds: over seeds 0–9 the first gap was 0.22–0.60 (we ask for 0.2 on average), a batch
# of one cost 0.14–0.62 (0.15), and looking alone cost 0.76–0.81 (0.5).

# %% [markdown] slides=[18] slideshow={"slide_type": "slide"}
# ## 6 · First layer against StandardScaler
#
# Slide 18: a first batch-normalisation layer *eliminates the need to use a StandardScaler*. It
# does the same to each pixel, but with the mean of 32 images in place of all.
#
# **Predict.** Raw pixels, a `StandardScaler`, or a first layer: which networks learn?

# %% slides=[18] slideshow={"slide_type": "subslide"}
seeds = run.seeds(smoke=2, lecture=5, full=10)
steps = run.pick(smoke=10, lecture=200, full=600)
found = experiments.first_layer(data, seeds=seeds, steps=steps, every=steps // 10)

# %% slides=[18] slideshow={"slide_type": "-"}
show(
    figures.histories(found, "Slide 19's widths, three ways to scale the input"),
    alt="Test accuracy against steps. On raw pixels the network stays at chance; behind a "
    "StandardScaler and behind a first batch-normalisation layer it learns equally well.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "-"}
ends = {name: history.accuracies[-1] for name, history in found.items()}

# %% slides=[18] slideshow={"slide_type": "-"}
gap = ends["BN first"] - ends["StandardScaler"]
claim(
    "a first BN layer is as good as a StandardScaler",
    measured=gap,
    at_least=-0.03,
    at_most=0.03,
    tolerance=0.03,
    slide=18,
)

# %% slides=[18] slideshow={"slide_type": "-"}
pair = {name: ends[name] for name in ("raw pixels", "BN first")}
claim(
    "raw pixels teach nothing at this rate",
    measured=pair,
    increasing_by=0.5,
    tolerance=0.1,
    slide=18,
)

# %% slides=[18] slideshow={"slide_type": "subslide"}
from sklearn.preprocessing import StandardScaler

scaled = StandardScaler().fit_transform(data.images)
varied = data.images.std(axis=0) > 10
chosen = np.random.default_rng(run.seed).permutation(len(scaled))[:32]
by_layer = batch_normalise(data.images[chosen], gamma=1, beta=0)
off = np.sqrt(np.mean((by_layer - scaled[chosen])[:, varied] ** 2))
whole = np.abs(batch_normalise(data.images, gamma=1, beta=0) - scaled)[:, varied].max()

# %% slides=[18] slideshow={"slide_type": "-"}
claim(
    "with all images as one batch BN is a StandardScaler",
    measured=whole,
    at_most=1e-3,
    tolerance=1e-3,
    slide=18,
)

# %% slides=[18] slideshow={"slide_type": "-"}
claim(
    "32 images are a quarter of a deviation off",
    measured=off,
    at_least=0.1,
    at_most=0.5,
    tolerance=0.1,
    slide=18,
)

# %% slides=[18] slideshow={"slide_type": "-"}
erratum(
    slide=18,
    says="eliminates the need to use a Standard Scaler",
    correct="replaces it approximately, by an estimate from each mini-batch",
    because="with 32 images the estimate is off by a quarter of a standard deviation; the network "
    "learns as well, but the images no longer count one by one.",
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Four minutes. Some will say that raw pixels merely need a smaller learning rate, and they are
# right: at 0.0001 in place of 0.03, seeds 0–2 reached 0.84–0.88 in as many steps (try
# `learning_rate=1e-4`). So the first layer spares us a search, as a scaler does. Over seeds 0–9 the
# two good curves ended within 0.02 of each other; we ask for 0.03 on average.

# %% [markdown] slides=[18] slideshow={"slide_type": "slide"}
# ## 7 · Before or after the activation?
#
# Slide 18 allows both. The paper normalises $Wx$, *before* the nonlinearity (sections 3.2 and 5);
# slide 19's code normalises *after* it. Six hidden layers, all with He's initialisation.
#
# **Predict.** Which place wins? And is He's initialisation not enough?

# %% slides=[18] slideshow={"slide_type": "subslide"}
found = experiments.places(data, seeds=seeds, steps=steps, every=steps // 10)

# %% slides=[18] slideshow={"slide_type": "-"}
show(
    figures.histories(found, "Six hidden layers of 100, learning rate 0.1"),
    alt="Test accuracy against steps: with batch normalisation before or after the activation "
    "the curves rise at once and lie on one another; without it they rise later, with more spread.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "-"}
start_of = {name: history.accuracies[:3].mean(axis=0) for name, history in found.items()}

# %% slides=[18] slideshow={"slide_type": "-"}
pair = {name: start_of[name] for name in ("no BN", "BN before")}
claim("BN adds to a good initialisation", measured=pair, increasing_by=0.1, tolerance=0.1, slide=18)

# %% slides=[18] slideshow={"slide_type": "-"}
gap = start_of["BN before"] - start_of["BN after"]
claim(
    "before or after makes little difference here",
    measured=gap,
    at_least=-0.08,
    at_most=0.08,
    tolerance=0.06,
    slide=18,
)

# %% slides=[18] slideshow={"slide_type": "subslide"}
erratum(
    slide=18,
    says="before or after the activation function",
    correct="The paper: before it. Both are in use.",
    because="the paper argues that Wx + b is more symmetric than what a ReLU leaves of it. In our "
    "measurement both places do well.",
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Three minutes. The judged number is the mean accuracy over the first three tenths of the steps,
# that is, speed. Over seeds 0–9 the two places differed by at most 0.04 either way (we ask for
# 0.08), and the gain over He alone was 0.35–0.62 (we ask for 0.1). A network as small as this does
# not settle which place is best.

# %% [markdown] slides=[18] slideshow={"slide_type": "slide"}
# ## 8 · Learning rates
#
# The paper's own reason to use it: *higher learning rates*. We train three hidden layers at eight
# of them, each with several seeds.
#
# **Predict.** By what factor does batch normalisation raise the largest learning rate that still
# works: 2, 10, or more?

# %% slides=[18] slideshow={"slide_type": "subslide"}
rates = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]
found = experiments.learning_rates(
    data,
    seeds=run.seeds(smoke=2, lecture=3, full=10),
    rates=rates,
    steps=run.pick(smoke=3, lecture=150, full=1000),
)

# %% slides=[18] slideshow={"slide_type": "-"}
show(
    figures.learning_rates(rates, found),
    alt="Final accuracy against learning rate: without batch normalisation it collapses above "
    "0.1, with it above 3.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "-"}
largest = {name: experiments.largest_tolerable(rates, each) for name, each in found.items()}

# %% slides=[18] slideshow={"slide_type": "-"}
ratio = largest["with"] / np.maximum(largest["without"], rates[0])
claim(
    "BN tolerates five times the learning rate", measured=ratio, at_least=5, tolerance=30, slide=18
)

# %% [markdown] slides=[18] slideshow={"slide_type": "-"}
# *Tolerates*: ends with at least 70 % of the test images right. The normalised network cares
# little for its learning rate over two decades.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Four minutes. Why? Doubling a layer's weights leaves its normalised output as it was, so a step
# that is too large makes the weights large, and the next gradient small: the layer brakes itself
# (the paper's section 3.3). For seeds 0–9 the factor was 30 on this grid; we ask for 5.

# %% [markdown] slides=[18] slideshow={"slide_type": "slide"}
# ## 9 · The paper's first experiment
#
# Section 4.1: three hidden layers of 100 *sigmoids*, batches of 60, small random weights. The
# paper trains 50,000 steps on MNIST; we train fewer, on what is loaded above. We also watch the
# {15, 50, 85}th percentiles of one unit's input, as its figure 1 does.
#
# **Predict.** Which unit's input wanders more?

# %% slides=[18] slideshow={"slide_type": "subslide"}
steps = run.pick(smoke=20, lecture=400, full=5000)
watched = experiments.section_4_1(data, seeds=seeds, steps=steps, every=min(20, steps))

# %% slides=[18] slideshow={"slide_type": "-"}
show(
    figures.section_4_1(watched),
    alt="Left: with batch normalisation the sigmoid network is accurate after a fifth of the "
    "steps, without it stays at chance for long. Right: one unit's input percentiles start as a "
    "thin line and spread and wander without, and keep their width with batch normalisation.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "-"}
needed = {name: experiments.steps_to(each.history, 0.7) for name, each in watched.items()}

# %% slides=[18] slideshow={"slide_type": "-"}
ratio = needed["without"] / needed["with"]
claim("BN needs at most half as many steps", measured=ratio, at_least=2, tolerance=4, slide=18)

# %% [markdown] slides=[18] slideshow={"slide_type": "subslide"}
# ### How much of it is the starting point?
#
# The small weights put each sigmoid on its straight part, where the layers have little to say. We
# start the *plain* network from larger ones, with a deviation of 0.3.

# %% slides=[18] slideshow={"slide_type": "-"}
named = [("without", "0.1"), ("without, larger weights", "0.3"), ("with", "0.1")]
show_table(
    [
        {"batch normalisation": name.split(",")[0], "deviation": deviation}
        | {"steps to 70 %": needed[name].mean(), "accuracy": ends.mean(), "± seeds": ends.std()}
        for name, deviation in named
        for ends in [watched[name].history.accuracies[-1]]
    ],
    decimals=2,
    tolerance={"steps to 70 %": 150, "accuracy": 0.1, "± seeds": 0.1},
)

# %% slides=[18] slideshow={"slide_type": "-"}
ratio = needed["without"] / needed["without, larger weights"]
claim(
    "larger weights alone bring part of the gain",
    measured=ratio,
    at_least=1.5,
    tolerance=3,
    slide=18,
)

# %% [markdown] slides=[18] slideshow={"slide_type": "-"}
# So a good part of the paper's first figure is a poor initialisation mended. Its headline, *14
# times fewer training steps* on ImageNet, also used a fivefold learning rate, no dropout, less
# weight decay and less distortion of the images (section 4.2.1).

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Six minutes with the next section, which uses the same runs. The paper doesn't state its
# deviation; ours is Glorot's, about 0.1 between layers of 100. A seed that never reaches 70 %
# counts with all its steps, so the ratio is a lower bound. Over seeds 0–9 it was 4–15 (we ask for
# 2), 6–15 with noise (2), and 2.7–6 for the larger weights alone (1.5).

# %% [markdown] slides=[18] slideshow={"slide_type": "slide"}
# ## 10 · Why does it work?
#
# The paper's answer: each layer's input keeps its distribution (*internal covariate shift* is
# reduced). Santurkar et al. (2018) put it to the test: they spoil the distribution on purpose,
# right after normalising. We do so to each unit, with a new shift in ±1 and scale in 1–1.5 at every
# step.
#
# **Predict.** Back to the plain network's accuracy?

# %% slides=[18] slideshow={"slide_type": "subslide"}
show(
    figures.noise(watched),
    alt="Left: with noise after batch normalisation the accuracy rises as fast as with batch "
    "normalisation alone, far ahead of without. Right: its inputs move further in each step than "
    "those of the network without batch normalisation.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "-"}
restless = {name: each.restlessness for name, each in watched.items()}

# %% slides=[18] slideshow={"slide_type": "-"}
ratio = restless["with, then noise"] / restless["without"]
claim("noise makes inputs twice as restless", measured=ratio, at_least=2, tolerance=1.5, slide=18)

# %% slides=[18] slideshow={"slide_type": "-"}
ratio = needed["without"] / needed["with, then noise"]
claim("with noise BN still halves the steps", measured=ratio, at_least=2, tolerance=4, slide=18)

# %% [markdown] slides=[18] slideshow={"slide_type": "subslide"}
# ### A smoother landscape
#
# Their own answer: the loss is *smoother*. At a step of training we walk ½ to 4 learning rates
# along the gradient and note the range of the loss; a wide range means that the gradient promises
# little.

# %% slides=[18] slideshow={"slide_type": "-"}
options = {"seeds": run.seeds(smoke=2, lecture=4, full=10)}
options["steps"] = run.pick(smoke=4, lecture=200, full=200)  # later the losses are near 0
relu = experiments.landscape(data, learning_rate=0.1, **options)

# %% slides=[18] slideshow={"slide_type": "-"}
show(
    figures.landscape(relu, every=4),
    alt="Range of the loss along the gradient over the training steps: without batch "
    "normalisation a broad band that reaches far above, with it a thin one that falls.",
    varies=True,
)

# %% slides=[18] slideshow={"slide_type": "subslide"}
sigmoid = experiments.landscape(data, activation="sigmoid", learning_rate=0.5, **options)
ratios = {
    name: experiments.variation(losses["without"]) / experiments.variation(losses["with"])
    for name, losses in [("sigmoid", sigmoid), ("ReLU", relu)]
}

# %% slides=[18] slideshow={"slide_type": "-"}
ratio = ratios["ReLU"]
claim(
    "with ReLUs the loss varies a fifth as much", measured=ratio, at_least=5, tolerance=60, slide=18
)

# %% slides=[18] slideshow={"slide_type": "-"}
claim(
    "with sigmoids BN smooths the loss less",
    measured=ratios,
    increasing_by=2,
    tolerance=60,
    slide=18,
)

# %% [markdown] slides=[18] slideshow={"slide_type": "-"}
# Both of Santurkar's findings show in small networks; how much smoother the loss becomes depends on
# the network.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Five minutes. Ask what the bars measure: how far the mean input of a sigmoid moves from one step
# to the next. With batch normalisation alone that mean is β, which hardly moves: hence the 0.00.
# Don't oversell the noise: in a ReLU network of eight layers it trains well but costs test
# accuracy, since the moving statistics are gathered under noise and used without it (set
# `place="before", noise=(1, 1.5)` in `experiments.hidden`). Over seeds 0–9 noise made the inputs
# 3.7–4.4 times as restless (we ask for 2), the ReLU ratio was 34–80 (we ask for 5) and the sigmoid
# ratio 1.8–3.4.

# %% [markdown] slides=[20] slideshow={"slide_type": "slide"}
# ## 11 · Without it: Fixup
#
# Slide 20's outlook: Zhang, Dauphin and Ma (2019) train a residual network of 10,000 layers
# without normalisation. In each of $L$ branches of $m$ layers the last starts as zero and the others
# are scaled by $L^{-1/(2m-2)}$; the classifier starts as zero too. A branch also gets scalar biases
# and a multiplier.
#
# **Predict.** At which learning rates from 0.001 to 0.1 does He's initialisation alone train 50
# layers?


# %% slides=[20] slideshow={"slide_type": "subslide"}
def fixup(branches, classifier):
    count, layers = len(branches), len(branches[0])
    for *inner, last in branches:
        for kernel in inner:
            kernel *= count ** (-1 / (2 * layers - 2))
        last *= 0
    classifier *= 0


# %% slides=[20] slideshow={"slide_type": "-"}
rates = [0.001, 0.01, 0.03, 0.1]
found = {
    blocks: experiments.residual(
        data,
        seeds=run.seeds(smoke=1, lecture=3, full=3),
        rates=rates,
        steps=run.pick(smoke=2, lecture=100, full=300),
        blocks=blocks,
    )
    for blocks in run.pick(smoke=(1, 4), lecture=(2, 24), full=(2, 100))
}
shallow, deep = found.values()

# %% slides=[20] slideshow={"slide_type": "subslide"}
show(
    figures.residual(rates, found),
    alt="Final accuracy against learning rate. In the shallow residual network all three learn. "
    "In the deep one He's initialisation alone stays at chance at every learning rate, while batch "
    "normalisation and Fixup learn.",
    varies=True,
)

# %% slides=[20] slideshow={"slide_type": "-"}
best = [results["He only"].max(axis=0) for results in (shallow, deep)]
claim(
    "He alone trains the shallow network", measured=best[0], at_least=0.6, tolerance=0.2, slide=20
)

# %% slides=[20] slideshow={"slide_type": "-"}
claim(
    "but the deep one at none of our rates", measured=best[1], at_most=0.3, tolerance=0.15, slide=20
)

# %% slides=[20] slideshow={"slide_type": "subslide"}
at = rates.index(0.03)
pair = {
    "He only": deep["He only"][at],
    "worse of BN and Fixup": np.minimum(deep["BN"][at], deep["Fixup"][at]),
}

# %% slides=[20] slideshow={"slide_type": "-"}
claim(
    "BN and Fixup train the deep network, at 0.03",
    measured=pair,
    increasing_by=0.4,
    tolerance=0.2,
    slide=20,
)

# %% [markdown] slides=[20] slideshow={"slide_type": "-"}
# At 0.01 Fixup is far behind batch normalisation: it starts from zero, and has to take the large
# learning rates that it is made for.

# %% slides=[20] slideshow={"slide_type": "subslide"}
erratum(
    slide=20,
    says="may change this, used fixed-upadte (fixup) weight initialisation",
    correct="fixed-update (Fixup); it works, and it has not changed the practice.",
    because="the deep network above trains without normalisation, as the paper says. But years on, "
    "batch and layer normalisation are still in nearly every network: they need no care with each "
    "branch, and forgive the learning rate.",
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Five minutes. Why does He fail? Each block adds a branch of the same variance, so the signal's
# variance doubles from block to block: about $2^{24}$ at the end. With Fixup every branch starts
# at zero, and the blocks' first steps add up to one step. Two blocks are the control: nothing is
# wrong with the code. Over seeds 0–9 the deep network ended, at 0.03, at 0.69–0.77 with Fixup, at
# 0.83–0.87 with batch normalisation and at chance with He alone; we ask for 0.4 more than that. At
# 0.1 both do better still, but not in the full tier's 202 layers, where one Fixup seed in three was
# lost.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Explore
#
# One unit's inputs, before and after. Find
#
# 1. what the *shift of the inputs* does to the output in training mode, and in inference mode;
# 2. with γ = 1 and a batch of 512: the β at which a ReLU lets about 84 % of them through;
# 3. for batches of one and of two: how many different outputs there are, whatever the inputs.

# %% slideshow={"slide_type": "subslide"}
from cnnlectures.lectures.batch_normalisation.explorer import explorer

explorer()

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Prepare a state in a cell of its own: `e = explorer(); e.state = {"mode": "inference", "shift":
# 4.0}; e`. The answers: 1. nothing in training; in inference it passes through, divided by the
# stored deviation; 2. about 1 (the inputs are skewed, so not quite a normal distribution's); 3. one
# (β) and two (β − γ and β + γ): a batch of two keeps only which of them is larger.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Exercises
#
# Replace the `...`, run the cell, read what it says. `.hint()` gives a step, `.solution()` the
# answer.

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 1 · count the parameters
#
# A model has a batch-normalisation layer after each of its layers of `widths` units. Return how
# many parameters they have together, and how many of these are not trained. (Recall; 3 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def bn_parameters(widths):
    return ...


exercises.parameters.check(bn_parameters)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.parameters.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 2 · how far has it settled?
#
# A moving statistic begins at `start`; every batch has the same statistic `batch_value`. Return
# what is stored after `steps` batches, without a loop. (Apply; 5 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def moving_after(start, batch_value, steps, momentum):
    return ...


exercises.moving.check(moving_after)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.moving.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 3 · images
#
# After a convolution, one mean and one variance belong to each *channel*. Write training mode for
# `images` of shape (batch, height, width, channels). (Transfer; 10 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def batch_normalise_images(images, gamma, beta, epsilon):
    return ...


exercises.images.check(batch_normalise_images)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.images.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 4 · fold it away
#
# In inference, `x @ kernel + bias` followed by batch normalisation is one Dense layer. Return its
# kernel and its bias. (Design; 10 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def fold(kernel, bias, gamma, beta, mean, variance, epsilon):
    return ...


exercises.folded.check(fold)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.folded.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 5 · the way back
#
# `upstream` is the loss's gradient for the output of `batch_normalise(x, gamma, beta, epsilon)`.
# Return its gradient for `x`, of shape (samples, features). (Design; 25 minutes, pencil first.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def gradient_for_input(x, gamma, upstream, epsilon):
    return ...


exercises.backward.check(gradient_for_input)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.backward.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 1 · nonsense from `predict`

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_predict.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_predict.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 2 · the bias

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_bias.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_bias.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 3 · what was measured

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_why.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_why.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 4 · fine-tuning

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_finetune.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_finetune.solution()

# %% [markdown] slides=[18, 19, 20] slideshow={"slide_type": "slide"}
# ## What we learnt
#
# - Four numbers per input: γ and β are trained, the moving mean and moving **variance** are not.
# - Training uses the batch, inference the averages. The three classic mistakes are all about which
#   of the two is at work.
# - It buys speed, and learning rates many times as large. Part of that is a poor initialisation
#   mended.
# - It is not the steadier distributions: spoil them, and it trains as well. The loss is smoother
#   along the gradient.
# - It costs: outputs depend on neighbours, small batches suffer, and there are two modes to mix up.
# - With Fixup a deep residual network does without.

# %% [markdown] slides=[18, 20] slideshow={"slide_type": "skip"}
# <!-- measured claims -->

# %% [markdown] slides=[18, 20] slideshow={"slide_type": "subslide"}
# **Errata met:** slide 18 (current mini-batch; StandardScaler; before or after), slide 19
# (`input_shape`; moving mean and variance), slide 20 (variable names; Fixup).
#
# **References.** Ioffe and Szegedy 2015, *Batch normalization*, arXiv 1502.03167: algorithm 1,
# sections 3.1–3.3, 4.1, 4.2.1. Santurkar, Tsipras, Ilyas and Mądry 2018, *How does batch
# normalization help optimization?*, arXiv 1805.11604: section 2.1, figure 4. Zhang, Dauphin and Ma
# 2019, *Fixup initialization*, ICLR.
#
# **Next:** lecture 05, gradient clipping: the other way to survive a step that is too large.
# Lecture 08 meets batch normalisation in ResNet-34, lecture 10 freezes it.
