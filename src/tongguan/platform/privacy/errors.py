"""What goes wrong with encrypted data."""


class PrivacyKeyMissing(Exception):
    """The key a value was encrypted with is not in this installation's ring; nothing is written under another."""


class Undecipherable(Exception):
    """A stored value was altered, cut or moved from another column."""
