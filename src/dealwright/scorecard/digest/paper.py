"""From a page to paper: a PDF, made in a process of its own. It needs Debian's pango, which may be absent."""

import sys
from pathlib import Path
from typing import Any

from dealwright import Conflict

from ..apart import run_apart

STYLE = Path(__file__).resolve().parent.parent / "static/scorecard/week.css"
MISSING = "This machine cannot make a PDF: it lacks Debian's libpango-1.0-0 and libpangoft2-1.0-0."


def can_print() -> bool:
    """Whether the libraries that draw text are there."""
    from ctypes.util import find_library  # takes long to load, for what few ask

    return all(find_library(name) for name in ("pango-1.0", "pangoft2-1.0"))


def to_pdf(html: str) -> bytes:
    """The page as a PDF; raises Conflict where the machine cannot make one."""
    if not can_print():
        raise Conflict(MISSING, remedy="apt-get install libpango-1.0-0 libpangoft2-1.0-0")
    return run_apart("paper", given=html.encode())


def print_page() -> None:
    """Read a page from standard input, write its PDF to standard output. Nothing is ever fetched from elsewhere."""
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read().decode()))


def drawn(html: str) -> bytes:
    """The page as a PDF, drawn here and now."""
    from weasyprint import CSS, HTML  # type: ignore[import-untyped]  # ships no types; 60 MB, which stay in this process
    from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]  # as above

    class Nowhere(URLFetcher):  # type: ignore[misc]  # as above
        """A printed page holds everything that it shows."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"Nothing is fetched: {url[:80]}")

    nowhere = Nowhere()
    style = CSS(string=STYLE.read_text(), url_fetcher=nowhere)
    made: bytes = HTML(string=html, url_fetcher=nowhere).write_pdf(stylesheets=[style])
    return made
