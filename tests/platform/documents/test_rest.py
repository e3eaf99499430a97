"""The check of documents over HTTP says what the page says."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.platform.documents.conftest import issued
from tongguan.platform.documents.interface import pdf_of, revoke
from tongguan.platform.documents.views import TOLD
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db
AT = "/api/v1/documents/verify"


def sent(at: str, content: bytes) -> Any:
    return Client().post(at, {"file": SimpleUploadedFile("a.pdf", content)})


def test_a_stranger_learns_by_program_what_the_page_tells() -> None:
    document, other = issued(), issued()
    pdf = pdf_of(SYSTEM, document.number)
    broken = pdf.replace(b"%PDF-1.7", b"%PDF-1.6")
    cases = [
        ("", pdf, "valid"),
        (f"/{document.pk}", pdf, "valid"),
        (f"/{other.pk}", pdf, "altered"),
        (f"/{document.pk}", broken, "altered"),
        ("", b"%PDF-1.7 nothing of ours", "foreign"),
    ]
    for code, content, verdict in cases:
        told = sent(f"{AT}{code}", content)
        assert told.status_code == 200
        body = told.json()
        assert body["verdict"] == verdict
        page_at = f"/documents/verify{code or '/'}"
        client = Client(headers={"accept-language": "en"})
        page = client.post(page_at, {"file": SimpleUploadedFile("a.pdf", content)}).content.decode()
        assert body["sentence"]["en"] in page
        assert body["sentence"]["zh"] != body["sentence"]["en"]
        assert (body["document"] is None) is (verdict == "foreign")


def test_a_code_leads_to_the_register_and_a_revocation_shows_at_once() -> None:
    document = issued()
    told = Client().get(f"{AT}/{document.pk}").json()
    assert (told["number"], told["sha256"], told["in_force"]) == (document.number, document.sha256, True)
    revoke(number=document.number, reason="期间有误", actor=SYSTEM)
    told = Client().get(f"{AT}/{document.pk}").json()
    assert (told["in_force"], told["revoke_reason"]) == (False, "期间有误")
    checked = sent(AT, pdf_of(SYSTEM, document.number)).json()
    assert (checked["verdict"], checked["document"]["revoke_reason"]) == ("revoked", "期间有误")
    assert Client().get(f"{AT}/{uuid.uuid4()}").status_code == 404
    assert sent(f"{AT}/{uuid.uuid4()}", b"x").status_code == 404
    assert Client().get(f"{AT}/nonsense").status_code == 422


def test_nothing_and_too_much_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    none = Client().post(AT)
    assert (none.status_code, none.json()["errors"][0]["code"]) == (422, "document.empty")
    monkeypatch.setattr("tongguan.platform.documents.views.MAX_PDF_BYTES", 10)
    much = sent(AT, b"x" * 11)
    assert (much.status_code, much.json()["errors"][0]["code"]) == (422, "document.too_large")


def test_every_verdict_has_words() -> None:
    assert all(word and sentence for _tone, _icon, word, sentence in TOLD.values())
