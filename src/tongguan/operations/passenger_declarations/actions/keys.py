"""The key of receipts: a private file made once; its public part is in the table, so that a lost file is noticed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tongguan.engines.travel_receipts import ReceiptKey, new_seed
from tongguan.operations.passenger_declarations.errors import ReceiptKeyMissing
from tongguan.operations.passenger_declarations.models import ReceiptSigningKey
from tongguan.platform.audit.interface import record
from tongguan.platform.ledger.interface import keep_private
from tongguan.platform.permissions.interface import Actor


def key_file() -> Path:
    """Where the private key lies."""
    return Path(settings.DATA_DIR) / "secrets" / "receipt_key"


def signing_key() -> ReceiptKey:
    """The key in force, made and registered at the first call. ReceiptKeyMissing where one is registered and the file
    is gone or holds another."""
    row = ReceiptSigningKey.objects.filter(valid_to=None).order_by("id").first()
    path = key_file()
    if row is None:
        key = _read(path.read_text() if path.exists() else keep_private(path, new_seed().hex() + "\n"))
        ReceiptSigningKey.objects.get_or_create(
            public=key.public.hex(), defaults={"valid_from": timezone.now()}
        )
        return key
    if not path.exists():
        raise ReceiptKeyMissing(f"{path} is gone; receipts are signed with {row.public}")
    key = _read(path.read_text())
    if key.public.hex() != row.public:
        raise ReceiptKeyMissing(f"{path} holds another key than the registered {row.public}")
    return key


@transaction.atomic
def replace_key(*, actor: Actor) -> ReceiptKey:
    """End the key in force and begin another; receipts of the old one count until they expire. The old file is kept
    beside it with its date."""
    now, path = timezone.now(), key_file()
    ReceiptSigningKey.objects.filter(valid_to=None).update(valid_to=now)
    if path.exists():
        path.rename(path.with_name(f"{path.name}.until-{now:%Y%m%dT%H%M%S}"))
    key = _read(keep_private(path, new_seed().hex() + "\n"))
    ReceiptSigningKey.objects.create(public=key.public.hex(), valid_from=now)
    public = key.public.hex()
    record(
        actor=actor,
        action="receipt.key.replaced",
        subject=("receipt_key", public[:40]),
        data={"public": public},
    )
    return key


@lru_cache(maxsize=4)
def _read(text: str) -> ReceiptKey:
    return ReceiptKey(bytes.fromhex(text.strip()))
