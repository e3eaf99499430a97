"""`tongguan receipts …`: receipts of travellers, verified without a database."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tongguan.engines.problems import Problem, Text
from tongguan.engines.travel_receipts import Refusals, document_key, joined, judge, public_keys, read_refusals

NOT_VALID, UNUSABLE = 1, 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("receipts")
def receipts() -> None:
    """Receipts of travellers' declarations.

    \b
    Examples:
      tongguan receipts key > receipts.key
      tongguan receipts verify CODE --key receipts.key --json
    """


@receipts.command("verify")
@click.argument("code", nargs=-1, required=True)
@click.option("--key", "keys", multiple=True, help="A public key: 64 hexadecimal digits, or a file of them.")
@click.option("--document", help="The document of whoever shows it: ISSUER:NUMBER, as USA:E12345678.")
@click.option(
    "--refusals",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A signed list.",
)
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]), help="As of this moment in UTC."
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify(
    code: tuple[str, ...],
    keys: tuple[str, ...],
    document: str | None,
    listed: Path | None,
    at: datetime | None,
    language: str,
    as_json: bool,
) -> None:
    """Judge CODE, the digits of a receipt, or the two halves that Code 128 holds. No database with --key.

    Without --key the keys of this house are asked of its database. A list of used and replaced receipts
    (`GET /api/v1/passenger-declarations/gate/refusals`) may be given; without one such receipts are not noticed, and
    the answer says so.

    Exit code 0 where the receipt is valid, 1 where it is not, 2 where key or list cannot be used.

    \b
    Examples:
      tongguan receipts verify 0177…42 --key receipts.key --json
      tongguan receipts verify 0177…42 --key receipts.key --document USA:E12345678
      tongguan receipts verify 10177…8 23016…2 --key 3d4017c3…
    """
    trusted = _keys(keys)
    refusals = _list(listed, trusted)
    whole = joined(*code) if len(code) == 2 else "".join(code)
    holder = None
    if document is not None:
        issuer, _colon, number = document.partition(":")
        holder = document_key(issuer, number)
    moment = at.replace(tzinfo=UTC) if at else datetime.now(UTC)
    verdict = judge(whole or "", trusted, moment, holder, refusals)
    from tongguan.operations.passenger_declarations.queries.receipts import told

    answer = told(verdict)
    found: dict[str, Any] = {
        "valid": answer.valid,
        "reason": answer.reason,
        "message": answer.message.in_language(language),
        "colour": answer.colour or None,
        "flight": answer.flight or None,
        "travel_date": answer.travel_date and answer.travel_date.isoformat(),
        "leaving": answer.leaving,
        "form": answer.form,
        "serial": answer.serial or None,
        "issued_at": answer.issued_at and answer.issued_at.isoformat(),
        "expires_at": answer.expires_at and answer.expires_at.isoformat(),
        "document_checked": answer.document_checked,
        "list_of": refusals.at.isoformat() if refusals else None,
    }
    click.echo(
        json.dumps(found, ensure_ascii=False)
        if as_json
        else "\n".join(f"{k:17} {v}" for k, v in found.items())
    )
    sys.exit(0 if answer.valid else NOT_VALID)


@receipts.command("key")
def key() -> None:
    """Print the public keys of this house's receipts, newest first, one a line.

    \b
    Examples:
      tongguan receipts key > receipts.key
    """
    from tongguan.operations.passenger_declarations.actions import signing_key
    from tongguan.operations.passenger_declarations.queries.keys import known_keys
    from tongguan.platform.database.interface import running_database

    with running_database():
        signing_key()
        click.echo("\n".join(each.hex() for each in known_keys()))


def _keys(given: tuple[str, ...]) -> tuple[bytes, ...]:
    if not given:
        from tongguan.operations.passenger_declarations.queries.keys import known_keys
        from tongguan.platform.database.interface import running_database

        with running_database():
            return known_keys()
    try:
        texts = [Path(each).read_text(encoding="utf-8") if Path(each).is_file() else each for each in given]
        return tuple(key for text in texts for key in public_keys(text))
    except (OSError, ValueError) as error:
        _unusable(Problem("receipts.key", Text(zh=f"公钥无法使用：{error}", en=f"unusable key: {error}")))


def _list(path: Path | None, keys: tuple[bytes, ...]) -> Refusals | None:
    if path is None:
        return None
    try:
        found = read_refusals(json.loads(path.read_bytes()), keys)
    except (OSError, ValueError, RecursionError):
        found = None
    if found is None:
        _unusable(
            Problem(
                "receipts.list", Text(zh="清单无法使用或签名不符", en="the list is malformed or not signed")
            )
        )
    return found


def _unusable(problem: Problem) -> Any:
    click.echo(problem.message.en, err=True)
    sys.exit(UNUSABLE)


commands = [receipts]
