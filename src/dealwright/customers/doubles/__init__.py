"""Doubles: records that are the same person or organisation, found, reviewed, merged and taken apart again."""
