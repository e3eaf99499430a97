"""What a check of a document can come to."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """`valid`: these bytes were issued and hold. `revoked`: they were issued and hold no longer. `altered`: they are
    not what was issued. `unregistered`: signed by the house, but its register does not know them. `foreign`: nothing
    this house issued."""

    VALID = "valid"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNREGISTERED = "unregistered"
    FOREIGN = "foreign"
