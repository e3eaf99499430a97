"""Nothing acknowledged is lost, nobody sees what is not theirs, an altered file is found out."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from tests.platform.files.pictures import claiming, photograph
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.files import actions, vault
from tongguan.platform.files.contracts import ARCHIVES, EVIDENCE, MAX_FILE_BYTES
from tongguan.platform.files.interface import (
    bind,
    clean_orphans,
    files_of,
    may_see,
    open_file,
    open_thumbnail,
    register_visibility,
    store,
    verify_digest,
)
from tongguan.platform.files.models import Binding, FileRow, Upload
from tongguan.platform.permissions.interface import ANONYMOUS, SYSTEM, Actor, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
SUBJECT = ("inspection", "IN-1")


def on_disk(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def kept(actor: Actor, content: bytes | None = None) -> str:
    return store(content or claiming(), actor=actor, declared_name="../柜门.jpg", purpose="test").digest


def bound(actor: Actor, digest: str) -> None:
    with transaction.atomic():
        bind([digest], actor=actor, subject=SUBJECT, place="3号查验台", note="左侧")


def test_what_is_stored_can_be_read_back(inspector: Actor, vault_root: Path) -> None:
    stored = store(BytesIO(claiming()), actor=inspector, declared_name="C:\\x\\柜门.jpg", purpose="test")
    assert stored.name == "柜门.jpg"
    assert stored.claims["taken_at"].startswith("2026-05-04")
    opened = open_file(inspector, stored.digest)
    assert opened.content == claiming()
    assert on_disk(vault_root) == [stored.digest]


def test_the_same_bytes_are_kept_once(inspector: Actor, stranger: Actor, vault_root: Path) -> None:
    assert kept(inspector) == kept(stranger)
    assert len(on_disk(vault_root)) == 1
    assert FileRow.objects.count() == 1
    assert Upload.objects.count() == 2


@pytest.mark.parametrize("broken", ["put", "row"])
def test_a_failure_between_bytes_and_row_leaves_no_row_without_bytes(
    inspector: Actor, vault_root: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("the power went")

    if broken == "put":
        monkeypatch.setattr(vault.os, "replace", fail)
    else:
        monkeypatch.setattr(actions.Upload.objects, "update_or_create", fail)
    with pytest.raises(OSError, match="the power went"):
        kept(inspector)
    assert FileRow.objects.count() == 0
    assert len(on_disk(vault_root)) == (0 if broken == "put" else 1)
    monkeypatch.undo()
    monkeypatch.setenv("TONGGUAN_FILES_URL", str(vault_root))
    digest = kept(inspector)
    assert verify_digest(digest).ok


def test_bytes_without_a_row_are_swept_after_a_day(inspector: Actor, vault_root: Path) -> None:
    vault.put(vault.digest_of(b"lost"), b"lost")
    (vault_root / ".incoming-x").write_bytes(b"half")
    mine = kept(inspector)
    bound(inspector, mine)
    assert clean_orphans() == 0
    assert len(on_disk(vault_root)) == 3
    assert clean_orphans(timezone.now() + timedelta(days=2)) == 1
    assert on_disk(vault_root) == [mine]


def test_what_nothing_refers_to_goes_after_a_day_and_what_is_bound_stays(
    inspector: Actor, vault_root: Path
) -> None:
    loose, tied = kept(inspector, photograph(20, 20)), kept(inspector, photograph(30, 30))
    bound(inspector, tied)
    clean_orphans(timezone.now() + timedelta(hours=23))
    assert len(on_disk(vault_root)) == 2
    clean_orphans(timezone.now() + timedelta(hours=25))
    assert on_disk(vault_root) == [tied]
    assert not FileRow.objects.filter(digest=loose).exists()


def test_an_edited_file_is_found_out_and_not_handed_out(inspector: Actor, vault_root: Path) -> None:
    digest = kept(inspector)
    assert verify_digest(digest).ok
    path = next(path for path in vault_root.rglob(digest))
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    check = verify_digest(digest)
    assert not check.ok
    assert check.problem is not None
    assert check.problem.code == "file.altered"
    assert "被更改" in check.problem.message.zh
    with pytest.raises(Refused, match="altered"):
        open_file(inspector, digest)
    path.unlink()
    missing = verify_digest(digest).problem
    assert missing is not None
    assert missing.code == "file.missing"


def test_storing_again_heals_an_altered_file(inspector: Actor, vault_root: Path) -> None:
    digest = kept(inspector)
    next(path for path in vault_root.rglob(digest)).write_bytes(b"edited")
    kept(inspector)
    assert verify_digest(digest).ok


def test_binding_needs_a_transaction_and_leaves_the_digest_in_the_audit(inspector: Actor) -> None:
    digest = kept(inspector)
    bound(inspector, digest)
    bound(inspector, digest)
    entry = AuditEntry.objects.get(action="files.bound")
    assert digest.encode() in bytes(entry.body)
    assert (entry.subject_kind, entry.subject_ref) == SUBJECT
    assert Binding.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_binding_outside_a_transaction_is_refused(inspector: Actor) -> None:
    with pytest.raises(RuntimeError):
        bind([kept(inspector)], actor=inspector, subject=SUBJECT)


def test_a_binding_falls_with_its_subjects_change(inspector: Actor) -> None:
    digest = kept(inspector)

    def change() -> None:
        with transaction.atomic():
            bind([digest], actor=inspector, subject=SUBJECT)
            raise ValueError("the inspection was refused")

    with pytest.raises(ValueError, match="refused"):
        change()
    assert not Binding.objects.exists()
    assert not AuditEntry.objects.filter(action="files.bound").exists()


def test_knowing_a_digest_gives_no_right_to_bind_it(inspector: Actor, stranger: Actor) -> None:
    digest = kept(inspector)
    for wanted in (digest, "0" * 64, "../../etc/passwd"):
        with pytest.raises(Refused, match="not one of yours"), transaction.atomic():
            bind([wanted], actor=stranger, subject=SUBJECT)


def test_who_sees_a_file_follows_from_its_subjects(inspector: Actor, stranger: Actor) -> None:
    digest = kept(inspector)
    assert may_see(inspector, digest)
    assert not may_see(stranger, digest)
    bound(inspector, digest)
    assert not may_see(inspector, digest), "bound: the register decides, and nobody registered the kind"
    register_visibility("inspection", lambda actor, ref: actor.user_id == 8 and ref == "IN-1")
    assert may_see(stranger, digest)
    assert not may_see(ANONYMOUS, digest)
    assert may_see(SYSTEM, digest)
    assert [each.file_id for each in files_of(stranger, SUBJECT)] == [digest]
    assert not files_of(inspector, SUBJECT).exists()
    with pytest.raises(NotFound):
        open_file(inspector, digest)


def test_limits(inspector: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="over the limit"):
        store(BytesIO(b"a" * (MAX_FILE_BYTES + 1)), actor=inspector, declared_name="a", purpose="t")
    with pytest.raises(Refused, match="not accepted"):
        store(b"PK\x03\x04...", actor=inspector, declared_name="a.zip", purpose="t")
    assert store(
        b"PK\x03\x04...", actor=inspector, declared_name="a.zip", purpose="t", allowed=EVIDENCE | ARCHIVES
    )
    with pytest.raises(NotAllowed):
        store(b"text", actor=ANONYMOUS, declared_name="a", purpose="t")
    monkeypatch.setattr(actions, "MAX_UNBOUND_BYTES", 10)
    with pytest.raises(Refused, match="attached to nothing"):
        store(b"a longer text", actor=inspector, declared_name="a", purpose="t")


def test_only_images_have_thumbnails(inspector: Actor) -> None:
    assert open_thumbnail(inspector, kept(inspector))[8:12] == b"WEBP"
    text = kept(inspector, b"just text")
    with pytest.raises(NotFound):
        open_thumbnail(inspector, text)


def test_any_fsspec_address_will_do(inspector: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGGUAN_FILES_URL", "memory://evidence")
    digest = kept(inspector)
    assert open_file(inspector, digest).content == claiming()
    assert clean_orphans(timezone.now() + timedelta(days=2)) == 1
    assert vault.get(digest) is None
