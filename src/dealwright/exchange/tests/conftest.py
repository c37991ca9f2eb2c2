"""Files brought in with one call."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dealwright.exchange.commands import engine_for, planned, run_import, start_import, take_up
from dealwright.exchange.mapping import read_map
from dealwright.exchange.queries import get, summary
from dealwright.workspace.queries import Machine

Bring = Callable[..., dict[str, Any]]


@pytest.fixture
def dry_run(tmp_path: Path) -> Bring:
    """What a dry run finds for a kind, a map and a file (a path or its text)."""

    def plan(kind: str, mapping: str, file: Path | str) -> dict[str, Any]:
        path = _written(tmp_path, file)
        return planned(engine_for(path, read_map(mapping, kind), by=Machine(), via="import"))

    return plan


@pytest.fixture
def bring_in(tmp_path: Path) -> Bring:
    """Import a file whole; returns the summary."""

    def bring(kind: str, mapping: str, file: Path | str) -> dict[str, Any]:
        by = Machine()
        one = take_up(_written(tmp_path, file), read_map(mapping, kind), by=by, via="cli")
        start_import(one.id, by=by, via="cli")
        for _ in run_import(one.id, by=by):
            pass
        return summary(get(one.id, by))

    return bring


def _written(folder: Path, file: Path | str) -> Path:
    if isinstance(file, Path):
        return file
    path = folder / "rows.csv"
    path.write_text(file, encoding="utf-8", newline="")
    return path
