"""Pages of the workspace: signing in and out, and the settings."""
