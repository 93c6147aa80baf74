"""Numbers that the papers print, counted again from our networks' layers."""

import math

import pytest

from cnnlectures import measure


def test_the_connections_of_lenet(outline):
    """Section II.B: 340,908, the biases and the output's codes among them."""
    model = outline("lenet5")
    found = {name: model.get_layer(name).count_params() for name in ("c1", "c3", "c5", "f6", "rbf")}
    for name in ("c1", "c3", "c5"):  # each weight at every place
        found[name] *= math.prod(model.get_layer(name).output.shape[1:-1])
    for name in ("s2", "s4"):  # four numbers and a bias for every output
        found[name] = 5 * math.prod(model.get_layer(name).output.shape[1:])
    assert found == {
        "c1": 122_304, "s2": 5_880, "c3": 151_600, "s4": 2_000, "c5": 48_120, "f6": 10_164,
        "rbf": 840,
    }  # fmt: skip
    assert sum(found.values()) == 340_908


def test_the_neurons_of_alexnet(outline):
    """Figure 2's caption; its 253,440 for the first layer fits no image size, 55 × 55 × 96 does."""
    rows = measure.count(outline("alexnet")).by_name
    layers = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "predictions")
    neurons = [math.prod(rows[name].output) for name in layers]
    assert neurons[1:] == [186_624, 64_896, 64_896, 43_264, 4_096, 4_096, 1_000]
    assert neurons[0] == 55 * 55 * 96
    assert sum(neurons) == pytest.approx(650_000, rel=0.02)


def test_the_complexity_of_shufflenet(outline):
    """Table 1 of the paper: 137 million for three groups."""
    assert round(measure.count(outline("shufflenet_v1")).macs / 1e6) == 137


#: Table 1 of the paper: operations of each module, in millions; but for 5a it prints 54, which fits
#: its number of parameters and not its widths.
GOOGLENET = {
    "3a": 128, "3b": 304, "4a": 73, "4b": 88, "4c": 100, "4d": 119, "4e": 170, "5a": 51, "5b": 71,
}  # fmt: skip


@pytest.mark.parametrize("module", GOOGLENET)
def test_the_operations_of_googlenet(outline, module):
    rows = measure.count(outline("googlenet")).rows
    macs = sum(row.macs for row in rows if row.name.startswith(f"inception_{module}_"))
    assert abs(macs / 1e6 - GOOGLENET[module]) < 1


def test_fixup_takes_the_normalisation_out_and_puts_single_numbers_in(outline):
    """Same convolutions as ResNet-50, so as many multiplications; 7 numbers a unit, 2 more."""
    ours, theirs = (measure.count(outline(name)) for name in ("fixup_resnet50", "resnet50_v1_5"))
    assert ours.macs == theirs.macs
    normalisation = sum(row.trainable for row in theirs.rows if row.kind == "BatchNormalization")
    assert ours.trainable == theirs.trainable - normalisation + 7 * 16 + 2
