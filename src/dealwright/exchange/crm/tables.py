"""The tables of an export: files of a folder by what they hold, rows by plain column names."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dealwright import Invalid, NotFound

from ..reading import open_table
from ..table import LARGEST_ROW, FileRefused

LARGEST_JSON = 256 * 2**20
Row = Mapping[str, str]


def plain(text: str) -> str:
    """Small letters and digits: `Account_ID` and `accountId` are the same."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def column(header: str, table: str) -> str:
    """A column's plain name, without the name of its own table before it: `Deal - Title` of deals is `title`."""
    words = header.casefold().removeprefix("property_")
    of, dash, rest = words.partition(" - ")
    return plain(rest) if dash and plain(of).startswith(table[:6]) else plain(words)


class Tables:
    """The tables that a folder holds; `names` says by which file names each is known."""

    def __init__(self, folder: Path, names: Mapping[str, tuple[str, ...]]) -> None:
        """Raises NotFound where there is no folder, Invalid where nothing in it is known."""
        if not folder.is_dir():
            raise NotFound(f"There is no folder {folder}.", remedy="Unpack the export and name its folder.")
        self.paths: dict[str, list[Path]] = {}
        self.strange: list[str] = []
        known = {plain(name): table for table, all_names in names.items() for name in (table, *all_names)}
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in (".csv", ".json", ".tsv"):
                self._place(path, known.get(_stem(path)))
        if not self.paths:
            said = ", ".join(sorted({one for all_names in names.values() for one in all_names[:1]}))
            raise Invalid(
                "None of these files is known from such an export.", remedy=f"Known are files such as {said}."
            )

    def _place(self, path: Path, table: str | None) -> None:
        if table is not None:
            self.paths.setdefault(table, []).append(path)
        elif path.suffix.lower() == ".json" and (found := _items(_loaded(path), "")):
            for one in dict.fromkeys(name for name, _ in found):
                self.paths.setdefault(one or _stem(path), []).append(path)
        else:
            self.strange.append(path.name)

    def __contains__(self, table: str) -> bool:
        """Whether the export holds that table."""
        return table in self.paths

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, each by plain column names; nothing where the export has no such table.

        Raises FileRefused for a file that cannot be read.
        """
        for path in self.paths.get(table, ()):
            if path.suffix.lower() == ".json":
                yield from (row for name, row in _items(_loaded(path), table) if name == table)
            else:
                yield from _read(path, table)


def _stem(path: Path) -> str:
    """What a file is called, without the programs' own additions: `hubspot-crm-exports-all-deals-2024-05-01`."""
    name = path.stem.casefold().removeprefix("sf_").removesuffix("_data").removesuffix("_export")
    letters = "".join(letter for letter in plain(name) if not letter.isdigit())
    return letters.removeprefix("hubspot").removeprefix("crmexports").removeprefix("pipedrive")


def _read(path: Path, table: str) -> Iterator[Row]:
    opened = open_table(path)
    names = [column(header, table) for header in opened.header]
    for number, cells in opened.rows():
        if len(cells) != len(names):
            raise FileRefused(f"{path.name}, row {number}: {len(cells)} cells for {len(names)} columns.")
        yield {name: cell for name, cell in zip(names, cells, strict=True) if cell}


def _loaded(path: Path) -> Any:
    if path.stat().st_size > LARGEST_JSON:
        raise FileRefused(f"{path.name} is larger than {LARGEST_JSON // 2**20} MB.", remedy="Export it as CSV.")
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileRefused(f"{path.name} is not JSON: {error}.") from error


def _items(body: Any, table: str) -> list[tuple[str, Row]]:
    """(table, row) of an answer of an API: a list under `data` or `results`, or items that say what they are."""
    if isinstance(body, Mapping):
        body = next((body[key] for key in ("data", "results", "items") if isinstance(body.get(key), list)), [])
    if not isinstance(body, list):
        return []
    return [pair for one in body if isinstance(one, Mapping) and (pair := _item(one, table))]


def _item(one: Mapping[str, Any], table: str) -> tuple[str, Row] | None:
    kind, inner = one.get("item"), one.get("data")
    if isinstance(kind, str):
        return (kind, _flat({"id": one.get("id"), **inner})) if isinstance(inner, Mapping) else None
    return table, _flat({**one, **one["properties"]} if isinstance(one.get("properties"), Mapping) else one)


def _flat(one: Mapping[str, Any]) -> Row:
    return {plain(str(key)): text for key, value in one.items() if (text := _text(value))}


def _text(value: Any) -> str:
    """A value as a cell: of several mail addresses or numbers the main one, of a record its own number."""
    if isinstance(value, list):
        value = next(
            (one for one in value if isinstance(one, Mapping) and one.get("primary")), value[0] if value else ""
        )
    if isinstance(value, Mapping):
        value = value.get("value", value.get("id", ""))
    text = "" if value is None else str(value)
    return text[:LARGEST_ROW]
