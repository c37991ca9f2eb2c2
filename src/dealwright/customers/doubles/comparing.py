"""How values of each kind are compared: levels from equal to different, with what they mean before any training.

A level is a condition on two records, the words a reviewer reads, and two chances: that two records of the same
person or organisation are on it (m), and that any two are (u). Where there are enough records both are learnt from
them; else these stand. Values that are rare weigh more.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .cleaning import MANY
from .columns import Kind

DUCKDB = {
    "alike": "jaro_winkler_similarity",
    "edits": "damerau_levenshtein",
    "letters": "jaccard",
    "shared": "list_has_any",
}


class Level(NamedTuple):
    """One level: SQL on `{l}` and `{r}`, the reviewer's words, its chances."""

    sql: str
    told: str
    m: float
    u: float


SWAPPED = Level("given_l = surname_r AND surname_l = given_r", "first and last name swapped", 0.02, 0.0001)
ONE_EDIT = "{edits}({l}, {r}) <= 1"
YEAR, MONTH, DAY = (f"substr({{l}}, {at}) = substr({{r}}, {at})" for at in ("1, 4", "6, 2", "9, 2"))
TWO_OF_THREE = f"({YEAR} AND {MONTH}) OR ({YEAR} AND {DAY}) OR ({MONTH} AND {DAY})"
ALIKE = "{{alike}}({{l}}, {{r}}) >= {}".format
SAME: dict[Kind, tuple[str, float, float]] = {
    Kind.GIVEN: ("first name", 0.7, 0.01),
    Kind.SURNAME: ("last name", 0.75, 0.003),
    Kind.NAME: ("name", 0.5, 0.0005),
    Kind.MAIL: ("mail", 0.7, 0.0002),
    Kind.PHONE: ("phone", 0.7, 0.0005),
    Kind.DOMAIN: ("domain", 0.8, 0.002),
    Kind.NUMBER: ("house number", 0.85, 0.005),
    Kind.STREET: ("street", 0.75, 0.003),
    Kind.PLACE: ("address line", 0.75, 0.005),
    Kind.POSTCODE: ("postcode", 0.8, 0.01),
    Kind.CITY: ("place", 0.75, 0.03),
    Kind.STATE: ("region", 0.85, 0.2),
    Kind.DATE: ("date", 0.75, 0.001),
    Kind.CODE: ("number", 0.85, 0.0001),
    Kind.FIRM: ("organisation", 0.7, 0.005),
}
NEAR: dict[Kind, list[Level]] = {
    Kind.GIVEN: [
        SWAPPED,
        Level(ONE_EDIT, "first names differ by one letter", 0.08, 0.004),
        Level(ALIKE(0.85), "first names alike", 0.08, 0.01),
        Level(ALIKE(0.7), "first names a little alike", 0.05, 0.03),
    ],
    Kind.SURNAME: [
        SWAPPED,
        Level(ONE_EDIT, "last names differ by one letter", 0.08, 0.003),
        Level(ALIKE(0.85), "last names alike", 0.05, 0.01),
        Level(ALIKE(0.7), "last names a little alike", 0.05, 0.03),
    ],
    Kind.NAME: [
        Level(ALIKE(0.92), "names alike", 0.2, 0.002),
        Level(ALIKE(0.8), "names a little alike", 0.1, 0.01),
        Level("{letters}({l}, {r}) >= 0.7", "names share most letters", 0.1, 0.05),
    ],
    Kind.MAIL: [
        Level("split_part({l}, '@', 1) = split_part({r}, '@', 1)", "same mail name elsewhere", 0.08, 0.0005),
        Level(ALIKE(0.9), "mails alike", 0.1, 0.001),
    ],
    Kind.PHONE: [Level(ONE_EDIT, "phones differ by one digit", 0.05, 0.001)],
    Kind.NUMBER: [Level(ONE_EDIT, "house numbers differ by one digit", 0.06, 0.05)],
    Kind.STREET: [
        Level(ALIKE(0.92), "streets alike", 0.1, 0.002),
        Level(ALIKE(0.8), "streets a little alike", 0.05, 0.02),
    ],
    Kind.PLACE: [Level(ALIKE(0.88), "address lines alike", 0.1, 0.01)],
    Kind.POSTCODE: [Level(ONE_EDIT, "postcodes differ by one sign", 0.1, 0.02)],
    Kind.CITY: [Level(ALIKE(0.85), "places alike", 0.1, 0.02)],
    Kind.STATE: [Level(ONE_EDIT, "regions alike", 0.05, 0.2)],
    Kind.DATE: [
        Level(ONE_EDIT, "dates differ by one digit", 0.08, 0.002),
        Level(TWO_OF_THREE, "day, month and year: two of them the same", 0.06, 0.01),
        Level(f"{YEAR} OR {{edits}}({{l}}, {{r}}) <= 2", "same year", 0.03, 0.03),
    ],
    Kind.CODE: [
        Level(ONE_EDIT, "numbers differ by one digit", 0.08, 0.0005),
        Level("{edits}({l}, {r}) <= 2", "numbers differ by two digits", 0.02, 0.005),
    ],
    Kind.FIRM: [Level(ALIKE(0.88), "organisations alike", 0.1, 0.005)],
}
UNWEIGHED = (Kind.DATE, Kind.CODE)  # no value of these is common
PLACES = (Kind.NUMBER, Kind.STREET, Kind.PLACE, Kind.POSTCODE, Kind.CITY, Kind.STATE, Kind.FIRM)
SMALLEST = 0.01
SHARED = "{shared}(all_{l}, all_{r})"


def levels(kind: Kind) -> list[Level]:
    """The levels of a kind, from equal to different; their chances add up to about one."""
    what, m, u = SAME[kind]
    near = NEAR.get(kind, [])
    if kind in MANY:
        near = [Level(SHARED, f"one {what} in common", 0.05, u), *near]
    left = [
        max(1 - first - sum(rest), SMALLEST) for first, rest in ((m, [n.m for n in near]), (u, [n.u for n in near]))
    ]
    return [Level("{l} = {r}", f"same {what}", m, u), *near, Level("ELSE", f"other {what}", *left)]


def told(kind: Kind, place: int) -> str | None:
    """What a reviewer reads of a level, counted up from 0 for different as Splink does; None where one is unknown."""
    return levels(kind)[-1 - place].told if place >= 0 else None


def comparison(kind: Kind, functions: Mapping[str, str], few: bool) -> dict[str, Any]:
    """The comparison as Splink's settings have it; `functions` are what the back end calls them.

    Rare values weigh more; among `few` records only those of places, since a name that stands twice there is rather
    that of doubles than a common one.
    """
    unknown = {
        "sql_condition": f"{kind}_l IS NULL OR {kind}_r IS NULL",
        "label_for_charts": "unknown",
        "is_null_level": True,
    }
    made = [_level(kind, each, functions) for each in levels(kind)]
    if kind in PLACES if few else kind not in UNWEIGHED:
        made[0]["tf_adjustment_column"] = str(kind)
    return {"output_column_name": str(kind), "comparison_levels": [unknown, *made]}


def _level(kind: Kind, level: Level, functions: Mapping[str, str]) -> dict[str, Any]:
    sql = level.sql.format(l=f"{kind}_l", r=f"{kind}_r", **functions)
    return {"sql_condition": sql, "label_for_charts": level.told, "m_probability": level.m, "u_probability": level.u}
