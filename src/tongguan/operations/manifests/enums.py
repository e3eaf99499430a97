"""States, directions and official receipts of manifests."""

from enum import StrEnum


class State(StrEnum):
    """Where a manifest stands."""

    ACCEPTED = "accepted"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Direction(StrEnum):
    """Whether the goods come in or go out."""

    IMPORT = "import"
    EXPORT = "export"


class Loaded(StrEnum):
    """Whether a container was let aboard."""

    LOADED = "loaded"
    REFUSED = "refused"


class Receipt(StrEnum):
    """Manifest receipts: accepted, refused, bill released."""

    ACCEPTED = "01"
    REFUSED = "03"
    RELEASED = "11"
