"""The words of the language, and what it demands of each key beyond its type."""

from dataclasses import dataclass
from enum import StrEnum

KEY = r"^[a-z][a-z0-9_]*$"
HYPHENED_KEY = r"^[a-z][a-z0-9_-]*$"
# The fields that every deal has, whatever its process, and that a need may ask for.
EVERY_DEAL = ("amount", "close_on", "currency", "organisation", "owner", "product", "source", "title")
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


def worded(key: str, *, upper: bool = False) -> str:
    """A key as words: `decision_maker` is "decision maker", and "Decision maker" with `upper`."""
    text = key.removeprefix("fields.").replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:] if upper else text


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
    """Whether a move is allowed; with a warning it is, and counts as a deviation."""

    REFUSE = "refuse"
    WARN = "warn"
    ALLOW = "allow"


class Start(StrEnum):
    """Where a new deal may begin."""

    ANY = "any"
    FIRST = "first"


class ForecastCategory(StrEnum):
    """How firmly an open deal is counted on when one says what will be won."""

    COMMIT = "commit"
    BEST_CASE = "best_case"
    PIPELINE = "pipeline"
    OMITTED = "omitted"


class Milestone(StrEnum):
    """What a deal has had once it came into a stage, or something was done: they saw it, or we proposed it."""

    DEMO = "demo"
    PROPOSAL = "proposal"


class ActivityOutcome(StrEnum):
    """What came of a call, meeting or mail; one whose outcome nobody told counts as held."""

    HELD = "held"
    AGREED = "agreed"
    DECLINED = "declined"
    POSTPONED = "postponed"
    NO_ANSWER = "no_answer"


class Doer(StrEnum):
    """Who must have done it."""

    ANYONE = "anyone"
    OWNER = "owner"
    MANAGER = "manager"


class Since(StrEnum):
    """From when on something counts: since the deal began, or since it entered the stage."""

    DEAL = "deal"
    STAGE = "stage"


class Stance(StrEnum):
    """What somebody on the buyer's side thinks of buying from us, from worst to best."""

    AGAINST = "against"
    NEUTRAL = "neutral"
    SUPPORTER = "supporter"
    CHAMPION = "champion"


class Strength(StrEnum):
    """How well an answer is founded, from weakest to strongest; where there is none it is unknown."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    PROVEN = "proven"


class OfferEvent(StrEnum):
    """What happens with what we offered, told by whatever makes quotes and contracts."""

    QUOTE_SENT = "quote_sent"
    QUOTE_ACCEPTED = "quote_accepted"
    CONTRACT_SENT = "contract_sent"
    CONTRACT_SIGNED = "contract_signed"
    ORDER_RECEIVED = "order_received"
    PAYMENT_RECEIVED = "payment_received"


class Approver(StrEnum):
    """Who can approve: a member of this role or a higher one."""

    MANAGER = "manager"
    OPERATOR = "operator"
    OWNER = "owner"
