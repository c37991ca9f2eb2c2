"""The command line put together: what runs the program, and what each module adds."""

import os
import sys
from collections.abc import Sequence, Set
from importlib import import_module
from typing import Annotated

import typer

from dealwright import BadRequest, NotFound, SalesError

from .loading import load
from .words import name_all

ADDED_BY = ["exchange", "scorecard", "processes", "leads", "deals", "customers", "records", "workspace", "ledger"]
# Of the module `processes`; they ask files alone, and need not wait until all that has to do with records is loaded.
ON_FILES = {"playbook check", "playbook diff", "playbook schema", "playbook reference", "framework"}
WITHOUT_DATABASE = {"up", "manage", "duplicates score", *ON_FILES}


def main() -> None:
    """Run the command line; a refusal is told in a sentence on standard error and ends with code 1 or 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.site.settings")
    arguments = with_data_known(sys.argv[1:])
    try:
        assembled(arguments)(args=arguments, prog_name="dealwright")
    except SalesError as refusal:
        sys.exit(told(refusal))
    except PermissionError as error:
        sys.exit(f"{error.filename} is not open to you: {error.strerror}.")


def with_data_known(arguments: Sequence[str]) -> list[str]:
    """The arguments without `--data DIR`, which must be known before the settings are read, wherever it stands."""
    rest = list(arguments)
    for place, argument in enumerate(rest):
        name, equals, directory = argument.partition("=")
        if name == "--data" and (equals or place + 1 < len(rest)):
            os.environ["DEALWRIGHT_DATA"] = directory if equals else rest[place + 1]
            del rest[place : place + (1 if equals else 2)]
            break
    return rest


def told(refusal: SalesError) -> int:
    """Tell the refusal and its remedy on standard error; returns the exit code, 2 for a wrong argument."""
    typer.secho(refusal.message, err=True, fg="red")
    if refusal.remedy and refusal.remedy not in refusal.message:
        typer.echo(refusal.remedy, err=True)
    is_wrongly_asked = isinstance(refusal, BadRequest) or (isinstance(refusal, NotFound) and refusal.field is not None)
    return 2 if is_wrongly_asked else 1


def assembled(arguments: Sequence[str]) -> typer.Typer:
    """The commands that these arguments may ask for, with the database made ready when they will ask it."""
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        help="Dealwright, the sales CRM in which the sales process is the program.",
        epilog="Every command takes --data DIR, where the data lies (DEALWRIGHT_DATA, or else ./var).",
    )
    if list(arguments) in ([], ["--help"]):
        name_all(app)
        return app
    app.command()(up)
    app.command()(migrate)
    app.command(context_settings=PASSED_ON, add_help_option=False)(manage)
    if _is_among(ON_FILES, arguments):
        import_module("dealwright.processes.cli").add_to(app)
    elif arguments[:1] not in (["up"], ["manage"]):
        _join_modules(app, arguments)
    return app


def _join_modules(app: typer.Typer, arguments: Sequence[str]) -> None:
    load()
    if needs_database(arguments):
        from .database import make_current

        make_current()
    for module in ADDED_BY:
        import_module(f"dealwright.{module}.cli").add_to(app)


def needs_database(arguments: Sequence[str]) -> bool:
    """Whether the command asks the database, and does not merely explain itself or read a file."""
    if not arguments or "--help" in arguments:
        return False
    return not _is_among(WITHOUT_DATABASE, arguments)


def _is_among(commands: Set[str], arguments: Sequence[str]) -> bool:
    return not commands.isdisjoint((" ".join(arguments[:1]), " ".join(arguments[:2])))


def up(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to listen.")] = 8000,
    host: Annotated[str, typer.Option(help="Whom to listen to; 0.0.0.0 is everybody.")] = "127.0.0.1",
) -> None:
    """Serve Dealwright: the web and its worker, until stopped. Takes --data DIR as well."""
    from .server import serve

    serve(host, port)


def migrate() -> None:
    """Bring the database to what this version wants; other commands do it by themselves."""
    typer.echo("The database is as this version wants it.")


PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def manage(context: typer.Context) -> None:
    """Pass a command on to Django, for operators who know it."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["dealwright manage", *context.args])
