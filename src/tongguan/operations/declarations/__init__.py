"""Goods declarations: drafting, lodging, checking, routing, release (OP-07)."""
