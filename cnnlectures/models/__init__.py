"""The models floor: every classification network of the course, by name.

``names()`` lists them, ``card(name)`` says what each is, ``build(name)`` makes it,
``outline(name)`` makes it without memory for its weights, ``table()`` compares them. Keras is
imported when the first network is built.
"""

from cnnlectures.models.building import build, outline
from cnnlectures.models.cards import Card
from cnnlectures.models.registry import card, names, table

__all__ = ["Card", "build", "card", "names", "outline", "table"]
