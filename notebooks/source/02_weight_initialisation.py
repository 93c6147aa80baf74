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

# %% [markdown] slides=[11, 12] slideshow={"slide_type": "slide"}
# # 02 · Weight initialisation
#
# **How large should a weight be before it has learnt anything?**
#
# <!-- badges -->
#
# After this lecture you can
#
# 1. derive what one layer does to the variance of a signal and of a gradient,
# 2. count fan-in and fan-out of dense and convolutional layers,
# 3. choose the rule that goes with an activation, and correct slide 13's formula,
# 4. recognise a network that can't learn because of its first weights, and say why,
# 5. tell Keras what you want, and avoid its traps.
#
# *Slides 11–14 · prerequisites: dense and convolutional layers, gradient descent, variance ·
# 60 minutes to present, 110 to work through*
#
# <!-- measured seconds -->

# %% tags=["bootstrap"] slideshow={"slide_type": "skip"}
# filled in by the build

# %% tags=["parameters"] slideshow={"slide_type": "skip"}
TIER = "lecture"
DATA = "embedded"
SEED = 42

# %% slideshow={"slide_type": "skip"}
import math

import numpy as np

from cnnlectures import claim, erratum, show, show_table, start
from cnnlectures.lectures.weight_initialisation import (
    exercises,
    experiments,
    figures,
    rules,
    selu,
    signals,
)

run = start(tier=TIER, data=DATA, seed=SEED)

# %% [markdown] slides=[12] slideshow={"slide_type": "slide"}
# ## 1 · Two wishes
#
# A layer has `fan_in` units below and `fan_out` above. Slide 12: Glorot and Bengio (2010) want the
# signal's **variance** to stay as it is going up, and the gradient's going down.
#
# Let weights and inputs be independent, with mean 0; the weights' variance is $\sigma^2$. Each
# product of two has the variance $\sigma^2\,\mathrm{Var}(x)$, and variances of independent terms
# add up. An output is a sum of `fan_in` products, a gradient for an input one of `fan_out`:
#
# $$\mathrm{Var}(y) = \mathrm{fan_{in}}\,\sigma^2\,\mathrm{Var}(x) \qquad
# \mathrm{Var}(\nabla_x) = \mathrm{fan_{out}}\,\sigma^2\,\mathrm{Var}(\nabla_y)$$
#
# **Predict.** From 300 units to 100: which $\sigma^2$ grants both wishes?

# %% slides=[12] slideshow={"slide_type": "subslide"}
seeds = run.seeds(smoke=2, lecture=10, full=20)
ratios = {}
for fan_in, fan_out in [(300, 300), (300, 100)]:
    for name, fan in [("fan_in", fan_in), ("fan_out", fan_out), ("avg", (fan_in + fan_out) / 2)]:
        found = rules.one_layer(fan_in, fan_out, variance=1 / fan, seeds=seeds)
        ratios[f"{fan_in} → {fan_out}", f"1 / {name}"] = found.mean(axis=1)

# %% slides=[12] slideshow={"slide_type": "-"}
show_table(
    [
        {"layer": layer, "variance of the weights": name, "forwards": up, "backwards": down}
        for (layer, name), (up, down) in ratios.items()
    ],
    decimals=2,
    tolerance={"forwards": 0.05, "backwards": 0.05},
)

# %% slides=[12] slideshow={"slide_type": "subslide"}
claim(
    "with as many units above as below, both variances stay",
    measured=ratios["300 → 300", "1 / avg"],
    equals=[1, 1],
    within=0.03,
    slide=12,
)

# %% slides=[12] slideshow={"slide_type": "-"}
claim(
    "300 → 100 with 1 / fan_in keeps the signal and thins the gradient to a third",
    measured=ratios["300 → 100", "1 / fan_in"],
    equals=[1, 1 / 3],
    within=0.03,
    slide=12,
)

# %% slides=[12] slideshow={"slide_type": "-"}
claim(
    "with the average of the two neither stays: 1.5 forwards, 0.5 backwards",
    measured=ratios["300 → 100", "1 / avg"],
    equals=[1.5, 0.5],
    within=0.04,
    slide=12,
)

# %% slides=[12] slideshow={"slide_type": "-"}
erratum(
    slide=12,
    says="The layer has an equal number of inputs and outputs",
    correct="Both wishes can be granted only if it has. Else the authors compromise: fan_avg.",
    because="the first wish asks for 1 / fan_in, the second for 1 / fan_out; the table shows what "
    "each costs when the fans differ.",
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Section 1: six minutes for this page. Write the sum of fan_in products on the board and ask for
# the variance of one product, then of the sum; the two formulas come from the class. Usual
# wrong answer to the question: "1 / 200". It is the compromise, and it grants neither wish. The
# ratios are exact in the limit of many weights; with 30,000 of them each seed is within 2 %, their
# mean within 1 %, and we ask for 3 to 4.

# %% [markdown] slides=[12] slideshow={"slide_type": "subslide"}
# ### What a fan is
#
# *Fan-in*: how many weights end at one unit. *Fan-out*: how many start from one. In a convolution a
# unit sees a window of every input channel.
#
# **Predict.** A 3 × 3 convolution from 16 to 32 channels: fan-in and fan-out?


# %% slides=[12] slideshow={"slide_type": "-"}
def fans(shape):
    *window, inputs, outputs = shape
    return math.prod(window) * inputs, math.prod(window) * outputs


# %% slides=[12] slideshow={"slide_type": "-"}
claim("they are 144 and 288", measured=fans((3, 3, 16, 32)), equals=[144, 288], slide=12)

# %% slides=[12] slideshow={"slide_type": "subslide"}
kernel = (3, 3, 16, 32)
fan_in, fan_out = fans(kernel)
few = run.seeds(smoke=1, lecture=5, full=10)
close = {"at_least": 0.93, "at_most": 1.07}
forwards_kept = rules.convolution(kernel, variance=1 / fan_in, seeds=few)[0]
backwards_kept = rules.convolution(kernel, variance=1 / fan_out, seeds=few)[1]
strided = rules.convolution(kernel, variance=1 / fan_out, seeds=few, stride=2)[1]

# %% slides=[12] slideshow={"slide_type": "-"}
claim(
    "1 / 144 keeps the variance of a convolution's output",
    measured=forwards_kept,
    **close,
    tolerance=0.02,
    slide=12,
)

# %% slides=[12] slideshow={"slide_type": "-"}
claim(
    "1 / 288 keeps the variance of its gradient",
    measured=backwards_kept,
    **close,
    tolerance=0.02,
    slide=12,
)

# %% slides=[12] slideshow={"slide_type": "-"}
claim(
    "with a stride of 2, only a quarter of it",
    measured=strided,
    at_least=0.23,
    at_most=0.27,
    tolerance=0.01,
    slide=12,
)

# %% [markdown] slides=[12] slideshow={"slide_type": "-"}
# A stride leaves windows out, and Keras's fan-out does not know of it (exercise 4).

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Four minutes. Usual wrong answers: 16 and 32 (channels only), 144 and 32 (window forwards only).
# The second is tempting: draw one input pixel and the nine windows that it lies in. Over seeds 0–9
# each convolution was within 4 % of its value, the strided one between 0.23 and 0.26.

# %% [markdown] slides=[13] slideshow={"slide_type": "slide"}
# ## 2 · Slide 13's formulas
#
# Three rules, as a variance of the weights. A **normal** distribution takes it as it is. A
# **uniform** one between $-r$ and $r$ has the variance $r^2/3$, so $r = \sqrt{3\,\sigma^2}$.


# %% slides=[13] slideshow={"slide_type": "-"}
def variance_by(rule, fan_in, fan_out):
    return {"Glorot": 2 / (fan_in + fan_out), "He": 2 / fan_in, "LeCun": 1 / fan_in}[rule]


# %% [markdown] slides=[13] slideshow={"slide_type": "-"}
# Since $\mathrm{fan_{avg}} = (\mathrm{fan_{in}} + \mathrm{fan_{out}})/2$, Glorot's is
# $1/\mathrm{fan_{avg}}$. Slide 13 prints $2/\mathrm{fan_{avg}}$ for the normal distribution, and
# $r = \sqrt{3/\mathrm{fan_{avg}}}$ for the uniform one.
#
# **Predict.** Can both be right? How would you find out which is wrong, without opening the paper?

# %% slides=[13] slideshow={"slide_type": "subslide"}
fan_in, fan_out = 300, 100
fan_avg = (fan_in + fan_out) / 2
r = np.sqrt(3 / fan_avg)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "one: the slide's own uniform bound has variance r²/3 = 1 / fan_avg",
    measured=r**2 / 3 * fan_avg,
    equals=1,
    within=1e-12,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
table = {"Glorot": 1 / fan_avg, "He": 2 / fan_in, "LeCun": 1 / fan_in}
claim(
    "two: the slide's own table says 1 / fan_avg, as the rules do",
    measured=[table[rule] / variance_by(rule, fan_in, fan_out) for rule in table],
    equals=[1, 1, 1],
    within=1e-12,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "and with fan_in for fan_avg, 2 / fan_avg would be He's rule, not LeCun's",
    measured=[2 / fan_in == table["He"], 2 / fan_in == table["LeCun"]],
    equals=[1, 0],
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
run.start_keras()
import keras

names = ("glorot_normal", "glorot_uniform")
drawn = {
    name: [rules.sampled(name, shape=(fan_in, fan_out), seed=seed) for seed in seeds]
    for name in names
}

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "three: Keras's glorot_normal has variance 1 / fan_avg",
    measured=[weights.var() * fan_avg for weights in drawn["glorot_normal"]],
    at_least=0.97,
    at_most=1.03,
    tolerance=0.01,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
show(
    figures.drawn({name: drawn[name][0] for name in names}, 1 / fan_avg, 2 / fan_avg),
    alt="Histograms of Keras's glorot_normal and glorot_uniform weights. The normal one is a bit "
    "flatter than the curve of variance 1/fan_avg and cut off at its ends; the slide's curve of "
    "2/fan_avg is much wider. The uniform one is a box with the same variance.",
    varies=True,
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
erratum(
    slide=13,
    says="Normal distribution with mean 0 and variance σ² = 2 / fan_avg",
    correct="σ² = 1 / fan_avg = 2 / (fan_in + fan_out)",
    because="the slide's uniform bound, the slide's table and Keras all say so. The 2 belongs to "
    "fan_in + fan_out, which is twice the average.",
)

# %% slides=[13] slideshow={"slide_type": "-"}
erratum(
    slide=13,
    says="LeCun's initialisation from the early 1990s",
    correct="It is usually cited from 1998.",
    because="LeCun, Bottou, Orr and Müller, Efficient BackProp, section 4.6: deviation "
    "1/√fan_in, for standardised inputs.",
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Seven minutes with the next page. Leave slide 13 on the screen and let the class find the
# contradiction; somebody usually sees the table first. Does a factor of 2 matter? Ask for
# $2^{50}$: fifty linear layers with the slide's variance make the signal's 10¹⁵ times as large
# (section 4 measures it: the column "He" is just this factor).

# %% [markdown] slides=[13, 14] slideshow={"slide_type": "subslide"}
# ### Keras's six, measured
#
# **Predict.** A normal distribution has no bounds. How large is the largest of 80,000
# `he_normal` weights, in standard deviations?

# %% slides=[13, 14] slideshow={"slide_type": "-"}
shape = (400, 200)
rows = []
for name, rule in rules.KERAS_NAMES.items():
    weights = rules.sampled(name, shape=shape, seed=run.seed + len(rows))
    ratio = weights.var() / variance_by(rule, *fans(shape))
    rows.append({"initialiser": name, "variance / rule": ratio})
    rows[-1]["largest / deviation"] = np.abs(weights).max() / weights.std()

# %% slides=[13, 14] slideshow={"slide_type": "-"}
show_table(rows, tolerance=0.05)

# %% slides=[13, 14] slideshow={"slide_type": "-"}
claim(
    "all six have the variance of their rule",
    measured=max(abs(row["variance / rule"] - 1) for row in rows),
    at_most=0.03,
    tolerance=0.03,
    slide=[13, 14],
)

# %% slides=[13, 14] slideshow={"slide_type": "subslide"}
claim(
    "no normal weight lies beyond 2.3 deviations: Keras cuts the distribution off",
    measured=[row["largest / deviation"] for row in rows if "normal" in row["initialiser"]],
    at_least=2.2,
    at_most=2.3,
    tolerance=0.05,
    slide=14,
)

# %% [markdown] slides=[14] slideshow={"slide_type": "-"}
# Uncut, the largest of so many would be near 4.4. Cut at ±2 deviations, a normal distribution has
# only 0.88 of its deviation. The three `*_normal` divide by 0.88, and so cut at 2 / 0.88 = 2.27
# (hence the flat histogram above). `TruncatedNormal` does not.

# %% slides=[14] slideshow={"slide_type": "-"}
plain = keras.initializers.TruncatedNormal(stddev=1.0, seed=run.seed)(shape)
claim(
    "TruncatedNormal(stddev=1) has a deviation of 0.88",
    measured=np.std(plain),
    at_least=0.87,
    at_most=0.89,
    tolerance=0.01,
    slide=14,
)

# %% [markdown] slides=[13] slideshow={"slide_type": "slide"}
# ## 3 · Fifty layers
#
# One layer's factor hardly matters. Fifty multiply. The signal goes up through the kernels, the
# gradient comes down through the same kernels and the activation's slopes.


# %% slides=[13] slideshow={"slide_type": "-"}
def forwards(x, kernels, activate):
    signals = [x]
    for kernel in kernels:
        signals.append(activate(signals[-1] @ kernel))
    return signals


def backwards(gradient, kernels, slopes):
    gradients = [gradient]
    for kernel, slope in zip(reversed(kernels), reversed(slopes), strict=True):
        gradients.append((gradients[-1] * slope) @ np.swapaxes(kernel, -1, -2))
    return gradients[::-1]


# %% slides=[13] slideshow={"slide_type": "subslide"}
generator = np.random.default_rng(run.seed)
x, gradient = generator.standard_normal((2, 64, 100))
zeros = [np.zeros((100, 100))] * 50
up = forwards(x, zeros, np.tanh)
down = backwards(gradient, zeros, [1 - y**2 for y in up[1:]])

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "with zeros nothing gets through: signal and gradient are 0 after one layer",
    measured=[np.abs(up[1]).max(), np.abs(down[-2]).max()],
    equals=[0, 0],
    slide=13,
)

# %% [markdown] slides=[13] slideshow={"slide_type": "subslide"}
# Now random weights, ReLU, 100 units a layer. The package's `propagate` does the same for all
# seeds and starts at once.
#
# Behind a ReLU the mean is no longer 0, and the next sums feel the **mean square**: so that is what
# we follow; the figure shows its root.
#
# **Predict.** Weights from N(0, 1): after how many layers is the signal too large for float32,
# that is, over $3\cdot10^{38}$?

# %% slides=[13] slideshow={"slide_type": "subslide"}
starts = {"N(0, 1)": 1.0, "He": "He", "Glorot": "Glorot", "N(0, 0.01²)": 0.01**2}
level = {"at_least": -1.5, "at_most": 1.5}  # powers of ten
fifty = signals.propagate([*starts.values()], "ReLU", widths=[100] * 51, seeds=seeds)

# %% slides=[13] slideshow={"slide_type": "-"}
show(
    figures.fifty([*starts], fifty, "ReLU"),
    alt="Root mean square of the signal forwards and of the gradient backwards over fifty ReLU "
    "layers. N(0, 1) rises to ten to the 42, beyond float32; deviation 0.01 falls to ten to the "
    "minus 58; Glorot falls by eight powers of ten; He stays level in both.",
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
size = np.sqrt(fifty.signal[:, 0])
claim(
    "N(0, 1): from this layer on float32 overflows",
    measured=(size > np.finfo("float32").max).argmax(axis=0),
    at_least=42,
    at_most=49,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
lost = dict(zip(starts, fifty.decades("signal"), strict=True))
claim(
    "Glorot with ReLU: the mean square loses this many powers of ten",
    measured=-lost["Glorot"],
    at_least=13,
    at_most=18,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "He: the signal's mean square stays within 1.5 powers of ten",
    measured=lost["He"],
    **level,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "He: the gradient's does, too",
    measured=fifty.decades("gradient")[[*starts].index("He")],
    **level,
    slide=13,
)

# %% [markdown] slides=[13] slideshow={"slide_type": "-"}
# Why about 15? ReLU sets half of the sums to zero, so each layer *halves* the mean square:
# $2^{-50} \approx 10^{-15}$. He's 2 is there to undo just this.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Eight minutes with the next page. The prediction: each layer multiplies the root mean square by
# √(100 / 2) ≈ 7, and 7⁴⁵ ≈ 10³⁸. Most guess hundreds of layers. The bands are seeds: with 100 units
# a layer a product of fifty random factors strays by nearly a power of ten, so a claim about one
# network would need more room. Over seeds 0–18 each network's mean square changed by −1.3 to +1.0
# powers of ten with He; we judge the mean of ten seeds. That it lies below 0 is no accident: the
# mean of a logarithm is less than the logarithm of the mean, and the fewer units, the more so.

# %% [markdown] slides=[12, 13] slideshow={"slide_type": "subslide"}
# ### Is the compromise needed?
#
# Let every other layer be narrow: 128, 32, 128, 32, … Linear layers, so that only the fans matter.
#
# **Predict.** Glorot's average grants neither wish at any layer. LeCun grants only the first one.
# Which of the two loses the gradient over fifty layers?

# %% slides=[12, 13] slideshow={"slide_type": "-"}
hourglass = [128, 32] * 25 + [128]
level = {"at_least": -1, "at_most": 1}
both = signals.propagate(["Glorot", "LeCun"], "linear", widths=hourglass, seeds=seeds)
lost = {kind: both.decades(kind) for kind in ("signal", "gradient")}

# %% slides=[12, 13] slideshow={"slide_type": "-"}
claim(
    "Glorot: both lose four powers of ten or more",
    measured=np.maximum(lost["signal"][0], lost["gradient"][0]),
    at_most=-4,
    slide=[12, 13],
)

# %% slides=[12, 13] slideshow={"slide_type": "-"}
claim(
    "LeCun: the signal stays within a power of ten",
    measured=lost["signal"][1],
    **level,
    slide=[12, 13],
)

# %% slides=[12, 13] slideshow={"slide_type": "-"}
claim("and so does the gradient", measured=lost["gradient"][1], **level, slide=[12, 13])

# %% [markdown] slides=[12, 13] slideshow={"slide_type": "-"}
# With $1/\mathrm{fan_{in}}$ the gradient's factors are
# $\frac{32}{128}\cdot\frac{128}{32}\cdot\frac{32}{128}\cdots$: they cancel. He et al. (2015,
# section 2.2) say so: one wish is enough. Glorot's are $0.4\cdot1.6 = 0.64$ a pair, both ways.
# Exercise 5 finds a fairer compromise.

# %% [markdown] slides=[13] slideshow={"slide_type": "slide"}
# ## 4 · Which rule for which activation
#
# Slide 13's table: Glorot for none, tanh, logistic and softmax; He for ReLU and its variants; LeCun
# for SELU. We send noise through fifty layers of 100 units with each pair. (Softmax stands
# at the end only, once.)
#
# **Predict.** Layers of equal width: which two columns are the same? And which row has no good
# rule at all?

# %% slides=[13] slideshow={"slide_type": "subslide"}
pairs = {
    activation: signals.propagate(rules.RULES, activation, widths=[100] * 51, seeds=seeds)
    for activation in signals.ACTIVATIONS
}

# %% slides=[13] slideshow={"slide_type": "-"}
show(
    figures.matching(pairs, rules.RULES),
    alt="Two tables of activations against rules; bold: less than 2.5 powers of ten. Linear and "
    "tanh keep signal and gradient with Glorot and LeCun, ReLU with He, SELU with LeCun or Glorot; "
    "logistic keeps its gradient with none: it loses fifty powers of ten and more.",
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
lost = {
    kind: {activation: passage.decades(kind) for activation, passage in pairs.items()}
    for kind in ("signal", "gradient")
}
glorot, he, lecun = range(3)
drift = np.maximum(*(np.abs(lost[kind]["linear"][glorot].mean()) for kind in lost))

# %% slides=[13] slideshow={"slide_type": "-"}
claim("Glorot, linear: both stay (powers of ten)", measured=drift, at_most=0.3, slide=13)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "Glorot, tanh: the signal fades slowly, by two powers of ten in fifty layers",
    measured=-lost["signal"]["tanh"][glorot],
    at_least=1.5,
    at_most=2.5,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "LeCun, SELU: the signal stays",
    measured=lost["signal"]["SELU"][lecun],
    at_least=-0.15,
    at_most=0.15,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "logistic: with any of the three the gradient loses 40 powers of ten or more",
    measured=-lost["gradient"]["logistic"].max(axis=0),
    at_least=40,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
erratum(
    slide=13,
    says="Glorot: none, tanh, logistic, softmax",
    correct="Right for none, tanh, and a logistic or softmax layer at the end. Deep stacks of "
    "logistic units have no good rule among the three.",
    because="the argument (their section 4.2.1) takes an activation that is symmetric, with slope "
    "1 at 0. The logistic function's slope is at most 1/4, so with Glorot each layer divides the "
    "gradient's mean square by 16 and more. Its signal only looks well: it is 1/2 everywhere.",
)

# %% [markdown] slides=[13] slideshow={"slide_type": "-"}
# With equal widths Glorot and LeCun are the same rule, so SELU does as well with either.

# %% [markdown] slides=[13] slideshow={"slide_type": "subslide"}
# ### What He does not keep
#
# He keeps the *size* of a ReLU network's signal. How much of it still tells one input from
# another? We compare a unit's variance over the inputs with its mean square.

# %% slides=[13] slideshow={"slide_type": "-"}
relu = pairs["ReLU"]
share = {
    f"layer {layer}": relu.between[layer, he] / relu.signal[layer, he] for layer in (50, 10, 0)
}

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "the deeper, the more alike are the inputs: share of the mean square that tells them apart",
    measured=share,
    increasing_by=0.04,
    slide=13,
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Eight minutes. The slide copies Géron's table, which does for the single output unit that logistic
# usually is today. In deep hidden layers Glorot is not even the least bad: He loses 13 powers of
# ten less. What tells inputs apart loses 31 powers: the signal is nearly the same 1/2 for all.
# Somebody may ask for a rule made for logistic: 16 / fan_in undoes the slope at 0, but then the
# units saturate, and we still measured 20 powers lost. From one ten of the seeds 0–18 to another,
# no cell of the linear, tanh and SELU rows with Glorot differed by more than 0.1.

# %% [markdown] slides=[13, 14] slideshow={"slide_type": "slide"}
# ## 5 · Does it matter once we train?
#
# He et al. (2015, section 2.2) trained ReLU networks on ImageNet. With 22 layers both rules
# converge, He's sooner; with 30 layers Glorot's **completely stalls**, He's converges. We train
# plain dense ReLU networks of 64 units a layer on scikit-learn's digits, 8 and 30 layers deep, at
# the learning rates 0.01 (drawn below) and 0.03; *it learns* means: at the better of them.
#
# **Predict.** Can we see it in 500 steps of plain gradient descent? And would a tanh network of 30
# layers stall with Glorot, too?

# %% slides=[13, 14] slideshow={"slide_type": "subslide"}
steps = run.pick(smoke=20, lecture=500, full=1500)
options = {
    "seeds": run.seeds(smoke=1, lecture=3, full=10),
    "rates": run.pick(smoke=[0.01], lecture=[0.01, 0.03], full=[0.01, 0.003, 0.03]),
    "steps": steps,
    "every": steps // 20,
}
pair = ["ReLU, Glorot", "ReLU, He"]
shallow = experiments.train_deep([*pair, "tanh, Glorot", "tanh, ±1/√n"], depth=8, **options)
deep = experiments.train_deep(pair, depth=30, **options)
options["rates"] = [0.01]
deep |= experiments.train_deep(["tanh, Glorot", "SELU, LeCun"], depth=30, **options)

# %% slides=[13, 14] slideshow={"slide_type": "-"}
show(
    figures.courses({"8 layers": shallow, "30 layers": deep}),
    alt="Test accuracy over training steps. With 8 layers all learn, He before Glorot with ReLU, "
    "tanh with Glorot before tanh with the older rule. With 30 layers ReLU with Glorot stays at "
    "chance, ReLU with He learns, tanh with Glorot and SELU with LeCun learn sooner.",
    varies=True,
)

# %% slides=[13, 14] slideshow={"slide_type": "subslide"}
stalled = deep["ReLU, Glorot"].best()
claim(
    "30 ReLU layers, Glorot: chance at each learning rate",
    measured=stalled,
    at_most=0.25,
    tolerance=0.1,
    slide=13,
)

# %% slides=[13, 14] slideshow={"slide_type": "-"}
claim(
    "30 ReLU layers, He: it learns",
    measured=deep["ReLU, He"].best(),
    at_least=0.5,
    tolerance=0.2,
    slide=14,
)

# %% slides=[13, 14] slideshow={"slide_type": "-"}
claim(
    "8 ReLU layers, Glorot: it learns",
    measured=shallow["ReLU, Glorot"].best(),
    at_least=0.8,
    tolerance=0.1,
    slide=13,
)

# %% slides=[13, 14] slideshow={"slide_type": "-"}
ratio = shallow["ReLU, Glorot"].steps_to(0.7) / shallow["ReLU, He"].steps_to(0.7)
claim("He comes to 70 % at least twice as soon", measured=ratio, at_least=2, tolerance=3, slide=14)

# %% slides=[13, 14] slideshow={"slide_type": "-"}
claim(
    "30 tanh layers, Glorot: it learns",
    measured=deep["tanh, Glorot"].best(),
    at_least=0.8,
    tolerance=0.1,
    slide=13,
)

# %% [markdown] slides=[13] slideshow={"slide_type": "subslide"}
# ### *Can speed up training considerably*
#
# Slide 13 says so of Glorot's rule. Before it, weights were drawn between $\pm1/\sqrt{n}$
# (Glorot and Bengio, equation 1): variance $1/(3n)$, a third of what a tanh layer needs.

# %% slides=[13] slideshow={"slide_type": "-"}
ratio = shallow["tanh, ±1/√n"].steps_to(0.7) / shallow["tanh, Glorot"].steps_to(0.7)
claim("8 tanh layers: at least twice as soon", measured=ratio, at_least=2, tolerance=3, slide=13)

# %% [markdown] slides=[13, 14] slideshow={"slide_type": "-"}
# ### For ever?
#
# No. We gave Glorot's ReLU networks twelve times the steps, 6,000 at rate 0.01 (seeds 0–4; minutes,
# so not run here). All five with 22 layers came to 70 %, after 2,700 to 5,100 steps. The five with
# 30 layers had begun to move, and stood at 23–78 %. *Completely stalls* means: for as long as
# anyone watches.

# %% [markdown] slides=[13, 14] slideshow={"slide_type": "subslide"}
# ### Why does it stall?
#
# A kernel's gradient is what comes up times what comes down. Each lost a half of its mean square in
# every layer it came through, and together they came through all.
#
# **Predict.** With Glorot, in which layer is the first gradient smallest?

# %% slides=[13, 14] slideshow={"slide_type": "-"}
first = experiments.first_gradients(pair, depth=30, seeds=few)
show(
    figures.first_gradients(first),
    alt="Size of each kernel's first gradient over the 30 layers: with He near 0.03 in all, with "
    "Glorot near four ten-millionths in all, smaller by five powers of ten.",
    varies=True,
)

# %% slides=[13, 14] slideshow={"slide_type": "subslide"}
factor = np.log2(np.median(first["ReLU, He"] / first["ReLU, Glorot"], axis=0))
claim(
    "Glorot's gradients are smaller by 2 to the power of",
    measured=factor,
    at_least=13,
    at_most=21,
    tolerance=1,
    slide=[13, 14],
)

# %% [markdown] slides=[13, 14] slideshow={"slide_type": "-"}
# In none: the lines are level, so it is not that the *first* layers alone starve. The theory says
# 2 to the power of $29/2 = 14.5$, and we measure a little more: to step as far as He, Glorot would
# need a learning rate some 50,000 times as large.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Ten minutes. Thresholds: over seeds 0–9, at the better of two rates, 30 layers ended at 0.08–0.14
# (Glorot) and 0.60–0.82 (He), at rate 0.01 at 0.90–0.95 (tanh) and 0.95–0.96 (SELU); 8 layers with
# Glorot at 0.94–0.97. He came to 70 % three to five times as soon as Glorot there, tanh with Glorot
# at least four times as soon as with the older rule. A network that never gets there counts with
# all its steps and one, so the ratios are lower bounds. We ask for 2. At rate 0.03 (seeds 0–7) they
# were 2.7 to 5 and 5 to 11. Stalled is 8 %, not 10: one digit for every image, and 8 % of the test
# images are that digit. The first gradients' exponent was 14.0–17.7 over seeds 0–18. The long runs
# are `experiments.train_deep(["ReLU, Glorot"], depth=22, seeds=range(5), rates=[0.01], steps=6000,
# every=300)`, and depth 30. He's 30 layers are fragile: at rate 0.1 most seeds fail. Section 4's
# last claim is one reason: the inputs look alike up there. Lecture 04 (batch normalisation) and 08
# (residual networks) mend that.

# %% [markdown] slides=[13] slideshow={"slide_type": "slide"}
# ## 6 · SELU: the layer that corrects itself
#
# Klambauer et al. (2017) made an activation whose layers pull mean and variance back to 0 and 1.
# ReLU with He only *keeps* what it gets.
#
# **Predict.** We multiply the input by 10, or by 0.1. After how many SELU layers is the variance
# within a factor of two of 1?

# %% slides=[13] slideshow={"slide_type": "subslide"}
some = run.seeds(smoke=1, lecture=5, full=10)
sizes = (10.0, 1.0, 0.1)
met = "all conditions met"
variance = {
    "SELU, LeCun": {s: selu.self_normalise(met, seeds=some, scale=s).variance for s in sizes},
    "ReLU, He": {s: selu.rectify(seeds=some, scale=s).variance for s in sizes},
}

# %% slides=[13] slideshow={"slide_type": "-"}
show(
    figures.pulled_back(variance),
    alt="Variance of the activations over 32 layers for inputs times 10, 1 and 0.1. With SELU the "
    "three lines run together at 1; with ReLU and He they stay a hundredfold apart.",
)

# %% slides=[13] slideshow={"slide_type": "-"}
apart = {name: each[10.0][-1] / each[0.1][-1] for name, each in variance.items()}
claim(
    "SELU: a 10,000-fold difference in variance shrinks to less than two-fold",
    measured=apart["SELU, LeCun"],
    at_least=0.5,
    at_most=2,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "ReLU with He: it stays 10,000-fold",
    measured=apart["ReLU, He"] / 1e4,
    equals=[1] * len(some),
    within=1e-6,
    slide=13,
)

# %% [markdown] slides=[13] slideshow={"slide_type": "subslide"}
# ### Its conditions
#
# Standardised inputs, LeCun's variance, plain dense layers one after the other, and *alpha* dropout
# (to SELU's lowest value, not to 0) where dropout is wanted. We break them one by one.
#
# **Predict.** Which breach does the most harm? Which one can you not see in mean and variance?

# %% slides=[13] slideshow={"slide_type": "-"}
broken = {name: selu.self_normalise(name, seeds=some) for name in selu.BREACHES}
show(
    figures.breaches(broken),
    alt="Variance over 32 SELU layers. With all conditions met, and with alpha dropout, it stays "
    "at 1. With He it rises past 100, with skip connections out of the picture; plain dropout "
    "settles at 1.6; raw pixels begin near 10,000 and come down to 1.",
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
last = {
    name: {
        "mean / deviation": (each.mean[-1] / np.sqrt(each.variance[-1])).mean(),
        "variance, powers of ten": np.log10(each.variance[-1]).mean(),
        "share between images": (each.between[-1] / each.variance[-1]).mean(),
    }
    for name, each in broken.items()
}
show_table([{"layer 32": name} | row for name, row in last.items()], decimals=2, tolerance=1e-3)

# %% slides=[13] slideshow={"slide_type": "-"}
one = {"at_least": 0.8, "at_most": 1.25}
final = {name: each.variance[-1] for name, each in broken.items()}
claim("all conditions met: variance 1", measured=final[met], **one, slide=13)

# %% slides=[13] slideshow={"slide_type": "-"}
order = ("with alpha dropout", "plain dropout", "He in place of LeCun", "skip connections")
claim(
    "the harm, in rising order (powers of ten of the variance)",
    measured={name: np.log10(final[name]) for name in order},
    increasing_by=0.1,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
raw = broken["raw pixels, 0 to 255"]
claim("raw pixels: the variance comes back to 1", measured=raw.variance[-1], **one, slide=13)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "but much of it is the same for every image: the share that tells them apart",
    measured=raw.between[-1] / raw.variance[-1],
    at_most=0.6,
    slide=13,
)

# %% [markdown] slides=[13] slideshow={"slide_type": "-"}
# Mean and variance look perfect, yet much of the variance is the same for every image: the pixels'
# common mean, grown into a pattern. So slide 13's *LeCun for SELU* needs a second half: *and
# standardised inputs*.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Six minutes. The first prediction: about ten, from above as from below. The digits are the input,
# standardised per pixel, 128 units a layer. Plain dropout adds variance in each layer, and the
# fixed point moves to 1.6; alpha dropout drops to SELU's lowest value and rescales. "Dense"
# excludes skip connections and recurrent layers. Convolutions come close, but their zero padding is
# no standardised input. Over seeds 0–13 the variance of layer 32 was 0.94–1.15 with all conditions
# met, 0.97–1.03 with alpha dropout, 1.5–1.7 with plain dropout, 66–750 with He; of raw pixels'
# variance 8–58 % told images apart.

# %% [markdown] slides=[13] slideshow={"slide_type": "slide"}
# ## 7 · Why random at all?
#
# Slide 13: weights *must be initialised randomly*. Two hidden layers of 16 units, trained on the
# digits from starts that are more or less symmetric.
#
# **Predict.** How many *different* units does layer 1 have after 300 steps, if only the weights
# **into** it begin as one constant?

# %% slides=[13] slideshow={"slide_type": "subslide"}
steps = run.pick(smoke=10, lecture=300, full=1000)
grown = {start: experiments.grow(start, seeds=some, steps=steps) for start in experiments.SYMMETRIC}

# %% slides=[13] slideshow={"slide_type": "-"}
shown = {
    "all 0, tanh": "all weights 0, tanh",
    "0.1 in and out": "0.1 into and out of layer 1",
    "0.1 in": "0.1 into layer 1",
    "Glorot": "Glorot",
}
show(
    figures.kernels({title: grown[name].kernel[0] for title, name in shown.items()}),
    alt="Layer 1's kernel after training, one column for each of 16 units. From zeros it is blank; "
    "constant in and out gives 16 equal columns; constant in only, and Glorot, give 16 different "
    "columns.",
    varies=True,
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
show_table(
    [
        {"start": name, "different units": each.different.mean(), "moved by": each.moved.mean()}
        | {"accuracy": each.accuracy.mean()}
        for name, each in grown.items()
    ],
    decimals=2,
    tolerance={"different units": 0, "moved by": 0.3, "accuracy": 0.15},
)

# %% slides=[13] slideshow={"slide_type": "subslide"}
claim(
    "all zero, tanh: no kernel ever moves",
    measured=grown["all weights 0, tanh"].moved.max(),
    equals=0,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
alike = ("all weights 0, logistic", "all weights 0.1", "0.1 into and out of layer 1")
claim(
    "symmetric in and out: sixteen units, all the same",
    measured=[grown[name].different.max() for name in alike],
    equals=[1, 1, 1],
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
claim(
    "constant only on the way in: all sixteen differ",
    measured=grown["0.1 into layer 1"].different.min(),
    equals=16,
    slide=13,
)

# %% slides=[13] slideshow={"slide_type": "-"}
pair = {name: grown[name].accuracy for name in ("0.1 into and out of layer 1", "0.1 into layer 1")}
claim(
    "and that is the difference between failing and learning",
    measured=pair,
    increasing_by=0.4,
    tolerance=0.15,
    slide=13,
)

# %% [markdown] slides=[13] slideshow={"slide_type": "-"}
# Equal units with equal ways *out* get equal gradients, for ever: sixteen units, one opinion.
# A random kernel above is enough to tell them apart. So biases may start at zero, and in lecture 04
# Fixup starts whole kernels at zero.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Six minutes. Nearly everybody answers "one" to the prediction, since the textbooks say that
# constant weights never part. Let a student say which gradient tells the units apart: the one that
# comes down through the random kernel above. "All zero" differs by activation: tanh(0) = 0 kills
# both factors of every kernel's gradient; logistic(0) = 1/2 lets the units move, in step.

# %% [markdown] slides=[14] slideshow={"slide_type": "slide"}
# ## 8 · Slide 14 in Keras
#
# *Keras uses Glorot initialisation with a uniform distribution*, and `kernel_initializer` changes
# it.
#
# **Predict.** How can we prove the default without reading Keras's source?


# %% slides=[14] slideshow={"slide_type": "subslide"}
apart, biases = [], []
for kind in ("Dense", "Conv2D"):
    kernel, bias = rules.first_weights(kind, initialiser="default", seed=run.seed)
    asked, _ = rules.first_weights(kind, initialiser="glorot_uniform", seed=run.seed)
    apart.append(np.abs(kernel - asked).max())
    biases.append(np.abs(bias).max())

# %% slides=[14] slideshow={"slide_type": "-"}
claim(
    "with the same seed the default draws what glorot_uniform draws, bit by bit",
    measured=apart,
    equals=[0, 0],
    slide=14,
)

# %% slides=[14] slideshow={"slide_type": "-"}
claim("and the biases are zeros", measured=biases, equals=[0, 0], slide=14)

# %% [markdown] slides=[14] slideshow={"slide_type": "subslide"}
# ### The slide's line
#
# `activation="relu"` does *not* bring He's rule with it: it has to be asked for.

# %% slides=[14] slideshow={"slide_type": "-"}
layer = keras.layers.Dense(10, activation="relu", kernel_initializer="he_normal")
layer.build((None, 300))

# %% slides=[14] slideshow={"slide_type": "-"}
scaled = {}
for kind in ("Dense", "Conv2D"):
    for asked in ("he_normal", "he_uniform"):
        options = {"initialiser": asked}
        kernels = [rules.first_weights(kind, seed=seed, **options)[0] for seed in seeds]
        fan_in, _ = fans(kernels[0].shape)
        scaled[kind, asked] = [kernel.var() * fan_in for kernel in kernels]

# %% slides=[14] slideshow={"slide_type": "-"}
claim(
    "dense and convolutional, normal and uniform: variance × fan_in is 2",
    measured=np.mean([*scaled.values()], axis=1),
    equals=[2, 2, 2, 2],
    within=0.08,
    tolerance=0.08,
    slide=14,
)

# %% [markdown] slides=[14] slideshow={"slide_type": "-"}
# On the slide's own layer, fed by 300 units, it hardly shows: fan_avg, 155, is nearly fan_in / 2.

# %% slides=[14] slideshow={"slide_type": "-"}
ratio = variance_by("He", *fans(layer.kernel.shape)) / variance_by("Glorot", 300, 10)
claim(
    "300 → 10: He's variance is only 3.3 % over Glorot's",
    measured=ratio,
    equals=310 / 300,
    within=1e-12,
    slide=14,
)

# %% [markdown] slides=[14] slideshow={"slide_type": "subslide"}
# ### A trap: one object, two layers
#
# A *name* makes a fresh initialiser for each layer. An *object* can be handed to two.
#
# **Predict.** Do the two layers begin with the same weights?

# %% slides=[14] slideshow={"slide_type": "-"}
shared = keras.initializers.HeNormal()
by_object = [keras.layers.Dense(64, kernel_initializer=shared) for _ in range(2)]
by_name = [keras.layers.Dense(64, kernel_initializer="he_normal") for _ in range(2)]
apart = {}
for how, layers in {"one object": by_object, "by name": by_name}.items():
    for layer in layers:
        layer.build((None, 64))
    first_kernel, second_kernel = (np.asarray(layer.kernel) for layer in layers)
    apart[how] = np.abs(first_kernel - second_kernel).max()

# %% slides=[14] slideshow={"slide_type": "-"}
claim("one object: the layers are twins", measured=apart["one object"], equals=0, slide=14)

# %% slides=[14] slideshow={"slide_type": "-"}
claim("by name: they differ", measured=apart["by name"], at_least=0.1, tolerance=0.5, slide=14)

# %% [markdown] slides=[14] slideshow={"slide_type": "-"}
# An initialiser object draws the same numbers every time it is called, given a number as seed or
# none.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Five minutes. Good answers to the first prediction: draw many weights and look for the box and its
# edges; or take the same seed twice, as we do. For the trap ask where it bites: two branches of
# equal shape that see the same input (an inception module, two heads) begin as one. Twenty layers
# of a stack with one object are not visibly worse, so nobody notices.

# %% [markdown] slides=[12, 13, 14] slideshow={"slide_type": "slide"}
# ## Explore
#
# Noise through a deep stack, before any training, for five draws of the weights: the line is the
# one in the middle, the band reaches from the lowest to the highest. Find
#
# 1. *Glorot*, *ReLU*: the number of layers after which the signal's variance is below a millionth;
# 2. *He*, *ReLU*: how much further apart the draws end with 8 units a layer, and why;
# 3. *Glorot*, then *LeCun*, linear, *every other layer a quarter as wide*: which keeps both?
# 4. *N(0, 1)*, *tanh*: the signal's variance looks fine. What is wrong in the histograms, and with
#    the gradient?

# %% slides=[12, 13, 14] slideshow={"slide_type": "subslide"}
from cnnlectures.lectures.weight_initialisation.explorer import explorer

explorer()

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Prepare a state: `e = explorer(); e.state = {"start": "He", "width": 8}; e`. The answers: 1. near
# 20, as $2^{-20}$ is a millionth. 2. The draws end powers of ten apart: a product of random
# factors, each further from 1 the fewer units average over it. In one of the five all eight units of
# a layer are off, and nothing comes through. 3. LeCun. 4. Nearly all units sit at
# ±1 (saturated); the signal lives, the gradient explodes.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Exercises
#
# Replace the `...`, run the cell, read what it says. `.hint()` gives a step, `.solution()` the
# answer.

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 1 · the bound of `he_uniform`
#
# Return the $r$ of `he_uniform` for a kernel of this shape, dense or convolutional. (Recall; 5
# minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def he_uniform_bound(shape):
    return ...


exercises.bound.check(he_uniform_bound)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.bound.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 2 · how many layers?
#
# A stack of ReLU layers with `fan_in` units each and weights of this `variance`. Return after how
# many whole layers the mean square of the signal is `factor` times the input's or past it (1e-6: a
# millionth or less; 1e38: that much or more). (Apply; 8 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def layers_until(fan_in, variance, factor):
    return ...


exercises.depth.check(layers_until)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.depth.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 3 · He for a leaky ReLU
#
# A leaky ReLU passes negative sums times `slope`. Return the variance that keeps the mean square.
# (Transfer; 10 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def leaky_variance(fan_in, slope):
    return ...


exercises.leaky.check(leaky_variance)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.leaky.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 4 · stride
#
# Return how many weights a gradient really meets on its way back to one input of a convolution with
# this kernel shape and `stride`, on average over the inputs. (Transfer; 10 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def fan_back(shape, stride):
    return ...


exercises.strided.check(fan_back)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.strided.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 5 · a fairer compromise
#
# Design a rule for linear layers: what a layer wins forwards it shall lose backwards, so that the
# product of the two factors is 1. Return the variance. (Design; 10 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def fair_variance(fan_in, fan_out):
    return ...


exercises.chain.check(fair_variance)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.chain.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Exercise 6 · count the opinions
#
# `kernel_in` (inputs, units) leads into a layer, `kernel_out` (units, outputs) out of it; the
# biases are zero. Return how many different units there will be after training, if nothing but the
# kernels tells them apart. (Design; 12 minutes.)


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def units_that_differ(kernel_in, kernel_out):
    return ...


exercises.twins.check(units_that_differ)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.twins.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 1 · the default

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_default.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_default.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 2 · zeros

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_zero.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_zero.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 3 · a loss that does not move

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_stall.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_stall.solution()

# %% [markdown] slideshow={"slide_type": "skip"}
# ### Quiz 4 · SELU's conditions

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_selu.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_selu.solution()

# %% [markdown] slides=[12, 13, 14] slideshow={"slide_type": "slide"}
# ## What we learnt
#
# - A layer multiplies the signal's variance by $\mathrm{fan_{in}}\,\sigma^2$, the gradient's by
#   $\mathrm{fan_{out}}\,\sigma^2$; layers multiply each other.
# - Glorot is $1/\mathrm{fan_{avg}}$, not 2. ReLU halves the mean square, hence He's 2.
# - 30 ReLU layers stall with Glorot and learn with He: all gradients are too small, everywhere.
# - One of the two wishes is enough; the compromise loses both where widths change.
# - SELU pulls variance back to 1, under conditions. Raw pixels break them unseen.
# - Units stay equal only if their weights in *and* out are equal.
# - Keras's default is Glorot uniform, whatever the activation.

# %% [markdown] slides=[12, 13, 14] slideshow={"slide_type": "subslide"}
# **Errata met:** slide 12 (equal number of inputs and outputs), slide 13 (variance of Glorot's
# normal distribution; LeCun's date; logistic).
#
# **References.** Glorot and Bengio 2010, *Understanding the difficulty of training deep feedforward
# neural networks*, AISTATS: sections 4.2.1 and 4.2.2. He, Zhang, Ren and Sun 2015, *Delving deep
# into rectifiers*, arXiv 1502.01852: section 2.2, figures 2 and 3. LeCun, Bottou, Orr and Müller
# 1998, *Efficient BackProp*: section 4.6. Klambauer, Unterthiner, Mayr and Hochreiter 2017,
# *Self-normalizing neural networks*, arXiv 1706.02515: section 2.
#
# **Next:** lecture 03, testing and validation. Lecture 04 keeps the signal alive *after* the first
# step; lecture 08 builds networks in which depth does no harm.

# %% [markdown] slideshow={"slide_type": "skip"}
# <!-- measured claims -->
