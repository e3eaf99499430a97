"""Command-line verbs of reference data."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tongguan.engines.problems import Problem
from tongguan.platform.permissions.interface import SYSTEM, Refused
from tongguan.platform.reference.interface import codes, import_file, lists, load_shipped


@click.group("reference")
def reference() -> None:
    """Code lists, rates and legal numbers.

    \b
    Examples:
      tongguan reference load
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


@reference.command("import")
@click.argument("list_code", metavar="LIST")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Publication, where the file has no source column.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write refused rows here, as CSV."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def import_(list_code: str, file: Path, source: str, errors: Path | None, as_json: bool) -> None:
    """Import a dated CSV (UTF-8 or GB18030) into LIST, or into `parameters` or `rates`.

    Columns: code, zh, and optionally en, valid_from, valid_to, source, status; others become attributes.
    Exit code 0 where every row was good, 1 where some were refused, 2 where the file cannot be used.

    \b
    Examples:
      tongguan reference import supervision_mode modes.csv --source "GACC notice 9/2026"
      tongguan reference import rates rates.csv --errors refused.csv --json
    """
    try:
        loaded, problems = import_file(
            actor=SYSTEM, list_code=list_code, data=file.read_bytes(), source=source
        )
    except Refused as error:
        raise click.UsageError(str(error)) from error
    if errors:
        errors.write_text(_error_csv(problems), encoding="utf-8")
    if as_json:
        told = [problem.as_dict("en") for problem in problems]
        out = {"list": list_code, "read": loaded.read, "written": loaded.written, "errors": told}
        click.echo(json.dumps(out, ensure_ascii=False))
    else:
        click.echo(
            f"{list_code}: {loaded.read} good rows, {loaded.written} written, {len(problems)} problems"
        )
        for problem in problems[:20]:
            click.echo(f"  {problem.pointer}: {problem.message.en}", err=True)
    if problems:
        raise SystemExit(1 if loaded.read else 2)


def _error_csv(problems: list[Problem]) -> str:
    rows = ["pointer,code,message_zh,message_en"]
    for item in problems:
        cells = (item.pointer, item.code, item.message.zh, item.message.en)
        rows.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    return "\n".join(rows) + "\n"


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
