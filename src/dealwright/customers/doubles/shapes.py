"""The two kinds of record that have doubles."""

from ..commands.values import ORGANISATION, PERSON

SHAPES = {"organisation": ORGANISATION, "person": PERSON}
ONE_OF = {shape.many: one for one, shape in SHAPES.items()}
