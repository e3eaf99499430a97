"""Reactions: selected goods wait for their scan, draws name analysts, verdicts go on, a log-off frees the desk."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from tongguan.operations.image_review.actions import (
    analyst_drawn,
    analyst_named,
    logged_off,
    open_task,
    opened_inspection,
    second_drawn,
    told_clear,
)
from tongguan.operations.image_review.contracts import PURPOSE, SECOND_PURPOSE
from tongguan.platform.events.interface import Event, handles


@handles("selection.made")
def selected(event: Event) -> None:
    """Chosen for inspection by image."""
    if event.payload["method"] == "image":
        open_task(selection=event.payload)


@handles("draw.done")
def drawn(event: Event) -> None:
    """An analyst was drawn, or whether there is a second reading."""
    if event.payload["purpose"] == PURPOSE:
        analyst_drawn(result=event.payload)
    elif event.payload["purpose"] == SECOND_PURPOSE:
        second_drawn(result=event.payload)


@handles("draw.named")
def named(event: Event) -> None:
    """Two people named an analyst where a draw found nobody."""
    if event.payload["purpose"] in (PURPOSE, SECOND_PURPOSE):
        analyst_named(entry=event.payload["entry"], officer=event.payload["officer"])


@handles("image_review.accept_first", "image_review.refute")
def cleared(event: Event) -> None:
    """Nothing suspicious."""
    told_clear(reference=event.payload["reference"])


@handles("image_review.confirm")
def confirmed(event: Event) -> None:
    """Two analysts agree that something is wrong."""
    opened_inspection(reference=event.payload["reference"], reason="suspect")


@handles("image_review.no_scan")
def not_scanned(event: Event) -> None:
    """No image came in time."""
    opened_inspection(reference=event.payload["reference"], reason="no_scan")


@receiver(user_logged_out)
def signed_out(sender: Any, user: Any, **given: Any) -> None:
    """An analyst leaves."""
    if user is not None:
        logged_off(user_id=user.pk)
