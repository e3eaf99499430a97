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
_VERSION_1 = bytes.fromhex("020101")
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
_SHA256_ECDSA = bytes.fromhex("300a06082a8648ce3d040302")
_DATA = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The parts of the container that are always the same, in DER: version 1, algorithms (RFC 5754), content types."""
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
    if _remade(certificate, attributes.dump(), signature) != container:
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


def _remade(certificate: x509.Certificate, attributes: bytes, signature: bytes) -> bytes:
    """The container as the house builds it from these parts, in DER (RFC 5652, 5.1 and 5.3); nothing in it is left
    unchecked. `attributes` are as they stand in it."""
    serial = certificate.serial_number
    number = _tlv(0x02, serial.to_bytes(serial.bit_length() // 8 + 1, "big"))
    info = _tlv(
        0x30,
        _VERSION_1,
        _tlv(0x30, certificate.issuer.public_bytes(), number),
        _SHA256,
        attributes,
        _SHA256_ECDSA,
        _tlv(0x04, signature),
    )
    data = _tlv(
        0x30,
        _VERSION_1,
        _tlv(0x31, _SHA256),
        _tlv(0x30, _DATA),
        _tlv(0xA0, certificate.public_bytes(Encoding.DER)),
        _tlv(0x31, info),
    )
    return _tlv(0x30, _SIGNED_DATA, _tlv(0xA0, data))


def _tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, length and content in DER."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
