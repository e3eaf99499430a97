"""Lanes: seven devices as one, one traveller at a time."""
