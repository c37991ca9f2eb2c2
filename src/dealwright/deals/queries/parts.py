"""The parts that people can play in deals of a process."""

from dealwright.playbook import Playbook, worded

from ..rules import known_roles


def parts(book: Playbook) -> list[tuple[str, str]]:
    """Key and words of each part, those that the process asks for first."""
    return [(role, worded(role)) for role in known_roles(book)]
