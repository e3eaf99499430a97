"""Errors of the module registry."""


class ManifestError(Exception):
    """A manifest contradicts its folder, names what does not exist, or closes a circle."""
