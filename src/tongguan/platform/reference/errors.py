"""What reference data cannot answer."""


class ReferenceMissing(LookupError):
    """A list, code or number that somebody relies on is not there on that day: an installation error."""
