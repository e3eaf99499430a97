"""`tongguan declarations …`: import files, export and list declarations."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import click

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations import queries
from tongguan.operations.declarations.interface import lodge
from tongguan.operations.declarations.queries.messages import (
    DECLARATION,
    UNKNOWN,
    Dialect,
    Message,
    located,
    read_message,
    written,
)
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused

FILES = UUID("6f6a3f0e-5d0e-5d86-9a0b-3d0a5f6c2a11")
"""Namespace of submission ids made from a file's content, so that a file imported twice is lodged once."""
DONE, SOME_REFUSED, UNUSABLE = 0, 1, 2
NOT_LODGEABLE = Text(
    zh="这是“{kind}”报文，不是可申报的报关单",
    en="this is a {kind} message, not a declaration that can be lodged",
)

ONE_ONLY = Text(zh="须为一份报关单", en="exactly one declaration is expected")


@click.group("declarations")
def declarations() -> None:
    """Goods declarations.

    \b
    Examples:
      tongguan declarations import entry.xml --json
      tongguan declarations import *.csv --lodge --as chen.trader
      tongguan declarations export D0000000042 --format xml
      tongguan declarations list --state review --json
    """


@contextlib.contextmanager
def _database() -> Iterator[None]:
    from tongguan.platform.database.interface import running_database

    with running_database():
        yield


def _actor(username: str) -> Actor:
    from django.contrib.auth import get_user_model

    from tongguan.platform.identity.interface import actor_of

    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.UsageError(f"there is no person {username!r}")
    return actor_of(user)


@declarations.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--lodge", "lodging", is_flag=True, help="Lodge what was read; needs --as.")
@click.option(
    "--check", "checking", is_flag=True, help="Check against every rule and the code lists of today."
)
@click.option(
    "--again",
    metavar="REFERENCE",
    default="",
    help="Lodge one file in place of a returned declaration or a draft; needs --as.",
)
@click.option("--as", "username", default="", help="The person who lodges.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each file.")
def import_(
    files: tuple[str, ...], lodging: bool, checking: bool, again: str, username: str, as_json: bool
) -> None:
    """Read declarations from WCO XML, neutral JSON or CSV files (told apart by their content).

    Without an option a file is read and checked for its form: nothing is stored and no database is needed.
    Amendments, cancellations, responses and other WCO messages are recognised and named in `kind`. With --check
    every rule is applied; with --lodge the declarations are lodged for a person, once however often the same file
    is imported.

    Exit code 0 where every file was accepted, 1 where some were refused, 2 where a file cannot be opened.

    \b
    Examples:
      tongguan declarations import entry.xml --json
      tongguan declarations import entries/*.json --check
      tongguan declarations import batch.csv --lodge --as chen.trader --json
      tongguan declarations import corrected.xml --again D0000000042 --as chen.trader
    """
    lodging = lodging or bool(again)
    if lodging and not username:
        raise click.UsageError("--lodge and --again need --as USERNAME")
    if again and len(files) > 1:
        raise click.UsageError("--again takes one file")
    worst = DONE
    with _database() if lodging or checking else contextlib.nullcontext():
        actor = _actor(username) if lodging else None
        for name in files:
            told, code = _imported(name, checking, actor, again)
            worst = max(worst, code)
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else _line(told))
    sys.exit(worst)


def _imported(name: str, checking: bool, actor: Actor | None, again: str) -> tuple[dict[str, Any], int]:
    """One file's answer and exit code."""
    try:
        with Path(name).open("rb") as stream:
            message = read_message(stream)
    except OSError as error:
        problem = Problem(
            "file.unreadable", Text(zh=f"无法读取：{error.strerror}", en=f"cannot be read: {error.strerror}")
        )
        return _told(name, UNKNOWN, None, [problem]), UNUSABLE
    problems = list(message.problems)
    references: list[str] = [message.reference] if message.reference else []
    if not problems and (actor is not None or checking):
        references, problems = _lodged(message, actor, again)
    told = _told(name, message.kind, references[0] if references else None, problems)
    if len(references) > 1:
        told["references"] = references
    return told, SOME_REFUSED if problems else DONE


def _lodged(message: Message, actor: Actor | None, again: str) -> tuple[list[str], list[Problem]]:
    """Lodge for an actor, or only check where there is none; each declaration stands on its own."""
    if again and len(message.declarations) > 1:
        return [], [Problem("declaration.not_one", ONE_ONLY)]
    if message.kind != DECLARATION:
        problem = Problem("declaration.not_lodgeable", NOT_LODGEABLE.filled(kind=message.kind), "/")
        return [], [problem]
    references, problems, first_row = [], [], 2
    for declaration in message.declarations:
        try:
            references.append(_one(declaration, actor, again))
        except Refused as refusal:
            problems += [located(p, message.dialect, declaration.flow, first_row) for p in refusal.problems]
        first_row += max(1, len(declaration.items))
    return references, problems


def _one(declaration: GoodsDeclaration, actor: Actor | None, again: str) -> str:
    if actor is None:
        found = queries.findings(declaration)
        if found:
            raise Refused(*found)
        return declaration.trader_reference
    key = queries.submission_of(FILES, declaration)
    if again:
        key = uuid5(key, again)
    return lodge(actor=actor, declaration=declaration, submission_id=key, reference=again).reference


def _told(name: str, kind: str, reference: str | None, problems: list[Problem]) -> dict[str, Any]:
    return {
        "file": name,
        "accepted": not problems,
        "reference": reference if not problems else None,
        "kind": kind,
        "errors": [problem.as_dict("en") for problem in problems],
    }


def _line(told: dict[str, Any]) -> str:
    mark = "accepted" if told["accepted"] else "refused "
    lines = [f"{mark} {told['kind']:<18} {told['file']}  {told['reference'] or ''}".rstrip()]
    for error in told["errors"][:20]:
        place = ":".join(str(error[k]) for k in ("line", "column") if k in error)
        lines.append(f"    {place or error['pointer']}  {error['code']}: {error['message']}")
    return "\n".join(lines)


@declarations.command("export")
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
      tongguan declarations export 990120261000000042 --format csv
      tongguan declarations export D0000000042 --json
    """
    with _database():
        visible = queries.visible_declarations(SYSTEM)
        case = (
            visible.filter(reference=reference).first()
            or visible.filter(declaration_number=reference).first()
        )
        if case is None:
            raise click.ClickException(f"there is no declaration {reference!r}")
        data = written(queries.numbered(case), Dialect.JSON if as_json else Dialect(form))
    sys.stdout.buffer.write(data + b"\n")


@declarations.command("list")
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
    with _database():
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


commands = [declarations]
