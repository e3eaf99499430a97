"""Ed25519 keys with a name, as C2SP signed notes use them.

A verifier key is written `name+hash+base64(kind ‖ public key)`, a signing key
`PRIVATE+KEY+name+hash+base64(kind ‖ seed)`. The kind is 1 for a log's signature over the text and 4 for a
witness's time-stamped cosignature. Sources: C2SP signed-note, C2SP tlog-cosignature.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tongguan.engines.problems import Problem
from tongguan.engines.tlog.findings import finding

_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,255}")
_KEY_TEXT_MAX = 1024


class SignatureKind(IntEnum):
    """The signature type byte that goes into the key identifier."""

    ED25519 = 1
    COSIGNATURE = 4


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and a 32-byte Ed25519 public key that somebody decided to trust."""

    name: str
    public: bytes
    kind: SignatureKind = SignatureKind.ED25519

    @property
    def key_id(self) -> bytes:
        """Four bytes that point a verifier to this key; not a security claim."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made `signature` over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        material = b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"


def parse_verifier_key(text: str) -> tuple[VerifierKey | None, list[Problem]]:
    """Read `name+hash+base64`; (None, problems) if it is not one of ours. Never raises on input."""
    parts = text.strip().split("+", 2) if len(text) <= _KEY_TEXT_MAX else []
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        return None, [finding("key.malformed")]
    material = decode_base64(parts[2])
    if material is None or len(material) != 33:
        return None, [finding("key.malformed")]
    if material[0] not in tuple(SignatureKind):
        return None, [finding("key.kind", kind=material[0])]
    key = VerifierKey(parts[0], material[1:], SignatureKind(material[0]))
    if key.key_id.hex() != parts[1]:
        return None, [finding("key.hash")]
    return key, []


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A named Ed25519 private key; its seed never shows in a repr."""

    name: str
    seed: bytes = field(repr=False)
    kind: SignatureKind = SignatureKind.ED25519

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"a key name has no blanks and no plus: {self.name!r}")
        if len(self.seed) != 32:
            raise ValueError("an Ed25519 seed has 32 bytes")

    @classmethod
    def generate(cls, name: str, kind: SignatureKind = SignatureKind.ED25519) -> SigningKey:
        """A new random key. Raises ValueError on a name with blanks or a plus."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw(), kind)

    @classmethod
    def decode(cls, text: str) -> SigningKey:
        """Read what `encode` wrote. Raises ValueError if it is damaged (a key file is the operator's own)."""
        parts = text.strip().split("+", 4)
        material = decode_base64(parts[4]) if len(parts) == 5 and parts[:2] == ["PRIVATE", "KEY"] else None
        if material is None or len(material) != 33 or material[0] not in tuple(SignatureKind):
            raise ValueError("not a signing key")
        key = cls(parts[2], material[1:], SignatureKind(material[0]))
        if key.verifier.key_id.hex() != parts[3]:
            raise ValueError("the key identifier does not belong to this signing key")
        return key

    def encode(self) -> str:
        """The text form for a private file."""
        material = b64encode(bytes([self.kind]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{material}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, public, self.kind)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature (RFC 8032) over `message`."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def decode_base64(text: str) -> bytes | None:
    """Standard base64 in its one canonical spelling, else None."""
    try:
        data = b64decode(text, validate=True)
    except (ValueError, TypeError):
        return None
    return data if b64encode(data).decode() == text else None
