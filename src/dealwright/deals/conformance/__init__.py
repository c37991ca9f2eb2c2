"""How well deals follow their process: what was skipped, repeated, late, overridden or back-dated, and its price."""
