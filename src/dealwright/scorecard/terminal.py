"""What the command line's words about the scorecard share: who asks, of fresh facts, and how it is told."""

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from .paths import told_short

Where = Annotated[
    list[str] | None,
    typer.Option(metavar="FILTER", help="Only what a list with this filter holds, like source=Web; may be repeated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
Member = Annotated[str, typer.Option("--member", metavar="EMAIL", help="Whose.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="As it was when that day ended.")]


def fresh() -> Any:
    """Whoever asks on the command line, once everything that has happened is read."""
    from dealwright.workspace.queries import Machine  # these need the program set up, which --help does not

    from .freshness import freshen_wholly

    freshen_wholly()
    return Machine()


def tell(body: dict[str, Any], as_json: bool, in_words: Callable[[dict[str, Any]], str]) -> None:
    """Print the answer as JSON or in words, below which stands what to be careful with."""
    typer.echo(json.dumps(body, ensure_ascii=False) if as_json else in_words(body) + _careful(body.get("odd", ())))


def _careful(odd: Sequence[dict[str, Any]]) -> str:
    ways = "; ".join(f"{each['title']} ({each['deals']:,})" for each in odd)
    return f"\n\nTo be careful with: {ways}. What the numbers make of them: dealwright facts odd" if ways else ""


def counted(deals: int) -> str:
    """So many deals, in words."""
    return f"{deals:,} deal{'s' if deals != 1 else ''}"


def moved(items: Sequence[dict[str, Any]]) -> str:
    """Moves, a line each: how often, of all that leave, from where to where, and what strays from the process."""
    lines = []
    for each in items:
        stay = "" if each["days"] is None else f"  half within {each['days']:,.1f} days"
        stray = "" if each["kind"] == "designed" else f"  ({each['kind']})"
        lines.append(f"{each['n']:>8}  {each['share']:>6.1%}  {each['origin']} -> {each['target']}{stay}{stray}")
    return "\n".join(lines) or "No deal has moved yet."


def gone(items: Sequence[dict[str, Any]]) -> str:
    """Paths, a line each: how often, of all, the stages, how many were won, and how it strays from the process."""
    lines = []
    for each in items:
        won = "" if each["won"] is None else f"  {each['won']:.0%} of the closed ones won"
        stray = "" if each["fits"] else f"  (returns {each['loops']}, skips {each['skips']})"
        lines.append(f"{each['n']:>8}  {each['share']:>6.1%}  {' -> '.join(told_short(each['path']))}{won}{stray}")
    return "\n".join(lines) or "No deal has a path yet."
