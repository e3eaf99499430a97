"""Verbs of draws. `verify` needs neither server nor database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from tongguan.engines.draw import recompute
from tongguan.engines.draw.record import MAX_RECORD_BYTES
from tongguan.engines.problems import Problem, Text
from tongguan.engines.tlog import Verdict, parse_receipt, read_json, verify_receipt
from tongguan.engines.tlog.receipt import MAX_RECEIPT_BYTES


@click.group()
def draw() -> None:
    """Verifiable draws: recompute a published record.

    \b
    Examples:
      tongguan draw verify record.json
      tongguan draw verify record.json --receipt receipt.json --key keys --json
    """


@draw.command()
@click.argument("record", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--receipt",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The ledger receipt of the commitment: shows that the inputs were fixed before.",
)
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The ledger's keys."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def verify(record: Path, receipt: Path | None, key: Path | None, as_json: bool) -> None:
    """Recompute a published draw, without the house.

    \b
    Examples:
      tongguan draw verify record.json --json
      tongguan draw verify record.json --receipt receipt.json --key keys
    """
    data = _read(record, MAX_RECORD_BYTES)
    verdict = recompute(data)
    if receipt:
        if key is None:
            raise click.UsageError("--receipt needs --key")
        lines = [line for line in key.read_text().split("\n") if line.strip()]
        more = _commitment_problems(data, _read(receipt, MAX_RECEIPT_BYTES), lines)
        verdict = Verdict.of([*verdict.problems, *more], (*verdict.checked, "commitment in the ledger"))
    if as_json:
        click.echo(json.dumps(verdict.as_dict(), ensure_ascii=False))
    elif verdict.ok:
        click.echo(f"good / 相符: {', '.join(verdict.checked)}")
    else:
        for problem in verdict.problems:
            click.echo(f"{problem.code} {problem.pointer}: {problem.message.zh} / {problem.message.en}")
    sys.exit(0 if verdict.ok else 1)


def _commitment_problems(record: bytes, receipt: bytes, keys: list[str]) -> list[Problem]:
    """The receipt holds, and its entry commits to exactly the hashes of this record."""
    problems = list(verify_receipt(receipt, keys).problems)
    parsed, _found = parse_receipt(receipt)
    entry, _found = read_json(parsed.entry, MAX_RECEIPT_BYTES) if parsed else (None, [])
    value, _found = read_json(record, MAX_RECORD_BYTES)
    data = entry.get("data") if isinstance(entry, dict) else None
    said = data.get("hashes") if isinstance(data, dict) else None
    mine = value.get("hashes") if isinstance(value, dict) else None
    if not problems and (said is None or said != mine):
        text = Text(
            zh="回执所证明的承诺不是这一记录的", en="the receipt is for another commitment than this record's"
        )
        problems.append(Problem("draw.other_commitment", text, "/hashes"))
    return problems


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit + 1)


commands = [draw]
