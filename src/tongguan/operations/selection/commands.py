"""Command-line verbs of risk rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from tongguan.engines.problems import Problem
from tongguan.engines.targeting import in_words, read_condition, read_condition_text
from tongguan.operations.selection.queries import listed, performances, random_arm
from tongguan.operations.selection.rules import SCHEMA
from tongguan.platform.permissions.interface import SYSTEM

MAX_FILE_BYTES = 4_000_000


@click.group("rules")
def rules() -> None:
    """Risk rules: check a file of conditions, list the rules with their hit rates.

    \b
    Examples:
      tongguan rules check condition.json
      tongguan rules list --json
    """


@rules.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def check(file: Path, as_json: bool) -> None:
    """Read one condition, or `{"rules": [{"code", "condition"}, …]}`, and say it in words.

    Exit code 0 where every condition reads, 1 where one has problems (each with its JSON pointer), 2 where the
    file cannot be used.

    \b
    Examples:
      tongguan rules check condition.json
      tongguan rules check rules.json --json
    """
    if file.stat().st_size > MAX_FILE_BYTES:
        raise click.UsageError(f"{file} is larger than {MAX_FILE_BYTES} bytes")
    found = [_checked(code, place, given) for code, place, given in _conditions(file.read_bytes())]
    if as_json:
        click.echo(json.dumps({"file": str(file), "conditions": found}, ensure_ascii=False))
    else:
        for each in found:
            click.echo(f"{each['code'] or '-'}: {each['en'] or 'refused'}")
            for problem in each["errors"]:
                click.echo(f"  {problem['pointer'] or '/'} {problem['message']}")
    sys.exit(1 if any(each["errors"] for each in found) else 0)


def _conditions(data: bytes) -> list[tuple[str, str, Any]]:
    """(code, place in the file, condition) of every condition; a text that is no JSON is one condition."""
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        return [("", "", data)]
    if isinstance(given, dict) and isinstance(given.get("rules"), list):
        return [
            (str(each.get("code", "")), f"/rules/{n}/condition", each.get("condition"))
            if isinstance(each, dict)
            else ("", f"/rules/{n}", each)
            for n, each in enumerate(given["rules"])
        ]
    return [("", "", given)]


def _checked(code: str, place: str, given: Any) -> dict[str, Any]:
    reader = read_condition_text if isinstance(given, bytes) else read_condition
    condition, problems = reader(given, SCHEMA)
    words = in_words(condition, SCHEMA) if condition is not None else None
    return {
        "code": code,
        "accepted": condition is not None,
        "zh": words.zh if words else None,
        "en": words.en if words else None,
        "errors": [_told(problem, place) for problem in problems],
    }


def _told(problem: Problem, place: str) -> dict[str, Any]:
    return {**problem.as_dict("en"), "pointer": place + problem.pointer}


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")
def list_(as_json: bool) -> None:
    """Every version with its state and hit rate, after the random share it is compared with.

    \b
    Examples:
      tongguan rules list
      tongguan rules list --json
    """
    control, found = random_arm(), listed(SYSTEM)
    records = performances(found, control)
    rows = [("random share", "", "", control)] + [
        (rule.reference, rule.state, rule.lane, records[rule.pk]) for rule in found
    ]
    for reference, state, lane, record in rows:
        share = record.share
        if as_json:
            click.echo(
                json.dumps(
                    {"reference": reference, "state": state, "lane": lane, "hits": record.hits,
                     "findings": share.hits, "of": share.of, "rate": share.rate,
                     "low": share.low, "high": share.high, "lift": record.lift}
                )
            )  # fmt: skip
        else:
            rate = "-" if share.rate is None else f"{share.rate:.1%} ({share.low:.1%} to {share.high:.1%})"
            click.echo(f"{reference:<26} {state:<9} {lane:<11} {share.hits:>5}/{share.of:<6} {rate}")


commands = [rules]
