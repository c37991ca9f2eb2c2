"""Addresses of the workspace's pages."""

from django.urls import path

from .pages import company, entrance, members, profile, roles, shares, teams, territories, tokens, why

urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
    path("settings/", profile.profile, name="settings"),
    path("settings/password/", profile.password, name="settings-password"),
    path("settings/company/", company.company, name="settings-company"),
    path("settings/teams/", teams.teams, name="settings-teams"),
    path("settings/teams/<int:team_id>/", teams.change_team, name="settings-team"),
    path("settings/teams/<int:team_id>/remove/", teams.remove_team, name="settings-team-remove"),
    path("settings/roles/", roles.roles, name="settings-roles"),
    path("settings/roles/new/", roles.new_role, name="settings-role-new"),
    path("settings/roles/<slug:key>/", roles.role, name="settings-role"),
    path("settings/roles/<slug:key>/remove/", roles.remove_role, name="settings-role-remove"),
    path("settings/territories/", territories.territories, name="settings-territories"),
    path("settings/territories/new/", territories.new_territory, name="settings-territory-new"),
    path("settings/territories/apply/", territories.apply_territories, name="settings-territories-apply"),
    path("settings/territories/<int:territory_id>/", territories.territory, name="settings-territory"),
    path("settings/territories/<int:territory_id>/up/", territories.raise_territory, name="settings-territory-up"),
    path(
        "settings/territories/<int:territory_id>/remove/",
        territories.remove_territory,
        name="settings-territory-remove",
    ),
    path(
        "settings/territories/undo/<int:application_id>/",
        territories.undo_application,
        name="settings-territories-undo",
    ),
    path("settings/why/", why.why, name="settings-why"),
    path("shares/<slug:one>/<int:record_id>/", shares.shares, name="shares"),
    path("shares/<slug:one>/<int:record_id>/new/", shares.share, name="share"),
    path("shares/<int:share_id>/end/", shares.unshare, name="unshare"),
    path("settings/members/", members.members, name="settings-members"),
    path("settings/members/new/", members.new_member, name="settings-member-new"),
    path("settings/members/<int:member_id>/", members.member, name="settings-member"),
    path("settings/members/<int:member_id>/link/", members.link, name="settings-member-link"),
    path("settings/members/<int:member_id>/active/", members.set_active, name="settings-member-active"),
    path("settings/tokens/", tokens.tokens, name="settings-tokens"),
    path("settings/tokens/<int:token_id>/revoke/", tokens.revoke, name="settings-token-revoke"),
]
