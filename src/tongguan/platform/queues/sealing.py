"""What the house keeps so that neither the database nor a backup of it shows it: its secret of a round, and the names
of relatives in the register of relations."""

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


def seal_note(text: str) -> bytes | None:
    """A note of the register, encrypted; None where there is none."""
    return _keyed("tongguan-relation-note").encrypt(text.encode()) if text else None


def unseal_note(sealed: bytes | None) -> str:
    """The note; empty where there is none or the installation's secret is another one."""
    try:
        return _keyed("tongguan-relation-note").decrypt(bytes(sealed)).decode() if sealed else ""
    except InvalidToken:
        return ""


def _fernet(round_id: str) -> Fernet:
    return _keyed(f"tongguan-draw-seal\n{round_id}")


def _keyed(use: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=use.encode())
    return Fernet(urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
