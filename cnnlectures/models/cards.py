"""A card: what is known about a network, with the source of every number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from cnnlectures.models.published import Published


@dataclass(frozen=True)
class Card:
    """What is known about one network.

    Attributes:
        name: by which ``build`` knows it.
        title: as people write it.
        year: when it was first public.
        authors: of the paper.
        paper: its title, and where it is.
        idea: what was new, in a sentence.
        family: the module of ``cnnlectures.models`` that holds it.
        input_shape: (height, width, channels) at its published size.
        parameters: all of them, the moving statistics of batch normalisation included.
        trainable: those that training changes.
        published: the number that the paper prints.
        reference: the number that the reference implementation counts.
        reference_source: which implementation that is.
        macs: multiply-adds of the convolutions and matrix products for one image.
        macs_source: who counted them, at which size.
        accuracy: what was published.
        accuracy_source: where.
        deck: what the lecture's slides say about it, and what is right instead where they err.
        deck_is_right: whether they are right; None where they do not mention it.
        slides: the numbers of those slides.
        aliases: other names that people use.
        weights: where weights trained on ImageNet are published, or why there are none to load.
        images: how the images must come for them, where they are on the hub.
        classes: the number of classes at the published size.
        application: the constructor in ``keras.applications`` that makes the same network, layer
            for layer; its weights can be loaded.
        needs_size: whether it cannot take images of any size even without its top.
        formula_only: why it is counted but not built; empty where it is.
        note: what else to know when numbers are compared.
        architecture: the function that makes it.
        settings: its arguments at the published size: the architecture as data.
        mini: its arguments at the small size; None where there is no small size.
        mini_shape: the input shape of the small size.
        layout: which tensor of the reference implementation is which layer's, as pairs of a
            pattern for the layer's name and a function that makes the reference's name.
        hub: the file on the Hugging Face hub, for a network that keras.applications does not have.
    """

    name: str
    title: str
    year: int
    authors: str
    paper: str
    idea: str
    family: str
    parameters: int
    trainable: int
    architecture: Callable = field(repr=False)
    settings: Mapping = field(default_factory=dict, repr=False)
    mini: Mapping | None = field(default=None, repr=False)
    mini_shape: tuple = field(default=(64, 64, 3), repr=False)
    input_shape: tuple = (224, 224, 3)
    published: str = "not stated"
    reference: int | None = None
    reference_source: str = ""
    macs: int | None = None
    macs_source: str = ""
    accuracy: str = ""
    accuracy_source: str = ""
    deck: str = ""
    deck_is_right: bool | None = None
    slides: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()
    weights: str = "no weights without pickle are known to be published"
    images: str = ""
    classes: int = 1000
    application: str | None = None
    needs_size: bool = field(default=False, repr=False)
    formula_only: str = ""
    note: str = ""
    layout: tuple = field(default=(), repr=False)
    hub: Published | None = field(default=None, repr=False)

    def __post_init__(self):
        if self.hub:
            object.__setattr__(self, "weights", str(self.hub))
            object.__setattr__(self, "images", self.hub.images)

    @property
    def layouts(self) -> tuple:
        """The layouts of all files whose names are known."""
        return tuple(each for each in (self.layout, self.hub and self.hub.layout) if each)

    def __str__(self) -> str:
        """The card as lines of text, empty fields left out."""
        shown = [each.name for each in fields(self) if each.repr and each.name != "title"]
        values = {name: getattr(self, name) for name in shown}
        lines = [self.title]
        lines += [f"  {name:16} {_text(value)}" for name, value in values.items() if _says(value)]
        return "\n".join(lines)


def _says(value) -> bool:
    return value is not None and value != "" and value != ()


def _text(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and value > 9999:
        return f"{value:,}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
