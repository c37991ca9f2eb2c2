"""How it looks: page shell, components, behaviours and styles, shared by every page."""
