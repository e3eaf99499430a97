"""One file with everything: all rows in one snapshot, and the evidence files."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from tongguan import __version__
from tongguan.engines.problems import Text
from tongguan.platform.database.client_programs import connect, count_rows, free_path, run_client
from tongguan.platform.database.contracts import ConnectionSettings
from tongguan.platform.database.errors import DatabaseProblem
from tongguan.platform.database.manifest import DUMP, FILES, FORMAT, MANIFEST, SEAL, Manifest, Member


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written; `altered` names evidence files whose content is not what their name says."""

    manifest: Manifest
    size_bytes: int
    altered: tuple[str, ...]


class HashingReader(io.RawIOBase):
    """Passes a file through and hashes what passes."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        piece = self._source.read(size)
        self.digest.update(piece)
        return piece


def backup(archive: Path, connection: ConnectionSettings, files_dir: Path) -> BackupReport:
    """Write database and evidence files into one new archive (mode 0600), while work goes on.

    The rows are those of one snapshot. Evidence files are only ever added, so those copied after the snapshot
    hold every file its rows name. Raises DatabaseProblem; an existing file is never overwritten.
    """
    if archive.exists():
        raise DatabaseProblem(
            Text(zh=f"{archive} 已存在，不覆盖。", en=f"{archive} exists and is not overwritten.")
        )
    draft, dump = free_path(archive), free_path(archive.with_name(DUMP))
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with (
            os.fdopen(descriptor, "wb") as out,
            tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,
        ):
            tables, server_version = dump_snapshot(dump, connection)
            members = [add(tar, DUMP, dump)]
            members += [
                add(tar, FILES + path.relative_to(files_dir).as_posix(), path) for path in evidence(files_dir)
            ]
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            manifest = Manifest(FORMAT, __version__, server_version, made_at, tables, tuple(members))
            content = manifest.encoded()
            add_bytes(tar, MANIFEST, content)
            add_bytes(tar, SEAL, hashlib.sha256(content).hexdigest().encode())
            tar.close()
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, archive)
    except OSError as error:
        raise DatabaseProblem(
            Text(
                zh=f"无法写入 {archive}：{error.strerror}。",
                en=f"{archive} cannot be written: {error.strerror}.",
            )
        ) from error
    finally:
        draft.unlink(missing_ok=True)
        dump.unlink(missing_ok=True)
    return BackupReport(manifest, archive.stat().st_size, tuple(altered(members)))


def dump_snapshot(dump: Path, settings: ConnectionSettings) -> tuple[dict[str, int], str]:
    """Dump a snapshot and count its rows in the very same one; returns counts and the server's version."""
    with connect(settings) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        assert row is not None
        dump.touch(mode=0o600)
        run_client("pg_dump", ["--format=custom", f"--snapshot={row[0]}", f"--file={dump}"], settings)
        return count_rows(connection), row[1]


def evidence(folder: Path) -> Iterator[Path]:
    """Every regular file, links left out, in order; names starting with a dot are unfinished uploads."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def add(tar: tarfile.TarFile, name: str, path: Path) -> Member:
    """Copy one file into the archive."""
    entry = tarfile.TarInfo(name)
    with path.open("rb") as source:
        entry.size, entry.mode = os.fstat(source.fileno()).st_size, 0o600
        reader = HashingReader(source)
        tar.addfile(entry, reader)  # type: ignore[arg-type]
    return Member(name, entry.size, reader.digest.hexdigest())


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """Put a small file into the archive."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def altered(members: list[Member]) -> Iterator[str]:
    """Evidence files are named by their SHA-256: those that no longer match."""
    for member in members:
        named = re.search(r"(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])", member.name.rpartition("/")[2])
        if member.name.startswith(FILES) and named and named[1] != member.sha256:
            yield member.name.removeprefix(FILES)
