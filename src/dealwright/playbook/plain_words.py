"""Faults of YAML in plain words."""

import re

import yaml

from dealwright import Invalid


class Unreadable(Invalid):
    """The text is not YAML, or is YAML that a playbook may not use."""

    def __init__(self, message: str, remedy: str, line: int = 1, column: int = 1) -> None:
        """`line` and `column` count from 1."""
        super().__init__(message)
        self.advice, self.line, self.column = remedy, line, column


PLAIN_WORDS = {
    "mapping values are not allowed": (
        "There is a colon here where none can stand.",
        "Put quotes around a text that contains a colon; start each key in the column of its neighbours.",
    ),
    "could not find expected ':'": (
        "A key is expected here, but there is no colon after it.",
        'Write "key: value"; give a list item a dash and a space.',
    ),
    "did not find expected key": (
        "This line does not fit what stands above it.",
        "Start each key in the column of its neighbours; put one pair of quotes around the whole of a text.",
    ),
    "did not find expected '-' indicator": (
        "A list item is expected here.",
        "Start each item with a dash, in the same column as its neighbours.",
    ),
    "did not find expected ',' or ']'": (
        "A list in brackets is not closed.",
        "Put a comma between the items and ] after the last; quote a text that contains a bracket.",
    ),
    "did not find expected ',' or '}'": (
        "An entry in braces is not closed.",
        "Put a comma between the keys and } after the last; quote a text with a comma, colon or brace.",
    ),
    "found unexpected end of stream": ("A quote that opens here is never closed.", "Add the closing quote."),
    "found unexpected document indicator": (
        "A quote that opens here is never closed.",
        "Add the closing quote.",
    ),
    "found unknown escape character": (
        "A backslash inside double quotes has a meaning of its own.",
        "Use single quotes around this text.",
    ),
    "block sequence entries are not allowed": (
        "A list item cannot start here.",
        "Put the dash on a line of its own, below the key.",
    ),
    "found character that cannot start any token": (
        "A text cannot start with this character.",
        "Put quotes around the text; indent with spaces, not with tabs.",
    ),
    "did not find expected node content": (
        "A value is expected here.",
        "Check commas and brackets, and put quotes around a text that starts with a special character.",
    ),
    "did not find expected <document start>": (
        "Something stands here after the end of the playbook.",
        "Start all the outermost keys in the first column.",
    ),
}


OPENED_BEFORE = (
    "found unexpected end",
    "found unexpected document",
    "could not find expected ':'",
    "did not find expected ','",
)


def in_plain_words(error: yaml.YAMLError, text: str) -> Unreadable:
    """What the YAML reader stumbled over in this text, said for somebody who does not know YAML well."""
    said = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if said.startswith(OPENED_BEFORE):
        mark = getattr(error, "context_mark", None) or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if _starts_with_tab(text, line):
        return Unreadable("This line is indented with a tab.", "Indent with spaces, two for each level.", line, 1)
    for start, (message, remedy) in PLAIN_WORDS.items():
        if said.startswith(start):
            return Unreadable(message, remedy, line, column)
    return Unreadable(f"This is not YAML: {said}.", "Compare it with an example in the handbook.", line, column)


def _starts_with_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return line <= len(lines) and bool(re.match(r" *\t", lines[line - 1]))
