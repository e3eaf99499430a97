"""Writes: tell people, mark as read, choose channels, register receivers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import LIVE_CHANNEL
from tongguan.platform.identity.interface import holders
from tongguan.platform.notifications.addresses import address_problem
from tongguan.platform.notifications.contracts import kind_of
from tongguan.platform.notifications.enums import Channel, DeliveryState
from tongguan.platform.notifications.models import AllowedHost, Delivery, Endpoint, Notice, Preference
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, require

MOST_ENDPOINTS = 5


def notify(
    *,
    text: Text,
    url: str = "",
    kind: str = "general",
    user_ids: Iterable[int] = (),
    organisation_id: int | None = None,
    role: str = "",
    office_id: int | None = None,
) -> int:
    """Tell the given people, an organisation's people, or a role's holders (at an office); returns how many.

    Notices and deliveries are rows of the caller's transaction: they exist exactly if what they tell of does.
    Raises RuntimeError outside a transaction, ValueError for a url that leaves the house.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("notify outside a transaction")
    if url and (not url.startswith("/") or url.startswith(("//", "/\\"))):
        raise ValueError(f"a notice leads to a path of the house, not to {url!r}")
    people = set(user_ids)
    if organisation_id is not None:
        people |= _people_of(organisation_id)
    if role:
        people |= set(holders(role, office_id=office_id).values_list("user_id", flat=True))
    if not people:
        return 0
    notices = Notice.objects.bulk_create(
        Notice(user_id=user_id, kind=kind[:60], zh=text.zh[:500], en=text.en[:500], url=url[:500])
        for user_id in sorted(people)
    )
    _queue_deliveries(kind, {notice.user_id: notice for notice in notices})
    live = [
        json.dumps({"id": 0, "topic": "notification", "subject": f"user:{user_id}"})
        for user_id in sorted(people)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) told", [LIVE_CHANNEL, live])
    return len(notices)


PEOPLE = """
    SELECT DISTINCT u.id FROM identity_user u JOIN identity_position p ON p.user_id = u.id
    WHERE u.is_active AND p.organisation_id = %(organisation)s AND p.revoked_at IS NULL
      AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to >= %(day)s)
"""


def _people_of(organisation_id: int) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"organisation": organisation_id, "day": timezone.localdate()})
        return {user_id for (user_id,) in cursor.fetchall()}


CHANNELS = """
    SELECT u.id, 'email', NULL::uuid FROM identity_user u
    LEFT JOIN notifications_preference p ON p.user_id = u.id AND p.kind = %(kind)s AND p.channel = 'email'
    WHERE u.id = ANY(%(people)s) AND u.email <> '' AND coalesce(p.wanted, %(by_default)s)
    UNION ALL
    SELECT e.user_id, 'webhook', e.id FROM notifications_endpoint e
    LEFT JOIN notifications_preference p ON p.user_id = e.user_id AND p.kind = %(kind)s AND p.channel = 'webhook'
    WHERE e.user_id = ANY(%(people)s) AND e.active AND coalesce(p.wanted, true)
"""
"""By which channels these people get a kind: by their own word, else by the kind's default."""


def _queue_deliveries(kind: str, notices: Mapping[int, Notice]) -> None:
    given = {"kind": kind, "people": list(notices), "by_default": kind_of(kind).email}
    with connection.cursor() as cursor:
        cursor.execute(CHANNELS, given)
        channels = cursor.fetchall()
    now = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(notice=notices[user_id], channel=channel, endpoint_id=endpoint_id, next_try_at=now)
        for user_id, channel, endpoint_id in channels
    )


@transaction.atomic
def mark_read(*, actor: Actor, notice_ids: Iterable[int] | None = None) -> int:
    """Mark the actor's own notices as read, all of them without ids; returns how many changed."""
    mine = Notice.objects.filter(user_id=actor.user_id, read_at__isnull=True)
    if notice_ids is not None:
        mine = mine.filter(pk__in=list(notice_ids))
    return mine.update(read_at=timezone.now())


@transaction.atomic
def prefer(*, actor: Actor, kind: str, channel: str, wanted: bool) -> None:
    """Say whether the actor wants a kind on a channel."""
    if channel not in Channel.values or kind_of(kind).code != kind or actor.user_id is None:
        raise NotFound(Text(zh="通知类别", en="notice kind"))
    Preference.objects.update_or_create(
        user_id=actor.user_id, kind=kind, channel=channel, defaults={"wanted": wanted}
    )


@transaction.atomic
def register_endpoint(*, actor: Actor, url: str) -> Endpoint:
    """Add a receiver of the actor's own notices; refuses addresses inside the house unless they are allowed."""
    if actor.user_id is None:
        raise NotFound(Text(zh="用户", en="person"))
    problem = address_problem(url)
    if problem is not None:
        raise Refused(Problem("notifications.address", problem, pointer="url"))
    get_user_model().objects.select_for_update().get(pk=actor.user_id)
    if Endpoint.objects.filter(user_id=actor.user_id).count() >= MOST_ENDPOINTS:
        told = Text(zh=f"最多登记 {MOST_ENDPOINTS} 个地址", en=f"at most {MOST_ENDPOINTS} addresses")
        raise Refused(Problem("notifications.too_many", told, pointer="url"))
    endpoint = Endpoint.objects.create(user_id=actor.user_id, url=url)
    record(
        actor=actor,
        action="notifications.endpoint.added",
        subject=("endpoint", str(endpoint.pk)),
        data={"url": url},
    )
    return endpoint


@transaction.atomic
def remove_endpoint(*, actor: Actor, endpoint_id: str) -> None:
    """Take away one of the actor's own receivers, and what was still on its way there."""
    endpoint = Endpoint.objects.filter(pk=endpoint_id, user_id=actor.user_id).first()
    if endpoint is None:
        raise NotFound(Text(zh="接收地址", en="receiving address"))
    subject = ("endpoint", str(endpoint.pk))
    record(actor=actor, action="notifications.endpoint.removed", subject=subject, data={"url": endpoint.url})
    endpoint.delete()


@transaction.atomic
def allow_host(*, actor: Actor, host: str, reason: str) -> AllowedHost:
    """Admit a receiving host inside the house's network; needs a reason."""
    require(actor, "notifications.administer")
    host, reason = host.strip().lower(), reason.strip()
    if not host or not reason or len(host) > 253 or len(reason) > 200:
        told = Text(zh="须填写主机和理由", en="a host and a reason are needed")
        raise Refused(Problem("notifications.allow", told, pointer="host"))
    allowed, _created = AllowedHost.objects.update_or_create(host=host, defaults={"reason": reason})
    record(
        actor=actor,
        action="notifications.host.allowed",
        subject=("host", host[:80]),
        data={"host": host, "reason": reason},
    )
    return allowed


@transaction.atomic
def replay(*, actor: Actor, delivery_id: str) -> None:
    """Send a delivery that was given up once more."""
    require(actor, "notifications.administer")
    changed = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.DEAD).update(
        state=DeliveryState.WAITING, attempts=0, next_try_at=timezone.now()
    )
    if not changed:
        raise NotFound(Text(zh="已放弃的投递", en="a delivery that was given up"))
    subject = ("delivery", str(delivery_id))
    record(actor=actor, action="notifications.delivery.replayed", subject=subject, data={})
