"""Backup and restore: everything comes back, and nothing is touched by a bad archive."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import tarfile
import threading
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tongguan.platform.database import manifest as manifest_file
from tongguan.platform.database.interface import DatabaseProblem, EmbeddedPostgres, backup, restore

SCHEMA = """
CREATE EXTENSION pg_trgm;
CREATE TABLE declaration (id bigserial PRIMARY KEY, number text NOT NULL UNIQUE, facts jsonb, amount numeric(18, 2));
CREATE TABLE line (id bigserial PRIMARY KEY, declaration_id bigint NOT NULL
    REFERENCES declaration DEFERRABLE INITIALLY DEFERRED, parent_id bigint REFERENCES line);
CREATE INDEX ON declaration USING gin (number gin_trgm_ops);
CREATE SCHEMA "量 ""x"" 表";
CREATE TABLE "量 ""x"" 表"."单 位" (code text PRIMARY KEY);
INSERT INTO declaration (number, facts, amount)
    SELECT 'D' || n, jsonb_build_object('名', n), n / 100.0 FROM generate_series(1, 500) n;
INSERT INTO line (declaration_id, parent_id) SELECT n, NULLIF(n - 1, 0) FROM generate_series(1, 500) n;
INSERT INTO "量 ""x"" 表"."单 位" VALUES ('035'), ('千克');
"""
SUM = "SELECT md5(string_agg(d::text, '' ORDER BY id)) FROM declaration d"


@pytest.fixture
def filled(server: EmbeddedPostgres) -> EmbeddedPostgres:
    with psycopg.connect(server.database_url()) as connection:
        connection.execute(SCHEMA)
    return server


@pytest.fixture
def evidence(folder: Path) -> Path:
    files = folder / "files"
    for content in (b"photo", b"", "图像".encode() * 50_000):
        name = hashlib.sha256(content).hexdigest()
        (files / name[:2]).mkdir(parents=True, exist_ok=True)
        (files / name[:2] / name).write_bytes(content)
    (files / ".upload-unfinished").write_bytes(b"half")
    return files


def value(server: EmbeddedPostgres, query: str, name: str | None = None) -> object:
    settings = server.connection() if name is None else replace(server.connection(), name=name)
    with psycopg.connect(settings.url()) as connection:
        return connection.execute(query).fetchone()[0]


def empty(server: EmbeddedPostgres) -> None:
    with psycopg.connect(replace(server.connection(), name="postgres").url(), autocommit=True) as admin:
        admin.execute("DROP DATABASE tongguan")
        admin.execute("CREATE DATABASE tongguan")


def databases(server: EmbeddedPostgres) -> set[str]:
    with psycopg.connect(server.database_url()) as connection:
        names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
    return names - {"postgres", "template0", "template1"}


def test_everything_comes_back(filled: EmbeddedPostgres, evidence: Path, folder: Path) -> None:
    archive, before = folder / "a.tongguan", value(filled, SUM)
    report = backup(archive, filled.connection(), evidence)
    assert report.manifest.tables == {"public.declaration": 500, "public.line": 500, '量 "x" 表.单 位': 2}
    assert (report.manifest.file_count, report.altered) == (3, ())
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    empty(filled)
    elsewhere = folder / "restored"
    done = restore(archive, filled.connection(), elsewhere)
    assert (done.files_written, done.kept_as) == (3, None)
    assert value(filled, SUM) == before
    for path in elsewhere.rglob("*"):
        assert path.is_dir() or hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    new_number = "INSERT INTO declaration (number) VALUES ('new') RETURNING id"
    assert value(filled, new_number) == 501  # the sequence goes on where it was
    assert databases(filled) == {"tongguan"}
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        value(filled, "INSERT INTO line (declaration_id, parent_id) VALUES (1, 99999) RETURNING id")
    assert sorted(path.name for path in folder.iterdir()) == ["a.tongguan", "data", "files", "restored"]


def test_the_counts_are_those_of_the_dumps_own_moment(
    filled: EmbeddedPostgres, evidence: Path, folder: Path
) -> None:
    """Work goes on during the backup: counts and rows still agree, or restore would refuse."""
    stop = threading.Event()

    def work() -> None:
        with psycopg.connect(filled.database_url(), autocommit=True) as connection:
            while not stop.is_set():
                connection.execute("INSERT INTO declaration (number) VALUES (gen_random_uuid()::text)")

    worker = threading.Thread(target=work)
    worker.start()
    try:
        report = backup(folder / "a.tongguan", filled.connection(), evidence)
    finally:
        stop.set()
        worker.join()
    assert value(filled, "SELECT count(*) FROM declaration") > report.manifest.tables["public.declaration"]
    restore(folder / "a.tongguan", filled.connection(), evidence, replace_existing=True)
    assert value(filled, "SELECT count(*) FROM declaration") == report.manifest.tables["public.declaration"]


def test_a_database_with_rows_is_replaced_only_when_asked_and_kept(
    filled: EmbeddedPostgres, evidence: Path, folder: Path
) -> None:
    archive = folder / "a.tongguan"
    backup(archive, filled.connection(), evidence)
    with psycopg.connect(filled.database_url()) as connection:
        connection.execute("INSERT INTO declaration (number) VALUES ('later')")
    with pytest.raises(DatabaseProblem, match="--replace"):
        restore(archive, filled.connection(), evidence)
    done = restore(archive, filled.connection(), evidence, replace_existing=True)
    assert value(filled, "SELECT count(*) FROM declaration") == 500
    assert value(filled, "SELECT count(*) FROM declaration", done.kept_as) == 501
    assert done.files_written == 0


def test_a_database_in_use_stays_as_it_is(filled: EmbeddedPostgres, evidence: Path, folder: Path) -> None:
    backup(folder / "a.tongguan", filled.connection(), evidence)
    with psycopg.connect(filled.database_url()), pytest.raises(DatabaseProblem, match="in use"):
        restore(folder / "a.tongguan", filled.connection(), evidence, replace_existing=True)
    assert databases(filled) == {"tongguan"}
    assert value(filled, "SELECT count(*) FROM declaration") == 500


def test_an_existing_file_is_not_overwritten(filled: EmbeddedPostgres, evidence: Path, folder: Path) -> None:
    (folder / "a.tongguan").write_text("mine")
    with pytest.raises(DatabaseProblem, match="exists"):
        backup(folder / "a.tongguan", filled.connection(), evidence)
    with pytest.raises(DatabaseProblem, match="written"):
        backup(folder / "nowhere" / "a.tongguan", filled.connection(), evidence)


def test_an_edited_evidence_file_is_named(filled: EmbeddedPostgres, evidence: Path, folder: Path) -> None:
    victim = next(path for path in evidence.rglob("*") if path.is_file() and path.stat().st_size > 10)
    victim.write_bytes(b"edited")
    report = backup(folder / "a.tongguan", filled.connection(), evidence)
    assert report.altered == (victim.relative_to(evidence).as_posix(),)


def small_archive(path: Path, **changes: object) -> Path:
    """An archive written by hand, whole unless the changes make it otherwise."""
    dump = b"not a dump"
    fields: dict[str, object] = {
        "format": 1, "application_version": "0.0.1", "server_version": "18.6", "made_at": "2026-01-01T00:00:00+00:00",
        "tables": {}, "members": [{"name": "database.dump", "size_bytes": len(dump),
                                   "sha256": hashlib.sha256(dump).hexdigest()}],
    } | changes  # fmt: skip
    content = json.dumps(fields).encode()
    with tarfile.open(path, "w") as tar:
        for name, data in [
            ("database.dump", dump),
            ("manifest.json", content),
            ("manifest.sha256", hashlib.sha256(content).hexdigest().encode()),
        ]:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return path


def test_every_flipped_byte_and_every_cut_is_noticed(folder: Path) -> None:
    archive = small_archive(folder / "a.tongguan")
    whole = archive.read_bytes()
    manifest = manifest_file.check_archive(archive)
    content_end = 512 * 6  # three entries: header and one block each
    for position in range(0, content_end, 7):
        block, offset = divmod(position, 512)
        if whole[position] == 0 and (block % 2 or offset):  # padding carries nothing
            continue
        archive.write_bytes(whole[:position] + bytes([whole[position] ^ 0x41]) + whole[position + 1 :])
        with pytest.raises(DatabaseProblem, match="damaged"):
            manifest_file.check_archive(archive)
    for length in range(0, content_end, 97):
        archive.write_bytes(whole[:length])
        with pytest.raises(DatabaseProblem, match="damaged"):
            manifest_file.check_archive(archive)
    archive.write_bytes(whole)
    assert manifest_file.check_archive(archive) == manifest


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "newer"),
        ({"application_version": "999.0"}, "newer"),
        ({"format": "x"}, "damaged"),
        ({"members": []}, "damaged"),
        ({"members": [{"name": "database.dump"}]}, "damaged"),
        ({"surprise": 1}, "damaged"),
    ],
)
def test_newer_and_senseless_manifests_are_refused(
    folder: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(DatabaseProblem, match=said):
        manifest_file.check_archive(small_archive(folder / "a.tongguan", **changes))


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "files/../../evil"])
def test_no_name_leaves_the_folder(folder: Path, name: str) -> None:
    archive = folder / "a.tongguan"
    with tarfile.open(archive, "w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(DatabaseProblem, match="damaged"):
        manifest_file.check_archive(archive)


def test_links_and_other_files_are_refused(folder: Path) -> None:
    archive = folder / "a.tongguan"
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(archive, "w") as tar:
        tar.addfile(link)
    for content in (archive.read_bytes(), b"", b"PK\3\4", b"\0" * 20_000):
        archive.write_bytes(content)
        with pytest.raises(DatabaseProblem, match="damaged"):
            manifest_file.check_archive(archive)


def test_a_dump_that_does_not_load_changes_nothing(server: EmbeddedPostgres, folder: Path) -> None:
    with pytest.raises(DatabaseProblem, match="pg_restore"):
        restore(small_archive(folder / "a.tongguan"), server.connection(), folder / "files")
    assert databases(server) == {"tongguan"}


def test_a_count_that_differs_changes_nothing(
    filled: EmbeddedPostgres, evidence: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = folder / "a.tongguan"
    monkeypatch.setattr("tongguan.platform.database.backup.count_rows", lambda _: {"public.declaration": 501})
    backup(archive, filled.connection(), evidence)
    with pytest.raises(DatabaseProblem, match="501 rows in the backup, 500 restored"):
        restore(archive, filled.connection(), evidence, replace_existing=True)
    assert databases(filled) == {"tongguan"}
