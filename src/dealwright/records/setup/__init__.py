"""How a company makes records its own: fields added and changed, rules on who sees them, layouts."""
