"""The door to the database: where it is, how to reach it, and the embedded server.

`resolve_database()` is for settings: it starts nothing. `running_database()` is for whoever is about to use
the database: it starts or joins the embedded server unless TONGGUAN_DATABASE_URL names another.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongguan.platform.database.backup import BackupReport, backup
from tongguan.platform.database.contracts import ConnectionSettings
from tongguan.platform.database.doctor import Check, diagnose
from tongguan.platform.database.embedded import EmbeddedPostgres
from tongguan.platform.database.errors import DatabaseProblem
from tongguan.platform.database.places import default_data_dir
from tongguan.platform.database.restore import RestoreReport, restore

__all__ = [
    "HELD_VARIABLE",
    "BackupReport",
    "Check",
    "ConnectionSettings",
    "DatabaseProblem",
    "EmbeddedPostgres",
    "RestoreReport",
    "backup",
    "default_data_dir",
    "diagnose",
    "resolve_database",
    "restore",
    "running_database",
]

URL_VARIABLE = "TONGGUAN_DATABASE_URL"
HELD_VARIABLE = "TONGGUAN_SERVER_HELD"
"""Set to 1 for children of a supervisor, which holds the server for all of them."""


def resolve_database(data_dir: Path | None = None) -> ConnectionSettings:
    """The connection in force: $TONGGUAN_DATABASE_URL, else the embedded server of the data folder."""
    url = os.environ.get(URL_VARIABLE)
    if url:
        return ConnectionSettings.from_url(url)
    return EmbeddedPostgres(data_dir or default_data_dir()).connection()


@contextmanager
def running_database(
    data_dir: Path | None = None, *, durable: bool = True
) -> Iterator[EmbeddedPostgres | None]:
    """The database is up for the length of the block; yields the embedded server, None for an own server."""
    if os.environ.get(URL_VARIABLE):
        yield None
        return
    with EmbeddedPostgres(data_dir or default_data_dir(), durable=durable) as server:
        yield server
