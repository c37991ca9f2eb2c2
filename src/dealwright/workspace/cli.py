"""The command line's words about members and their tokens."""

import sys
from typing import Annotated

import typer
from django.utils.timezone import localtime
from rich.console import Console
from rich.table import Table

from dealwright import Invalid, NotFound

from . import access_cli
from .address import address
from .commands import NewMember, accept_invitation, add_member, create_token, invite, revoke_token
from .models import Member, Token
from .queries import Machine, Role, member_by_email, members, tokens_of

member = typer.Typer(no_args_is_help=True, help="Who works here.")
token = typer.Typer(no_args_is_help=True, help="Access to the API.")
Email = Annotated[str, typer.Option("--member", metavar="EMAIL", help="Whose token: it can do what the member can.")]


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(member, name="member")
    root.add_typer(token, name="token")
    access_cli.add_to(root)


@member.command()
def add(
    email: str,
    name: Annotated[str, typer.Option(help="First and last name.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.REP,
    team: Annotated[str | None, typer.Option(help="Their team; made when there is none of that name.")] = None,
    password_stdin: Annotated[bool, typer.Option(help="Read their password from standard input.")] = False,
) -> None:
    """Add a member and print a one-time link with which they set their password."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    if password == "":
        raise Invalid("There is no password on standard input.", field="password")
    added = add_member(NewMember(name, email, role, team), by=Machine(), via="cli")
    secret = invite(added, by=Machine())
    if password is None:
        typer.echo(f"{added.name} sets a password here, within seven days:\n{address()}/welcome/{secret}/")
        return
    accept_invitation(secret, password, by=Machine(), via="cli")
    typer.echo(f"{added.name} can sign in at {address()}.")


@member.command("list")
def list_members() -> None:
    """Show all members with their role and team."""
    _print("Name", "E-mail", "Role", "Sees", "Team", "Signs in", rows=[_member_row(one) for one in members()])


def _member_row(one: Member) -> list[str]:
    signs_in = one.is_active and bool(one.email and one.password)
    return [
        one.name,
        one.email or "",
        one.role,
        one.sees,
        one.team.name if one.team else "",
        "yes" if signs_in else "no",
    ]


@token.command("create")
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="What it is for.")] = "API",
    days: Annotated[int | None, typer.Option(min=1, help="How long it works; for good unless given.")] = None,
) -> None:
    """Make a token; it is shown this once, on the last line."""
    of = member_by_email(email)
    secret = create_token(of, name, by=Machine(), via="cli", days=days)
    typer.echo(f"{of.name}'s token “{name}”, shown this once:\n{secret}")


@token.command("list")
def list_tokens(email: Email) -> None:
    """Show a member's tokens, newest first."""
    rows = [_token_row(one) for one in tokens_of(member_by_email(email).id)]
    _print("Number", "Name", "Made", "Last used", "Works until", rows=rows)


def _token_row(one: Token) -> list[str]:
    until = "switched off" if one.revoked_at else _day(one.expires_at) or "for good"
    return [str(one.id), one.name, _day(one.created_at), _day(one.last_used_at) or "never", until]


@token.command()
def revoke(number: Annotated[int, typer.Argument(help="The token's number, from dealwright token list.")]) -> None:
    """Switch a token off at once."""
    if not Token.objects.filter(id=number).exists():
        raise NotFound(f"There is no token {number}.", remedy="dealwright token list --member EMAIL")
    revoke_token(number, by=Machine(), via="cli")
    typer.echo(f"Token {number} is switched off.")


def _day(moment: object) -> str:
    return f"{localtime(moment):%Y-%m-%d}" if moment else ""


def _print(*columns: str, rows: list[list[str]]) -> None:
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
