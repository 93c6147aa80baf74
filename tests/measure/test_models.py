"""The course's own networks, counted here, against what their cards say."""

import pytest

from cnnlectures import measure, models

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


@pytest.mark.parametrize("name", models.names())
def test_every_network_is_counted_as_its_card_says(name):
    """By hand, by the framework and in the card; every layer with a formula, the course's too."""
    card = models.card(name)
    if card.formula_only:
        return
    counts = measure.count(models.outline(name))
    paper = {"parameters": card.parameters, "trainable": card.trainable, "MACs": card.macs}
    assert all(row["agree"] for row in measure.compare(counts, paper))
    assert {row.kind for row in counts.rows if row.hand is None} <= {"Input"}
    assert counts.numbers > 0
    assert name not in FIELDS or counts.field.size == (FIELDS[name],) * 2


@pytest.mark.parametrize(
    ("name", "layer", "formula"),
    [
        ("lenet5", "c3", "5·5·60 + 16"),
        ("lenet5", "s2", "2·6"),
        ("lenet5", "rbf", "10·84"),
        ("alexnet", "conv2", "(5·5·48 + 1)·256"),
        ("fixup_resnet50", "conv2_block1_3_scale", "1"),
        ("vit_b16", "class_token", "768"),
        ("vit_b16", "positions", "197·768"),
        ("convnext_tiny", "stage1_block1_scale", "96"),
        ("efficientnet_b0", "normalization", "2·3 + 1"),
    ],
)
def test_the_layers_that_keras_does_not_have(name, layer, formula):
    assert measure.count(models.outline(name))[layer].hand.parameters_formula == formula


def test_attention_is_counted_by_its_products():
    """Scores and mixtures: every token with every token, twice."""
    counts = measure.count(models.outline("vit_b16"))
    products = [row for row in counts.rows if row.name.startswith("block1_attention/") and row.macs]
    assert [row.macs for row in products] == [197 * 197 * 768] * 2
