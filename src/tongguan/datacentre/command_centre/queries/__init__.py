"""Reads: indicators, their rows, what the pages show."""
