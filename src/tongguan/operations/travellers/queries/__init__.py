"""Reads of travellers."""
