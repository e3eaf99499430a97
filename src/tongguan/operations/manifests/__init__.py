"""Manifests: what a ship carries, bill by bill, before it arrives."""
