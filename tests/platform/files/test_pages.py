"""Upload and download over HTTP: safe headers, no file to who may not see it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.platform.files.pictures import claiming
from tongguan.platform.identity.models import User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 1)


def client_of(name: str) -> Client:
    user = User.objects.create_user(name, password="x")
    client = Client()
    client.force_login(user)
    return client


def uploaded(client: Client, content: bytes, name: str) -> dict[str, object]:
    answer = client.post("/api/v1/files", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_upload_needs_a_signed_in_person() -> None:
    assert Client().post("/api/v1/files", {"file": SimpleUploadedFile("a.txt", b"x")}).status_code == 401
    assert Client().post("/files/", {"files": SimpleUploadedFile("a.txt", b"x")}).status_code == 302


def test_a_picture_is_shown_and_other_things_are_only_saved() -> None:
    client = client_of("kai")
    told = uploaded(client, claiming(), "门.jpg")
    shown = client.get(f"/files/{told['digest']}/")
    assert shown.content == claiming()
    assert shown["Content-Disposition"] == "inline; filename*=UTF-8''%E9%97%A8.jpg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert client.get(f"/files/{told['digest']}/small/")["Content-Type"] == "image/webp"
    html = uploaded(client, b"<html><script>alert(1)</script>", "a.html")
    saved = client.get(f"/files/{html['digest']}/")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Type"] == "text/plain"


def test_nobody_else_gets_it() -> None:
    told = uploaded(client_of("kai"), claiming(), "a.jpg")
    other = client_of("lou")
    for address in (f"/files/{told['digest']}/", f"/files/{told['digest']}/small/"):
        assert other.get(address).status_code == 404
        assert Client().get(address).status_code == 302
    for address in (f"/api/v1/files/{told['digest']}", f"/api/v1/files/{told['digest']}/check"):
        assert other.get(address).status_code == 404


def test_check_over_the_api() -> None:
    client = client_of("kai")
    told = uploaded(client, claiming(), "a.jpg")
    assert client.get(f"/api/v1/files/{told['digest']}/check").json()["ok"] is True


def test_a_refusal_names_the_reason() -> None:
    client = client_of("kai")
    answer = client.post("/api/v1/files", {"file": SimpleUploadedFile("a.exe", b"MZ\x00\x01")})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "file.type"


def test_the_page_upload_hands_back_digests_and_problems() -> None:
    client = client_of("kai")
    answer = client.post(
        "/files/",
        {"files": [SimpleUploadedFile("a.jpg", claiming()), SimpleUploadedFile("b.bin", b"\x00\x01")]},
    )
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'type="hidden" name="files"' in text
    assert "b.bin" in text
