"""Search: one box over all records. Words as typed are asked for first, then inside words, then misspelt ones."""

from .asking import HITS, Found, search, similar
from .index import READER, index, rebuild, reindex
from .registered import SEARCHED, TRIGGERS, register
from .words import fold, whole

__all__ = [
    "HITS",
    "READER",
    "SEARCHED",
    "TRIGGERS",
    "Found",
    "fold",
    "index",
    "rebuild",
    "register",
    "reindex",
    "search",
    "similar",
    "whole",
]
