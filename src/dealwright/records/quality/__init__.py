"""Quality of what is known: how complete and how fresh records are, and who changed what."""
