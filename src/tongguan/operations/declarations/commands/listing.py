"""`tongguan declarations export` and `list`."""

from __future__ import annotations

import json
import sys

import click

from tongguan.operations.declarations import queries
from tongguan.operations.declarations.commands.telling import database
from tongguan.operations.declarations.queries.messages import Dialect, written
from tongguan.platform.permissions.interface import SYSTEM


@click.command("export")
@click.argument("reference")
@click.option(
    "--format", "form", type=click.Choice([d.value for d in Dialect]), default="xml", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def export(reference: str, form: str, as_json: bool) -> None:
    """Write a declaration, by house reference or 18-digit number, to standard output.

    \b
    Examples:
      tongguan declarations export D0000000042 --format xml > entry.xml
      tongguan declarations export D0000000042 --format decmessage > window.xml
      tongguan declarations export 990120261000000042 --format csv
      tongguan declarations export D0000000042 --json
    """
    with database():
        visible = queries.visible_declarations(SYSTEM)
        case = (
            visible.filter(reference=reference).first()
            or visible.filter(declaration_number=reference).first()
        )
        if case is None:
            raise click.ClickException(f"there is no declaration {reference!r}")
        data = written(queries.numbered(case), Dialect.JSON if as_json else Dialect(form))
    sys.stdout.buffer.write(data + b"\n")


@click.command("list")
@click.option("--state", default="", help="Only those in this state.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(state: str, limit: int, as_json: bool) -> None:
    """List declarations, newest first.

    \b
    Examples:
      tongguan declarations list --state review
      tongguan declarations list --limit 500 --json
    """
    names = (
        "reference",
        "declaration_number",
        "state",
        "flow",
        "customs_office",
        "bill_number",
        "trader_name",
    )
    with database():
        found = queries.visible_declarations(SYSTEM).order_by("-id")
        rows = list((found.filter(state=state) if state else found).values(*names)[:limit])
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(
                f"{row['reference']}  {row['declaration_number'] or '—':<18}  {row['state']:<20} "
                f"{row['flow']} {row['bill_number']:<16} {row['trader_name']}"
            )
