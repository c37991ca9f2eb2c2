"""bin/bench: what requests, imports, metrics, gates and idling cost, as ratios measured in one run on this machine."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from . import imports, requests
from .processes import Served, resident_mb

SECTIONS = (
    *("requests", "memory", "import", "metrics", "gates", "replay", "merge", "search", "lists", "people", "live"),
    "scorecard",
)


def main() -> None:
    """Measure what is asked for and print one table a section."""
    wanted = read_arguments()
    with tempfile.TemporaryDirectory(prefix="dealwright-bench-") as folder:
        root = Path(wanted.keep or folder)
        sizes = {size: prepare(root, size) for size in sizes_for(set(wanted.only), wanted.deals)}
        if {"requests", "memory"} & set(wanted.only):
            report_requests(root, sizes)
        if "import" in wanted.only:
            report_import(root, wanted.deals)
        if "metrics" in wanted.only:
            report(root / str(wanted.deals), "facts")
        if "gates" in wanted.only:
            report(root / str(wanted.deals), "gates")
        if "replay" in wanted.only:
            report(root / str(wanted.deals), "replay")
        if "live" in wanted.only:
            report(root / str(wanted.deals // 10), "live")
        for section in ("search", "merge", "lists", "people", "scorecard"):
            if section in wanted.only:
                report(root / section, section)


def read_arguments() -> argparse.Namespace:
    """The command line's wishes."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--deals", type=int, default=100_000, help="how many sample deals (default 100000)")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS, help="measure just these")
    parser.add_argument("--keep", help="a folder to keep the sample data in, for another run")
    return parser.parse_args()


def sizes_for(sections: set[str], deals: int) -> list[int]:
    """How many deals the sections need, the few before the many."""
    few, many = (
        {"requests", "memory", "live"} & sections,
        {"requests", "memory", "metrics", "gates", "replay"} & sections,
    )
    return ([deals // 10] if few else []) + ([deals] if many else [])


def prepare(root: Path, deals: int) -> dict[str, Any]:
    """A data directory with sample deals; its token and session."""
    data, key = root / str(deals), root / f"{deals}.json"
    if not key.exists():
        data.mkdir(parents=True, exist_ok=True)
        (root / "compiled").mkdir(exist_ok=True)
        (data / "compiled").symlink_to(root / "compiled")
        environment = {**os.environ, "DEALWRIGHT_DATA": str(data)}
        environment["DJANGO_SETTINGS_MODULE"] = "dealwright.site.settings"
        command = [sys.executable, "-m", "tools.bench.prepare", str(deals)]
        said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        key.write_text(said.strip().splitlines()[-1])
        made = json.loads(key.read_text())
        print(f"{deals:,} sample deals in {made['sample_seconds']} s; readers caught up in {made['readers_seconds']} s")
    return json.loads(key.read_text())


def report_requests(root: Path, sizes: dict[int, dict[str, Any]]) -> None:
    """CPU of each request at both sizes, against the no-op; then memory at rest."""
    costs: dict[str, list[requests.Cost]] = {}
    for size, keys in sizes.items():
        with Served(root / str(size)) as served:
            time.sleep(5)
            served.rest()
            browser = requests.Browser(served, keys["token"], keys["session"])
            for request in requests.requests(browser):
                costs.setdefault(request.name, []).append(requests.measure(served, browser, request))
            served.rest()
            memory = {"web": served.web, "worker": served.worker, "supervisor": [served.supervisor]}
            figures = {name: round(sum(map(resident_mb, pids))) for name, pids in memory.items()}
    small, large = sizes
    print(f"\nCPU per request, ms (with SQLite: server and database together); deals: {small:,} and {large:,}")
    print(f"{'':40}{small:>10,}{large:>10,}{'growth':>8}{'x no-op':>9}{'kB':>7}")
    for name, (few, many) in costs.items():
        base = costs["no-op"][1].ms
        print(
            f"{name:40}{few.ms:10.2f}{many.ms:10.2f}{many.ms / few.ms:8.2f}{many.ms / base:9.1f}{many.kilobytes:7.1f}"
        )
    print(f"\nMemory at rest after these requests, MB: {figures}, together {sum(figures.values())}")


def report_import(root: Path, rows: int) -> None:
    """The import's rate against a bare executemany of the same rows."""
    folder = root / "import"
    folder.mkdir(parents=True)
    spent = imports.measure(folder, rows)
    ours, bare = spent.ours, spent.bare
    rate = f"{rows / ours.wall:,.0f} rows a second"
    print(f"\nImport of {rows:,} deals: {ours.wall:.1f} s ({rate}), {ours.cpu:.1f} s of CPU")
    print(f"bare executemany of the same rows: {bare.wall:.1f} s, {bare.cpu:.1f} s of CPU")
    print(f"rate against bare: {bare.wall / ours.wall:.0%} by the clock, {bare.cpu / ours.cpu:.0%} by CPU", end="")
    print(f"; largest process {imports.peak_memory_mb():.0f} MB")


def report(data: Path, section: str) -> None:
    """Each metric against hand-typed SQL, or what gates cost: measured by a process of its own."""
    command = [sys.executable, "-m", f"tools.bench.{section}", str(data)]
    subprocess.run(command, check=True)


main()
