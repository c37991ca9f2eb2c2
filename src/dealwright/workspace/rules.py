"""Who may do what: roles, what each may do, what each sees; and what names, zones and currencies may look like."""

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from zoneinfo import available_timezones

from babel.core import get_global

from dealwright import Invalid


class Role(StrEnum):
    """What a member is; each later role may do all that an earlier one may."""

    REP = "rep"
    MANAGER = "manager"
    OPERATOR = "operator"
    OWNER = "owner"


class Sees(StrEnum):
    """Whose records a member sees."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


class Right(StrEnum):
    """Something that not every member may do."""

    OVERRIDE = "override a gate"
    REASSIGN = "give a deal to somebody else"
    IMPORT = "import and export data"
    PUBLISH = "publish a playbook"
    MEMBERS = "add and change members"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REP: frozenset(),
    Role.MANAGER: frozenset({Right.OVERRIDE, Right.REASSIGN}),
    Role.OPERATOR: frozenset(Right),
    Role.OWNER: frozenset(Right),
}
SEES_BY_DEFAULT = {Role.REP: Sees.OWN, Role.MANAGER: Sees.TEAM, Role.OPERATOR: Sees.ALL, Role.OWNER: Sees.ALL}
LOCALES = tuple(
    "en-GB en-US en-AU en-CA en-IE en-IN en-NZ en-ZA bg-BG cs-CZ da-DK de-AT de-CH de-DE el-GR es-AR es-CL es-CO es-ES "
    "es-MX et-EE fi-FI fr-BE fr-CA fr-CH fr-FR hr-HR hu-HU id-ID is-IS it-CH it-IT ja-JP ko-KR lt-LT lv-LV ms-MY nb-NO "
    "nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO sk-SK sl-SI sv-SE th-TH tr-TR uk-UA vi-VN zh-CN zh-TW".split()
)


class Actor(Protocol):
    """Whoever acts: a member, or the person at the machine's own command line."""

    id: int | None
    role: str
    sees: str
    team_id: int | None


def has_right(actor: Actor, right: Right) -> bool:
    """Whether the actor's role holds the right."""
    return right in RIGHTS[Role(actor.role)]


def may_grant(giver: Actor, role: Role) -> bool:
    """A role is given only by those who may manage members and stand at least as high themselves."""
    ranks = list(Role)
    return has_right(giver, Right.MEMBERS) and ranks.index(role) <= ranks.index(Role(giver.role))


def sight(role: Role, wanted: Sees | None) -> Sees:
    """What a member of that role sees. Who manages members sees everything, so that nobody can give away more than
    they have themselves."""
    return Sees.ALL if Right.MEMBERS in RIGHTS[role] else wanted or SEES_BY_DEFAULT[role]


def one_line(text: str, what: str, *, field: str, longest: int = 200) -> str:
    """The text without blanks around it; raises Invalid when nothing, too much or something unprintable is left."""
    line = text.strip()
    if not line:
        raise Invalid(f"{what} is missing.", field=field)
    if len(line) > longest:
        raise Invalid(f"{what} is longer than {longest} characters.", field=field, remedy="Shorten it.")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in line):
        raise Invalid(f"{what} holds a character that cannot be shown.", field=field, remedy="Type it anew.")
    return line


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The zones that have a place in a country, and UTC (IANA names, such as Europe/Berlin), in order."""
    known = available_timezones()
    return ("UTC", *sorted(zone for zone in get_global("zone_territories") if zone in known and "/" in zone))


@lru_cache(maxsize=1)
def currencies() -> tuple[str, ...]:
    """The currencies that are money somewhere today (ISO 4217 codes), in order."""
    places = get_global("territory_currencies").values()
    return tuple(
        sorted({code for place in places for code, _, until, is_tender in place if until is None and is_tender})
    )


def known_zone(zone: str) -> str:
    """The zone; raises Invalid for a name that no clock knows."""
    if zone not in available_timezones():
        raise Invalid(f"There is no time zone “{zone[:60]}”.", field="zone", remedy="Write it like Europe/Berlin.")
    return zone


def known_currency(code: str) -> str:
    """The ISO 4217 code; raises Invalid for one that does not exist."""
    if code not in get_global("all_currencies"):
        raise Invalid(f"There is no currency “{code[:20]}”.", field="currency", remedy="Use a code such as EUR.")
    return code


def known_locale(locale: str) -> str:
    """The language and country; raises Invalid for one that is not offered."""
    if locale not in LOCALES and locale != "en":
        raise Invalid(f"“{locale[:20]}” is not offered.", field="locale", remedy="Choose one such as en-GB.")
    return locale
