"""Modules and their manifests: found by folder, checked, mapped to catalogue ids."""
