"""Checks the signature of a document without reading it as a PDF, so that a hostile file has little to attack.

Only what this house makes is accepted: one signature whose byte range is the whole file but for the signature itself
(ISO 32000-1, 12.8), and whose CMS container (RFC 5652) is byte for byte the one that the certificate, the signed
attributes and the signature value make. So any changed, added or missing byte shows: updates appended after signing,
which PDF readers take, are refused here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms, parser
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tongguan.platform.documents.contracts import SealCheck
from tongguan.platform.documents.errors import finding

_RANGE = re.compile(
    rb"/ByteRange\s{0,4}\[\s{0,4}(\d{1,10})\s{1,4}(\d{1,10})\s{1,4}(\d{1,10})\s{1,4}(\d{1,10})"
)
_HEX = re.compile(rb"<((?:[0-9A-F]{2})+)>")
MAX_CONTAINER_BYTES = 64 * 1024
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises on input that is no ASN.1, or other than it says."""


def check_seal(content: bytes, trusted: Sequence[x509.Certificate]) -> SealCheck:
    """Whether the file is, byte for byte, what one of these certificates' keys signed. Never raises on input."""
    ranges = [tuple(map(int, match.groups())) for match in _RANGE.finditer(content)]
    if not ranges:
        return SealCheck(finding("seal.none"))
    start, begin, end, rest = ranges[0]
    if len(ranges) > 1 or start or not 0 < begin < end or end + rest != len(content):
        return SealCheck(finding("seal.not_whole"))
    container = _container(content[begin:end])
    if container is None:
        return SealCheck(finding("seal.malformed"))
    try:
        return _checked(container, content[:begin] + content[end:], trusted)
    except _BROKEN:
        return SealCheck(finding("seal.malformed"))


def _container(hole: bytes) -> bytes | None:
    """The CMS container: upper-case hex, filled up with zeros."""
    match = _HEX.fullmatch(hole) if len(hole) <= 2 * MAX_CONTAINER_BYTES else None
    if match is None:
        return None
    raw = bytes.fromhex(match[1].decode())
    try:
        _class, _method, _tag, header, content, trailer = parser.parse(raw)
    except _BROKEN:
        return None
    length = len(header) + len(content) + len(trailer)
    return raw[:length] if not any(raw[length:]) else None


def _checked(container: bytes, signed: bytes, trusted: Sequence[x509.Certificate]) -> SealCheck:
    outer = cms.ContentInfo.load(container, strict=True)
    info = outer["content"]["signer_infos"][0]
    attributes, signature = info["signed_attrs"], info["signature"].native
    by_der = {each.public_bytes(Encoding.DER): each for each in trusted}
    given = outer["content"]["certificates"][0].chosen.dump()
    fingerprint = hashlib.sha256(given).hexdigest()
    told = {each["type"].native: each["values"][0].native for each in attributes}
    if told["message_digest"] != hashlib.sha256(signed).digest() or told["content_type"] != "data":
        return SealCheck(finding("seal.altered"), fingerprint)
    certificate = by_der.get(given)
    if certificate is None:
        return SealCheck(finding("seal.stranger"), fingerprint)
    if _remade(certificate, attributes, signature) != container:
        return SealCheck(finding("seal.altered"), fingerprint)
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return SealCheck(finding("seal.malformed"), fingerprint)
    try:
        key.verify(signature, _as_signed(attributes), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return SealCheck(finding("seal.altered"), fingerprint)
    at = told.get("signing_time")
    return SealCheck(None, fingerprint, at if isinstance(at, datetime) else None)


def _as_signed(attributes: Any) -> bytes:
    """The attributes as they are hashed: a SET, not the implicit [0] they stand in (RFC 5652, 5.4)."""
    return bytes(attributes.untag().dump())


def _remade(certificate: x509.Certificate, attributes: Any, signature: bytes) -> bytes:
    """The container as the house builds it from these parts; nothing in it is left unchecked."""
    own = cms.Certificate.load(certificate.public_bytes(Encoding.DER))
    digest = {"algorithm": "sha256"}
    signer = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": signer}),
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": signature,
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data"},
            "certificates": [own],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())
