"""The ring of keys for personal data: a private file, of which the database knows the fingerprints alone.

The newest key encrypts, every key decrypts; one key apart makes blind indexes and is never replaced, since replacing
it would lose every index. A ring whose keys the database does not know, or a database whose key is not in the ring,
is refused: data written under a key that came from nowhere would be lost at the next restore.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from tongguan.platform.ledger.interface import keep_private
from tongguan.platform.privacy.errors import PrivacyKeyMissing

KEY_BYTES, ID_BYTES = 32, 4


@dataclass(frozen=True, slots=True)
class Ring:
    """Keys by their id (the first bytes of their SHA-256), the id that encrypts, and the key of blind indexes."""

    keys: Mapping[bytes, bytes]
    newest: bytes
    index: bytes

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """SHA-256 of every key in hex, the index's first."""
        return tuple(hashlib.sha256(key).hexdigest() for key in (self.index, *self.keys.values()))


_held: dict[tuple[str, int], Ring] = {}


def key_file() -> Path:
    """Where the ring lies."""
    return Path(settings.DATA_DIR) / "secrets" / "privacy_keys"


def ring() -> Ring:
    """The ring, read again when its file changes, made at the first call.

    PrivacyKeyMissing where the database knows a key that the file does not hold.
    """
    path = key_file()
    try:
        written = path.stat().st_mtime_ns
    except FileNotFoundError:
        refuse_strangers(())
        keep_private(path, _text((_fresh(), _fresh())))
        written = path.stat().st_mtime_ns
    place = (str(path), written)
    if place not in _held:
        found = _read(path)
        refuse_strangers(found.fingerprints)
        _held.clear()
        _held[place] = found
    return _held[place]


def add_key() -> Ring:
    """Begin with a new key; what older keys encrypted stays readable."""
    now = ring()
    path = key_file()
    text = _text((now.index, *now.keys.values(), _fresh()))
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)
    return ring()


def id_of(key: bytes) -> bytes:
    """What a stored value names its key by."""
    return hashlib.sha256(key).digest()[:ID_BYTES]


def _fresh() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _text(keys: tuple[bytes, ...]) -> str:
    index, *rest = [base64.b64encode(key).decode() for key in keys]
    return json.dumps({"index": index, "keys": rest}) + "\n"


def _read(path: Path) -> Ring:
    try:
        held = json.loads(path.read_text())
        index = base64.b64decode(held["index"], validate=True)
        keys = [base64.b64decode(key, validate=True) for key in held["keys"]]
    except (ValueError, KeyError, TypeError) as error:
        raise PrivacyKeyMissing(f"{path} is damaged") from error
    if not keys or any(len(key) != KEY_BYTES for key in (index, *keys)):
        raise PrivacyKeyMissing(f"{path} is damaged")
    return Ring({id_of(key): key for key in keys}, id_of(keys[-1]), index)


def refuse_strangers(fingerprints: tuple[str, ...]) -> None:
    """PrivacyKeyMissing where the database knows a key that is not among these; it learns of the others."""
    from tongguan.platform.privacy.models import PrivacyKey

    known = set(PrivacyKey.objects.values_list("fingerprint", flat=True))
    if missing := known - set(fingerprints):
        raise PrivacyKeyMissing(
            f"{key_file()} lacks {len(missing)} of the keys that personal data is encrypted with: "
            "put the installation's secrets back"
        )
    PrivacyKey.objects.bulk_create(
        [PrivacyKey(fingerprint=one) for one in fingerprints if one not in known], ignore_conflicts=True
    )
