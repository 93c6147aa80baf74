"""The course's own networks, counted here, against what their cards say."""

import pytest

from cnnlectures import measure, models


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("lenet5", 32),
        ("alexnet", 195),
        ("alexnet_torchvision", 195),
        ("googlenet", None),
        ("resnet34", 899),
        ("resnet50_v1_5", 427),
    ],
)
def test_cards(name, field):
    card, model = models.card(name), models.outline(name)
    counts = measure.count(model)
    paper = {"parameters": card.parameters, "MACs": card.macs}
    assert all(row["agree"] for row in measure.compare(counts, paper))
    if field:
        assert counts.field.size == (field, field)
