"""Alerts: who answers for a number hears when it leaves its usual band, and everybody may watch one of their own."""
