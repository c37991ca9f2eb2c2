"""What can have happened to the rules of quality, and to records by them."""

from dealwright.ledger.event import Changed, Event


class QualityRuleAdded(Event):
    """A rule on the values of a field was added."""

    subject = "fields"
    sentence = "{of}: a rule on {field} was added ({demand})."
    of: str
    rule: int
    field: str
    demand: str
    pattern: str = ""
    condition: str = ""
    stage: str = ""
    refuses: bool = True
    says: str = ""


class QualityRuleChanged(Changed):
    """A rule on the values of a field asks something else."""

    subject = "fields"
    sentence = "{of}: a rule on {field} was changed."
    of: str
    rule: int
    field: str


class QualityRuleRemoved(Event):
    """A rule on the values of a field is gone."""

    subject = "fields"
    sentence = "{of}: the rule on {field} was removed."
    of: str
    rule: int
    field: str


class WeightsSet(Event):
    """It was said which fields count for completeness, and how much."""

    subject = "fields"
    sentence = "{of}: what counts for completeness was changed."
    of: str
    points: list[tuple[str, int]]


class RecordConfirmed(Event):
    """Somebody said that a record, or one field of it, is still right; which kind of record is given when recorded."""

    subject = "about"
    sentence = "{what} was confirmed."
    field: str = ""

    @property
    def what(self) -> str:
        """What was confirmed, for the sentence."""
        return self.field or "The record"


class RetentionSet(Event):
    """A rule on how long records are kept was added or changed."""

    subject = "fields"
    sentence = "{of}: records are {act}d {days} days after they were {since}."
    of: str
    rule: int
    condition: str
    since: str
    days: int
    act: str
    is_active: bool


class RetentionRemoved(Event):
    """A rule on how long records are kept is gone."""

    subject = "fields"
    sentence = "{of}: a rule on how long records are kept was removed."
    of: str
    rule: int


class RetentionApplied(Event):
    """A rule on how long records are kept was applied: these records went."""

    subject = "fields"
    sentence = "{of}: {count} records were {act}d, as they are no longer kept."
    of: str
    rule: int
    act: str
    count: int
    ids: list[int]


class RetentionUndone(Event):
    """What a rule on how long records are kept had removed was brought back; `run` is the entry that told of it."""

    subject = "fields"
    sentence = "{of}: {count} records were brought back."
    of: str
    run: int
    count: int
