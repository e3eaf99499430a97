"""The house's key for documents: a private file with a self-issued certificate, made once, registered in the ledger.

The ledger's own key (Ed25519) signs checkpoints; this one (P-256) signs PDFs, since common readers know P-256.
Being self-issued, the certificate says nothing about who the house is: that comes from where a person got it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tongguan.platform.audit.interface import record
from tongguan.platform.documents.errors import DocumentKeyMissing
from tongguan.platform.documents.models import SigningCertificate
from tongguan.platform.ledger.interface import keep_private
from tongguan.platform.permissions.interface import SYSTEM, Actor

NAME = "通关 Tongguan documents"
LIFETIME = dt.timedelta(days=3650)
KeyPair = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def key_file() -> Path:
    """Where key and certificate lie, as PEM."""
    return Path(settings.DATA_DIR) / "secrets" / "document_key"


def signing_pair() -> tuple[KeyPair, SigningCertificate]:
    """The key in force and its row, made and registered at the first call, inside the caller's transaction.

    DocumentKeyMissing where a certificate is registered and the file is gone or holds another one.
    """
    row = SigningCertificate.objects.filter(valid_to=None).first()
    path = key_file()
    if row is None:
        pair = _read(path.read_text() if path.exists() else keep_private(path, _made()))
        return pair, _register(pair[1], SYSTEM)
    if not path.exists():
        raise DocumentKeyMissing(f"{path} is gone; documents are signed with {row.fingerprint}")
    pair = _read(path.read_text())
    if fingerprint_of(pair[1]) != row.fingerprint:
        raise DocumentKeyMissing(f"{path} holds another key than the registered {row.fingerprint}")
    return pair, row


@transaction.atomic
def replace_key(*, actor: Actor) -> SigningCertificate:
    """Close the certificate in force and begin with a new one; what it signed stays valid, its file is kept."""
    now = timezone.now()
    path = key_file()
    SigningCertificate.objects.filter(valid_to=None).update(valid_to=now)
    if path.exists():
        path.rename(path.with_name(f"{path.name}.until-{now:%Y%m%dT%H%M%S}"))
    return _register(_read(keep_private(path, _made()))[1], actor)


def certificates() -> list[x509.Certificate]:
    """Every certificate the house has signed with, newest first."""
    rows = SigningCertificate.objects.order_by("-valid_from").values_list("pem", flat=True)
    return [x509.load_pem_x509_certificate(pem.encode()) for pem in rows]


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _made() -> str:
    """A new key and its certificate, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = timezone.now()
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (private + certificate.public_bytes(Encoding.PEM)).decode()


def _read(pem: str) -> KeyPair:
    key = load_pem_private_key(pem.encode(), password=None)
    certificate = x509.load_pem_x509_certificate(pem.encode())
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise DocumentKeyMissing(
            "the key file for documents is damaged: its key and certificate do not match"
        )
    return key, certificate


def _register(certificate: x509.Certificate, actor: Actor) -> SigningCertificate:
    fingerprint = fingerprint_of(certificate)
    row, new = SigningCertificate.objects.get_or_create(
        fingerprint=fingerprint,
        defaults={
            "pem": certificate.public_bytes(Encoding.PEM).decode(),
            "valid_from": timezone.now(),
        },
    )
    if new:
        record(
            actor=actor,
            action="documents.certificate.created",
            subject=("document_certificate", fingerprint),
            data={"pem": row.pem},
        )
    return row
