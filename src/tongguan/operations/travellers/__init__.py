"""Travellers: screening manifests against lists."""
