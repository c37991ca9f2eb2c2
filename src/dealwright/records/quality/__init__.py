"""Quality of what is known: who changed what, field by field."""
