"""Data in and out: import, export, sample data."""
