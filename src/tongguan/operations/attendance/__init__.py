"""Inspection without the firm being present: its choice, what it must state before, who signs, what it is given."""
