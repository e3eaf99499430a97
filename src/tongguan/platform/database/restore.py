"""Bringing a backup back: checked whole first, loaded beside the database, counted, then put in its place."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from tongguan.engines.problems import Text
from tongguan.platform.database.client_programs import connect, count_rows, free_path, run_client
from tongguan.platform.database.contracts import ConnectionSettings
from tongguan.platform.database.errors import DatabaseProblem
from tongguan.platform.database.manifest import DUMP, FILES, Manifest, check_archive, chunks


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was restored; `kept_as` names the database that held the place before, if it had tables."""

    manifest: Manifest
    files_written: int
    kept_as: str | None


def restore(
    archive: Path,
    connection: ConnectionSettings,
    files_dir: Path,
    *,
    replace_existing: bool = False,
    say: Callable[[Text], None] = lambda text: None,
) -> RestoreReport:
    """Restore an archive. Nothing is changed unless all of it can be.

    The rows are loaded into a new database and counted against the manifest; only then it takes the place of
    the present one, which must have no tables unless `replace_existing`; it is then kept under another name.
    Evidence files are only added. Run the migrations afterwards: the archive may be of an earlier version.
    Raises DatabaseProblem if the archive is damaged or newer, the database in use, or a count differs.
    """
    say(Text(zh="检查备份…", en="Checking the archive…"))
    manifest = check_archive(archive)
    with connect(connection) as present:
        occupied = bool(count_rows(present))
    if occupied and not replace_existing:
        raise DatabaseProblem(
            Text(
                zh=f"数据库 {connection.name} 中已有数据。",
                en=f"The database {connection.name} is not empty.",
            ),
            Text(
                zh="如需替换（原库改名保留），请加 --replace。",
                en="Use --replace to replace it; it is kept renamed.",
            ),
        )
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    loading = replace(connection, name=f"{connection.name}_restoring_{stamp}")
    dump = free_path(archive.with_name(DUMP))
    try:
        say(Text(zh="恢复文件…", en="Restoring the files…"))
        written = unpack(archive, dump, files_dir)
        say(Text(zh="恢复数据库…", en="Restoring the database…"))
        with administer(connection) as admin:
            create(admin, loading.name)
            try:
                arguments = [
                    "--no-owner",
                    "--no-privileges",
                    "--exit-on-error",
                    "--single-transaction",
                    str(dump),
                ]
                run_client("pg_restore", arguments, loading)
                compare(manifest, loading)
                kept_as = f"{connection.name}_before_{stamp}"
                change_places(admin, connection.name, loading.name, kept_as)
            except BaseException:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(loading.name)))
                raise
            if not occupied:
                admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(kept_as)))
    finally:
        dump.unlink(missing_ok=True)
    return RestoreReport(manifest, written, kept_as if occupied else None)


def administer(connection: ConnectionSettings) -> psycopg.Connection:
    """A connection beside the database itself: one cannot be renamed while in use."""
    return connect(replace(connection, name="postgres"), autocommit=True)


def create(admin: psycopg.Connection, name: str) -> None:
    """A new, empty database."""
    try:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseProblem(
            Text(zh="数据库账户无权建库。", en="The database role may not create databases."),
            Text(zh="请授予 CREATEDB。", en="Grant it CREATEDB for the restore."),
        ) from error


def change_places(admin: psycopg.Connection, name: str, loaded: str, kept_as: str) -> None:
    """Rename the present database away and the loaded one into its place, both or neither."""
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        with admin.transaction():
            admin.execute(rename.format(sql.Identifier(name), sql.Identifier(kept_as)))
            admin.execute(rename.format(sql.Identifier(loaded), sql.Identifier(name)))
    except psycopg.errors.ObjectInUse as error:
        raise DatabaseProblem(
            Text(zh="数据库正在使用中。", en="The database is in use."),
            Text(zh="请先停止网站和后台任务，再恢复。", en="Stop web and worker first, then restore."),
        ) from error


def compare(manifest: Manifest, loaded: ConnectionSettings) -> None:
    """Every table with the rows the manifest states."""
    with connect(loaded) as connection:
        counts = count_rows(connection)
    for table in sorted(counts.keys() | manifest.tables.keys()):
        if counts.get(table) != manifest.tables.get(table):
            stated, found = manifest.tables.get(table), counts.get(table)
            raise DatabaseProblem(
                Text(
                    zh=f"{table}：备份为 {stated} 行，恢复得 {found} 行；未作更换。",
                    en=f"{table}: {stated} rows in the backup, {found} restored; nothing was replaced.",
                )
            )


def unpack(archive: Path, dump: Path, files_dir: Path) -> int:
    """Take the dump and the evidence files out of a checked archive; returns how many files were missing here."""
    written = 0
    with tarfile.open(archive, "r:") as tar:
        for entry in tar:
            if entry.name == DUMP:
                copy(tar, entry, dump)
            elif entry.name.startswith(FILES):
                target = files_dir / entry.name.removeprefix(FILES)
                if not target.exists():
                    copy(tar, entry, target)
                    written += 1
    return written


def copy(tar: tarfile.TarFile, entry: tarfile.TarInfo, target: Path) -> None:
    """Write one file whole or not at all, for its owner's eyes."""
    source = tar.extractfile(entry)
    assert source is not None
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = free_path(target)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for piece in chunks(source):
            out.write(piece)
    draft.replace(target)
