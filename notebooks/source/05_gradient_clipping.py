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

# %% [markdown] slides=[21] slideshow={"slide_type": "slide"}
# # 05 · Gradient clipping
#
# **What do we do when one step would throw away everything that was learnt?**
#
# <!-- badges -->
#
# After this lecture you can
#
# 1. clip a gradient by value and by norm, and say what each does to its direction,
# 2. explain where the cliffs in an error surface come from,
# 3. show a recurrent network that diverges, and save it at the same learning rate,
# 4. choose a threshold, and say what it costs,
# 5. pick the right one of Keras's three options.
#
# *Slides 21–23 · prerequisites: gradient descent, lecture 02 · 30 minutes to present,
# 75 to work through*
#
# <!-- measured seconds -->

# %% tags=["bootstrap"] slideshow={"slide_type": "skip"}
# filled in by the build

# %% tags=["parameters"] slideshow={"slide_type": "skip"}
TIER = "lecture"
DATA = "embedded"
SEED = 42

# %% slideshow={"slide_type": "skip"}
import sys

import numpy as np

from cnnlectures import claim, erratum, show, show_table, start
from cnnlectures.lectures.gradient_clipping import exercises, experiments, figures

run = start(tier=TIER, data=DATA, seed=SEED)

# %% [markdown] slides=[22] slideshow={"slide_type": "slide"}
# ## 1 · One vector, two rules
#
# A gradient that is far too long makes a step that is far too long. We shorten it before the
# step. A gradient is a list here: one array for each variable of the network.
#
# **Predict.** Slide 22 clips [0.9, 100] at 1. What is left of it if no *component* may exceed 1?
# And if its *length* may not exceed 1? Which of the two still points where it did?


# %% slides=[22] slideshow={"slide_type": "subslide"}
def clip_by_value(gradients, limit):
    return [np.clip(gradient, -limit, limit) for gradient in gradients]


# %% slides=[22] slideshow={"slide_type": "-"}
def global_norm(gradients):
    return np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))


def clip_by_norm(gradients, limit):
    norm = global_norm(gradients)
    if norm <= limit:
        return list(gradients)
    return [gradient * (limit / norm) for gradient in gradients]


# %% [markdown] slides=[22] slideshow={"slide_type": "-"}
# The second is Algorithm 1 of Pascanu, Mikolov and Bengio (2013): one length for all variables
# together, one factor for all.

# %% slides=[22] slideshow={"slide_type": "subslide"}
gradient = [np.array([0.9, 100.0])]
by_value, by_norm = clip_by_value(gradient, 1.0), clip_by_norm(gradient, 1.0)
for name, clipped in {"by value": by_value, "by norm": by_norm}.items():
    print(f"{name}: [{clipped[0][0]:.7f}, {clipped[0][1]:.7f}]")

# %% slides=[22] slideshow={"slide_type": "-"}
claim("by value: [0.9, 1.0]", measured=by_value[0], equals=[0.9, 1.0], within=1e-12, slide=22)

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "by norm: [0.0089996, 0.9999595]",
    measured=by_norm[0],
    equals=[0.0089996, 0.9999595],
    within=5e-8,
    slide=22,
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
erratum(
    slide=22,
    says="ClipNorm → [0.008999, 0.99995]",
    correct="[0.0089996, 0.9999595], or rounded [0.0090, 1.0000]",
    because="the digits were cut off, not rounded: 0.9 and 100 divided by √(0.9² + 100²).",
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
show(
    figures.arrows(gradient[0], {"by value": by_value[0], "by norm": by_norm[0]}),
    alt="Three arrows from the origin. The gradient leaves the picture almost along axis 2; "
    "clipped by norm it has the same direction and ends on the unit circle; clipped by value it "
    "ends near the corner of the unit square, at 48 degrees.",
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
claim(
    "by value turns it from 89.48° to 48.01° above axis 1; by norm leaves it at 89.48°",
    measured=[experiments.steepness(g[0]) for g in (gradient, by_value, by_norm)],
    equals=[89.48, 48.01, 89.48],
    within=0.005,
    slide=22,
)

# %% [markdown] slides=[22, 23] slideshow={"slide_type": "subslide"}
# ### The dominant axis
#
# Slide 23 asks: *what is a dominant axis?* It is the weight whose partial derivative is by far the
# largest, here the second. How much of the squared length lies on it?

# %% slides=[22, 23] slideshow={"slide_type": "-"}
squares = [g[0] ** 2 for g in (gradient, by_value, by_norm)]

# %% slides=[22, 23] slideshow={"slide_type": "-"}
claim(
    "the share on the dominant axis: 99.99 %, by value only 55.25 %, by norm 99.99 %",
    measured=[100 * square.max() / square.sum() for square in squares],
    equals=[99.99, 55.25, 99.99],
    within=0.005,
    slide=[22, 23],
    unit="%",
)

# %% [markdown] slides=[22, 23] slideshow={"slide_type": "-"}
# So the slide is right: by value loses it, by norm keeps it. Whether losing it is *bad* is another
# question; we come back to it.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Section 1: five minutes. Let them compute the second component by norm in their heads: "almost
# one". Usual wrong answers: [0.009, 1.0] as if only one component were shortened, and that by
# value merely shortens. Draw the square and the circle on the board before the picture.

# %% [markdown] slides=[23] slideshow={"slide_type": "slide"}
# ## 2 · The picture that slide 23 lost
#
# The slide's error surface is missing from our copy of the deck, so we make our own, of the
# smallest recurrent network there is. One unit feeds itself 50 times,
# $x_t = w\,\sigma(x_{t-1}) + b$, and the loss is $(\sigma(x_{50}) - 0.7)^2$, after Pascanu et al.
# (2013). Over $(w, b)$ it has a long narrow valley, and beside it a cliff: on one side of the edge
# $x$ settles high, on the other low, and near the edge each of the 50 steps can multiply a tiny
# difference.
#
# **Predict.** We start at the star, below the cliff's edge, and go downhill with learning rate
# 0.5. Where does each rule end, with threshold 0.1?

# %% slides=[23] slideshow={"slide_type": "subslide"}
settings = {"rate": 0.5, "limit": 0.1, "steps": 60}
paths = {
    mode: experiments.descend("recurrent unit", (4.2, -2.6), mode=mode, **settings)
    for mode in experiments.MODES
}

# %% slides=[23] slideshow={"slide_type": "-"}
show(
    figures.descents("recurrent unit", paths, "Dark is low, yellow is high"),
    alt="Map of a cliff with a dark valley behind its edge. Unclipped, the path is thrown out of "
    "the map; by norm it stays in the valley; by value it keeps falling back over the edge.",
    varies=True,
)

# %% [markdown] slides=[23] slideshow={"slide_type": "subslide"}
# One look over the edge is enough: the unclipped step leaves the map, and out there the surface
# is flat. Nothing brings it back. Is that luck? We try 15 starting points, and count the starts
# thrown further than 1 by a single step. We also ask which share of the last 40 losses is over 0.1:
# there the walker is below the edge. (The flat outside lies just under 0.1 and does not count.)

# %% slides=[23] slideshow={"slide_type": "-"}
starts = [(w, b) for w in (3.8, 4.0, 4.2, 4.4, 4.6) for b in (-2.9, -2.7, -2.5)]
walks = {
    mode: [
        experiments.descend("recurrent unit", begin, mode=mode, rate=0.5, limit=0.1)
        for begin in starts
    ]
    for mode in experiments.MODES
}

# %% slides=[23] slideshow={"slide_type": "subslide"}
thrown = {mode: sum(walk.longest_step > 1 for walk in walks[mode]) for mode in walks}
fell = {mode: np.mean([walk.losses[-40:] > 0.1 for walk in walks[mode]]) for mode in walks}
rows = [
    {"rule": mode, "thrown further than 1, of 15": thrown[mode], "late losses over 0.1": fell[mode]}
    for mode in walks
]
show_table(
    rows, decimals=2, tolerance={"thrown further than 1, of 15": 3, "late losses over 0.1": 0.25}
)

# %% slides=[22, 23] slideshow={"slide_type": "subslide"}
claim(
    "without clipping, at least a quarter of the starts are thrown away",
    measured=thrown["unclipped"],
    at_least=4,
    slide=22,
    tolerance=3,
)

# %% slides=[22, 23] slideshow={"slide_type": "-"}
claim("with clipping, none is", measured=thrown["by value"] + thrown["by norm"], equals=0, slide=22)

# %% slides=[22, 23] slideshow={"slide_type": "-"}
claim(
    "by value, the walker falls back over the edge more often than by norm",
    measured={"by norm": fell["by norm"], "by value": fell["by value"]},
    increasing_by=0.1,
    slide=23,
    tolerance=0.25,
)

# %% [markdown] slides=[23] slideshow={"slide_type": "subslide"}
# At the edge the gradient points straight across the cliff. By norm the walker goes that way. By
# value it goes at 45°, wherever the gradient points, drifts along the edge and falls back over it.
# (Over learning rates 0.3 to 1 and thresholds 0.05 to 0.2 we found 6 to 9 of 15 thrown, and 18 to
# 48 % of late losses over 0.1 by value, at most 9 % by norm.)

# %% [markdown] slides=[23] slideshow={"slide_type": "subslide"}
# ### The dominant axis is not always the way
#
# Half of $0.9\,w_1^2 + 100\,w_2^2$ is an elongated valley, and at (1, 1) its gradient is slide 22's
# [0.9, 100]. The minimum lies at (0, 0).
#
# **Predict.** Which of the two clipped arrows points to the minimum? And what changes if the same
# valley lies askew?

# %% slides=[23] slideshow={"slide_type": "-"}
valleys = {
    surface: {
        mode: experiments.descend(
            surface, experiments.SURFACES[surface].start, mode=mode, rate=0.02, steps=200
        )
        for mode in ("by value", "by norm")
    }
    for surface in ("valley", "turned valley")
}

# %% slides=[23] slideshow={"slide_type": "subslide"}
show(
    figures.valleys(valleys),
    alt="Two maps of an elongated valley, one along the axes and one turned by 30 degrees. By "
    "norm the path drops to the valley's floor and then follows it, in both. By value it cuts the "
    "corner, and cuts it differently in the turned valley.",
)

# %% slides=[23] slideshow={"slide_type": "subslide"}
change = {
    mode: np.max(np.abs(valleys["valley"][mode].losses - valleys["turned valley"][mode].losses))
    for mode in ("by norm", "by value")
}

# %% slides=[23] slideshow={"slide_type": "-"}
claim(
    "turning changes no loss by norm",
    measured=change["by norm"],
    at_most=1e-6,
    slide=23,
    tolerance=1e-6,
)

# %% slides=[23] slideshow={"slide_type": "-"}
claim("by value it does", measured=change["by value"], at_least=0.1, slide=23)

# %% slides=[23] slideshow={"slide_type": "-"}
after = {
    mode: {name: paths[mode].losses[100] for name, paths in valleys.items()}
    for mode in ("by value", "by norm")
}

# %% slides=[23] slideshow={"slide_type": "subslide"}
claim(
    "along the axes, by value is even the faster after 100 steps",
    measured={mode: after[mode]["valley"] for mode in ("by value", "by norm")},
    increasing_by=0.03,
    slide=23,
)

# %% [markdown] slides=[23] slideshow={"slide_type": "-"}
# The steepest axis leads across the valley, not along it; forgetting it can help. But what by
# value does hangs on how the axes happen to lie; by norm does not care.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Section 2: seven minutes. Let the hall point: where does the orange path go? Most expect it to
# bounce between the valley's sides; hardly anybody expects it never to come back. With the valley,
# many say "by norm, of course": let the picture answer. Optimisers that scale each weight by itself
# (RMSprop, Adam) forget the dominant axis on purpose.

# %% [markdown] slides=[22, 23] slideshow={"slide_type": "slide"}
# ## Explore
#
# 1. On the *recurrent unit*, move the start from left to right, to ten places: at how many is
#    unclipped thrown (its longest step over 1)? How long is by norm's longest step, and why?
# 2. Back at the first start, *by norm*: find the largest threshold that still ends in the dark
#    valley.
# 3. On the *valley*, set the threshold to 1 and the learning rate just above 0.02 (= 2 / 100). What
#    does clipping save, and what does it not?
# 4. On the *turned valley* with learning rate 0.1 and threshold 1, by value gets stuck. At which
#    loss, and what does by norm reach?

# %% slides=[22, 23] slideshow={"slide_type": "subslide"}
from cnnlectures.lectures.gradient_clipping.explorer import explorer

explorer()

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Five minutes if there is time. A state can be prepared: `page = explorer()`, then
# `page.state = {"surface": "valley", "rate": 0.1, "limit": 1.0}`, then `page`. Answers. 1: near
# half of them, most of them on the right; by norm 0.05 everywhere, the learning rate times the
# threshold. (*Ends outside* is no accident by itself: the valley leaves the map, too.) 2: about 2.5.
# 3: the descent no longer runs away, but near the floor the gradient is shorter than the threshold,
# and there the learning rate alone decides: the walker jumps to and fro for ever. 4: 0.25 and 0.36
# in turn, by norm 0.09 and 0.18: both weights are clipped, so it jumps along a diagonal for ever.

# %% [markdown] slides=[22] slideshow={"slide_type": "slide"}
# ## 3 · Where it matters: a recurrent network
#
# A recurrent layer uses the *same* weights at every time step,
# $h_t = f(x_t U + h_{t-1} W + b)$. So an error travels back through the same $W$ once per step.
# We read scikit-learn's handwritten digits pixel by pixel: 64 time steps, then one answer. (After
# Le, Jaitly and Hinton, 2015, who did it with MNIST.)
#
# **Predict.** If each step back multiplies the gradient's length by 1.1, how long is it after 64?


# %% slides=[22] slideshow={"slide_type": "-"}
x, y, _, _ = experiments.sequences()
show(
    figures.sequence(x[0], y[0]),
    alt="A handwritten digit of eight by eight pixels, and beside it the same 64 pixels one after "
    "the other, as the recurrent network reads them.",
)


# %% slides=[22] slideshow={"slide_type": "subslide"}
def back_through_time(error, slopes, recurrent):
    errors = [error]
    for slope in reversed(slopes):
        errors.append((errors[-1] * slope) @ np.swapaxes(recurrent, -1, -2))
    return errors[::-1]


# %% slides=[22] slideshow={"slide_type": "-"}
seeds = run.seeds(smoke=3, lecture=10, full=20)
names = ("gain 5/3", "he", "identity", "orthogonal")
norms = {name: experiments.norms_through_time(seeds, initialisation=name) for name in names}

# %% slides=[22] slideshow={"slide_type": "subslide"}
show(
    figures.norms_through_time(norms),
    alt="The gradient's norm back from step 64 to 0: tanh with gain 5/3 grows several hundredfold, "
    "He is anywhere from 1e-4 to 1e7, identity stays near 1, orthogonal vanishes.",
    varies=True,
)

# %% [markdown] slides=[22] slideshow={"slide_type": "-"}
# Four layers as they are commonly started: *gain 5/3* is Glorot normal times the gain that PyTorch
# recommends for tanh, *He* and *identity* (Le et al.) go with ReLU, *orthogonal* is what Keras's
# `SimpleRNN` does by itself.

# %% slides=[22] slideshow={"slide_type": "subslide"}
growth = {name: np.log10(errors[0] / errors[-1]) for name, errors in norms.items()}

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "tanh with gain 5/3: the gradient explodes before any training (powers of ten)",
    measured=growth["gain 5/3"],
    at_least=1,
    slide=22,
    tolerance=1,
)

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "identity keeps it within a power of ten",
    measured=growth["identity"],
    at_least=-1,
    at_most=0,
    slide=22,
    tolerance=0.1,
)

# %% [markdown] slides=[22] slideshow={"slide_type": "-"}
# So a factor of only 1.1 a step makes $1.1^{64} \approx 446$.
# He's rule is a lottery here: it keeps the gradient only if every layer has fresh weights. Over
# seeds 0–39 we measured 2.2 powers of ten on average (gain 5/3) and −0.92 to −0.61 (identity).

# %% [markdown] slides=[22] slideshow={"slide_type": "slide"}
# ### One step is enough
#
# We take the tamest, the identity, and make *one* step of plain SGD with Keras's own learning rate,
# 0.01: once without clipping, once clipped by norm at 1.
#
# **Predict.** How much does the gradient grow through time afterwards?

# %% slides=[22] slideshow={"slide_type": "subslide"}
stepped = {"before training": norms["identity"]}
for mode in ("unclipped", "by norm"):
    weights = experiments.train(seeds, mode=mode, limit=1.0, updates=1).weights
    stepped[f"after one step, {mode}"] = experiments.norms_through_time(seeds, weights=weights)

# %% slides=[22] slideshow={"slide_type": "-"}
show(
    figures.one_step(stepped),
    alt="The gradient's norm back through time stays near 1 before training and after a clipped "
    "step; after one unclipped step it grows at least a hundredfold, in some a billionfold.",
    varies=True,
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
later = {name: np.log10(errors[0] / errors[-1]) for name, errors in stepped.items()}

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "after one unclipped step the gradient explodes (powers of ten)",
    measured=later["after one step, unclipped"],
    at_least=2,
    slide=22,
    tolerance=3,
)

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "after one clipped step it does not",
    measured=later["after one step, by norm"],
    at_most=0,
    slide=22,
    tolerance=0.3,
)

# %% [markdown] slides=[22] slideshow={"slide_type": "-"}
# (Over seeds 0–39: 4.5 powers of ten on average, with a deviation of 3, and −0.7 after a clipped
# step; we ask for 2.) The gradient that made this step was only about 150 long. But all 64 time
# steps pull at the same $W$, and once its largest gain is over 1, the 64th power does the rest.

# %% [markdown] slides=[22] slideshow={"slide_type": "slide"}
# ### Does it diverge?
#
# First we say what that means: a run **has diverged** if, at any update, its loss is not below ten
# times the loss of guessing, which for ten digits is $\ln 10$.


# %% slides=[22] slideshow={"slide_type": "-"}
def diverged(losses):
    return ~(losses < 10 * np.log(10)).all(axis=0)


# %% [markdown] slides=[22] slideshow={"slide_type": "-"}
# Then ten networks of 32 units train, each on its own batches. Everything but the clipping is the
# same: weights, batches, learning rate.
#
# **Predict.** How many diverge unclipped, how many clipped by norm at 1, how many by value at 1?

# %% slides=[22] slideshow={"slide_type": "subslide"}
updates = run.pick(smoke=30, lecture=300, full=1500)
weight_count = 32 + 32 * 32 + 32 + 32 * 10 + 10
rules = {
    "unclipped": ("unclipped", 1.0),
    "by norm, 1": ("by norm", 1.0),
    "by value, 1": ("by value", 1.0),
    "by value, 1/√n": ("by value", 1 / np.sqrt(weight_count)),
}
runs = {
    name: experiments.train(seeds, mode=mode, limit=limit, updates=updates)
    for name, (mode, limit) in rules.items()
}

# %% slides=[22] slideshow={"slide_type": "subslide"}
show(
    figures.training({"unclipped": runs["unclipped"], "by norm": runs["by norm, 1"]}),
    alt="Training loss and gradient norm against the update, one line for each seed. Unclipped, "
    "all lines shoot up at the second update; some then break off, some stay high, the others end "
    "at the loss of guessing; clipped by norm, the losses sink steadily and the norms stay near 50.",
    varies=True,
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
rows = [
    {
        "rule": name,
        "runs": len(seeds),
        "diverged": int(diverged(own.losses).sum()),
        "validation accuracy": own.validation.mean(),
        "turned by, degrees": own.turned[:20].mean(),
    }
    for name, own in runs.items()
]
show_table(
    rows,
    decimals=2,
    tolerance={"diverged": 1, "validation accuracy": 0.1, "turned by, degrees": 10},
)

# %% slides=[22] slideshow={"slide_type": "-"}
share = {name: 100 * diverged(own.losses).mean() for name, own in runs.items()}

# %% slides=[22] slideshow={"slide_type": "subslide"}
claim(
    "unclipped, at least 8 of 10 diverge",
    measured=share["unclipped"],
    at_least=80,
    slide=22,
    unit="%",
    tolerance=20,
)

# %% slides=[22] slideshow={"slide_type": "-"}
claim("clipped by norm at 1, none does", measured=share["by norm, 1"], equals=0, slide=22, unit="%")

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "and the clipped ones learn: validation accuracy",
    measured=runs["by norm, 1"].validation,
    at_least=0.35,
    slide=22,
    tolerance=0.1,
)

# %% [markdown] slides=[22] slideshow={"slide_type": "subslide"}
# Lines stop where the loss is no longer a number. Over seeds 0–39 all forty diverged, the mildest to a loss
# above 50, and no clipped loss passed 6. The clipped ones came to an accuracy of 0.36–0.60 (mean
# 0.49; guessing: 0.10) in 300 updates, so we ask for 0.35.

# %% [markdown] slides=[22] slideshow={"slide_type": "subslide"}
# ### By value is another scale
#
# `clipvalue=1.0` does not save most of them: its limit is for *each* of 1,418 weights, so a step
# may be $\sqrt{1418} \approx 38$ times longer than a norm of 1 allows. With the limit $1/\sqrt{n}$ the
# longest step is the same. Then all survive, and learn as well as by norm, although every gradient
# is turned a long way. (Over seeds 0–39: 36 diverge at 1, none at $1/\sqrt{n}$.)

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "by value at 1 most diverge too",
    measured=share["by value, 1"],
    at_least=60,
    slide=22,
    unit="%",
    tolerance=20,
)

# %% slides=[22] slideshow={"slide_type": "-"}
claim("by value at 1/√n none does", measured=share["by value, 1/√n"], equals=0, slide=22, unit="%")

# %% slides=[22] slideshow={"slide_type": "subslide"}
claim(
    "but by value turns the gradient, here in the first 20 updates",
    measured=runs["by value, 1/√n"].turned[:20].mean(axis=0),
    at_least=30,
    slide=22,
    unit="°",
    tolerance=10,
)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Section 3: eight minutes. 1.1 to the power of 64 is 446; most guess far less. A good student
# objects: "your learning rate is simply too high". Right, and the next section but one shows it: at
# 0.001 most unclipped runs survive. But nobody knows the safe rate beforehand, one bad batch
# suffices, and a clipped run does not need to know. This is our own back-propagation in NumPy; the
# tests compare it with Keras's.

# %% [markdown] slides=[22] slideshow={"slide_type": "slide"}
# ## 4 · Why not batch normalisation?
#
# The slide says that batch normalisation is difficult to use in recurrent networks. Two
# measurements say why. First, we feed the trained network with noise that is alike at every time
# step: how alike are the sums that it would normalise? Second, we normalise each time step with its
# own batch statistics, in a network with He's weights.
#
# **Predict.** Does the gradient still grow on its way back?

# %% slides=[22] slideshow={"slide_type": "subslide"}
spread = experiments.spread_through_time(runs["by norm, 1"].weights)
plain = norms["he"]
normalised = experiments.norms_through_time(seeds, initialisation="he", batch_normalisation=True)

# %% slides=[22] slideshow={"slide_type": "-"}
show(
    figures.normalised(plain, normalised, spread),
    alt="Left: the sums' deviation grows with time. Right: going back, the gradient of plain He "
    "networks grows or vanishes, a wide band; batch normalised, it grows in all, a narrow band.",
    varies=True,
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
claim(
    "from time step 8 to 64 the deviation of the sums more than doubles",
    measured=spread[63] / spread[7],
    at_least=2,
    slide=22,
    tolerance=2,
)

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "with batch normalisation the gradient grows on its way from step 64 to 8 (powers of ten)",
    measured=np.log10(normalised[8] / normalised[-1]),
    at_least=2,
    slide=22,
    tolerance=1,
)

# %% [markdown] slides=[22] slideshow={"slide_type": "subslide"}
# The sums spread 3.3 to 5.8 times as far at the end in seeds 0–19 (without recurrence: 1.0 times).
# And normalising ends the lottery, not the explosion: 1.6 to 5.1 powers of ten in each of seeds
# 0–39.
#
# For deep feed-forward networks Yang et al. (2019) derive that batch normalisation itself makes
# gradients grow exponentially with depth at the start. Laurent et al. (2016) found that it does not
# help between hidden states. Cooijmans et al. (2017) made it work in LSTMs: own statistics for
# every time step, and γ small at the start.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Section 4: three minutes. We begin at step 8 because the first pixels are black in every digit:
# normalising a constant divides by √ε and would exaggerate. With the identity instead of He's
# weights the growth is mild (0.2 to 0.9 powers of ten). Ask what statistics a sentence of 70 words
# gets if none in training was longer than 64.

# %% [markdown] slides=[22] slideshow={"slide_type": "slide"}
# ## 5 · Which threshold?
#
# Pascanu et al. (2013, section 3.2) look at the average norm over many updates and report that
# thresholds from half to ten times that average can still converge.
#
# **Predict.** Our average is about 50. Which of 0.02, 0.1, 0.5, 1, 3 and 10 times that will train,
# at learning rate 0.001, and at 0.01?

# %% slides=[22] slideshow={"slide_type": "subslide"}
average = runs["by norm, 1"].norms.mean()
grid = experiments.compare_thresholds(
    run.seeds(smoke=1, lecture=4, full=10),
    average=average,
    updates=run.pick(smoke=10, lecture=200, full=1000),
)

# %% slides=[22] slideshow={"slide_type": "-"}
show(
    figures.thresholds(grid),
    alt="Validation accuracy against the threshold. At learning rate 0.001 it is best from half to "
    "three average norms; at 0.01 it is best at a tenth or less and falls to guessing.",
    varies=True,
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
accuracy = {(row["rate"], row["multiple"]): row["validation"] for row in grid}
lost = {(row["rate"], row["multiple"]): row["diverged"] / len(row["validation"]) for row in grid}

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "the average norm of the gradient",
    measured=average,
    at_least=25,
    at_most=110,
    slide=22,
    tolerance=20,
)

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "at 0.001 every threshold from half to ten averages trains: the worst accuracy",
    measured=min(accuracy[0.001, multiple].mean() for multiple in (0.5, 1, 3, 10)),
    at_least=0.3,
    slide=22,
    tolerance=0.1,
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
claim(
    "at 0.01 the same thresholds let most runs diverge",
    measured=100 * np.mean([lost[0.01, multiple] for multiple in (1, 3, 10)]),
    at_least=66,
    slide=22,
    unit="%",
    tolerance=30,
)

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "too low a threshold slows: accuracy at 0.001",
    measured={
        name: accuracy[0.001, multiple]
        for name, multiple in (("0.02 averages", 0.02), ("0.5 averages", 0.5))
    },
    increasing_by=0.05,
    slide=22,
    tolerance=0.1,
)

# %% [markdown] slides=[22] slideshow={"slide_type": "subslide"}
# The heuristic holds at a learning rate that suits the average gradient, and fails at one that does
# not: what must not be too long is the *step*, learning rate × threshold. At 0.01 and 0.02 averages
# it is 0.01; at 0.001 and one average, 0.05. And at 0.001 clipping buys little, since little
# explodes: it is an insurance, and cheap. (Five other groups of four seeds: worst accuracy 0.37 to
# 0.48, 12 of 12 diverged, gaps of 0.11 to 0.20.)

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Section 5: four minutes. The average depends on what it is measured on: ours is from the run that
# was clipped at 1. That circle is real, and practitioners go round it once or twice: clip low, look
# at the norms, then set the threshold. A threshold so low that every step is clipped is gradient
# descent with a fixed step length.

# %% [markdown] slides=[22] slideshow={"slide_type": "slide"}
# ## 6 · Keras's three options
#
# So far everything was NumPy. TensorFlow was not needed, and has not been loaded:

# %% slides=[22] slideshow={"slide_type": "-"}
print("TensorFlow loaded:", "tensorflow" in sys.modules)
print("Keras loaded:", "keras" in sys.modules)

# %% [markdown] slides=[22] slideshow={"slide_type": "-"}
# Slide 22 names `clipvalue` and `clipnorm`. There is a third, `global_clipnorm`.
#
# **Predict.** Two variables have the gradients (3, 4) and (0.3, 0.4); the limit is 1. What does
# each option leave of them?

# %% slides=[22] slideshow={"slide_type": "subslide"}
run.start_keras()
import keras

pair = [np.array([3.0, 4.0]), np.array([0.3, 0.4])]
steps = {
    option: experiments.keras_step(pair, {option: 1.0} if option != "none" else {})
    for option in ("none", "clipvalue", "clipnorm", "global_clipnorm")
}

# %% slides=[22] slideshow={"slide_type": "-"}
show_table(
    [
        {"option": option}
        | {
            f"({a:g}, {b:g}) →": f"({x:.4f}, {y:.4f})"
            for (a, b), (x, y) in zip(pair, step, strict=True)
        }
        for option, step in steps.items()
    ]
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
claim(
    "`clipvalue` is our clip_by_value",
    measured=np.ravel(steps["clipvalue"]),
    equals=np.ravel(clip_by_value(pair, 1.0)),
    within=1e-6,
    slide=22,
)

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "`clipnorm` shortens each variable by itself",
    measured=np.ravel(steps["clipnorm"]),
    equals=[0.6, 0.8, 0.3, 0.4],
    within=1e-6,
    slide=22,
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
claim(
    "`global_clipnorm` is Pascanu's rule, our clip_by_norm",
    measured=np.ravel(steps["global_clipnorm"]),
    equals=np.ravel(clip_by_norm(pair, 1.0)),
    within=1e-6,
    slide=22,
)

# %% [markdown] slides=[22] slideshow={"slide_type": "-"}
# With `clipnorm` the first variable was ten times as long as the second and is now twice as long:
# the direction of the *whole* gradient has changed. `global_clipnorm` keeps it.

# %% slides=[22] slideshow={"slide_type": "subslide"}
erratum(
    slide=22,
    says="ClipNorm maintains dominant axis information, and its code is SGD(clipnorm=1.0).",
    correct="For a whole network it takes SGD(global_clipnorm=1.0).",
    because="clipnorm is per variable: each weight matrix is shortened by itself, so the "
    "gradient as a whole turns. Only within one variable is the direction kept.",
)

# %% slides=[22] slideshow={"slide_type": "-"}
erratum(
    slide=22,
    says="Optimiser clips every gradient to a value between -1 and +1.",
    correct="Only clipvalue=1.0 does that; clipnorm and global_clipnorm limit a length.",
    because="by norm no component is cut by itself: all shrink by one factor, and 0.9, which was "
    "within the limits, became 0.009.",
)

# %% slides=[22] slideshow={"slide_type": "subslide"}
turned = {option: experiments.angle(pair, step) for option, step in steps.items()}

# %% slides=[22] slideshow={"slide_type": "-"}
claim(
    "so clipnorm turns the whole gradient, global_clipnorm does not",
    measured=[turned["clipnorm"], turned["global_clipnorm"]],
    equals=[20.85, 0],
    within=0.01,
    slide=22,
    unit="°",
)

# %% slides=[22] slideshow={"slide_type": "-"}
try:
    keras.optimizers.SGD(clipvalue=1.0, clipnorm=1.0)
except ValueError as error:
    print(f"ValueError: {str(error).splitlines()[0]}")

# %% [markdown] slides=[22] slideshow={"slide_type": "-"}
# Slide 22 shows the two lines one below the other: they are alternatives.

# %% [markdown] slideshow={"slide_type": "notes"} tags=["instructor"]
# Section 6: three minutes. Most people who write `clipnorm=1.0` believe they have Pascanu's rule.
# In PyTorch `clip_grad_norm_` is the global one. Ask who has used which.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Exercises
#
# Replace each `...` and run the cell. `.hint()` gives a step, `.solution()` the answer with its
# reason, for instance `exercises.by_hand.hint()`.

# %% [markdown] slides=[22] slideshow={"slide_type": "skip"}
# ### Exercise 1 · Clip by hand
#
# What is left of the gradient (3, 4) if it is clipped by norm at 1? Give the two components.

# %% slides=[22] tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.by_hand.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.by_hand.solution()

# %% [markdown] slides=[22] slideshow={"slide_type": "skip"}
# ### Exercise 2 · Keras's clipnorm
#
# Write what `clipnorm` does: every variable is shortened by itself.


# %% slides=[22] tags=["exercise"] slideshow={"slide_type": "skip"}
def clip_per_variable(gradients, limit):
    return ...


exercises.per_variable.check(clip_per_variable)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.per_variable.solution()

# %% [markdown] slides=[22] slideshow={"slide_type": "skip"}
# ### Exercise 3 · How long can a step still be?
#
# A network with `weights` weights trains with plain SGD and `clipvalue=limit`. How long is the
# longest step that it can make?


# %% slides=[22] tags=["exercise"] slideshow={"slide_type": "skip"}
def longest_step(rate, limit, weights):
    return ...


exercises.step_length.check(longest_step)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.step_length.solution()

# %% [markdown] slides=[22] slideshow={"slide_type": "skip"}
# ### Exercise 4 · How soon does it explode?
#
# Each step back through time multiplies the gradient's norm by `gain`, which is over 1. After how
# many steps has it grown at least `factor`-fold?


# %% slides=[22] tags=["exercise"] slideshow={"slide_type": "skip"}
def steps_until(gain, factor):
    return ...


exercises.explosion.check(steps_until)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.explosion.solution()

# %% [markdown] slides=[22] slideshow={"slide_type": "skip"}
# ### Exercise 5 · Design a threshold that sets itself
#
# Given the gradient's `norms` in order, return the threshold for each update: `multiple` times the
# average of the norms before it, each as clipping left it. The first threshold is infinite. Mind
# what one explosion may do to those that follow.


# %% slides=[22] tags=["exercise"] slideshow={"slide_type": "skip"}
def automatic_thresholds(norms, multiple):
    return ...


exercises.automatic.check(automatic_thresholds)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.automatic.solution()

# %% [markdown] slides=[22] slideshow={"slide_type": "skip"}
# ### Quiz 1 · Which is Pascanu's?

# %% slides=[22] tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_rule.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_rule.solution()

# %% [markdown] slides=[22, 23] slideshow={"slide_type": "skip"}
# ### Quiz 2 · Clipping by value

# %% slides=[22, 23] tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_value.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_value.solution()

# %% [markdown] slides=[22] slideshow={"slide_type": "skip"}
# ### Quiz 3 · Batch normalisation in a recurrent network

# %% slides=[22] tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_normal.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_normal.solution()

# %% [markdown] slides=[22] slideshow={"slide_type": "skip"}
# ### Quiz 4 · The threshold

# %% slides=[22] tags=["exercise"] slideshow={"slide_type": "skip"}
answer = ...
exercises.quiz_threshold.check(answer)

# %% tags=["solution"] slideshow={"slide_type": "skip"}
exercises.quiz_threshold.solution()

# %% [markdown] slides=[22, 23] slideshow={"slide_type": "slide"}
# ## What we learnt
#
# - By value cuts each component and turns the gradient; by norm shortens it and keeps it straight.
# - A recurrent network's surface has cliffs. One unclipped step over the edge throws everything
#   away; a clipped one does not.
# - The same network, learning rate and batches: unclipped at least 8 of 10 diverge, clipped none.
# - What must not be too long is the step: learning rate × threshold. Too low a threshold is slow.
# - In Keras, `global_clipnorm` is Pascanu's rule; `clipnorm` is per variable.

# %% [markdown] slides=[22, 23] slideshow={"slide_type": "skip"}
# <!-- measured claims -->

# %% [markdown] slides=[22, 23] slideshow={"slide_type": "subslide"}
# **Errata met.** Slide 22: cut-off digits; `clipnorm` is per variable; "every gradient between −1
# and +1" is `clipvalue` only. Slide 23: the figure is missing from our copy; ours is inferred
# from its title.
#
# **References.** Pascanu, Mikolov, Bengio, *On the difficulty of training recurrent neural
# networks*, ICML 2013, section 3.2 and Algorithm 1 · Le, Jaitly, Hinton, arXiv 1504.00941, 2015 ·
# Laurent et al., ICASSP 2016 · Cooijmans et al., ICLR 2017 · Yang et al., ICLR 2019.
#
# **Next.** Lecture 06 uses the same gradient for something else: to change the picture.
