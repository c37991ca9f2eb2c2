"""Where bottlenecks are looked for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A segment in a stage: `segment` is a text, or the number of an owner or team as one."""

    dimension: str
    segment: str
    process: str
    stage: str
