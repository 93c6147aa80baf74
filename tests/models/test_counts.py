"""Every network has as many parameters as its paper or its reference, in every layer."""

from collections import Counter

import pytest
from counting import by_layer, macs, trainable
from expected import INCEPTION_TOTALS, LAYERS, TOTALS

from cnnlectures import measure, models
from cnnlectures.models import cifar_resnet

BUILT = [name for name in models.names() if name != "resnet1202_cifar"]
#: Those in keras.applications; what the deeper ones have is worked out from the paper's table.
APPLICATIONS = [
    name
    for name in BUILT
    if models.card(name).application and name not in {"vgg19", "resnet101", "resnet152"}
]

#: The field of the last maps, by the papers' arithmetic or by hand.
FIELDS = {
    "lenet5": 32,
    "alexnet": 195,
    "alexnet_torchvision": 195,
    "vgg16": 212,
    "resnet18": 435,
    "resnet34": 899,
    "plain34": 899,
    "resnet50_v1_5": 427,
    "mobilenet_v1": 315,
}


def test_every_network_is_expected():
    assert set(TOTALS) == set(models.names())


@pytest.mark.parametrize("name", models.names())
def test_the_card_says_what_the_reference_counts(name):
    card = models.card(name)
    assert (card.parameters, card.trainable) == TOTALS[name]


@pytest.mark.parametrize("name", BUILT)
def test_totals(outline, name):
    model, card = outline(name), models.card(name)
    assert (model.count_params(), trainable(model)) == TOTALS[name]
    assert macs(model) == card.macs


@pytest.mark.parametrize("name", BUILT)
def test_measure_finds_what_the_card_says(outline, name):
    """By hand, by the framework and in the card; every layer with a formula, the course's too."""
    card, counts = models.card(name), measure.count(outline(name))
    paper = {"parameters": card.parameters, "trainable": card.trainable, "MACs": card.macs}
    assert all(row["agree"] for row in measure.compare(counts, paper))
    assert {row.kind for row in counts.rows if row.hand is None} <= {"Input"}
    assert counts.numbers > 0
    assert name not in FIELDS or counts.field.size == (FIELDS[name],) * 2


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_every_layer(outline, name):
    assert by_layer(outline(name)) == LAYERS[name]


@pytest.mark.parametrize("name", APPLICATIONS)
def test_the_same_layers_as_in_keras_applications(outline, application, name):
    ours, theirs = by_layer(outline(name)), by_layer(application(name))
    assert by_shape(outline(name)) == by_shape(application(name))
    unnamed = ("conv2d", "batch_normalization", "normalization", "convnext")
    named = {layer: count for layer, count in theirs.items() if not layer.startswith(unnamed)}
    assert {layer: ours[layer] for layer in named} == named


def by_shape(model):
    """How often each shape of weights is there, whatever the layers are called."""
    # ConvNeXt's depthwise convolutions are grouped ones there, its scales have no name
    shapes = (tuple(side for side in weight.shape if side > 1) for weight in model.weights)
    return Counter("×".join(map(str, shape)) for shape in shapes)


@pytest.mark.parametrize("name", BUILT)
def test_every_layer_has_a_name_of_its_own(outline, name):
    numbered = {"conv2d", "dense", "batch_normalization", "activation", "add", "concatenate"}
    for layer in outline(name).layers:
        assert layer.name not in numbered
        assert layer.name.rstrip("0123456789").rstrip("_") not in numbered


@pytest.mark.parametrize("name", [n for n in BUILT if models.card(n).mini is not None])
def test_a_mini_is_small(outline, name):
    model = outline(name, "mini")
    assert model.count_params() <= 1_000_000
    assert macs(model) <= 30_000_000
    assert all(48 <= side <= 64 for side in models.card(name).mini_shape[:2])


def test_the_lectures_residual_network():
    with_ten = models.outline("resnet34", classes=10)
    assert with_ten.count_params() == 21_306_826
    assert trainable(with_ten) == 21_289_802
    layers = by_layer(with_ten)
    units = {}
    for layer, count in layers.items():
        unit = layer.rsplit("_", 2)[0]
        units[unit] = units.get(unit, 0) + count
    assert (layers["conv1_conv"], layers["conv1_bn"]) == (9_408, 256)
    rows = [units[f"conv{s}_block{k}"] for s, n in zip((2, 3, 4, 5), (3, 4, 6, 3), strict=True)
            for k in range(1, n + 1)]  # fmt: skip
    assert rows == [74_240] * 3 + [230_912] + [295_936] * 3 + [920_576] + [1_181_696] * 5 + [
        3_676_160, 4_722_688, 4_722_688,
    ]  # fmt: skip


def test_the_modules_of_googlenet(outline):
    layers = by_layer(outline("googlenet"))
    for module, total in INCEPTION_TOTALS.items():
        own = [count for name, count in layers.items() if name.startswith(f"inception_{module}")]
        assert (len(own), sum(own)) == (6, total)


def test_the_formula_of_the_networks_for_cifar(outline):
    for depth in (20, 32, 44, 56, 110):
        model = outline(f"resnet{depth}_cifar")
        assert cifar_resnet.trainable_parameters(depth) == trainable(model)
        assert cifar_resnet.macs(depth) == macs(model)
    assert cifar_resnet.trainable_parameters(1202) == 19_421_274


@pytest.mark.parametrize(
    ("name", "count"), [("vgg16", 14_714_688), ("vgg19", 20_024_384), ("resnet50", 23_587_712)]
)
def test_without_the_top(name, count):
    assert models.outline(name, include_top=False).count_params() == count
