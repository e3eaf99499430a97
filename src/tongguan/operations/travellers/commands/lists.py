"""`tongguan travellers`: files into the house, and how the lists stand."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NOBODY = 2


@click.group("travellers")
def travellers() -> None:
    """Passenger messages and lists of the house itself; `tongguan screen` needs no house.

    \b
    Examples:
      tongguan travellers receive flight.edi
      tongguan travellers import contacts contacts.csv --of 2026-11-30
      tongguan travellers lists --json
    """


@travellers.command("receive")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
def receive_verb(files: tuple[Path, ...], as_json: bool) -> None:
    """Take in PAXLST, PNRGOV or tables, as the API does; the same bytes count once.

    Exit code 0 where every file gave somebody; 2 otherwise.

    \b
    Examples:
      tongguan travellers receive flight.edi crew.csv --json
    """
    from tongguan.operations.travellers.actions.manifests import receive
    from tongguan.platform.database.interface import running_database
    from tongguan.platform.permissions.interface import SYSTEM

    empty = False
    with running_database():
        for path in files:
            told = receive(actor=SYSTEM, content=path.read_bytes())
            empty = empty or not told.people
            counts: dict[str, Any] = {
                name: getattr(told, name)
                for name in ("kind", "people", "added", "changed", "withdrawn", "replayed")
            }
            if as_json:
                problems = [problem.as_dict() for problem in told.problems]
                click.echo(
                    json.dumps({"file": str(path), **counts, "problems": problems}, ensure_ascii=False)
                )
                continue
            click.echo(f"{path}: " + "  ".join(f"{name} {value}" for name, value in counts.items()))
            for problem in told.problems:
                click.echo(f"    ! {problem.pointer} {problem.message.en}")
    sys.exit(NOBODY if empty else 0)


@travellers.command("import")
@click.argument("code")
@click.argument("file", type=FILE)
@click.option("--of", "of_date", type=click.DateTime(["%Y-%m-%d"]), help="The day the list is of.")
@click.option("--add", is_flag=True, help="Add its rows; by default the file replaces the list.")
@click.option("--confirmed", is_flag=True, help="Replace even where more than half would go.")
@click.option("--json", "as_json", is_flag=True)
def import_verb(
    code: str, file: Path, of_date: dt.datetime | None, add: bool, confirmed: bool, as_json: bool
) -> None:
    """Bring a file into a list that exists; rejected rows are told by line.

    Exit code 0 where it was taken; 1 where rows were rejected; 2 where nothing was taken.

    \b
    Examples:
      tongguan travellers import sdn sdn.csv.gz --of 2026-11-28
      tongguan travellers import contacts today.csv --add --json
    """
    from tongguan.operations.travellers.actions.lists import import_list
    from tongguan.platform.database.interface import running_database
    from tongguan.platform.permissions.interface import SYSTEM, Refused

    with running_database():
        try:
            told = import_list(
                actor=SYSTEM,
                code=code,
                content=file.read_bytes(),
                of_date=of_date.date() if of_date else None,
                whole=not add,
                confirmed=confirmed,
            )
        except Refused as refusal:
            for problem in refusal.problems:
                click.echo(f"{problem.pointer} {problem.message.en}", err=True)
            sys.exit(NOBODY)
    counts = {
        name: getattr(told, name) for name in ("revision", "added", "changed", "removed", "kept", "rejected")
    }
    if as_json:
        rejects = [problem.as_dict() for problem in told.rejects]
        click.echo(json.dumps({**counts, "rejects": rejects}, ensure_ascii=False))
    else:
        click.echo("  ".join(f"{name} {value}" for name, value in counts.items()))
        for problem in told.rejects:
            click.echo(f"    ! {problem.pointer} {problem.message.en}")
    sys.exit(1 if told.rejected else 0)


@travellers.command("lists")
@click.option("--json", "as_json", is_flag=True)
def lists_verb(as_json: bool) -> None:
    """Every list with its age and size.

    \b
    Examples:
      tongguan travellers lists --json
    """
    from django.utils import timezone

    from tongguan.operations.travellers.queries.lists import counted_sources
    from tongguan.platform.database.interface import running_database

    with running_database():
        for row in counted_sources(timezone.localdate()):
            source = row["source"]
            told = {
                "code": source.code,
                "kind": str(source.kind),
                "people": source.people,
                "of": str(source.of_date or ""),
                "stale": row["stale"],
                "open_hits": source.waiting,
            }
            click.echo(
                json.dumps(told) if as_json else "  ".join(f"{name} {value}" for name, value in told.items())
            )
