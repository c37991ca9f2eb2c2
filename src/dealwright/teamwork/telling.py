"""How teamwork reads on a timeline and in notifications: comments in their own words, as they are now."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import member_names

from .queries import said_now

SHOWN = 280
LOOKS = {
    "comment_added": ("message", "accent", "comments"),
    "comment_carried": ("message", "accent", "comments"),
    "comment_changed": ("message", "", "comments"),
    "comment_removed": ("message", "", "comments"),
    "comment_restored": ("message", "", "comments"),
    "followed": ("bell", "", "following"),
    "unfollowed": ("bell", "", "following"),
    "teammate_added": ("users", "", "changes"),
    "teammate_removed": ("users", "", "changes"),
}


def tell(happened: Sequence[Happened]) -> dict[int, str]:
    """Each event of teamwork in words, by `Happened.id`; two queries at most."""
    told = {each.id: each.fields() for each in happened}
    comments = {fields["comment"] for fields in told.values() if "comment" in fields}
    said = said_now(comments) if comments else {}
    names = member_names() if any(each.kind in ("followed", "unfollowed") for each in happened) else {}
    return {each.id: words for each in happened if (words := _words(each, told[each.id], said, names))}


def _words(each: Happened, fields: dict[str, object], said: dict[int, str], names: dict[int, str]) -> str:
    number = int(str(fields.get("comment", 0)))
    if each.kind in ("comment_added", "comment_carried"):
        text = said.get(number)
        return _("“%(said)s”") % {"said": _short(text)} if text else _("A comment that was taken back")
    if each.kind == "comment_changed":
        return _("A comment was corrected")
    if each.kind in ("followed", "unfollowed"):
        name = {"name": names.get(int(str(fields["member"])), "")}
        return _("%(name)s follows this") % name if each.kind == "followed" else _("%(name)s no longer follows") % name
    return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"
