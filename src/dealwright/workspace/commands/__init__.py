"""Verbs of the workspace: set up the company, add and change members, make tokens and one-time links, sign in."""

from .company import add_team, ensure_team, move_team, remove_team, rename_team, renew_settings, set_up_company
from .entrance import accept_invitation, change_password, invite, sign_in
from .members import NewMember, add_member, add_members, change_member, change_profile
from .removal import remove_members
from .roles import change_role, give_roles, make_role, remove_role
from .sharing import share, unshare
from .tokens import create_token, revoke_token

__all__ = [
    "NewMember",
    "accept_invitation",
    "add_member",
    "add_members",
    "add_team",
    "change_member",
    "change_password",
    "change_profile",
    "change_role",
    "create_token",
    "ensure_team",
    "give_roles",
    "invite",
    "make_role",
    "move_team",
    "remove_members",
    "remove_role",
    "remove_team",
    "rename_team",
    "renew_settings",
    "revoke_token",
    "set_up_company",
    "share",
    "sign_in",
    "unshare",
]
