"""Dealwright: the sales CRM in which the sales process is the program."""
