"""Verifying: valid, altered, revoked; offline by the signature alone; hostile files."""

from __future__ import annotations

import io
import json
import random
import uuid
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.platform.documents.conftest import DATA, issued
from tongguan.platform.documents import keys
from tongguan.platform.documents.commands import documents as verb
from tongguan.platform.documents.interface import Verdict, pdf_of, render, revoke, verify
from tongguan.platform.documents.keys import certificates
from tongguan.platform.documents.seal import check_seal
from tongguan.platform.documents.signing import sign
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db
SAMPLES = 400


def pair() -> keys.KeyPair:
    return keys._read(keys._made())


def test_what_was_issued_is_valid_and_a_revoked_one_says_why() -> None:
    document = issued()
    pdf = pdf_of(SYSTEM, document.number)
    assert (verify(pdf).verdict, verify(pdf).document) == (Verdict.VALID, document)
    revoke(number=document.number, reason="期间有误", actor=SYSTEM)
    assert verify(pdf).verdict is Verdict.REVOKED
    page = Client().get(f"/documents/verify/{document.pk}").content.decode()
    assert "期间有误" in page


def test_every_changed_byte_shows() -> None:
    document = issued()
    pdf = pdf_of(SYSTEM, document.number)
    trusted = certificates()
    assert check_seal(pdf, trusted).ok
    hole = pdf.index(b"/Contents <") + 11
    signature = range(hole, hole + 2200)  # the container itself, which its own signature does not cover
    rng = random.Random(7)
    for place in [*rng.sample(range(len(pdf)), SAMPLES), *rng.sample(signature, SAMPLES)]:
        changed = bytearray(pdf)
        changed[place] ^= 1 << rng.randrange(8)
        assert not check_seal(bytes(changed), trusted).ok, place
    spot = pdf.index(b"/Location")
    changed = pdf[:spot] + b"/Locatiom" + pdf[spot + 9 :]
    found = verify(changed)
    assert (found.verdict, found.document) == (Verdict.ALTERED, document)


@pytest.mark.parametrize("more", [b"\n", b"%", b"\n1 0 obj<<>>endobj\n/ByteRange [0 5 6 7]"])
def test_what_is_appended_after_the_signature_shows(more: bytes) -> None:
    document = issued()
    pdf = pdf_of(SYSTEM, document.number)
    assert not check_seal(pdf + more, certificates()).ok
    assert not check_seal(pdf[:-1], certificates()).ok
    assert verify(pdf + more).verdict is Verdict.ALTERED


def test_another_reader_of_signatures_agrees() -> None:
    pdf = pdf_of(SYSTEM, issued().number)
    root = Certificate.load(certificates()[0].public_bytes(Encoding.DER))
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False))
    assert status.bottom_line
    assert status.intact
    assert signature.docmdp_level is not None
    assert check_seal(pdf, certificates()).ok


def test_a_strangers_signature_and_an_unregistered_one_are_told_apart() -> None:
    issued()
    draft = render("documents/record.typ", DATA)
    strange = sign(draft, pair(), location="https://elsewhere.example.org")
    seal = check_seal(strange, certificates())
    assert seal.problem is not None
    assert seal.problem.code == "seal.stranger"
    assert verify(strange).verdict is Verdict.FOREIGN
    (own, _row) = keys.signing_pair()
    assert verify(sign(draft, own, location="x")).verdict is Verdict.UNREGISTERED
    assert verify(draft).verdict is Verdict.FOREIGN


def test_a_file_is_checked_against_the_code_that_was_scanned() -> None:
    first, second = issued("A"), issued("B")
    pdf = pdf_of(SYSTEM, second.number)
    assert verify(pdf, second.pk).verdict is Verdict.VALID
    found = verify(pdf, first.pk)
    assert (found.verdict, found.document) == (Verdict.ALTERED, first)


def test_the_public_page_tells_a_stranger_with_a_file() -> None:
    document = issued()
    pdf = pdf_of(SYSTEM, document.number)
    client = Client(headers={"accept-language": "en"})
    at = f"/documents/verify/{document.pk}"
    assert "In force" in client.get(at).content.decode()
    good = client.post("/documents/verify/", {"file": SimpleUploadedFile("a.pdf", pdf)})
    assert 'data-tone="good"' in good.content.decode()
    bad = client.post(at, {"file": SimpleUploadedFile("a.pdf", pdf.replace(b"%PDF-1.7", b"%PDF-1.6"))})
    assert "Not the issued document" in bad.content.decode()
    assert client.get(f"/documents/verify/{uuid.uuid4()}").status_code == 404
    assert client.post(at).status_code == 422
    assert client.get("/documents/certificate").content.startswith(b"-----BEGIN CERTIFICATE-----")


def test_an_upload_over_the_limit_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongguan.platform.documents.views.MAX_PDF_BYTES", 10)
    answer = Client().post("/documents/verify/", {"file": SimpleUploadedFile("a.pdf", b"x" * 11)})
    assert answer.status_code == 422


BOMB = b"<" + b"30" * 30_000 + b">"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"\x00" * 5000,
        b"/ByteRange [0 0 0 0]",
        b"/ByteRange [0 9999999999 9999999999 1]",
        b"/ByteRange [5 4 3 2]" * 50,
        b"x/ByteRange [0 0000000040 0000060043 0]".ljust(40) + BOMB + b"z",
        b"/documents/verify/00000000-0000-0000-0000-000000000000",
    ],
)
def test_hostile_files_get_an_answer(content: bytes) -> None:
    found = verify(content)
    assert found.verdict is Verdict.FOREIGN
    assert found.seal is not None
    assert found.seal.problem is not None
    assert found.seal.problem.message.zh


@given(container=st.binary(max_size=300), tail=st.binary(max_size=20))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_container_gets_an_answer(container: bytes, tail: bytes) -> None:
    hole = b"<" + container.hex().upper().encode() + b">"
    head = b"/ByteRange [0 %010d %010d %010d]"
    begin = len(head % (0, 0, 0))
    content = head % (begin, begin + len(hole), len(tail)) + hole + tail
    assert not check_seal(content, []).ok


def test_the_shell_verifies_without_server_or_database(tmp_path: Path) -> None:
    document = issued()
    file, pem = tmp_path / "a.pdf", tmp_path / "c.pem"
    file.write_bytes(pdf_of(SYSTEM, document.number))
    pem.write_bytes(Client().get("/documents/certificate").content)
    asked = ["verify", str(file), "--certificate", str(pem), "--json"]
    run = CliRunner().invoke(verb, asked)
    told = json.loads(run.output)
    assert (run.exit_code, told["ok"], told["revocation"]) == (0, True, "not checked")
    assert told["certificate_sha256"] == document.certificate.fingerprint
    file.write_bytes(file.read_bytes()[:-1] + b"X")
    run = CliRunner().invoke(verb, asked)
    assert (run.exit_code, json.loads(run.output)["code"]) == (1, "seal.altered")
    pem.write_text("nonsense")
    assert CliRunner().invoke(verb, asked).exit_code == 2
