"""Verbs of teamwork."""

from .comments import add_comment, change_comment, remove_comment, restore_comment
from .following import follow, unfollow
from .reading import choose_ways, read_all, read_one
from .team import add_teammate, remove_teammate

__all__ = [
    "add_comment", "add_teammate", "change_comment", "choose_ways", "follow", "read_all", "read_one",
    "remove_comment", "remove_teammate", "restore_comment", "unfollow",
]  # fmt: skip
