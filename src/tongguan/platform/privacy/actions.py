"""What is written: deletions, new keys."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction

from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import SYSTEM, Actor
from tongguan.platform.privacy.contracts import BATCH, Retention
from tongguan.platform.privacy.keys import Ring, add_key, refuse_strangers, ring
from tongguan.platform.privacy.models import Deletion, EncryptedField
from tongguan.platform.privacy.registry import retentions
from tongguan.platform.privacy.sealing import key_id
from tongguan.platform.reference.interface import parameter


def purge(now: datetime) -> int:
    """Delete what is older than its retention allows; how many records went. Run once more, it finds nothing."""
    refuse_strangers(ring().fingerprints)  # a key first used in a transaction that failed is told of here
    return sum(purge_one(each, now) for each in retentions())


@transaction.atomic
def purge_one(one: Retention, now: datetime) -> int:
    """Delete one kind's old records and keep a record of how many, without saying whose."""
    days = int(parameter(one.parameter, now.date()))
    before = now - timedelta(days=days)
    gone = 0
    while batch := one.delete(before, BATCH):
        gone += batch
    Deletion.objects.create(retention=one.code, before=before, days=days, records=gone)
    if gone:
        record(
            actor=SYSTEM,
            action="privacy.deleted",
            subject=("retention", one.code),
            data={"before": before.isoformat(), "days": days, "records": gone},
        )
    return gone


@transaction.atomic
def replace_key(*, actor: Actor) -> Ring:
    """Begin with a new key; `reseal` brings what is stored under it."""
    now = add_key()
    record(actor=actor, action="privacy.key.added", subject=("privacy_key", now.newest.hex()), data={})
    return now


def reseal(batch: int = BATCH) -> int:
    """Bring every stored value under the newest key, in batches that may be interrupted; how many rows were written."""
    newest = ring().newest
    return sum(
        _reseal_column(model, field, newest, batch)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedField) and not model._meta.proxy
    )


def _reseal_column(model: type, field: EncryptedField, newest: bytes, batch: int) -> int:
    rows, done, last = model._base_manager, 0, None  # type: ignore[attr-defined]
    while True:
        page = rows.exclude(**{f"{field.name}__isnull": True}).order_by("pk")
        keys = list((page if last is None else page.filter(pk__gt=last)).values_list("pk", flat=True)[:batch])
        if not keys:
            return done
        last = keys[-1]
        with transaction.atomic():
            stale = [row for row in _locked(rows, field, keys) if key_id(row.sealed) != newest]
            held = rows.in_bulk([row.pk for row in stale])
            rows.bulk_update(held.values(), [field.name])
            done += len(held)


def _locked(rows, field: EncryptedField, keys: list) -> list:  # type: ignore[no-untyped-def, type-arg]
    from django.db.models import BinaryField, F, Func

    raw = Func(F(field.name), template="%(expressions)s || ''::bytea", output_field=BinaryField())
    return list(rows.filter(pk__in=keys).select_for_update().only("pk").annotate(sealed=raw))
