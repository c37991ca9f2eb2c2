"""Sample data: a believable company of any size, the same for the same seed, with its truth written beside it."""

from .making import Made, make_sample
from .removing import remove_sample

__all__ = ["Made", "make_sample", "remove_sample"]
