"""From which size files of facts beat the database's rows: CPU of a thread's first answers and of later ones, and of
writing the files.

A process of its own for each size: settings are read once per process.
"""

import os
import subprocess
import sys
from pathlib import Path

from .scorecard import NOW, REPRESENTATIVE, company, cpu

SIZES = (100, 250, 500, 1_000, 2_000, 5_000, 10_000)


def main(data: Path) -> None:
    """Print a line for each size."""
    print(f"\n{', '.join(REPRESENTATIVE)}: CPU ms of the first time in a thread, and of later ones", flush=True)
    print(f"{'deals':>10}{'rows':>10}{'files':>10}{'rows later':>12}{'files later':>12}{'written':>10}", flush=True)
    for deals in SIZES:
        subprocess.run([sys.executable, "-m", "tools.bench.threshold", str(data / str(deals)), str(deals)], check=True)


def measured(data: Path, deals: int) -> None:
    """Ask rows and files of one size in turns."""
    data.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DEALWRIGHT_DATA": str(data), "DJANGO_SETTINGS_MODULE": "dealwright.site.settings"}
    import django

    django.setup()
    from dealwright.metrics import compute
    from dealwright.scorecard import facts
    from dealwright.scorecard.files import latest, roll_over
    from dealwright.workspace.queries import Machine

    company(data, deals)
    found = latest()

    def answered() -> None:
        for name in REPRESENTATIVE:
            compute(facts.facts_for(Machine()).connection, name, now=NOW)

    def afresh() -> None:
        facts._kept.__dict__.clear()
        answered()

    told = []
    for generation in (None, found):
        facts.latest = lambda generation=generation: generation
        told.append((cpu(afresh, 7), cpu(answered, 7)))
    (rows, rows_later), (files, files_later) = told
    told = f"{deals:10,}{rows:10.1f}{files:10.1f}{rows_later:12.1f}{files_later:12.1f}"
    print(f"{told}{cpu(roll_over):10.1f}", flush=True)


if __name__ == "__main__":
    if sys.argv[2:]:
        measured(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
