"""`tongguan declarations import`: read files, check them, lodge them."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any
from uuid import UUID, uuid5

import click

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations import queries
from tongguan.operations.declarations.commands.telling import (
    DONE,
    NOT_LODGEABLE,
    SOME_REFUSED,
    UNUSABLE,
    database,
    line,
    read,
    told,
)
from tongguan.operations.declarations.interface import lodge
from tongguan.operations.declarations.queries.messages import DECLARATION, UNKNOWN, Message
from tongguan.operations.declarations.queries.places import FIRST_ROW, located_in
from tongguan.platform.permissions.interface import Actor, Refused

FILES = UUID("6f6a3f0e-5d0e-5d86-9a0b-3d0a5f6c2a11")
"""Namespace of submission ids made from a file's content, so that a file imported twice is lodged once."""
ONE_ONLY = Text(zh="须为一份报关单", en="exactly one declaration is expected")


def _actor(username: str) -> Actor:
    from django.contrib.auth import get_user_model

    from tongguan.platform.identity.interface import actor_of

    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.UsageError(f"there is no person {username!r}")
    return actor_of(user)


@click.command("import")
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
    """Read declarations from WCO XML, single-window DecMessage XML, neutral JSON or CSV files (told apart by content).

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
    with database() if lodging or checking else contextlib.nullcontext():
        actor = _actor(username) if lodging else None
        for name in files:
            answer, code = _imported(name, checking, actor, again)
            worst = max(worst, code)
            click.echo(json.dumps(answer, ensure_ascii=False) if as_json else line(answer))
    sys.exit(worst)


def _imported(name: str, checking: bool, actor: Actor | None, again: str) -> tuple[dict[str, Any], int]:
    """One file's answer and exit code."""
    message, unreadable = read(name)
    if message is None:
        return told(name, UNKNOWN, None, unreadable), UNUSABLE
    problems = list(message.problems)
    references: list[str] = [message.reference] if message.reference else []
    if not problems and (actor is not None or checking):
        references, problems = _lodged(message, actor, again)
    answer = told(name, message.kind, references[0] if references else None, problems)
    if len(references) > 1:
        answer["references"] = references
    return answer, SOME_REFUSED if problems else DONE


def _lodged(message: Message, actor: Actor | None, again: str) -> tuple[list[str], list[Problem]]:
    """Lodge for an actor, or only check where there is none; each declaration stands on its own."""
    if again and len(message.declarations) > 1:
        return [], [Problem("declaration.not_one", ONE_ONLY)]
    if message.kind != DECLARATION:
        problem = Problem("declaration.not_lodgeable", NOT_LODGEABLE.filled(kind=message.kind), "/")
        return [], [problem]
    references, problems, first_row = [], [], FIRST_ROW
    for declaration in message.declarations:
        try:
            references.append(_one(declaration, actor, again))
        except Refused as refusal:
            problems += located_in(message, refusal.problems, declaration.flow, first_row)
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
