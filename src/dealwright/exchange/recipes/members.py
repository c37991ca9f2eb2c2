"""How a row of a sales team becomes a member; without an e-mail address they own records but cannot sign in."""

from collections.abc import Mapping, Sequence
from typing import Any

from dealwright import SalesError
from dealwright.workspace.commands import NewMember, add_members, change_member, remove_members
from dealwright.workspace.queries import Role, members

from ..cells import Fault
from ..names import Names, Setting, noted
from ..rules import Existing
from .recipe import Line


class Members:
    """Members, known by their address or else by their name."""

    subject = "member"
    needs = (("name", "email"),)
    unique = ("email", "name")

    def __init__(self, setting: Setting) -> None:
        """Members brought in by this setting."""
        self.setting = setting

    def complete(self, line: Line) -> None:
        """Somebody needs a name."""
        if "name" not in line.values:
            line.faults.append(Fault("", "The row has no name."))

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the member of that address or name."""
        everybody = members()
        by_email = {one.email: one for one in everybody if one.email}
        by_name: dict[str, list[Any]] = {}
        for one in everybody:
            by_name.setdefault(one.name, []).append(one)
        for line in lines:
            email, name = line.values.get("email"), line.values.get("name", "")
            fits = [by_email[email]] if email in by_email else by_name.get(name, [])
            if len(fits) > 1:
                line.faults.append(
                    Fault("", f"There are several members called “{name}”.", "Add their e-mail addresses.")
                )
            elif fits and email and fits[0].email not in (None, email):
                line.faults.append(Fault("", f"{name} is here with another address.", "Correct it in the settings."))
            elif fits:
                line.existing = _existing(fits[0])

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Add new members."""
        news = [_new(line.values) for line in lines]
        made = add_members(news, by=self.setting.by, via=self.setting.via)
        noted("members", [one.id for one in made], self.setting)

    def change(self, lines: Sequence[Line], names: Names) -> None:
        """Give members their team and role."""
        for line in lines:
            if line.existing is None:
                continue
            line.before = {key: line.existing.current[key] or "" for key in line.changes}
            for refusal in self.restore([line.existing.id], line.changes).values():
                line.faults.append(Fault("", refusal.message, refusal.remedy or ""))

    def remove(self, ids: list[int]) -> None:
        """Take back members who own nothing and have never signed in."""
        remove_members(ids, by=self.setting.by, via=self.setting.via)

    def restore(self, ids: list[int], before: Mapping[str, Any]) -> Mapping[int, SalesError]:
        """Give members this team and role; returns the refusals by id."""
        refused: dict[int, SalesError] = {}
        role, team, email = (before.get(key) for key in ("role", "team", "email"))
        for member_id in ids:
            try:
                change_member(
                    member_id,
                    role=Role(role) if role else None,
                    team=team,
                    email=email,
                    by=self.setting.by,
                    via=self.setting.via,
                )
            except SalesError as error:
                refused[member_id] = error
        return refused


def _existing(member: Any) -> Existing:
    team = member.team.name if member.team else None
    return Existing(member.id, {"team": team, "role": member.role, "email": member.email})


def _new(values: Mapping[str, Any]) -> NewMember:
    return NewMember(values["name"], values.get("email"), Role(values.get("role", Role.REP)), values.get("team"))
