"""What crosses the module's border."""

from __future__ import annotations

from ninja import Field, Schema

MAX_SIGNALS = 200
"""Of one room; a call that is sought again for longer than that is broken."""
MAX_SIGNAL_CHARACTERS = 30_000


class SignalBody(Schema):
    """A session description for the other browser, or that one is ready for it."""

    kind: str = Field(pattern="^(ready|offer|answer)$")
    payload: str = Field("", max_length=MAX_SIGNAL_CHARACTERS, pattern=r"^[^\x00]*$")
