"""Which process is in force: published versions of playbooks."""
