"""A draft replayed on all deals of a data directory, against reading the same events and nothing else.

Runs as a process of its own: settings are read once per process.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main(data: Path) -> None:
    """Print the seconds of a replay, of the conformance, and of the reading alone."""
    os.environ |= {"DEALWRIGHT_DATA": str(data), "DJANGO_SETTINGS_MODULE": "dealwright.site.settings"}
    import django

    django.setup()
    from dealwright.deals.conformance.summing import conformance
    from dealwright.deals.replay.running import replay
    from dealwright.playbook import parse
    from dealwright.processes.queries import current, text_of
    from dealwright.workspace.queries import Machine

    need = "    exit:\n      - {need: field, field: competitor, why: We know whom else they look at}\n"
    draft = parse(text_of(current().id).replace("    exit:\n", need, 1))
    found, replayed = timed(lambda: replay(draft, draft.process, Machine()))
    _, told = timed(lambda: conformance(draft.process, Machine()))
    _, read = timed(lambda: read_alone(draft))
    print(f"\nReplay of {found.deals:,} deals, {found.steps:,} steps: {replayed[0]:.1f} s, {replayed[1]:.1f} s of CPU")
    print(f"conformance of the same deals: {told[0]:.1f} s, {told[1]:.1f} s of CPU")
    print(f"reading their stays, events and activities alone: {read[0]:.1f} s, {read[1]:.1f} s of CPU")
    print(f"replay against reading alone: {replayed[1] / read[1]:.1f} times the CPU")


def read_alone(draft: Any) -> None:
    """Read what a replay reads, and do nothing with it."""
    from dealwright.deals.models import Deal
    from dealwright.deals.replay.story import stories
    from dealwright.deals.replay.wanted import wanted_by

    ids, wanted = list(Deal.objects.order_by("id").values_list("id", flat=True)), wanted_by([draft])
    for start in range(0, len(ids), 2_000):
        stories(ids[start : start + 2_000], wanted)


def timed(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    """What the work gives; seconds by the clock and of CPU."""
    clock, used = time.perf_counter(), time.process_time()
    found = work()
    return found, (time.perf_counter() - clock, time.process_time() - used)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
