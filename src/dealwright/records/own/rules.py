"""What rules on fields come to for somebody with several roles."""

from collections.abc import Collection, Mapping

from dealwright.workspace.reach import BUILT_IN

FULL, READ_ONLY, HIDDEN = "full", "read_only", "hidden"
EVERYONE = ""
WIDER = (FULL, READ_ONLY, HIDDEN)


def access_of(by_role: Mapping[str, str], roles: Collection[str]) -> str:
    """The widest of what any of the roles allows.

    A built-in role without a rule of its own goes by that of everyone; one of the company without says nothing, so that
    who is given a role for something else does not see what is hidden from their own.
    """
    if not by_role:
        return FULL
    everyone = by_role.get(EVERYONE, FULL)
    said = (by_role.get(role, everyone) for role in roles if role in by_role or role in BUILT_IN)
    return min(said, key=WIDER.index, default=everyone)
