"""`build`: a network by its name, with the conventions of ``keras.applications``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cnnlectures.core.arguments import one_of, whole_number
from cnnlectures.models import registry
from cnnlectures.models.cards import Card

MINI_CLASSES = 10
_PENDING = "uninitialized_variables"  # what Keras calls the list


@dataclass(frozen=True)
class Top:
    """The end of a network, where features become classes.

    Attributes:
        classes: how many.
        activation: of the last layer; None for logits.
    """

    classes: int
    activation: object


def build(
    name: str,
    *,
    size: str = "published",
    input_shape: tuple | None = None,
    classes: int | None = None,
    weights=None,
    include_top: bool = True,
    classifier_activation="softmax",
):
    """Make a network.

    Args:
        name: one of ``names()``, or an alias.
        size: "published", or "mini" for the same code with small numbers: at most a million
            parameters and 30 million multiply-adds.
        input_shape: (height, width, channels). None for the card's own, and for any height and
            width where the top is left out.
        classes: of the last layer. None for the published number, 10 in a mini.
        weights: None for random ones; "imagenet" for those of ``keras.applications`` or, where it
            has none, of the Hugging Face hub; or the path of a ``.weights.h5`` or ``.safetensors``
            file, with our names or with torchvision's or timm's.
        include_top: False leaves out the classifier; the output is then the last feature map.
        classifier_activation: None gives logits.

    Returns:
        A ``keras.Model``.

    Raises:
        ValueError: if an argument is none of the above, or no weights are published without pickle;
            says what is accepted.
        ConnectionError: if weights cannot be fetched; what arrived is kept for the next call.
    """
    found, top, shape = _checked(
        name, size, input_shape, classes, include_top, classifier_activation
    )
    if weights is None:
        return _assemble(found, size, shape, top)
    if isinstance(weights, str) and weights == "imagenet":
        return _pretrained(found, size, shape, top)
    from cnnlectures.models.weights import check, load

    path = check(weights)
    model = _assemble(found, size, shape, top)
    load(model, path, found.layouts)
    return model


def outline(
    name: str,
    *,
    size: str = "published",
    input_shape: tuple | None = None,
    classes: int | None = None,
    include_top: bool = True,
    classifier_activation="softmax",
):
    """Make a network whose weights have shapes but no values: for counting, in no time.

    Args:
        name: as for ``build``, like all the others.
        size: "published" or "mini".
        input_shape: (height, width, channels).
        classes: of the last layer.
        include_top: whether to end in a classifier.
        classifier_activation: None for logits.

    Returns:
        A ``keras.Model`` that can be inspected, but not run.

    Raises:
        ValueError: as ``build`` does.
    """
    found, top, shape = _checked(
        name, size, input_shape, classes, include_top, classifier_activation
    )
    with without_values():
        return _assemble(found, size, shape, top)


@contextmanager
def without_values() -> Iterator[None]:
    """Within this, the variables of new layers have shapes, and no memory for values.

    Keras keeps a list of them to give them values later; that must not happen, and would cost
    gigabytes when the next network is made.
    """
    import keras
    from keras.src.backend.common import global_state

    pending = list(global_state.get_global_attribute(_PENDING) or [])
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        global_state.set_global_attribute(_PENDING, pending)


def _checked(name, size, input_shape, classes, include_top, activation):
    """The card, the top and the input shape that the arguments of ``build`` ask for."""
    found = registry.card(name)
    if found.formula_only:
        raise ValueError(
            f"`name`: {found.name} is known by formula only: {found.formula_only}. Received: "
            f"{name!r}. models.card({found.name!r}) has what is counted; resnet110_cifar is the "
            "deepest of its family that is built."
        )
    one_of("size", size, ("published", "mini"))
    if size == "mini" and found.mini is None:
        raise ValueError(f'`size`: {found.name} has no mini; its size is "published".')
    if not isinstance(include_top, bool):
        raise ValueError(f"`include_top` must be True or False. Received: {include_top!r}.")
    if classes is None:
        classes = found.classes if size == "published" else MINI_CLASSES
    classes = whole_number("classes", classes, low=1)
    shape = found.input_shape if size == "published" else found.mini_shape
    if input_shape is not None:
        shape = _shape(input_shape, include_top)
    elif not include_top and not found.needs_size:
        shape = (None, None, shape[-1])
    return found, _top(classes, activation) if include_top else None, shape


def _shape(value, include_top: bool) -> tuple:
    """A checked (height, width, channels)."""
    if not isinstance(value, tuple | list) or len(value) != 3:
        raise ValueError(f"`input_shape` must be (height, width, channels). Received: {value!r}.")
    sides = [
        None if side is None and not include_top else whole_number("input_shape", side, low=1)
        for side in value[:2]
    ]
    return (*sides, whole_number("input_shape", value[2], low=1))


def _top(classes: int, activation) -> Top:
    import keras

    try:
        keras.activations.get(activation)
    except (ValueError, TypeError) as error:
        raise ValueError(
            "`classifier_activation` must be None, a function, or the name of one in "
            f"keras.activations. Received: {activation!r}."
        ) from error
    return Top(classes, activation)


def _assemble(found: Card, size: str, shape: tuple, top: Top | None):
    import keras

    if keras.config.image_data_format() != "channels_last":
        raise ValueError(
            "The networks take images as (height, width, channels): call "
            'keras.config.set_image_data_format("channels_last") first.'
        )
    inputs = keras.Input(shape, name="input_image")
    settings = found.settings if size == "published" else {**found.settings, **found.mini}
    try:
        outputs = found.architecture(inputs, top, **settings)
    except ValueError as error:
        raise ValueError(
            f"{found.name} ({size}) cannot take images of `input_shape` {shape}: "
            f"{str(error).splitlines()[0]}"
        ) from error
    suffix = "" if size == "published" else "_mini"
    return keras.Model(inputs, outputs, name=f"{found.name}{suffix}")


def _pretrained(found: Card, size: str, shape: tuple, top: Top | None):
    """The network with the weights that were trained on ImageNet."""
    if size == "mini":
        raise ValueError('`weights`: no mini has been trained on ImageNet; use size="published".')
    if not (found.application or (found.hub and found.hub.sha256)):
        raise ValueError(
            f"`weights`: there are none for {found.name} that could be fetched safely: "
            f"{found.weights}. Give the path of a .safetensors or .weights.h5 file that you have "
            f'fetched, such as models.build("{found.name}", weights="{found.name}.safetensors"): '
            "the names of torchvision and timm are understood."
        )
    if top and top.classes != found.classes:
        raise ValueError(
            f'`classes` must be {found.classes} with weights="imagenet" and include_top=True. '
            f"Received: {top.classes}."
        )
    if found.application:
        return _from_keras(found, shape, top)
    from cnnlectures.models import hub, weights

    model = _assemble(found, size, shape, top)  # first, since it may refuse the shape
    weights.load(model, hub.fetch(found.hub), found.layouts)
    return model


def _from_keras(found: Card, shape: tuple, top: Top | None):
    """The network from ``keras.applications`` with its weights."""
    import keras

    options = {"include_top": top is not None, "input_shape": shape}
    if top:
        options |= {"classes": top.classes, "classifier_activation": top.activation}
    try:
        return getattr(keras.applications, found.application)(weights="imagenet", **options)
    except OSError as error:
        raise ConnectionError(
            f"downloading the weights of {found.name} failed: {error}. Without a network, give "
            "the path of a .weights.h5 or .safetensors file as `weights`."
        ) from error
