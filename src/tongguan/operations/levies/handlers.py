"""Reactions to amendments of released declarations, and to levies that end."""

from __future__ import annotations

from tongguan.operations.levies.actions import look_again
from tongguan.operations.levies.models import Levy
from tongguan.operations.levies.queries import standing_of
from tongguan.platform.events.interface import Event, handles


@handles("declaration.amend_released", "declaration.amend_closed")
def amended(event: Event) -> None:
    """The content of goods that went has changed: does what was paid still fit?"""
    look_again(declaration=event.payload["reference"])


@handles("levy.confirm_payment", "levy.confirm_refund", "levy.refuse", "levy.take_back")
def ended(event: Event) -> None:
    """A levy ended: an amendment approved in the meantime, which it did not see, is looked at now."""
    case = Levy.objects.get(reference=event.payload["reference"])
    content = standing_of(case.declaration).snapshot["content_sha256"]
    if content not in (case.base_sha256, case.after_sha256):
        look_again(declaration=case.declaration)
