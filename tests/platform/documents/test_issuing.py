"""Issuing: what stands in the PDF, that it is one transaction, that numbers are unique and without gaps."""

from __future__ import annotations

import hashlib
import io
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from pypdf import PdfReader

from tests.platform.documents.conftest import DATA, issued
from tongguan.engines.problems import Text
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.documents.errors import DocumentKeyMissing
from tongguan.platform.documents.interface import (
    Document,
    DocumentKind,
    document_kind,
    issue,
    pdf_of,
    render,
    revoke,
)
from tongguan.platform.documents.keys import key_file, replace_key
from tongguan.platform.ledger.interface import receipt_for, sequence_all
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, NotFound, Refused


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.django_db
def test_chinese_text_can_be_read_out_again_and_data_is_never_markup() -> None:
    document = issued()
    told = words_of(pdf_of(SYSTEM, document.number))
    for wanted in (
        "放行凭证",
        "滚珠轴承 𠮷",
        "准予放行。",
        "270.00",
        document.number,
        "#import 'x'",
        "*<script>*",
    ):
        assert wanted in told
    assert f"https://customs.example.org/documents/verify/{document.pk}" in told.replace("\n", "")


def test_the_same_data_gives_the_same_bytes_and_a_draft_says_so() -> None:
    first = render("documents/record.typ", DATA)
    assert render("documents/record.typ", DATA) == first
    assert "未签发" in words_of(first)
    assert render("documents/record.typ", DATA | {"title": Text(zh="别的", en="Other")}) != first
    assert len(first) < 100_000, "the font is embedded as a subset"


def test_a_font_is_embedded() -> None:
    reader = PdfReader(io.BytesIO(render("documents/record.typ", DATA)))
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    names = [str(font.get_object()["/BaseFont"]) for font in fonts]
    assert names
    assert all("+NotoSansCJKsc" in name for name in names), names


def test_only_templates_of_modules_are_templates() -> None:
    for name in ("record.typ", "documents/nothing.typ", "documents/../../module.py", "/etc/passwd"):
        with pytest.raises(LookupError):
            render(name, DATA)


@pytest.mark.django_db
def test_an_issue_is_a_row_a_file_and_an_entry_of_the_ledger() -> None:
    document = issued("B-7")
    pdf = pdf_of(SYSTEM, document.number)
    assert hashlib.sha256(pdf).hexdigest() == document.sha256
    sequence_all()
    receipt = receipt_for(document.audit_entry_id)
    assert receipt is not None
    assert document.sha256 in receipt.entry.decode()
    assert document.number in receipt.entry.decode()


@pytest.mark.django_db
def test_a_failed_issue_leaves_nothing_and_no_gap_in_the_numbers() -> None:
    first = issued()
    with pytest.raises(LookupError):
        issue(
            kind="test.note", subject=("thing", "X"), template="documents/none.typ", data=DATA, actor=SYSTEM
        )
    with pytest.raises(LookupError):
        issue(
            kind="no.kind", subject=("thing", "X"), template="documents/record.typ", data=DATA, actor=SYSTEM
        )
    second = issued()
    assert [first.number[-6:], second.number[-6:]] == ["000001", "000002"]
    assert Document.objects.count() == AuditEntry.objects.filter(action="documents.issued").count() == 2


@pytest.mark.django_db(transaction=True)
def test_numbers_are_unique_when_many_issue_at_once() -> None:
    def one(number: int) -> str:
        try:
            return issued(f"C-{number}").number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(one, range(12)))
    assert sorted(number[-6:] for number in numbers) == [f"{n:06d}" for n in range(1, 13)]


@pytest.mark.django_db
def test_the_key_is_private_made_once_and_never_silently_another() -> None:
    first, second = issued(), issued()
    assert first.certificate == second.certificate
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    kept = key_file().read_text()
    key_file().unlink()
    with pytest.raises(DocumentKeyMissing):
        issued()
    key_file().write_text(kept)
    replaced = replace_key(actor=SYSTEM)
    assert issued().certificate == replaced != first.certificate
    assert len(list(Path(key_file().parent).glob("document_key*"))) == 2
    key_file().write_text(kept)
    with pytest.raises(DocumentKeyMissing):
        issued()


@pytest.mark.django_db
def test_only_who_may_fetches_and_only_who_may_revokes() -> None:
    document = issued()
    assert pdf_of(Actor(kind="person", name="owner", user_id=1), document.number)
    with pytest.raises(NotFound):
        pdf_of(Actor(kind="person", name="stranger", user_id=2), document.number)
    with pytest.raises(NotAllowed):
        revoke(number=document.number, reason="x", actor=Actor(kind="person", name="owner", user_id=1))
    with pytest.raises(Refused, match="reason"):
        revoke(number=document.number, reason=" ", actor=SYSTEM)
    assert revoke(number=document.number, reason="期间有误", actor=SYSTEM).revoked_at
    with pytest.raises(Refused, match="already"):
        revoke(number=document.number, reason="again", actor=SYSTEM)
    with pytest.raises(NotFound):
        revoke(number="TST-2026-999999", reason="x", actor=SYSTEM)


def test_two_kinds_never_share_a_code_or_letters() -> None:
    with pytest.raises(ValueError, match="collides"):
        document_kind(
            DocumentKind(
                code="test.other",
                title=Text(zh="一", en="a"),
                letters="TST",
                may_see=lambda actor, ref: False,
            )
        )
