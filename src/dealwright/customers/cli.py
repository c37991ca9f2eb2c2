"""The command line's words about customers."""

from .doubles.cli import add_to

__all__ = ["add_to"]
