"""The designer: a draft by form and as text, side by side."""
