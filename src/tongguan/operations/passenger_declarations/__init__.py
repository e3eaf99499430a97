"""Travellers declare: forms as data in thirteen languages, signed receipts, the gate."""
