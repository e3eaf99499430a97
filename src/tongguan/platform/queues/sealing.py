"""The house's secret of a round, kept so that neither the database nor a backup of it shows it."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SECRET_BYTES = 32


def seal(secret: bytes, nonce: bytes, round_id: str) -> bytes:
    """Both, encrypted under a key derived from the installation's secret and the round."""
    return _fernet(round_id).encrypt(secret + nonce)


def unseal(sealed: bytes, round_id: str) -> tuple[bytes, bytes] | None:
    """(secret, nonce), or None where the installation's secret is no longer the one that sealed them."""
    try:
        plain = _fernet(round_id).decrypt(bytes(sealed))
    except InvalidToken:
        return None
    return plain[:SECRET_BYTES], plain[SECRET_BYTES:]


def _fernet(round_id: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=f"tongguan-draw-seal\n{round_id}".encode())
    return Fernet(urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
