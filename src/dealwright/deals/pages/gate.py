"""The gate of a deal's page: each need met or not, what proves it, and what would supply it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dealwright.desk.times import ago, day
from dealwright.playbook import AllNeed, AnyNeed, CheckNeed, FieldNeed
from dealwright.workspace.queries import Actor

from ..evidence import CONFIRMED
from ..queries import DealPage, Noted
from ..rules import Judgement, Proof
from .controls import control_of
from .supplies import Known, Supply, supplies, title_of


@dataclass(frozen=True)
class Shown:
    """Proof on the page: what it is, where to look at it, who noted it and when; `noted` is what can be taken back."""

    text: str
    link: str
    told: str
    noted: int | None = None


@dataclass(frozen=True)
class Need:
    """A need of the gate as the page lists it; `supply` says how to meet it when it is not met.

    `expired` tells of proof that no longer counts; `joined` says of a group whether "any" or "all" of `parts` count.
    """

    key: str
    title: str
    met: bool
    why: str
    duty: str
    proof: Shown | None
    expired: str
    supply: Supply | None
    joined: str = ""
    parts: tuple["Need", ...] = ()


def gate_of(found: DealPage, actor: Actor) -> list[Need]:
    """The needs of the present stage, in order."""
    known = known_of(found, actor)
    ready = {one.key: one for one in _flat(supplies(found.missing, known))}
    return [_need(one, found, ready) for one in found.gate]


def known_of(found: DealPage, actor: Actor) -> Known:
    """What supplying looks at."""
    return Known(found.deal, found.book, found.people, found.wishes, actor)


def _flat(made: Sequence[Supply]) -> Iterator[Supply]:
    for one in made:
        yield one
        yield from _flat(one.parts)


def _need(one: Judgement, found: DealPage, ready: Mapping[str, Supply]) -> Need:
    title = title_of(one, found.deal, found.book)
    parts = tuple(_need(part, found, ready) for part in one.parts)
    supply = None if one.met else ready.get(one.key)
    return Need(
        one.key, title, one.met, one.why if title != one.why else "", one.duty, _shown(one, found), _expired(one),
        supply, one.need if one.parts else "", parts,
    )  # fmt: skip


def _shown(one: Judgement, found: DealPage) -> Shown | None:
    """The proof in words; a group's parts show their own, and an expression says nothing to a rep."""
    if one.proof is None or isinstance(one.asks, CheckNeed | AnyNeed | AllNeed):
        return None
    text, proof = one.proof.text, one.proof
    if isinstance(one.asks, FieldNeed) and (control := control_of(one.asks.field, found.deal, found.book)):
        text = control.shown
    if not proof.link and text.casefold() == title_of(one, found.deal, found.book).casefold():
        text = ""
    noted = _noted(one, proof, found.noted)
    return Shown(text, proof.link, _told(proof, found.names), noted.id if noted else None)


def _told(proof: Proof, names: Mapping[int, str]) -> str:
    parts = [names.get(proof.by, "") if proof.by else "", ago(proof.at) if proof.at else ""]
    if proof.until:
        parts.append(_("counts until %(day)s") % {"day": day(proof.until)})
    return " · ".join(filter(None, parts))


def _noted(one: Judgement, proof: Proof, noted: Sequence[Noted]) -> Noted | None:
    if not isinstance(one.asks, CONFIRMED):
        return None
    same = (each for each in noted if (each.need, each.key, each.at) == (one.need, one.target, proof.at))
    return next(same, None)


def _expired(one: Judgement) -> str:
    ended: datetime | None = one.expired.until if one.expired else None
    if ended is None:
        return ""
    return _("What was here counted until %(day)s: it is needed again.") % {"day": day(ended)}
