"""`build` keeps the conventions of keras.applications, and refuses what it cannot do."""

import subprocess
import sys

import keras
import numpy as np
import pytest

from cnnlectures import models
from cnnlectures.__main__ import main
from cnnlectures.models import registry

MINIS = [name for name in models.names() if models.card(name).mini is not None]

#: One network for every function that makes some, and those whose settings take other ways.
FIRST = {models.card(name).architecture: name for name in reversed(MINIS)}
RUN = [*FIRST.values(), "resnet50", "se_resnet50", "googlenet_torchvision_auxiliary"]


def test_names_are_unique_and_every_alias_resolves():
    assert len(set(models.names())) == len(models.names())
    for name in models.names():
        card = models.card(name)
        for text in (name, name.upper(), name.replace("_", " "), card.title, *card.aliases):
            assert models.card(text) is card


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("GoogLeNet", "googlenet"),
        ("inception v1", "googlenet"),
        ("vgg-16", "vgg16"),
        ("ResNet-50 v1.5", "resnet50_v1_5"),
        ("LeNet", "lenet5"),
        ("resnet-110", "resnet110_cifar"),
    ],
)
def test_aliases(alias, name):
    assert models.card(alias).name == name


def test_an_unknown_name_is_answered_with_near_ones():
    with pytest.raises(ValueError, match="Did you mean 'googlenet'"):
        models.card("gogglenet")
    with pytest.raises(ValueError, match=r"models\.names\(\) lists. Received: 'zzzzzz'\.$"):
        models.card("zzzzzz")
    with pytest.raises(ValueError, match=r"must be the name of a network\. Received: 7"):
        models.card(7)


@pytest.mark.parametrize("name", models.names())
def test_a_card_says_enough(name):
    card = models.card(name)
    for field in ("title", "authors", "paper", "idea", "published", "deck", "weights"):
        assert getattr(card, field), field
    assert 1998 <= card.year <= 2023
    assert all(1 <= slide <= 70 for slide in card.slides)
    assert card.family in registry.FAMILIES
    unseen = card.deck == "Not on the slides."
    assert unseen == (not card.slides)
    assert not unseen or card.deck_is_right is None
    assert bool(card.macs) == bool(card.macs_source)
    assert bool(card.reference) == bool(card.reference_source)
    assert bool(card.accuracy) == bool(card.accuracy_source)
    assert str(card).startswith(card.title)


def test_the_table():
    frame = models.table()
    assert list(frame.index) == models.names()
    assert frame.loc["alexnet", "parameters"] == 60_965_224
    assert frame["parameters"].dtype.kind == "i"


def test_the_command_line_prints_the_table(capsys):
    assert main(["models"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in models.names())
    assert max(map(len, said.splitlines())) <= 100


def test_cards_are_read_without_keras():
    code = (
        "import sys; from cnnlectures import models; models.table(); models.card('vgg16');"
        "sys.exit('keras' in sys.modules or 'tensorflow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0


@pytest.mark.parametrize("name", RUN)
def test_a_mini_of_any_shape_classes_and_activation(name):
    side = 2 * (models.card(name).mini_shape[0] // 2) + 5  # odd
    channels = 2
    model = models.build(
        name, size="mini", input_shape=(side, side + 2, channels), classes=3,
        classifier_activation=None,
    )  # fmt: skip
    images = np.random.default_rng(0).normal(size=(2, side, side + 2, channels))
    outputs = model(images.astype("float32"))
    outputs = outputs if isinstance(outputs, list) else [outputs]
    for output in map(np.asarray, outputs):
        assert output.shape == (2, 3)
        assert np.isfinite(output).all()
        assert not np.allclose(output.sum(axis=1), 1)  # logits


@pytest.mark.parametrize("name", [name for name in FIRST.values() if name != "vit_b16"])
def test_without_the_top_any_size_fits(name):
    features = models.outline(name, size="mini", include_top=False)
    assert features.input_shape[:3] == (None, None, None)
    assert len(features.output_shape) == 4
    assert features.output_shape[:3] == (None, None, None)


def test_a_transformer_without_its_top_gives_tokens():
    tokens = models.outline("vit_b16", include_top=False)
    assert tokens.input_shape == (None, 224, 224, 3)
    assert tokens.output_shape == (None, 197, 768)


def test_a_softmax_is_the_default():
    model = models.build("googlenet", size="mini", classes=7)
    output = np.asarray(model(np.ones((2, 64, 64, 3), "float32")))
    assert output.shape == (2, 7)
    np.testing.assert_allclose(output.sum(axis=1), 1, rtol=1e-5)


def test_the_published_shape_and_classes(outline):
    assert outline("alexnet").input_shape == (None, 227, 227, 3)
    assert outline("alexnet").output_shape == (None, 1000)
    assert outline("lenet5").input_shape == (None, 32, 32, 1)
    three = outline("googlenet_auxiliary").output_shape
    assert three == [(None, 1000)] * 3


def test_an_outline_never_takes_memory():
    """Keras would give its variables values when the next network is made."""
    outlined = models.outline("vgg19")
    models.build("lenet5", size="mini")
    assert all(weight._value is None for weight in outlined.weights)
    assert all(weight._value is not None for weight in models.build("lenet5").weights)


def test_published_sizes_take_other_images():
    model = models.outline("resnet18", input_shape=(97, 131, 1), classes=5)
    assert model.input_shape == (None, 97, 131, 1)
    assert model.output_shape == (None, 5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"size": "tiny"}, "`size` must be one of 'published', 'mini'. Received: 'tiny'"),
        ({"size": None}, "`size` must be one of"),
        ({"input_shape": 64}, r"`input_shape` must be \(height, width, channels\)"),
        ({"input_shape": (64, 64)}, r"`input_shape` must be \(height, width, channels\)"),
        ({"input_shape": (0, 64, 3)}, "`input_shape` must be a whole number of at least 1"),
        ({"input_shape": (64.0, 64, 3)}, "`input_shape` must be a whole number"),
        ({"input_shape": (None, None, 3)}, "`input_shape` must be a whole number"),
        ({"input_shape": (64, 64, None)}, "`input_shape` must be a whole number"),
        ({"input_shape": (4, 4, 3)}, "cannot take images of `input_shape`"),
        ({"classes": 0}, "`classes` must be a whole number of at least 1. Received: 0"),
        ({"classes": 2.5}, "`classes` must be a whole number"),
        ({"classes": True}, "`classes` must be a whole number"),
        ({"include_top": 1}, "`include_top` must be True or False. Received: 1"),
        ({"classifier_activation": "no such"}, "`classifier_activation` must be None"),
        ({"classifier_activation": 3}, "`classifier_activation` must be None"),
        ({"weights": 3}, '`weights` must be None, "imagenet", or the path'),
        ({"weights": "vgg16.pth"}, "may hold pickles"),
        ({"weights": "imagenet", "size": "mini"}, "no mini has been trained on ImageNet"),
        ({"weights": "imagenet", "classes": 5}, "`classes` must be 1000"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.build("vgg16", **arguments)


def test_networks_whose_weights_are_not_in_keras():
    with pytest.raises(ValueError, match=r"none for googlenet that could be.*safetensors"):
        models.build("googlenet", weights="imagenet")
    with pytest.raises(FileNotFoundError, match="there is no file"):
        models.build("vgg16", size="mini", weights="nowhere/vgg16.safetensors")


def test_imagenet_weights_come_from_keras_applications(monkeypatch):
    asked = {}
    monkeypatch.setattr(keras.applications, "ResNet50", lambda **options: asked.update(options))
    models.build("resnet50", weights="imagenet", include_top=False)
    assert asked == {"weights": "imagenet", "include_top": False, "input_shape": (None, None, 3)}
    models.build("resnet50", weights="imagenet", classifier_activation=None)
    assert asked["classifier_activation"] is None
    assert asked["classes"] == 1000


def test_without_a_network_the_error_says_what_to_do(monkeypatch):
    def refuse(**options):
        raise OSError("URL fetch failure")

    monkeypatch.setattr(keras.applications, "VGG16", refuse)
    with pytest.raises(ConnectionError, match=r"URL fetch failure.*safetensors"):
        models.build("vgg16", weights="imagenet")


@pytest.mark.parametrize("make", [models.build, models.outline])
@pytest.mark.parametrize("size", ["published", "mini"])
def test_the_network_that_is_known_by_formula_only(make, size):
    with pytest.raises(ValueError, match=r"by formula only: its graph.*resnet110_cifar"):
        make("resnet1202_cifar", size=size)
    assert models.card("resnet1202_cifar").trainable == 19_421_274
    assert "formula_only" in str(models.card("resnet1202_cifar"))


def test_channels_first_is_refused():
    keras.config.set_image_data_format("channels_first")
    try:
        with pytest.raises(ValueError, match="channels_last"):
            models.build("vgg16", size="mini")
    finally:
        keras.config.set_image_data_format("channels_last")
