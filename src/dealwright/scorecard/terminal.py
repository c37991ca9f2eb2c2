"""What the command line's words about the scorecard share: who asks, of fresh facts, and how it is told."""

import json
from collections.abc import Callable
from typing import Any

import typer


def fresh() -> Any:
    """Whoever asks on the command line, once everything that has happened is read."""
    from dealwright.workspace.queries import Machine  # these need the program set up, which --help does not

    from .freshness import freshen_wholly

    freshen_wholly()
    return Machine()


def tell(body: dict[str, Any], as_json: bool, in_words: Callable[[dict[str, Any]], str]) -> None:
    """Print the answer as JSON or in words."""
    typer.echo(json.dumps(body, ensure_ascii=False) if as_json else in_words(body))
