"""Command-line verbs of risk rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from tongguan.engines.problems import Problem
from tongguan.engines.targeting import (
    Condition,
    back_test,
    in_words,
    read_condition,
    read_condition_text,
    rows_holding,
)
from tongguan.operations.selection.enums import RuleLane
from tongguan.operations.selection.queries import (
    Unreadable,
    listed,
    past_in,
    performances,
    random_arm,
    told,
)
from tongguan.operations.selection.rules import SCHEMA
from tongguan.platform.permissions.interface import SYSTEM

MAX_FILE_BYTES = 4_000_000


@click.group("rules")
def rules() -> None:
    """Risk rules: check a file of conditions, back-test it on declarations, list the rules with their hit rates.

    \b
    Examples:
      tongguan rules check condition.json
      tongguan rules backtest rules.json declarations.jsonl
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
    condition, problems = _read(given)
    words = in_words(condition, SCHEMA) if condition is not None else None
    return {
        "code": code,
        "accepted": condition is not None,
        "zh": words.zh if words else None,
        "en": words.en if words else None,
        "errors": [_told(problem, place) for problem in problems],
    }


def _read(given: Any) -> tuple[Condition | None, list[Problem]]:
    return (read_condition_text if isinstance(given, bytes) else read_condition)(given, SCHEMA)


def _told(problem: Problem, place: str) -> dict[str, Any]:
    return {**problem.as_dict("en"), "pointer": place + problem.pointer}


@rules.command("backtest")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--probability", type=click.FloatRange(0, 1), default=1.0, help="Chance where a rule states none."
)
@click.option("--capacity", type=click.FloatRange(0), help="Examinations that a day can take.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def backtest(file: Path, data: Path, probability: float, capacity: float | None, as_json: bool) -> None:
    """Ask the conditions of FILE of the declarations in DATA (.jsonl, .csv or .parquet).

    A declaration has the fields of the rules, a list `items` of lines (in flat files: one row a line, the same
    `reference`, line fields prefixed `line.`), and, where they are known: `day`, `inclusion` (its chance of
    examination, above 0), `examined`, `finding`, `recovered_value`. Every rule of FILE is compared with the others.
    Exit code 0; 1 where a condition has problems; 2 where a file cannot be used.

    \b
    Examples:
      tongguan rules backtest rules.json declarations.parquet --json
      tongguan rules backtest condition.json declarations.csv --probability 0.2 --capacity 40
    """
    if file.stat().st_size > MAX_FILE_BYTES:
        raise click.UsageError(f"{file} is larger than {MAX_FILE_BYTES} bytes")
    given = [(*each, *_read(each[2])) for each in _conditions(file.read_bytes())]
    faults = [
        _told(problem, place) for _code, place, _given, _condition, problems in given for problem in problems
    ]
    if faults:
        click.echo(json.dumps({"errors": faults}, ensure_ascii=False) if as_json else _lines_of(faults))
        sys.exit(1)
    try:
        past = past_in(data)
    except Unreadable as fault:
        raise click.UsageError(f"{data}: {fault}") from None
    settings = _settings(file.read_bytes(), len(given))
    named = {
        code or f"#{n}": condition for n, (code, _p, _g, condition, _f) in enumerate(given, 1) if condition
    }
    rows = {code: rows_holding(condition, past.columns) for code, condition in named.items()}
    results = []
    for (code, condition), stated in zip(named.items(), settings, strict=True):
        others = {name: found for name, found in rows.items() if name != code}
        review = stated.get("lane") == RuleLane.REVIEW
        chance = 1.0 if review else _chance(stated.get("probability"), probability)
        found = back_test(
            condition, past, review=review, probability=chance, capacity_a_day=capacity, others=others
        )
        results.append({"code": code, "probability": chance, **told(found)})
    if as_json:
        click.echo(json.dumps({"data": str(data), "rules": results}, ensure_ascii=False))
        return
    for each in results:
        click.echo(_summary(each))


def _settings(data: bytes, count: int) -> list[dict[str, Any]]:
    given = json.loads(data)
    stated = (
        given["rules"] if isinstance(given, dict) and isinstance(given.get("rules"), list) else [{}] * count
    )
    return [each if isinstance(each, dict) else {} for each in stated]


def _chance(stated: Any, otherwise: float) -> float:
    try:
        chance = float(stated)
    except (TypeError, ValueError):
        return otherwise
    return chance if 0 <= chance <= 1 else otherwise


def _summary(found: dict[str, Any]) -> str:
    rate, lift = found["rate"], found["lift"]
    seen = "-" if rate["rate"] is None else f"{rate['rate']:.1%} ({rate['low']:.1%} to {rate['high']:.1%})"
    times = "-" if lift["high"] is None else f"{lift['low']:.2f} to {lift['high']:.2f}"
    return (
        f"{found['code']:<26} hits {found['hits']}/{found['declarations']}  rate {seen} of {rate['examined']}"
        f"  lift {times}  revenue {found['revenue']['value']:.2f}  days over capacity "
        f"{sum(day['over'] for day in found['days'])}"
    )


def _lines_of(faults: list[dict[str, Any]]) -> str:
    return "\n".join(f"{each['pointer'] or '/'} {each['message']}" for each in faults)


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
