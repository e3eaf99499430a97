"""What an alert about goods that are not free rests on."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from tongguan.operations.manifests.contracts import Reason
from tongguan.platform.alerts.interface import Evidence


def grounds(reasons: Sequence[Reason], otherwise: str, page: str) -> list[Evidence]:
    """A document a reason: its declaration, or where it has none what is called `otherwise`, shown on `page`."""
    return [
        Evidence(
            "document",
            reason.declaration or otherwise,
            url=reverse("cases_detail", args=["declaration", reason.declaration])
            if reason.declaration
            else page,
            note=reason.text,
        )
        for reason in reasons
    ]
