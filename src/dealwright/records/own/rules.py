"""What rules on fields come to for somebody with several roles."""

from collections.abc import Collection, Mapping

FULL, READ_ONLY, HIDDEN = "full", "read_only", "hidden"
EVERYONE = ""
WIDER = (FULL, READ_ONLY, HIDDEN)


def access_of(by_role: Mapping[str, str], roles: Collection[str]) -> str:
    """The widest of what any of the roles allows; a role without a rule of its own goes by that of everyone."""
    if not by_role:
        return FULL
    everyone = by_role.get(EVERYONE, FULL)
    return min((by_role.get(role, everyone) for role in roles), key=WIDER.index, default=everyone)
