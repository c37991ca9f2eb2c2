"""The one thing that goes wrong in the sample company: deals from one source stick in one stage and are lost there."""

from dataclasses import dataclass
from random import Random

from dealwright.playbook import Playbook

from .sellers import SOURCES, Source

SLOWER = 3.0
HARDER = -1.6


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Deals from `source` stay `slower` times as long in `stage`, with `harder` less log-odds of getting further."""

    source: str
    stage: str
    slower: float = SLOWER
    harder: float = HARDER

    def bites(self, source: Source, stage: str) -> bool:
        """Whether a deal from that source suffers in that stage."""
        return (source.key, stage) == (self.source, self.stage)


def planted(rng: Random, book: Playbook) -> Bottleneck:
    """A bottleneck in one of the stages between first and last."""
    inner = book.stages[1:-1] or book.stages
    return Bottleneck(rng.choice(SOURCES[2:]).key, rng.choice(inner).key)
