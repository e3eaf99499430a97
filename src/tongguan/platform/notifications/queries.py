"""Reads of notices: always a person's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from tongguan.platform.notifications.contracts import NoticeKind, Told, notice_kinds
from tongguan.platform.notifications.enums import Channel, DeliveryState
from tongguan.platform.notifications.models import Delivery, Endpoint, Notice, Preference
from tongguan.platform.permissions.interface import Actor, require


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices, newest first."""
    if actor.user_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(user_id=actor.user_id).order_by("-id")


def unread_count(actor: Actor) -> int:
    """How many notices the actor has not read."""
    return notices_of(actor).filter(read_at__isnull=True).order_by().count()


def deliveries(actor: Actor) -> QuerySet[Delivery]:
    """All deliveries, newest first, for administrators."""
    require(actor, "notifications.administer")
    return Delivery.objects.select_related("notice__user", "endpoint").order_by("-created_at")


def endpoints_of(actor: Actor) -> QuerySet[Endpoint]:
    """The actor's own webhook addresses."""
    if actor.user_id is None:
        return Endpoint.objects.none()
    return Endpoint.objects.filter(user_id=actor.user_id).order_by("created_at")


def choices_of(actor: Actor) -> list[tuple[NoticeKind, dict[str, bool]]]:
    """Every kind with whether the actor gets it, by channel."""
    said = {
        (kind, channel): wanted
        for kind, channel, wanted in Preference.objects.filter(user_id=actor.user_id).values_list(
            "kind", "channel", "wanted"
        )
    }
    return [
        (
            kind,
            {
                Channel.EMAIL.value: said.get((kind.code, Channel.EMAIL), kind.email),
                Channel.WEBHOOK.value: said.get((kind.code, Channel.WEBHOOK), True),
            },
        )
        for kind in notice_kinds()
    ]


def sends_outside() -> bool:
    """Whether anything leaves the house: mail through a server, or a receiver that somebody registered."""
    return "smtp" in settings.EMAIL_BACKEND or Endpoint.objects.filter(active=True).exists()


def told(user_ids: Iterable[int], urls: Iterable[str]) -> Mapping[str, Told]:
    """What became of the notices to these people that lead to these pages, by page: written, read, and delivered
    outside, still on the way or given up."""
    rows = Notice.objects.filter(user_id__in=list(user_ids), url__in=list(urls)).order_by().values("url")
    counted = rows.annotate(
        notices=Count("pk", distinct=True),
        read=Count("pk", filter=Q(read_at__isnull=False), distinct=True),
        **{
            name: Count("deliveries", filter=Q(deliveries__state=state), distinct=True)
            for name, state in (
                ("delivered", DeliveryState.DELIVERED),
                ("waiting", DeliveryState.WAITING),
                ("given_up", DeliveryState.DEAD),
            )
        },
    )
    return {row.pop("url"): Told(**row) for row in counted}
