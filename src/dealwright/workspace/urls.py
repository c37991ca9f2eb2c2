"""Addresses of the workspace's pages."""

from django.urls import path

from .pages import company, entrance, members, profile, tokens

urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
    path("settings/", profile.profile, name="settings"),
    path("settings/password/", profile.password, name="settings-password"),
    path("settings/company/", company.company, name="settings-company"),
    path("settings/teams/", company.teams, name="settings-teams"),
    path("settings/teams/<int:team_id>/", company.rename_team, name="settings-team"),
    path("settings/members/", members.members, name="settings-members"),
    path("settings/members/new/", members.new_member, name="settings-member-new"),
    path("settings/members/<int:member_id>/", members.member, name="settings-member"),
    path("settings/members/<int:member_id>/link/", members.link, name="settings-member-link"),
    path("settings/members/<int:member_id>/active/", members.set_active, name="settings-member-active"),
    path("settings/tokens/", tokens.tokens, name="settings-tokens"),
    path("settings/tokens/<int:token_id>/revoke/", tokens.revoke, name="settings-token-revoke"),
]
