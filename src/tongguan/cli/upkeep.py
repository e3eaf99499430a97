"""Keeping the house safe: one file with everything in it, and back."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tongguan.platform.database.interface import (
    backup,
    default_data_dir,
    resolve_database,
    restore,
    running_database,
)

FILES_FOLDER = "files"
"""Where evidence lies below the data folder."""


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of words.")
def backup_verb(file: Path, as_json: bool) -> None:
    """Write all rows, in one snapshot, and all evidence files into a new FILE, while work goes on.

    Secrets of the installation (keys and passwords in `secrets/`) are not in it: keep them elsewhere. Exit
    status 2 where FILE exists or cannot be written.

    \b
    Examples:
      tongguan backup /safe/tongguan-2026-11-22.tar
      tongguan backup nightly.tar --json
    """
    with running_database():
        made = backup(file, resolve_database(), default_data_dir() / FILES_FOLDER)
    found = {
        "file": str(file),
        "size_bytes": made.size_bytes,
        "tables": len(made.manifest.tables),
        "rows": sum(made.manifest.tables.values()),
        "files": made.manifest.file_count,
        "altered": list(made.altered),
    }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"{file}: {found['rows']} rows of {found['tables']} tables, {found['files']} files")
    for name in made.altered:
        click.echo(f"evidence file altered since it was stored: {name}", err=True)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a database that holds tables; it is kept, renamed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of words.")
def restore_verb(file: Path, replace: bool, as_json: bool) -> None:
    """Bring back everything from a backup FILE, checked whole before anything is touched.

    Evidence files are only added. Web and worker must be stopped. Exit status 2 where the file is damaged, the
    database is in use, or it holds tables and --replace is not given; nothing is changed then. Run
    `tongguan migrate` afterwards: the backup may be of an earlier version.

    \b
    Examples:
      tongguan restore /safe/tongguan-2026-11-22.tar
      tongguan restore nightly.tar --replace --json
    """
    with running_database():
        done = restore(
            file,
            resolve_database(),
            default_data_dir() / FILES_FOLDER,
            replace_existing=replace,
            say=lambda text: None if as_json else click.echo(text.en),
        )
    found = {
        "file": str(file),
        "made_at": done.manifest.made_at,
        "rows": sum(done.manifest.tables.values()),
        "files_written": done.files_written,
        "kept_as": done.kept_as,
    }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(
        f"{found['rows']} rows as of {found['made_at']}; {found['files_written']} files were missing here"
    )
    if done.kept_as:
        click.echo(f"the database before is kept as {done.kept_as}")
