"""The fleet: kiosks registered and retired, what they say of themselves, alerts when they fall silent."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.kiosks.enums import Part, Stage
from tongguan.operations.kiosks.errors import refused
from tongguan.operations.kiosks.models import Kiosk, Session
from tongguan.operations.kiosks.module import MANAGE, MODULE
from tongguan.operations.kiosks.rules import hashed, new_secret, number
from tongguan.platform.alerts.interface import (
    Disposition,
    Evidence,
    Severity,
    Source,
    State,
    acknowledge,
    disposition,
    raise_alert,
    visible,
)
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotFound, require

SOURCE = Source("watch", "kiosks.lost")


@transaction.atomic
def register_kiosk(*, actor: Actor, code: str, hall: str, place: int = 0) -> tuple[Kiosk, str]:
    """A new kiosk and its key, which is shown this once. Raises Refused where the code is taken."""
    require(actor, MANAGE)
    key, key_sha256 = new_secret()
    try:
        with transaction.atomic():
            kiosk = Kiosk.objects.create(code=code, hall=hall, place=place, key_sha256=key_sha256)
    except IntegrityError:
        raise refused("code_taken", "/code", status=409) from None
    record(
        actor=actor, action="kiosk.registered", subject=("kiosk", code), data={"hall": hall, "place": place}
    )
    return kiosk, key


@transaction.atomic
def renew_key(*, actor: Actor, kiosk_id: int) -> str:
    """A new key; the old one opens nothing any more."""
    kiosk = _managed(actor, kiosk_id)
    key, kiosk.key_sha256 = new_secret()
    kiosk.save(update_fields=["key_sha256"])
    record(actor=actor, action="kiosk.key_renewed", subject=("kiosk", kiosk.code), data={})
    return key


@transaction.atomic
def retire(*, actor: Actor, kiosk_id: int) -> Kiosk:
    """Out of service for good: its key opens nothing, it is watched no longer."""
    kiosk = _managed(actor, kiosk_id)
    if kiosk.retired_at is None:
        kiosk.retired_at = timezone.now()
        kiosk.save(update_fields=["retired_at"])
        _returned([kiosk], Text(zh="终端已停用", en="The kiosk was taken out of service"))
        record(actor=actor, action="kiosk.retired", subject=("kiosk", kiosk.code), data={})
    return kiosk


def _managed(actor: Actor, kiosk_id: int) -> Kiosk:
    require(actor, MANAGE)
    found = Kiosk.objects.select_for_update().filter(pk=kiosk_id).first()
    if found is None:
        raise NotFound(MODULE.name)
    return found


def heartbeat(*, key: str, stage: str, version: str, printer: str, scanner: str, token: str = "") -> None:
    """A kiosk says that it is there and how it is; one statement. Raises Refused for an unknown key."""
    now = timezone.now()
    told = {
        "stage": stage if stage in Stage.values else Stage.IDLE,
        "version": version,
        "printer": printer if printer in Part.values else Part.FAULT,
        "scanner": scanner if scanner in Part.values else Part.FAULT,
    }
    known = Kiosk.objects.filter(key_sha256=hashed(key), retired_at=None)
    if not known.update(seen_at=now, **told):
        raise refused("unknown_kiosk", status=404)
    if token:
        Session.objects.filter(token_sha256=hashed(token), ended_at=None).update(seen_at=now)


@transaction.atomic
def watch_fleet() -> int:
    """Raise one alert a hall for kiosks that fell silent since the last look, and close it when all of them are back
    (a loop); how many kiosks changed."""
    now = timezone.now()
    since = now - timedelta(seconds=number("lost_after"))
    watched = Kiosk.objects.select_for_update(skip_locked=True, of=("self",)).filter(retired_at=None)
    lost = list(watched.filter(lost_at=None, seen_at__lt=since).order_by("hall", "place", "code"))
    back = list(watched.filter(lost_at__isnull=False, seen_at__gte=since))
    for hall in dict.fromkeys(kiosk.hall for kiosk in lost):
        _lost(hall, [kiosk for kiosk in lost if kiosk.hall == hall])
    _returned(back, Text(zh="终端已恢复联系", en="The kiosks report again"))
    return len(lost) + len(back)


def _lost(hall: str, kiosks: list[Kiosk]) -> None:
    now = timezone.now()
    count = len(kiosks)
    first = kiosks[0].code
    title = (
        Text(zh=f"终端 {first} 失去联系（{hall}）", en=f"Kiosk {first} does not report ({hall})")
        if count == 1
        else Text(zh=f"{hall} 有 {count} 台终端失去联系", en=f"{count} kiosks in {hall} do not report")
    )
    alert = raise_alert(
        source_key=f"kiosks.lost:{first}:{now:%Y%m%d%H%M%S%f}",
        kind="kiosk",
        severity=Severity.MEDIUM if count == 1 else Severity.HIGH,
        title=title,
        evidence=[
            Evidence(
                "row", kiosk.code, pointer=f"{kiosk.seen_at:%Y-%m-%dT%H:%M:%SZ}", url=f"/kiosks/{kiosk.pk}/"
            )
            for kiosk in kiosks
        ],
        source=SOURCE,
    )
    for kiosk in kiosks:
        kiosk.lost_at, kiosk.alert_id = now, alert.pk
    Kiosk.objects.bulk_update(kiosks, ["lost_at", "alert_id"])


def _returned(kiosks: list[Kiosk], why: Text) -> None:
    """Close each alert of which no kiosk is missing any more."""
    alerts = {kiosk.alert_id for kiosk in kiosks if kiosk.alert_id}
    for kiosk in kiosks:
        kiosk.lost_at = kiosk.alert_id = None
    Kiosk.objects.bulk_update(kiosks, ["lost_at", "alert_id"])
    missing = set(Kiosk.objects.filter(alert_id__in=alerts).values_list("alert_id", flat=True))
    for alert in visible(SYSTEM).filter(pk__in=alerts - missing).exclude(state=State.DISPOSITIONED):
        if alert.acknowledged_at is None:
            acknowledge(actor=SYSTEM, alert_id=alert.pk)
        note = f"{why.zh} / {why.en}"
        disposition(actor=SYSTEM, alert_id=alert.pk, code=Disposition.CORRECTED, note=note)
