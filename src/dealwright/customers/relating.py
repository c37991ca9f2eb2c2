"""How people stand to each other, and how that is said from either side."""


def gettext_noop(words: str) -> str:
    """The words as they are; by this name the collector of translations finds them, and the rules need no Django."""
    return words


RELATIONS: dict[str, tuple[str, str]] = {
    "reports_to": (gettext_noop("reports to"), gettext_noop("leads")),
    "assistant_of": (gettext_noop("is the assistant of"), gettext_noop("is assisted by")),
    "deputy_of": (gettext_noop("is the deputy of"), gettext_noop("is deputised by")),
    "advises": (gettext_noop("advises"), gettext_noop("is advised by")),
    "introduced": (gettext_noop("introduced us to"), gettext_noop("was introduced by")),
    "knows": (gettext_noop("knows"), gettext_noop("knows")),
    "family": (gettext_noop("is family of"), gettext_noop("is family of")),
    "former_colleague": (gettext_noop("is a former colleague of"), gettext_noop("is a former colleague of")),
}
MUTUAL = frozenset(kind for kind, (there, back) in RELATIONS.items() if there == back)
SINGLE = frozenset({"reports_to"})


def ends(person_id: int, other_id: int, kind: str) -> tuple[int, int]:
    """Between whom a relation is kept: one that is the same from both sides begins at the lower number."""
    if kind in MUTUAL and other_id < person_id:
        return other_id, person_id
    return person_id, other_id


def said(kind: str, *, from_other: bool) -> str:
    """The words between two people, "reports to", or "leads" when it is the other who is asked about."""
    return RELATIONS[kind][1 if from_other else 0]
