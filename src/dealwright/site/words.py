"""The words of the whole command line, kept in a file: `dealwright --help` loads nothing of what they do.

After a change that is right: DEALWRIGHT_WRITE_WORDS=1 pytest -k command_line, then review the difference.
"""

import json
from pathlib import Path

import typer

FILE = Path(__file__).with_name("words.json")
Words = dict[str, str]


def words_of(app: typer.Typer) -> Words:
    """What each word that the help tells does, in a sentence, in the order of the help."""
    group = typer.main.get_group(app)
    return {name: (each.help or "").split("\n\n")[0] for name, each in group.commands.items() if not each.hidden}


def name_all(app: typer.Typer) -> None:
    """Give the app all words as they are explained; none of them does anything."""
    for name, does in json.loads(FILE.read_text()).items():
        app.command(name, help=does)(_only_named)


def _only_named() -> None: ...
