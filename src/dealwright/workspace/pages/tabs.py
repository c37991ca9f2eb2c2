"""The parts of the settings, for the workspace's own pages."""

from ..parts import Tab, tabs

__all__ = ["Tab", "tabs"]
