"""What can have happened to a process."""

from dealwright.ledger.event import Event


class PlaybookPublished(Event):
    """A new version of a process came into force for new deals."""

    subject = "process"
    sentence = "Version {number} of {title} was published."
    process: str
    title: str
    number: int
    digest: str
    changes: tuple[str, ...] = ()
