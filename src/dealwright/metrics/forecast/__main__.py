"""Forecast from files of facts: `python -m dealwright.metrics.forecast deals.parquet visits.parquet`."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from dealwright.metrics.facts import create_facts

from .answer import forecast
from .backtest import METHODS
from .boosted import boosted, boosted_missing
from .reading import SEGMENTS, read

TABLES = ("deals", "visits", "states")


def main(arguments: Sequence[str]) -> None:
    """Print the forecast as JSON. Files are CSV or Parquet named after their table, with the columns of the facts."""
    asked = _parser().parse_args(arguments)
    connection = duckdb.connect()
    create_facts(connection)
    for file in asked.files:
        name = next((table for table in TABLES if file.name.startswith(table)), None)
        if name is None:
            sys.exit(f"{file.name} is named after no table of facts: {', '.join(TABLES)}.")
        if not file.exists():
            sys.exit(f"There is no file {file}.")
        connection.execute(f"DROP TABLE {name}")
        read_file = connection.read_parquet if file.suffix == ".parquet" else connection.read_csv
        read_file(str(file)).create_view(name)
    history = read(connection, asked.segment, asked.money)
    methods = METHODS if asked.without_boosted else METHODS + boosted(history)
    found = forecast(history, asked.as_of, asked.months, methods, _show)
    found["said"] += filter(None, [boosted_missing()])
    json.dump({key: value for key, value in found.items() if key != "deals" or asked.deals}, sys.stdout, indent=2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dealwright.metrics.forecast", description=main.__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="deals.parquet, visits.csv, states.csv")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date.today(), help="a day like 2026-11-01")  # noqa: DTZ011  whoever asks at the desk means their own day
    parser.add_argument("--months", type=int, choices=(1, 3), default=1)
    parser.add_argument("--segment", choices=SEGMENTS, default="source")
    parser.add_argument("--money", choices=("single", "base"), default="single")
    parser.add_argument("--deals", action="store_true", help="with the chance of every open deal")
    parser.add_argument(
        "--without-boosted", action="store_true", help="leave out LightGBM, which takes most of the time"
    )
    return parser


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} of {total} past periods" + ("\n" if done == total else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
