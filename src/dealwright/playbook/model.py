"""What a playbook says, as frozen dataclasses. Reader, schema and writer follow these classes."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, ClassVar

from dealwright.playbook.digest import digest_of

KEY = r"^[a-z][a-z0-9_]*$"
HYPHENED_KEY = r"^[a-z][a-z0-9_-]*$"
JOURNEY = ("awareness", "consideration", "decision", "adoption", "growth")


@dataclass(frozen=True)
class About:
    """What the language demands of one key, beyond its type.

    `name` is the word in the file where it differs from the attribute; `pattern` a regular expression;
    `low` and `high` bound a number, or the length of a list; `lone` lets one item stand for a list of one;
    `required` is for a key that a file must state although the class has a default.
    """

    doc: str
    name: str = ""
    pattern: str = ""
    low: int | None = None
    high: int | None = None
    lone: bool = False
    required: bool = False


class FieldType(StrEnum):
    """What kind of value a field of a deal holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    PERSON = "person"
    ORGANISATION = "organisation"
    MEMBER = "member"


class ActivityKind(StrEnum):
    """What a rep does with a customer, or has to do."""

    CALL = "call"
    MEETING = "meeting"
    EMAIL = "email"
    NOTE = "note"
    TASK = "task"


class Permission(StrEnum):
    """Whether a move is allowed."""

    REFUSE = "refuse"
    ALLOW = "allow"


class Start(StrEnum):
    """Where a new deal may begin."""

    ANY = "any"
    FIRST = "first"


@dataclass(frozen=True)
class Choice:
    """One of several answers: a choice of a field, or a reason for a loss."""

    key: Annotated[str, About("How the answer is stored.")]
    title: Annotated[str, About("How the answer is shown.")]

    @classmethod
    def from_word(cls, word: str) -> "Choice":
        """The choice that a plain word in the file stands for: `no_decision` is shown as "No decision"."""
        return cls(word, (word[:1].upper() + word[1:]).replace("_", " "))


@dataclass(frozen=True)
class Field:
    """A field that deals of this process have of their own."""

    key: Annotated[str, About("How checks, imports and the API name the field.", pattern=KEY)]
    type: Annotated[FieldType, About("What kind of value it holds.")]
    title: Annotated[str, About("How the field is shown.")]
    choices: Annotated[
        tuple[Choice, ...], About("The answers to choose from; for choice and choices only.", high=200)
    ] = ()
    help: Annotated[str, About("A sentence for the person who fills it in.")] = ""


@dataclass(frozen=True, kw_only=True)
class PlannedActivity:
    """Something to do that is planned for a rep by itself: on entering a stage, or on winning."""

    key: Annotated[str, About("Names the activity within its list.", pattern=HYPHENED_KEY)]
    kind: Annotated[ActivityKind, About("What kind of activity it is.")] = ActivityKind.TASK
    title: Annotated[str, About("What is to be done.")]
    days: Annotated[
        int, About("Due so many days after the stage is entered, or the deal is won.", low=0, high=3650)
    ] = 0


WHY = About("Why the process asks for it; the rep reads this sentence at the gate.")


@dataclass(frozen=True)
class FieldNeed:
    """A field of the deal must be filled in."""

    need: ClassVar[str] = "field"
    field: Annotated[str, About("A field of this process, or one that every deal has.", pattern=KEY)]
    why: Annotated[str, WHY]


@dataclass(frozen=True)
class ActivityNeed:
    """An activity of one of these kinds must have been done in this stage."""

    need: ClassVar[str] = "activity"
    kinds: Annotated[
        tuple[ActivityKind, ...],
        About("One kind of activity, or a list of which one will do.", name="kind", low=1, lone=True),
    ]
    why: Annotated[str, WHY]


@dataclass(frozen=True)
class PersonNeed:
    """Somebody with this role in the buying decision must be known on the deal."""

    need: ClassVar[str] = "person"
    role: Annotated[str, About("The part the person plays, such as decision_maker.", pattern=KEY)]
    why: Annotated[str, WHY]


@dataclass(frozen=True)
class CheckNeed:
    """An expression about the deal must be true."""

    need: ClassVar[str] = "check"
    check: Annotated[str, About("A CEL expression, such as deal.amount > 0.")]
    why: Annotated[str, WHY]


Need = FieldNeed | ActivityNeed | PersonNeed | CheckNeed


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of the process."""

    key: Annotated[str, About("Names the stage for good; a title may change, a key should not.", pattern=KEY)]
    title: Annotated[str, About("How the stage is shown.")]
    phase: Annotated[str, About("Where the buyer stands: one of the phases in journey.")] = ""
    goal: Annotated[str, About("What the rep is after in this stage.")] = ""
    days: Annotated[int | None, About("How many days a deal is expected to stay.", low=0, high=3650)] = None
    probability: Annotated[
        int, About("Chance of winning from here in percent, until history says better.", low=0, high=100)
    ]
    questions: Annotated[tuple[str, ...], About("Questions worth asking in this stage.")] = ()
    activities: Annotated[
        tuple[PlannedActivity, ...], About("What is planned for the rep when a deal enters the stage.")
    ] = ()
    exit: Annotated[tuple[Need, ...], About("What must be true before a deal may move on from here.")] = ()


@dataclass(frozen=True)
class Won:
    """What happens when a deal is won."""

    title: Annotated[str, About("How a won deal is shown.")] = "Won"
    tasks: Annotated[tuple[PlannedActivity, ...], About("The follow-up: what is planned when a deal is won.")] = ()


@dataclass(frozen=True, kw_only=True)
class Lost:
    """What is asked when a deal is lost."""

    title: Annotated[str, About("How a lost deal is shown.")] = "Lost"
    reasons: Annotated[tuple[Choice, ...], About("Why deals are lost; a rep picks one.", low=1)]


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """The two ways in which a deal ends."""

    won: Annotated[Won, About("What happens when a deal is won.")] = Won()
    lost: Annotated[Lost, About("What is asked when a deal is lost.")]


@dataclass(frozen=True)
class Moves:
    """Which moves the process allows besides the step to the next stage."""

    skip: Annotated[Permission, About("Whether a deal may jump over a stage on its way forward.")] = Permission.REFUSE
    back: Annotated[Permission, About("Whether a deal may return to an earlier stage.")] = Permission.ALLOW
    start: Annotated[Start, About("Whether a new deal may begin in any stage, or only in the first.")] = Start.ANY


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """How a company sells: one process, checked and complete. Equal playbooks have equal digests."""

    format: Annotated[int, About("The version of the playbook language: 1.", required=True)] = 1
    process: Annotated[str, About("Names the process for good.", pattern=HYPHENED_KEY)]
    title: Annotated[str, About("How the process is shown.")]
    currency: Annotated[str, About("Three-letter code of the currency that deals start in, such as EUR.")]
    journey: Annotated[tuple[str, ...], About("The phases a buyer goes through.", pattern=KEY, low=1, high=20)] = (
        JOURNEY
    )
    fields: Annotated[tuple[Field, ...], About("The fields that deals of this process have of their own.")] = ()
    stages: Annotated[tuple[Stage, ...], About("The steps, from first to last.", low=1, high=50)]
    outcomes: Annotated[Outcomes, About("How a deal ends.")]
    moves: Annotated[Moves, About("Which moves are allowed.")] = Moves()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content in hex: comments, layout and the order of keys do not matter."""
        return digest_of(self)

    def stage(self, key: str) -> Stage:
        """The stage with this key; KeyError when there is none."""
        return self.stages[self.position(key)]

    def position(self, key: str) -> int:
        """The place of a stage in the process, counted from 0; KeyError when there is none."""
        for place, stage in enumerate(self.stages):
            if stage.key == key:
                return place
        raise KeyError(f'Process "{self.process}" has no stage "{key}".')

    def field(self, key: str) -> Field:
        """The process's own field with this key; KeyError when there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(f'Process "{self.process}" has no field "{key}".')
