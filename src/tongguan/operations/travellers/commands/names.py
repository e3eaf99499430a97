"""`tongguan names compare`: two names, or a file of pairs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tongguan.engines.screening import Comparison, compare_names, tables

SOME_UNUSABLE = 1
FIRST, SECOND = ("name1", "name_1", "left", "a"), ("name2", "name_2", "right", "b")


@click.group("names")
def names() -> None:
    """Names of people in any script.

    \b
    Examples:
      tongguan names compare "Mao Tse-tung" 毛泽东
      tongguan names compare --pairs pairs.csv --json
    """


@names.command("compare")
@click.argument("name1", required=False)
@click.argument("name2", required=False)
@click.option(
    "--pairs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with columns name1 and name2: one answer a row, in order.",
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help='One {"score","reasons"} a line.')
def compare(name1: str | None, name2: str | None, pairs: Path | None, language: str, as_json: bool) -> None:
    """How likely two names are of one person, from 0 to 1, and why. From 0.5 they are taken for one.

    Order, titles and particles hardly count; initials, nicknames, other scripts and other romanisations are
    recognised; a part that contradicts counts most. No database is needed.

    Exit code 0; 1 where a file of pairs has no columns name1 and name2.

    \b
    Examples:
      tongguan names compare "Mao Tse-tung" 毛泽东
      tongguan names compare "Bob Smith" "SMITH, Robert" --json
      tongguan names compare --pairs pairs.csv --json > scores.jsonl
    """
    if pairs is not None:
        if name1 is not None:
            raise click.UsageError("give two names or --pairs, not both")
        for left, right in _pairs(pairs):
            _tell(left, right, language, as_json)
        return
    if name1 is None or name2 is None:
        raise click.UsageError("give two names, or --pairs FILE.csv")
    _tell(name1, name2, language, as_json)


def _pairs(file: Path) -> Iterator[tuple[str, str]]:
    """Every row below the header, also one with an empty name, so that answers stay in step with rows."""
    rows = tables.rows(tables.decoded(file.read_bytes()))
    at = tables.columns(next(rows, (0, []))[1], {"first": FIRST, "second": SECOND})
    if len(at) < 2:
        click.echo(f"{file}: the first row names no columns name1 and name2", err=True)
        sys.exit(SOME_UNUSABLE)
    for _, cells in rows:
        padded = [*cells, *[""] * (max(at.values()) + 1)]
        yield padded[at["first"]], padded[at["second"]]


def _tell(left: str, right: str, language: str, as_json: bool) -> None:
    found: Comparison = compare_names(left, right)
    reasons = [reason.in_language(language) for reason in found.reasons]
    if as_json:
        click.echo(json.dumps({"score": round(found.score, 4), "reasons": reasons}, ensure_ascii=False))
        return
    click.echo(f"{found.score:.2f}  {left}  |  {right}")
    for reason in reasons:
        click.echo(f"      {reason}")
