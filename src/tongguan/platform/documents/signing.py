"""Puts the house's signature into a PDF (PAdES-style CMS, certified, no changes allowed), by pyHanko."""

from __future__ import annotations

from io import BytesIO

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tongguan.platform.documents.keys import KeyPair

FIELD = "House"


def sign(pdf: bytes, pair: KeyPair, *, location: str) -> bytes:
    """The PDF with the signature in an incremental update. `location` is where it can be verified; it stands
    readable in the file, so that even a damaged copy says which document it wants to be."""
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key, certificate = pair
    signer = signers.SimpleSigner(
        signing_cert=Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=SimpleCertificateStore(),
    )
    told = signers.PdfSignatureMetadata(
        field_name=FIELD,
        location=location,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    )
    signed = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), told, signer=signer)
    return bytes(signed.getvalue())
