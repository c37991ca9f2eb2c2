"""Who we sell to: organisations and people."""
