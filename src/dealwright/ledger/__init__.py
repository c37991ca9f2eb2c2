"""What happened: the append-only record of events, and its readers."""
