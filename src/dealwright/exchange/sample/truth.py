"""What is really true of the sample company, so that an analysis of its data can be held against it."""

import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dealwright.playbook import Playbook

from .bottleneck import Bottleneck
from .journeys import Journey, Odds, base_chance
from .sellers import Rep

FILE = "sample-truth.json"


@dataclass
class Truth:
    """Counts over whole journeys, also where today's data shows only their beginning."""

    book: Playbook
    trouble: Bottleneck
    stages: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sticky: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ends: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seen: Counter[str] = field(default_factory=Counter)

    def note(self, odds: Odds, whole: Journey, known: Journey) -> None:
        """Count a deal: its whole journey, and what of it is known today."""
        self.seen["deals"] += 1
        self.seen[known.status] += 1
        self.seen["visits"] += len(known.visits)
        self.ends[odds.segment.key][whole.status] += 1
        places = [self.book.position(stage) for stage, _ in whole.visits]
        for place in dict.fromkeys(places):
            ahead = max(places[places.index(place) :]) > place or whole.status == "won"
            key, answer = self.book.stages[place].key, "further" if ahead else whole.status
            self.stages[key][answer] += 1
            if odds.source.key == self.trouble.source:
                self.sticky[key][answer] += 1

    def as_dict(self, seed: int, reps: list[Rep]) -> dict[str, Any]:
        """The truth as it is written."""
        stuck = self.trouble.stage
        return {
            "seed": seed,
            "process": self.book.process,
            "known_today": dict(self.seen),
            "bottleneck": asdict(self.trouble)
            | {
                "conversion": _rate(self.sticky[stuck], "further"),
                "conversion_elsewhere": _rate(self.stages[stuck] - self.sticky[stuck], "further"),
            },
            "conversion": {
                stage.key: {
                    "before_all_effects": base_chance(self.book, place),
                    "true": _rate(self.stages[stage.key], "further"),
                }
                for place, stage in enumerate(self.book.stages)
            },
            "win_rate": {segment: _rate(ends, "won") for segment, ends in self.ends.items()},
            "reps": [asdict(rep) for rep in reps],
        }

    def write(self, folder: Path, seed: int, reps: list[Rep]) -> Path:
        """Write the truth to the folder; returns the file."""
        path = folder / FILE
        path.write_text(json.dumps(self.as_dict(seed, reps), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return path


def _rate(counts: Counter[str], answer: str) -> float | None:
    """Share of the decided ones with that answer; deals that nobody works on any more are not decided."""
    decided = sum(number for key, number in counts.items() if key != "open")
    return counts[answer] / decided if decided else None
