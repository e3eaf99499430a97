"""Vessels: ships, their calls at the port, their positions."""
