"""Command-line verbs of reference data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from tongguan.engines.problems import Problem
from tongguan.platform.permissions.interface import SYSTEM, Refused
from tongguan.platform.reference.interface import (
    ENCODINGS,
    Import,
    codes,
    import_file,
    kinds,
    lists,
    load_shipped,
)

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("reference")
def reference() -> None:
    """Code lists, rates and legal numbers.

    \b
    Examples:
      tongguan reference load
      tongguan reference kinds
      tongguan reference import country countries.csv --source "GACC notice 2/2026"
      tongguan reference show unit --json
    """


@reference.command("load")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def load(as_json: bool) -> None:
    """Load what the product ships. Safe to repeat; rows edited or imported here stay as they are.

    \b
    Examples:
      tongguan reference load
      tongguan reference load --json
    """
    done = load_shipped()
    if as_json:
        click.echo(json.dumps({item.table: {"read": item.read, "written": item.written} for item in done}))
        return
    for item in done:
        click.echo(f"{item.table:<10} {item.read:>7} read {item.written:>7} written")


@reference.command("kinds")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def kinds_(as_json: bool) -> None:
    """List the kinds of files that can be imported, with their list and the columns they rename.

    Besides these, any list takes a file in the house's own columns under the list's code, and so do `parameters` and
    `rates`.

    \b
    Examples:
      tongguan reference kinds
      tongguan reference kinds --json
    """
    if as_json:
        rows = [
            {"kind": each.kind, "list": each.list, "zh": each.name.zh, "en": each.name.en,
             "columns": dict(each.columns), "pattern": each.pattern, "names_of": dict(each.names_of),
             "completes": each.completes}
            for each in kinds().values()
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for each in kinds().values():
        click.echo(f"{each.kind:<22} {each.list:<22} {each.name.zh}  {each.name.en}")


@reference.command("import")
@click.argument("kind", metavar="KIND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Publication, where the file has no source column.")
@click.option(
    "--from", "valid_from", type=DAY, help="First day of rows that state none; ends the rows before."
)
@click.option("--to", "valid_to", type=DAY, help="Last day of rows that state none.")
@click.option("--encoding", type=click.Choice(list(ENCODINGS)), default="auto", show_default=True)
@click.option("--whole", is_flag=True, help="The file is the whole list: codes it lacks end before --from.")
@click.option("--all-or-nothing", is_flag=True, help="One wrong row keeps every row out.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write refused rows here, as CSV."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def import_(
    kind: str,
    file: Path,
    source: str,
    valid_from: datetime | None,
    valid_to: datetime | None,
    encoding: str,
    whole: bool,
    all_or_nothing: bool,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Import a CSV (UTF-8 or GB18030, gzip allowed) of a KIND, a list, or `parameters` or `rates`.

    Good rows go in together; each refused row is told with line, column and reason, and counted. Safe to repeat.
    Exit code 0 where every row was good, 1 where some were refused, 2 where nothing of the file was taken.

    \b
    Examples:
      tongguan reference import hs8 hs8-2023.csv --from 2023-01-01 --whole --source "GACC statistics"
      tongguan reference import supervision_mode modes.csv --source "GACC notice 9/2026"
      tongguan reference import rates rates.csv --errors refused.csv --json
    """
    if whole and not valid_from:
        raise click.UsageError("--whole needs --from DATE")
    days = (day.date() if day else None for day in (valid_from, valid_to))
    how = Import(source, *days, encoding, whole, all_or_nothing)
    try:
        loaded, problems = import_file(actor=SYSTEM, kind=kind, data=file.read_bytes(), how=how)
    except Refused as error:
        raise click.UsageError(str(error)) from error
    if errors:
        errors.write_text(_error_csv(problems), encoding="utf-8-sig", newline="")
    taken = not (problems and all_or_nothing) and not any(
        each.code == "reference.overlap" for each in problems
    )
    if as_json:
        counts = {name: getattr(loaded, name) for name in ("read", "written", "ended", "refused")}
        told = [problem.as_dict("en") for problem in problems]
        click.echo(json.dumps({"kind": kind, **counts, "taken": taken, "errors": told}, ensure_ascii=False))
    else:
        click.echo(
            f"{kind}: {loaded.read} good rows, {loaded.written} written, {loaded.ended} earlier rows ended, "
            f"{loaded.refused} refused" + ("" if taken else "; nothing was taken")
        )
        for problem in problems[:20]:
            click.echo(f"  {problem.pointer}: {problem.message.en}", err=True)
    if problems:
        raise SystemExit(1 if loaded.read and taken else 2)


def _error_csv(problems: Sequence[Problem]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("line", "column", "code", "message_zh", "message_en"))
    for each in problems:
        column = each.pointer.partition("/")[2]
        writer.writerow((each.line or "", column, each.code, each.message.zh, each.message.en))
    return out.getvalue()


@reference.command("show")
@click.argument("list_code", metavar="[LIST]", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def show(list_code: str | None, as_json: bool) -> None:
    """List the code lists, or the codes of LIST in force today.

    \b
    Examples:
      tongguan reference show
      tongguan reference show transport_mode --json
    """
    if list_code:
        rows = {
            code: {"zh": value.name.zh, "en": value.name.en, "verified": value.verified, **value.attributes}
            for code, value in codes(list_code).items()
        }
    else:
        rows = {code: {"zh": name.zh, "en": name.en} for code, name in lists().items()}
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for code, row in rows.items():
        click.echo(f"{code:<20} {row['zh']}  {row['en']}")


commands = [reference]
