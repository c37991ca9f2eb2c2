"""Verbs of the workspace: set up the company, add and change members, make tokens and one-time links, sign in."""

from .company import ensure_team, rename_team, renew_settings, set_up_company
from .entrance import accept_invitation, change_password, invite, sign_in
from .members import NewMember, add_member, add_members, change_member, change_profile
from .removal import remove_members
from .tokens import create_token, revoke_token

__all__ = [
    "NewMember",
    "accept_invitation",
    "add_member",
    "add_members",
    "change_member",
    "change_password",
    "change_profile",
    "create_token",
    "ensure_team",
    "invite",
    "remove_members",
    "rename_team",
    "renew_settings",
    "revoke_token",
    "set_up_company",
    "sign_in",
]
