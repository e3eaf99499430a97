"""Centralised image review: scans find their task, analysts read blind, a second one confirms what looks wrong."""
