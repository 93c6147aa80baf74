"""The figures show the numbers that were counted, and importing the room is cheap."""

import subprocess
import sys

import keras
import pytest
from keras import layers as kl

from cnnlectures import measure
from cnnlectures.core.style import png
from cnnlectures.measure import figures


@pytest.mark.parametrize("name", ["VGG16", "ResNet50", "InceptionV3"])
def test_costs(name, application):
    counts = measure.count(application(name))
    figure = figures.costs(counts, batch=2)
    assert len(png(figure, 60)) > 1000
    for axes, total in zip(
        figure.axes, (counts.parameters, counts.macs, counts.numbers * 8), strict=True
    ):
        assert sum(bar.get_width() for bar in axes.patches) == total
        assert len(axes.patches) <= 20


def test_memory_and_receptive_fields(application):
    counts = measure.count(application("VGG16"))
    lines = figures.memory(counts).axes[0].lines
    assert lines[0].get_ydata()[-1] == counts.numbers * 4
    assert max(lines[1].get_ydata()) == lines[2].get_ydata()[0] == counts.peak.alive * 4
    (axes,) = figures.receptive_fields(counts).axes
    assert max(axes.lines[0].get_ydata()) == 212


def test_layers_go_together_by_name():
    counts = measure.count(
        keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                *(kl.Conv2D(1, 1, name=f"{block}_{n}") for block in "ab" for n in range(5)),
            ]
        )
    )
    assert [name for name, _ in figures.grouped(counts.rows[1:], 3)] == ["a", "b"]
    assert len(figures.grouped(counts.rows[1:], 10)) == 10


def test_what_is_wrong_is_named():
    x = keras.Input((3,))
    flat = measure.count(keras.Model(x, kl.Dense(2)(x)))
    for call, argument in [
        (lambda: figures.costs(None), "counts"),
        (lambda: figures.costs(flat, batch=0), "batch"),
        (lambda: figures.costs(flat, most=1), "most"),
        (lambda: figures.memory(flat, dtype="half"), "dtype"),
        (lambda: figures.receptive_fields(flat), "counts"),
    ]:
        with pytest.raises(ValueError, match=rf"`{argument}` must.*Received"):
            call()


def test_importing_the_room_loads_no_framework():
    code = (
        "import sys, cnnlectures.measure as m;"
        "m.hand.dense([4], 2);"
        "sys.exit(bool({'keras', 'tensorflow', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
