"""What can have happened to the ledger itself."""

from .event import Event


class EntriesShredded(Event):
    """The personal data of these entries (by number) were erased; `seal` covers what stands there since."""

    subject = "ledger"
    sentence = "Personal data of {count} events were erased."
    entries: list[int]
    seal: str

    @property
    def count(self) -> int:
        """How many, for the sentence."""
        return len(self.entries)
