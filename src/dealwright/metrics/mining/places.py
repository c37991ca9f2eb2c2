"""Where bottlenecks are looked for."""

from dataclasses import dataclass

EVERYBODY = "everybody"
# All deals in a stage, and those of each segment, in one pass: the columns, and what rows are grouped by.
SEGMENT = """CASE GROUPING(source, product, owner, team) WHEN 7 THEN 'source' WHEN 11 THEN 'product'
                WHEN 13 THEN 'owner' WHEN 14 THEN 'team' ELSE 'everybody' END AS dimension,
            CASE dimension WHEN 'source' THEN source WHEN 'product' THEN product WHEN 'owner' THEN owner::VARCHAR
                WHEN 'team' THEN team::VARCHAR ELSE '' END AS segment"""
SETS = "GROUPING SETS ((), source, product, owner, team)"


@dataclass(frozen=True)
class Place:
    """A segment in a stage: `segment` is a text, or the number of an owner or team as one."""

    dimension: str
    segment: str
    process: str
    stage: str
