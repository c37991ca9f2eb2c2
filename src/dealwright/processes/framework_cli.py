"""The command line's words about frameworks: list, show. Neither needs a database."""

import json
from typing import Annotated, Any

import typer

from dealwright.playbook import Element, Months, Strength, framework_data, frameworks

from .frameworks import framework

app = typer.Typer(no_args_is_help=True, help="What to know of a deal: the frameworks that playbooks can use.")
Key = Annotated[str, typer.Argument(help="A framework, such as meddic.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it for programs.")]


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(app, name="framework")


@app.command("list")
def list_frameworks(as_json: AsJson = False) -> None:
    """Name the frameworks, what each is best for and how long such deals take."""
    if as_json:
        _print([framework_data(one) for one in frameworks().values()])
        return
    width = max(map(len, frameworks()))
    for key, one in frameworks().items():
        typer.echo(f"{key:{width}}  {one.title}, {_span(one.months)}\n{'':{width}}  {one.summary}")


@app.command()
def show(key: Key, as_json: AsJson = False) -> None:
    """Tell a framework: its elements, what to ask, and what it takes for an answer to be believed."""
    found = framework(key)
    if as_json:
        _print(framework_data(found))
        return
    typer.echo(f"{found.title} ({found.framework}), {_span(found.months)}\n{found.summary}")
    typer.echo(_list("Best for", found.best_for) + "\n" + _list("What marks it", found.characteristics))
    for number, one in enumerate(found.elements, start=1):
        typer.echo(f"\n{number}. {one.title}: {one.meaning}\n" + "\n".join(_told(one)))


def _told(one: Element) -> list[str]:
    strengths = [f"   {strength}: {getattr(one, strength)}" for strength in Strength]
    return [_list("   Ask", one.questions), _list("   Evidence", one.evidence), *strengths]


def _list(title: str, items: tuple[str, ...]) -> str:
    indent = " " * (len(title) - len(title.lstrip()))
    return "\n".join([f"{title}:", *(f"{indent}  - {item}" for item in items)])


def _span(months: Months) -> str:
    return f"{months.least} to {months.most} months"


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
