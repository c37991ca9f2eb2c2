"""How this company sells: YAML read, checked, compared, written.

A library of its own: `from dealwright.playbook import load` works in a notebook,
without the rest of the program.
"""

from dealwright.playbook.comparing import Change, diff
from dealwright.playbook.editor import schema
from dealwright.playbook.expressions import BadCheck, Check, compile_check
from dealwright.playbook.model import (
    ActivityKind,
    ActivityNeed,
    CheckNeed,
    Choice,
    Field,
    FieldNeed,
    FieldType,
    Lost,
    Moves,
    Need,
    Outcomes,
    Permission,
    PersonNeed,
    PlannedActivity,
    Playbook,
    Stage,
    Start,
    Won,
)
from dealwright.playbook.problems import PlaybookRefused, Problem
from dealwright.playbook.reading import Reading, load, parse, read, read_file
from dealwright.playbook.shelf import shipped
from dealwright.playbook.writing import dump

__all__ = [
    "ActivityKind",
    "ActivityNeed",
    "BadCheck",
    "Change",
    "Check",
    "CheckNeed",
    "Choice",
    "Field",
    "FieldNeed",
    "FieldType",
    "Lost",
    "Moves",
    "Need",
    "Outcomes",
    "Permission",
    "PersonNeed",
    "PlannedActivity",
    "Playbook",
    "PlaybookRefused",
    "Problem",
    "Reading",
    "Stage",
    "Start",
    "Won",
    "compile_check",
    "diff",
    "dump",
    "load",
    "parse",
    "read",
    "read_file",
    "schema",
    "shipped",
]
