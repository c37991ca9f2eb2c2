"""What can have happened to an import."""

from dealwright.ledger.event import Event


class ImportRequested(Event):
    """Somebody asked for an import to be planned (a dry run), run or undone; the worker takes it up."""

    subject = "import"
    sentence = "Somebody asked to {task} the import of {records} from {file}."
    task: str
    records: str
    file: str


class ImportFinished(Event):
    """An import came to its end."""

    subject = "import"
    sentence = "{file}: of {read} rows {created} created, {updated} updated, {skipped} skipped, {refused} refused."
    records: str
    file: str
    read: int
    created: int
    updated: int
    skipped: int
    refused: int


class ImportUndone(Event):
    """An import was taken back, but for records that were changed since."""

    subject = "import"
    sentence = "The import of {file} was undone. Records removed: {removed}, restored: {restored}, kept: {kept}."
    file: str
    removed: int
    restored: int
    kept: int


class ArchiveRequested(Event):
    """Somebody asked for everything in one file; the worker takes it up."""

    subject = "archive"
    sentence = "An archive of everything was asked for."


class ArchiveMade(Event):
    """An archive of everything is there; its size in bytes."""

    subject = "archive"
    sentence = "An archive of everything was made: {rows} rows."
    rows: int
    size: int
