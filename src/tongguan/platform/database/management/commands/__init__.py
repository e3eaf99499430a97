"""See migrate."""
