"""Commands of Django that know this house."""
