"""The house's signing key: a private file, made once; and which verifier keys count on a day."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongguan.engines.tlog import SigningKey, VerifierKey, parse_verifier_key
from tongguan.platform.audit.interface import record
from tongguan.platform.ledger.enums import KeyPurpose
from tongguan.platform.ledger.errors import LedgerKeyMissing
from tongguan.platform.ledger.models import LedgerKey
from tongguan.platform.permissions.interface import Actor

ORIGIN_VARIABLE = "TONGGUAN_LEDGER_ORIGIN"
DEFAULT_ORIGIN = "tongguan.local/ledger"


def key_file() -> Path:
    """Where the signing key lies."""
    return Path(settings.DATA_DIR) / "secrets" / "ledger_key"


def signing_key() -> SigningKey:
    """The house's key, made and registered at the first call. LedgerKeyMissing where a key is registered and
    the file is gone or is another one: a replacement must be somebody's decision."""
    registered = LedgerKey.objects.filter(purpose=KeyPurpose.LOG, valid_to=None).first()
    path = key_file()
    if registered is None:
        key = _read(path) if path.exists() else _create(path)
        _register(key)
        return key
    if not path.exists():
        raise LedgerKeyMissing(f"{path} is gone; the ledger signs with {registered.verifier}")
    key = _read(path)
    if str(key.verifier) != registered.verifier:
        raise LedgerKeyMissing(f"{path} holds another key than the registered {registered.verifier}")
    return key


@transaction.atomic
def replace_key(*, actor: Actor) -> VerifierKey:
    """Close the log key in force and begin with a new one; the old file is kept beside it with its date."""
    now = timezone.now()
    path = key_file()
    LedgerKey.objects.filter(purpose=KeyPurpose.LOG, valid_to=None).update(valid_to=now)
    if path.exists():
        path.rename(path.with_name(f"{path.name}.until-{now:%Y%m%dT%H%M%S}"))
    key = _create(path)
    _register(key)
    record(
        actor=actor,
        action="ledger.key.replaced",
        subject=("ledger_key", key.verifier.key_id.hex()),
        data={"verifier": str(key.verifier)},
    )
    return key.verifier


@transaction.atomic
def add_witness(verifier: VerifierKey, *, actor: Actor) -> LedgerKey:
    """Trust a witness's cosignature key from now on."""
    row, new = LedgerKey.objects.get_or_create(
        verifier=str(verifier),
        defaults={"purpose": KeyPurpose.WITNESS, "name": verifier.name, "valid_from": timezone.now()},
    )
    if new:
        record(
            actor=actor,
            action="ledger.witness.added",
            subject=("ledger_key", verifier.key_id.hex()),
            data={"verifier": str(verifier)},
        )
    return row


def keys_of(purpose: str, at: datetime | None = None) -> list[VerifierKey]:
    """The registered keys of a purpose, those that count at a moment where one is given."""
    rows = LedgerKey.objects.filter(purpose=purpose)
    if at is not None:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=at), valid_from__lte=at)
    parsed = (parse_verifier_key(text)[0] for text in rows.order_by("id").values_list("verifier", flat=True))
    return [key for key in parsed if key is not None]


def keep_private(path: Path, text: str) -> str:
    """Write a private file whole or not at all, and once: what the file holds, which is another process's text if
    that was faster."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-") as file:  # 0600 by default
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return path.read_text()
    return text


def _create(path: Path) -> SigningKey:
    key = SigningKey.generate(os.environ.get(ORIGIN_VARIABLE, DEFAULT_ORIGIN))
    return SigningKey.decode(keep_private(path, key.encode() + "\n"))


def _read(path: Path) -> SigningKey:
    return SigningKey.decode(path.read_text())


def _register(key: SigningKey) -> None:
    LedgerKey.objects.get_or_create(
        verifier=str(key.verifier),
        defaults={"purpose": KeyPurpose.LOG, "name": key.name, "valid_from": timezone.now()},
    )
