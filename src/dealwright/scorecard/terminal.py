"""What the command line's words about the scorecard share: who asks, of fresh facts, and how it is told."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

Where = Annotated[
    list[str] | None,
    typer.Option(metavar="FILTER", help="Only what a list with this filter holds, like source=Web; may be repeated."),
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="As it was when that day ended.")]


def fresh() -> Any:
    """Whoever asks on the command line, once everything that has happened is read."""
    from dealwright.workspace.queries import Machine  # these need the program set up, which --help does not

    from .freshness import freshen_wholly

    freshen_wholly()
    return Machine()


def tell(body: dict[str, Any], as_json: bool, in_words: Callable[[dict[str, Any]], str]) -> None:
    """Print the answer as JSON or in words."""
    typer.echo(json.dumps(body, ensure_ascii=False) if as_json else in_words(body))
