"""Texts in files that spreadsheets open: none is taken for a formula, and each can be read back as it was."""

import re

STARTS = "=+-@\t\r'"
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The cell as it is safe to open in a spreadsheet; `unguarded` gives back the text exactly."""
    return "'" + text if text[:1] in STARTS and FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The cell without the quote that `guarded` puts before what a spreadsheet would take for a formula."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
