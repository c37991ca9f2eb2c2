"""What can have happened to a process, to a draft of one, and to what people say of it."""

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
    draft: int | None = None
    approved_by: int | None = None


class ProcessRetired(Event):
    """New deals no longer begin on the process; those under way go on."""

    subject = "process"
    sentence = "{title} was retired: no new deals begin on it."
    title: str


class ProcessBroughtBack(Event):
    """New deals may begin on the process again."""

    subject = "process"
    sentence = "{title} was brought back: new deals may begin on it again."
    title: str


class DraftBegun(Event):
    """Somebody began to change a process."""

    subject = "draft"
    sentence = "A draft of {title} was begun."
    process: str
    title: str
    base: int = 0


class DraftSaved(Event):
    """The text of a draft changed; `voided` when an approval or a request for review fell with it."""

    subject = "draft"
    sentence = "The draft of {title} was changed."
    title: str
    revision: int
    voided: bool = False


class ReviewAsked(Event):
    """The author thinks the draft is ready to be read by somebody else."""

    subject = "draft"
    sentence = "A review of the draft of {title} was asked for."
    title: str


class DraftApproved(Event):
    """Somebody read the draft and approves it."""

    subject = "draft"
    sentence = "The draft of {title} was approved."
    title: str
    digest: str
    note: str = ""


class ChangesWanted(Event):
    """Somebody read the draft and wants it changed."""

    subject = "draft"
    sentence = "Changes to the draft of {title} were asked for: {note}"
    title: str
    digest: str
    note: str


class DraftWithdrawn(Event):
    """The draft will not be published."""

    subject = "draft"
    sentence = "The draft of {title} was withdrawn."
    title: str


class FeedbackGiven(Event):
    """Somebody who works by the process said something of it."""

    subject = "feedback"
    sentence = "Feedback on {process} was given: {text}"
    process: str
    stage: str
    sort: str
    text: str


class FeedbackVoted(Event):
    """Somebody thinks the same."""

    subject = "feedback"
    sentence = "Somebody agreed with the feedback."


class FeedbackUnvoted(Event):
    """Somebody no longer thinks the same."""

    subject = "feedback"
    sentence = "Somebody took their agreement back."


class FeedbackTakenUp(Event):
    """A draft takes up what was said."""

    subject = "feedback"
    sentence = "The feedback was taken up in draft {draft}."
    draft: int


class FeedbackClosed(Event):
    """Nothing more will be done about it."""

    subject = "feedback"
    sentence = "The feedback was closed."
