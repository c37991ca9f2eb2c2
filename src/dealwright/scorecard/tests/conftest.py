"""Deals of the cast, and the scorecard asked in three ways."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dealwright.deals.commands import NewDeal, lose_deal, open_deal, win_deal
from dealwright.ledger.tests.ground import kept
from dealwright.scorecard.cli import add_to


@pytest.fixture
@kept
def sold(cast: Any, published: Any) -> dict[str, int]:
    """Ann won one deal and has one open, Bob lost one, Cid won one; one open deal is nobody's."""

    def opened(title: str, owner: Any, amount: int, **more: Any) -> int:
        new = NewDeal(title, owner_id=owner.id, amount_minor=amount, source="Website", **more)
        return open_deal(new, by=owner, via="page")

    deals = {
        "won": opened("Ann's won", cast.rep, 100_000, stage="closing"),
        "open": opened("Ann's open", cast.rep, 50_000),
        "lost": opened("Bob's lost", cast.mate, 20_000, stage="qualifying"),
        "strange": opened("Cid's won", cast.stranger, 300_000, stage="closing"),
    }
    for name in ("won", "strange"):
        win_deal(deals[name], by=cast.manager if name == "won" else cast.operator, via="page", override="said yes")
    lose_deal(deals["lost"], "price", by=cast.mate, via="page")
    return deals


@pytest.fixture
def on_command_line(db: None) -> Callable[..., Any]:
    """Runs `dealwright scorecard` with these words; gives the exit code's result."""

    def run(*words: str) -> Any:
        app = typer.Typer()
        add_to(app)
        app.command("other")(lambda: None)
        return CliRunner().invoke(app, ["scorecard", *words], catch_exceptions=False)

    return run


@pytest.fixture
def json_of(on_command_line: Callable[..., Any]) -> Callable[..., Any]:
    """The JSON that the command line prints."""
    return lambda *words: json.loads(on_command_line(*words, "--json").stdout)
