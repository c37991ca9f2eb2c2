"""Who may do what: members, teams, roles, access."""
