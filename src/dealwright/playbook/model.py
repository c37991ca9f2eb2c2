"""What a playbook says, as frozen dataclasses. Reader, schema and writer follow these classes."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from dealwright.playbook.digest import digest_of
from dealwright.playbook.needs import Need
from dealwright.playbook.words import (
    HYPHENED_KEY,
    JOURNEY,
    KEY,
    About,
    ActivityKind,
    FieldType,
    ForecastCategory,
    Milestone,
    Permission,
    Start,
)


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
    """Something to do that is planned for a rep by itself: on entering a stage, or when a deal ends."""

    key: Annotated[str, About("Names the activity within its list.", pattern=HYPHENED_KEY)]
    kind: Annotated[ActivityKind, About("What kind of activity it is.")] = ActivityKind.TASK
    title: Annotated[str, About("What is to be done.")]
    days: Annotated[
        int, About("Due so many days after the stage is entered, or the deal is won or lost.", low=0, high=3650)
    ] = 0
    counts_as: Annotated[
        Milestone | None, About("What the scorecard counts a deal to have had once this is done; in stages only.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """Something to do with a customer again and again: the rhythm of an account."""

    key: Annotated[str, About("Names it within its list.", pattern=HYPHENED_KEY)]
    kind: Annotated[ActivityKind, About("What kind of activity it is.")] = ActivityKind.CALL
    title: Annotated[str, About("What is to be done.")]
    every: Annotated[int, About("So many days lie between one time and the next.", low=1, high=3650)]


@dataclass(frozen=True)
class BuyerStep:
    """Something the buyer has to do on their side, beside what we do."""

    key: Annotated[str, About("Names the step within its stage.", pattern=KEY)]
    title: Annotated[str, About("What the buyer does.")]
    help: Annotated[str, About("How a rep can help them with it.")] = ""


@dataclass(frozen=True)
class Objection:
    """Something a buyer is likely to say against it here."""

    key: Annotated[str, About("Names the objection within its stage.", pattern=KEY)]
    title: Annotated[str, About("What the buyer says.")]
    answer: Annotated[str, About("What a rep can answer.")]


@dataclass(frozen=True)
class Material:
    """Something to have at hand in this stage."""

    key: Annotated[str, About("Names the material within its stage.", pattern=KEY)]
    title: Annotated[str, About("What it is.")]
    when: Annotated[str, About("A CEL expression; shown only for deals of which it is true.")] = ""
    link: Annotated[str, About("Where it lies.")] = ""


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
    forecast: Annotated[
        ForecastCategory | None, About("How firmly deals here are counted on; without it the probability says.")
    ] = None
    counts_as: Annotated[Milestone | None, About("What the scorecard counts a deal to have had once it came here.")] = (
        None
    )
    questions: Annotated[tuple[str, ...], About("Questions worth asking in this stage.")] = ()
    activities: Annotated[
        tuple[PlannedActivity, ...], About("What is planned for the rep when a deal enters the stage.")
    ] = ()
    exit: Annotated[tuple[Need, ...], About("What must be true before a deal may move on from here.")] = ()
    buyer: Annotated[tuple[BuyerStep, ...], About("What the buyer does meanwhile.")] = ()
    beliefs: Annotated[tuple[str, ...], About("What the buyer must believe to go on.")] = ()
    objections: Annotated[tuple[Objection, ...], About("What buyers say against it here, and what to answer.")] = ()
    materials: Annotated[tuple[Material, ...], About("What to have at hand.")] = ()


@dataclass(frozen=True)
class Won:
    """What happens when a deal is won."""

    title: Annotated[str, About("How a won deal is shown.")] = "Won"
    tasks: Annotated[tuple[PlannedActivity, ...], About("The follow-up: what is planned when a deal is won.")] = ()
    onboarding: Annotated[
        tuple[PlannedActivity, ...], About("The way from the signature to a customer who gets what they bought.")
    ] = ()
    rhythm: Annotated[tuple[Repeated, ...], About("How one stays in touch with the customer afterwards.")] = ()

    @property
    def plans(self) -> tuple[PlannedActivity, ...]:
        """All that is planned when a deal is won: the follow-up, the onboarding, the first of each contact."""
        first = (
            PlannedActivity(key=each.key, kind=each.kind, title=each.title, days=each.every) for each in self.rhythm
        )
        return (*self.tasks, *self.onboarding, *first)


@dataclass(frozen=True, kw_only=True)
class Lost:
    """What is asked, and what happens, when a deal is lost."""

    title: Annotated[str, About("How a lost deal is shown.")] = "Lost"
    reasons: Annotated[tuple[Choice, ...], About("Why deals are lost; a rep picks one.", low=1)]
    tasks: Annotated[tuple[PlannedActivity, ...], About("What is planned then, such as a look back.")] = ()


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """The two ways in which a deal ends."""

    won: Annotated[Won, About("What happens when a deal is won.")] = Won()
    lost: Annotated[Lost, About("What is asked, and what happens, when a deal is lost.")]


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A jump over stages that the process knows and allows."""

    key: Annotated[str, About("Names the shortcut.", pattern=HYPHENED_KEY)]
    title: Annotated[str, About("How the shortcut is shown.")]
    origin: Annotated[str, About("The stage it starts from.", name="from", pattern=KEY)]
    to: Annotated[str, About("The stage it leads to.", pattern=KEY)]
    when: Annotated[str, About("A CEL expression; the shortcut is open to deals of which it is true.")] = ""


@dataclass(frozen=True)
class Moves:
    """Which moves the process allows besides the step to the next stage."""

    skip: Annotated[Permission, About("Whether a deal may jump over a stage on its way forward.")] = Permission.REFUSE
    back: Annotated[Permission, About("Whether a deal may return to an earlier stage.")] = Permission.ALLOW
    start: Annotated[Start, About("Whether a new deal may begin in any stage, or only in the first.")] = Start.ANY
    shortcuts: Annotated[tuple[Shortcut, ...], About("Jumps that are allowed whatever skip says.")] = ()


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """How a company sells: one process, checked and complete. Equal playbooks have equal digests."""

    format: Annotated[int, About("The version of the playbook language: 1.", required=True)] = 1
    process: Annotated[str, About("Names the process for good.", pattern=HYPHENED_KEY)]
    title: Annotated[str, About("How the process is shown.")]
    summary: Annotated[str, About("For whom this process is, in a sentence or two.")] = ""
    extends: Annotated[str, About("The process that this one is a variant of.", pattern=HYPHENED_KEY)] = ""
    pick: Annotated[
        str, About("A CEL expression: new deals of the process it extends start here where it is true.")
    ] = ""
    currency: Annotated[str, About("Three-letter code of the currency that deals start in, such as EUR.")]
    journey: Annotated[tuple[str, ...], About("The phases a buyer goes through.", pattern=KEY, low=1, high=20)] = (
        JOURNEY
    )
    fields: Annotated[tuple[Field, ...], About("The fields that deals of this process have of their own.")] = ()
    frameworks: Annotated[
        tuple[str, ...],
        About("The frameworks that deals are qualified by, such as meddic.", pattern=HYPHENED_KEY, high=8),
    ] = ()
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
