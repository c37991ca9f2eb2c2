"""What can have happened to saved views and to changes of many records."""

from dealwright.ledger.event import Changed, Event


class ViewSaved(Event):
    """A list was saved as a view under a name."""

    subject = "view"
    sentence = "The view {name} of {records} was saved."
    name: str
    records: str
    query: str
    shared: str


class ViewChanged(Changed):
    """A saved view got another name, another list or other readers."""

    subject = "view"


class ViewRemoved(Event):
    """A saved view was removed."""

    subject = "view"
    sentence = "The view {name} of {records} was removed."
    name: str
    records: str


class ViewRestored(Event):
    """A removed view is back."""

    subject = "view"
    sentence = "The view {name} of {records} is back."
    name: str
    records: str


class BulkRequested(Event):
    """Somebody asked for a change of many records to be tried, done or taken back; the worker takes it up."""

    subject = "bulk"
    sentence = "Somebody asked to {task} a change of {count} {records}."
    task: str
    records: str
    count: int


class BulkFinished(Event):
    """A change of many records came to its end."""

    subject = "bulk"
    sentence = "Of {count} {records} {done} were changed, {refused} refused."
    records: str
    count: int
    done: int
    refused: int


class BulkUndone(Event):
    """A change of many records was taken back, but for those that were changed since."""

    subject = "bulk"
    sentence = "Of {count} changed {records} {restored} were set back, {kept} left as they are now."
    records: str
    count: int
    restored: int
    kept: int
