"""How the path of a deal is told."""

from collections.abc import Sequence

LONGEST = 12  # steps that somebody reads


def told_short(path: Sequence[str]) -> Sequence[str]:
    """The steps of a path, the middle of a very long one left out and counted."""
    if len(path) <= LONGEST:
        return path
    return [*path[: LONGEST - 2], f"({len(path) - LONGEST + 1} more)", path[-1]]
