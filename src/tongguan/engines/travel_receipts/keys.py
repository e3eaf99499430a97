"""Keys of receipts: Ed25519 (RFC 8032). A receipt names its key by one byte, the first of the key's SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_BYTES = 64


def key_mark(public: bytes) -> int:
    """The byte that names a public key in a receipt."""
    return hashlib.sha256(public).digest()[0]


def new_seed() -> bytes:
    """A new private key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


@dataclass(frozen=True, slots=True)
class ReceiptKey:
    """A private key by its 32-byte seed, which never shows in a repr."""

    seed: bytes

    def __repr__(self) -> str:
        return f"ReceiptKey({self.public.hex()})"

    @property
    def public(self) -> bytes:
        """The 32-byte public key."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    @property
    def mark(self) -> int:
        """The byte that names it."""
        return key_mark(self.public)

    def signature(self, message: bytes) -> bytes:
        """The 64-byte signature."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def public_keys(text: str) -> tuple[bytes, ...]:
    """Public keys as hexadecimal text, one a line, `#` begins a remark; ValueError on anything else."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    found = tuple(bytes.fromhex(line) for line in lines if line)
    if not found or any(len(key) != 32 for key in found):
        raise ValueError("a public key has 64 hexadecimal digits")
    return found


def signed_by(keys: tuple[bytes, ...], mark: int, message: bytes, signature: bytes) -> bool | None:
    """Whether one of these keys signed; None where none of them has the mark."""
    named = [key for key in keys if key_mark(key) == mark]
    for key in named:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False if named else None
