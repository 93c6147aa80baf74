"""The course's own layers, counted; tests/models counts every network against its card."""

from functools import cache

import pytest

from cnnlectures import measure, models

outline = cache(models.outline)


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
    assert measure.count(outline(name))[layer].hand.parameters_formula == formula


def test_attention_is_counted_by_its_products():
    """Scores and mixtures: every token with every token, twice."""
    counts = measure.count(outline("vit_b16"))
    products = [row for row in counts.rows if row.name.startswith("block1_attention/") and row.macs]
    assert [row.macs for row in products] == [197 * 197 * 768] * 2
