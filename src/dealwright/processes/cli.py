"""The command line's words about playbooks and frameworks, put together."""

import typer

from . import framework_cli, published_cli
from .file_cli import app


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    published_cli.join(app)
    root.add_typer(app, name="playbook")
    framework_cli.add_to(root)
