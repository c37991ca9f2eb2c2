"""Keys are plain: they end up in addresses, columns, checks and import maps."""

import re
from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, key_node, shown
from dealwright.playbook.shape import Text
from dealwright.playbook.source import Node
from dealwright.playbook.words import HYPHENED_KEY, KEY

LONGEST = 60
LETTERS = "small letters a-z, digits and underscores, starting with a letter"
ALLOWED = {KEY: LETTERS, HYPHENED_KEY: LETTERS.replace("digits", "digits, hyphens")}


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at keys with other characters, or too many of them."""
    for node, spec, _ in draft.spots:
        if isinstance(spec, Text) and spec.pattern and node.kind == "text":
            yield from _judge(node, spec.pattern)
    for reason in draft.reasons:
        if (node_of_key := key_node(reason)) and node_of_key.kind == "text":
            yield from _judge(node_of_key, KEY)


def _judge(node: Node, pattern: str) -> Iterator[Flaw]:
    if node.text.strip() and not (re.fullmatch(pattern.strip("^$"), node.text) and len(node.text) <= LONGEST):
        remedy = f"Use {ALLOWED[pattern]}, {LONGEST} characters at most; {_offer(node.text)}."
        yield Flaw(node, f'"{shown(node.text)}" cannot be a key.', remedy)


def _offer(text: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_0123456789")[:LONGEST]
    return f'for example "{plain}"' if plain else 'for example "first_call"'
