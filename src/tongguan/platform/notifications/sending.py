"""Delivers what waits: e-mail through Django, webhooks signed and pinned to the address that was checked."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from datetime import timedelta

import httpx
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from tongguan.platform.notifications.addresses import split, target
from tongguan.platform.notifications.enums import Channel, DeliveryState
from tongguan.platform.notifications.errors import Undeliverable
from tongguan.platform.notifications.models import Delivery

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_DELAY_S = 30
TIMEOUT_S = 10
LEASE_S = 120
"""A delivery that was taken and not finished (its worker died) is taken again after this."""


def deliver_due(most: int = 100) -> int:
    """Send up to `most` deliveries that are due; returns how many were tried. For the worker, in any number."""
    tried = 0
    while tried < most:
        delivery = _take()
        if delivery is None:
            break
        tried += 1
        try:
            _send_email(delivery) if delivery.channel == Channel.EMAIL else _send_webhook(delivery)
        except Exception as error:
            _failed(delivery, error)
        else:
            Delivery.objects.filter(pk=delivery.pk).update(
                state=DeliveryState.DELIVERED, delivered_at=timezone.now(), next_try_at=None, last_error=""
            )
    return tried


@transaction.atomic
def _take() -> Delivery | None:
    """The oldest due delivery, leased to this worker and counted as tried, or None."""
    now = timezone.now()
    found = (
        Delivery.objects.select_for_update(skip_locked=True)
        .filter(state=DeliveryState.WAITING, next_try_at__lte=now)
        .order_by("next_try_at")
        .first()
    )
    if found is None:
        return None
    found.attempts += 1
    found.next_try_at = now + timedelta(seconds=LEASE_S)
    found.save(update_fields=["attempts", "next_try_at"])
    return Delivery.objects.select_related("notice__user", "endpoint").get(pk=found.pk)


def _failed(delivery: Delivery, error: Exception) -> None:
    """Try again later, each time twice as late; after the last attempt it is dead, visibly."""
    final = isinstance(error, Undeliverable) and error.final
    dead = final or delivery.attempts >= MOST_ATTEMPTS
    wait = timedelta(seconds=FIRST_DELAY_S * 2 ** (delivery.attempts - 1))
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.DEAD if dead else DeliveryState.WAITING,
        next_try_at=None if dead else timezone.now() + wait,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )
    log.warning("delivery %s failed, attempt %s: %s", delivery.pk, delivery.attempts, error)


def _send_email(delivery: Delivery) -> None:
    notice = delivery.notice
    text = notice.text.in_language(notice.user.language)
    link = linked(notice.url)
    EmailMessage(
        subject=" ".join(text.split())[:150],
        body=f"{text}\n\n{link}\n",
        to=[notice.user.email],
        headers={"Message-ID": f"<{delivery.pk}@tongguan.invalid>"},
        connection=get_connection(timeout=TIMEOUT_S),
    ).send()


def linked(path: str) -> str:
    """A path of the house as a link for outside; the path alone where the house has no public address."""
    return f"{settings.PUBLIC_ADDRESS}{path}" if path else ""


def signature(secret: str, at: int, body: bytes) -> str:
    """The `Tongguan-Signature` header: HMAC-SHA256 over `<unix seconds>.<body>`; receivers refuse old times."""
    mac = hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def _send_webhook(delivery: Delivery) -> None:
    notice, endpoint = delivery.notice, delivery.endpoint
    assert endpoint is not None
    if not endpoint.active:
        raise Undeliverable("the address is switched off", final=True)
    address, problem = target(endpoint.url)
    parts = split(endpoint.url)
    if problem is not None or parts is None or parts.hostname is None:
        raise Undeliverable(problem.en if problem else "not a usable web address")
    body = json.dumps(
        {
            "id": str(delivery.pk),
            "kind": notice.kind,
            "text": {"zh": notice.zh, "en": notice.en},
            "url": linked(notice.url),
            "created_at": notice.created_at.isoformat(),
        },
        ensure_ascii=False,
    ).encode()
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "Tongguan-Delivery": str(delivery.pk),
        "Tongguan-Signature": signature(endpoint.secret, int(time.time()), body),
    }
    pinned = httpx.URL(endpoint.url).copy_with(host=address)
    with (
        httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "POST", pinned, content=body, headers=headers, extensions={"sni_hostname": parts.hostname}
        ) as response,
    ):
        if response.status_code == 410:
            raise Undeliverable("410: the receiver wants no more of this", final=True)
        if not 200 <= response.status_code < 300:
            raise Undeliverable(f"the receiver answered {response.status_code}")
