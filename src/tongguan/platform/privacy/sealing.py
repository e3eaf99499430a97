"""One value, sealed: AES-256-GCM, bound to the table and column it stands in.

Layout: 1 byte version, 4 bytes key id, 12 bytes nonce, ciphertext with its 16-byte tag (NIST SP 800-38D). Random
nonces of 96 bits under one key are good for 2^32 values (SP 800-38D §8.3); a ring is replaced long before.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tongguan.platform.privacy.errors import PrivacyKeyMissing, Undecipherable
from tongguan.platform.privacy.keys import ID_BYTES, ring

VERSION, NONCE_BYTES = b"\x01", 12
_HEAD = len(VERSION) + ID_BYTES + NONCE_BYTES
INDEX_CHARACTERS = 32


def seal(plain: bytes, place: str) -> bytes:
    """The value under the newest key; `place` ("table.column") is needed again to open it."""
    held = ring()
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = VERSION + held.newest + nonce
    return head + AESGCM(held.keys[held.newest]).encrypt(nonce, plain, head + place.encode())


def unseal(sealed: bytes, place: str) -> bytes:
    """The value again; Undecipherable where it was altered or moved, PrivacyKeyMissing where its key is gone."""
    if len(sealed) < _HEAD or sealed[:1] != VERSION:
        raise Undecipherable(f"no sealed value in {place}")
    key = ring().keys.get(key_id(sealed))
    if key is None:
        raise PrivacyKeyMissing(f"the key of a value in {place} is not in the ring")
    head = sealed[:_HEAD]
    try:
        return AESGCM(key).decrypt(head[-NONCE_BYTES:], sealed[_HEAD:], head + place.encode())
    except InvalidTag as error:
        raise Undecipherable(f"a value in {place} was altered or moved") from error


def key_id(sealed: bytes) -> bytes:
    """Which key sealed it."""
    return sealed[1 : 1 + ID_BYTES]


def blind_index(value: str, purpose: str) -> str:
    """A keyed hash to find an encrypted value again without storing it: 128 bits in hex, another for each purpose.

    The caller brings equal values into one form first; equal values show as equal to whoever reads the table.
    """
    key = hmac.digest(ring().index, purpose.encode(), hashlib.sha256)
    return hmac.digest(key, value.encode(), hashlib.sha256).hex()[:INDEX_CHARACTERS]
