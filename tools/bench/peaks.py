"""How much memory each metric takes at most over 10,000,000 deals as files, each asked in a process of its own."""

import resource
import subprocess
import sys
from pathlib import Path

from .scorecard import NOW, made

DEALS, WANTED = 10_000_000, 1_024


def main(data: Path, deals: int = DEALS) -> None:
    """Print the most that each process held, in MB: one number of all, and by owner and team where it can be told."""
    from dealwright.metrics import METRICS

    print(f"\nMemory of a process that is asked one metric of {deals:,} deals, MB at most (wanted: below {WANTED:,})")
    subprocess.run([sys.executable, "-m", "tools.bench.scorecard", str(data), str(deals), "made"], check=True)
    told = [(name, by) for name, of in METRICS.items() for by in ("", "owner", "team") if by in ("", *of.dimensions)]
    for name, by in (("nothing", ""), *told):
        subprocess.run([sys.executable, "-m", "tools.bench.peaks", str(data), str(deals), name, by], check=True)


def measured(data: Path, deals: int, name: str, by: str) -> None:
    """Ask one metric and print the most that this process has held; settings are read once per process."""
    made(data, deals)
    from dealwright.metrics import METRICS, compute
    from dealwright.scorecard.facts import facts_for
    from dealwright.workspace.queries import Machine

    if name in METRICS:
        compute(facts_for(Machine()).connection, name, by or None, now=NOW)
    print(f"{name:20}{by:8}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8,.0f}", flush=True)


if __name__ == "__main__":
    if sys.argv[3:]:
        measured(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
    else:
        main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
