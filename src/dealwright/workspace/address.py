"""Where people find this Dealwright: the server notes it in the data directory, commands beside it read it there."""

import os

from django.conf import settings

FILE = "address"


def note_address() -> None:
    """Keep the address that is about to be served. It stays for good: where it was last served it will be again."""
    (settings.DATA / FILE).write_text(settings.PUBLIC_URL)


def address() -> str:
    """The address without a slash at its end: DEALWRIGHT_PUBLIC_URL, else where it was served last, else the usual."""
    noted = settings.DATA / FILE
    if "DEALWRIGHT_PUBLIC_URL" in os.environ or not noted.exists():
        return str(settings.PUBLIC_URL)
    return noted.read_text().strip() or str(settings.PUBLIC_URL)
