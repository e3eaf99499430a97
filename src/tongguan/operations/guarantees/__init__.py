"""Guarantees of traders for duties: what stands, what is held, never more than the limit."""
