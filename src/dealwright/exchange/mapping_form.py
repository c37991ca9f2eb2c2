"""The page on which columns are mapped: a map and a file as a form, and the form as a map again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from dealwright.playbook import FieldType

from .cells import AMOUNTS, date_like
from .guessing import FORMATS, MOST_VALUES, column_guess, plain_words
from .mapping import CREATABLE, ColumnMap, Map
from .table import Table
from .targets import REFERENCES, Target

DATES = (FieldType.DATE, FieldType.DATETIME)
AMOUNT_SHAPES = [("", "1,234.50"), ("comma", "1.234,50"), ("thousands", "in thousands"), ("millions", "in millions")]
VALUED = ("stage", "status", "reason", "role")


@dataclass(frozen=True)
class FormValue:
    """A value of the file and what it stands for."""

    name: str
    text: str
    chosen: str


@dataclass(frozen=True)
class FormColumn:
    """A column of the file: some of its values, the target chosen, and how its values are read."""

    name: str
    header: str
    samples: Sequence[str]
    target: str
    format: str = ""
    formats: Sequence[tuple[str, str]] = ()
    is_amount: bool = False
    values: Sequence[FormValue] = ()
    choices: Sequence[tuple[str, str]] = ()
    hidden: Sequence[tuple[str, str]] = field(default_factory=tuple)


def form_columns(made: Map, table: Table, targets: Mapping[str, Target]) -> list[FormColumn]:
    """The columns of the file as the form shows them."""
    rows = table.sample()
    columns = []
    for place, header in enumerate(table.header):
        if header:
            cells = list(dict.fromkeys(row[place] for row in rows if row[place].strip()))
            columns.append(_column(place, header, cells, made.columns.get(header), targets))
    return columns


def _column(
    place: int, header: str, cells: Sequence[str], how: ColumnMap | None, targets: Mapping[str, Target]
) -> FormColumn:
    name, samples = f"column-{place}", [cell[:60] for cell in cells[:3]]
    if how is None or how.target not in targets:
        return FormColumn(name, header, samples, "")
    target = targets[how.target]
    if target.key not in VALUED:
        written = how.format or ""
        shapes = _shapes(written) if target.type in DATES else AMOUNT_SHAPES if target.type in AMOUNTS else ()
        is_amount, hidden = target.type in AMOUNTS, list(how.values.items())
        return FormColumn(name, header, samples, how.target, written, shapes, is_amount, hidden=hidden)
    values = [
        FormValue(f"value-{place}-{i}", text, _meant(text, how, target)) for i, text in enumerate(cells[:MOST_VALUES])
    ]
    choices = [("", "leave as it is"), *target.choices.items()]
    return FormColumn(name, header, samples, how.target, values=values, choices=choices)


def _shapes(written: str) -> list[tuple[str, str]]:
    """The date formats to choose from, each as an example; ISO days have none."""
    shapes = dict.fromkeys(["", *FORMATS[1:], written])
    return [(shape, date_like(shape)) for shape in shapes]


def _meant(text: str, how: ColumnMap, target: Target) -> str:
    """What a value stands for: as the map says, or the choice of that key or title."""
    if text in how.values:
        return how.values[text]
    same = (key for key, title in target.choices.items() if plain_words(text) in (plain_words(key), plain_words(title)))
    return next(same, "")


def map_from_form(form: QueryDict, before: Map, table: Table, targets: Mapping[str, Target]) -> Map:
    """The map that the form says; a column that gets another target is guessed anew."""
    rows = table.sample()
    columns: dict[str, ColumnMap] = {}
    for place, header in enumerate(table.header):
        key = form.get(f"column-{place}", "")
        if not header or key not in targets:
            continue
        had = before.columns.get(header)
        if had is None or had.target != key:
            columns[header] = column_guess(targets[key], [row[place] for row in rows if row[place].strip()])
        else:
            columns[header] = ColumnMap(key, _values(form, place, had), form.get(f"format-{place}", "").strip() or None)
    create = frozenset(form.getlist("create")) & frozenset(CREATABLE)
    currency = form.get("currency", "").strip().upper() or None
    return Map(before.kind, columns, create, form.get("process") or None, currency, before.fixed, "automations" in form)


def _values(form: QueryDict, place: int, had: ColumnMap) -> dict[str, str]:
    prefix = f"value-{place}-"
    shown = {form.get(f"text-{name[6:]}", ""): form[name] for name in form if name.startswith(prefix)}
    return {text: meant for text, meant in {**had.values, **shown}.items() if text and meant}


def creatable(made: Map) -> list[str]:
    """What may be created for the columns of the map."""
    named = {REFERENCES[one.target] for one in made.columns.values() if one.target in REFERENCES}
    return [one for one in CREATABLE if one in named]


def with_matches(made: Map, accepted: Sequence[str], matches: Sequence[Mapping[str, str]]) -> Map:
    """The map with accepted matches, given by their place in the list, among the values of their columns."""
    columns = dict(made.columns)
    for place, match in enumerate(matches):
        if str(place) in accepted and (had := columns.get(match["column"])):
            columns[match["column"]] = ColumnMap(had.target, {**had.values, match["value"]: match["match"]}, had.format)
    return replace(made, columns=columns)
