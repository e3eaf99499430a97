"""Writes of travellers."""
