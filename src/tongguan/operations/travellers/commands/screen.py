"""`tongguan screen`: a manifest against lists."""

from __future__ import annotations

import datetime as dt
import gc
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from tongguan.engines.problems import Problem
from tongguan.engines.screening import (
    Decision,
    EntryList,
    Freshness,
    Manifest,
    NameIndex,
    Screened,
    read_list,
    read_travellers,
    screen,
)
from tongguan.engines.screening.lists import FORMATS as LIST_FORMATS
from tongguan.engines.screening.lists import WINDOW_DAYS
from tongguan.engines.screening.travellers import FORMATS

UNUSABLE = 2
MARKS = {Decision.CLEAR: "clear   ", Decision.POSSIBLE: "possible", Decision.MATCH: "MATCH   "}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("screen")
@click.option("--travellers", "manifest", type=FILE, required=True, help="PAXLST, PNRGOV or CSV.")
@click.option(
    "--watchlist",
    "lists",
    type=FILE,
    required=True,
    multiple=True,
    help="OFAC SDN CSV, FollowTheMoney JSON lines or CSV, gzipped or not; repeatable.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="auto", show_default=True)
@click.option("--list-format", type=click.Choice(LIST_FORMATS), default="auto", show_default=True)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Screen as of this day instead of today.")
@click.option("--list-date", type=click.DateTime(["%Y-%m-%d"]), help="The day the list is of.")
@click.option("--max-age", type=click.IntRange(0), help="Days after which a list is stale.")
@click.option(
    "--window",
    default=WINDOW_DAYS,
    show_default=True,
    type=click.IntRange(0),
    help="Days an entry counts that names its first day alone.",
)
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write bad rows here, as JSON lines."
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each traveller.")
def screen_verb(
    manifest: Path,
    lists: tuple[Path, ...],
    form: str,
    list_format: str,
    on: dt.datetime | None,
    list_date: dt.datetime | None,
    max_age: int | None,
    window: int,
    rejects: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Screen travellers against lists: by document, then by name in any script, date of birth, nationality and sex.

    Each traveller is `clear`, `possible` or `match`, with who they may be, how likely and why. Document numbers one
    slip away are shown and never cleared; who has no name is never clear. With --max-age a list that is older than
    that, or of unknown date, is stale: it is said, and less suffices for a hit. Nobody in a file is left out: what is
    wrong with it stands in `problems`; rows nobody can be made of go to --rejects. No database is needed.

    Exit code 0 where everybody was screened, whatever was found; 2 where a file gives nobody.

    \b
    Examples:
      tongguan screen --travellers flight.edi --watchlist sdn.csv
      tongguan screen --travellers flight.edi --watchlist contacts.csv --json
      tongguan screen --travellers crew.csv --watchlist sdn.csv --watchlist contacts.csv --rejects bad.jsonl
      tongguan screen --travellers crew.csv --watchlist sdn.csv --list-date 2026-11-01 --max-age 7
    """
    day = on.date() if on else dt.date.today()  # noqa: DTZ011 — the day of the house's clock
    people = read_travellers(manifest.read_bytes(), day, form)
    found = [(path, read_list(path.read_bytes(), day, list_format, window)) for path in lists]
    if rejects is not None:
        _write(rejects, manifest, people, found, language)
    for path, problem in _overall(manifest, people, found):
        click.echo(f"{path}: {problem.pointer} {problem.message.in_language(language)}", err=True)
    if not people.travellers or not any(each.entries for _, each in found):
        sys.exit(UNUSABLE)
    index = NameIndex(entry for _, each in found for entry in each.entries)
    gc.freeze()  # the list stays: looking through a million entries for garbage takes longer than screening
    freshness = Freshness(list_date.date() if list_date else None, max_age)
    for each in screen(people.travellers, index, day, freshness):
        click.echo(
            json.dumps(_told(each, language), ensure_ascii=False) if as_json else _line(each, language)
        )


def _overall(
    manifest: Path, people: Manifest, found: list[tuple[Path, EntryList]]
) -> Iterable[tuple[Path, Problem]]:
    """What concerns a whole file, and its bad rows."""
    for problem in (*people.problems, *people.rejects):
        yield manifest, problem
    for path, each in found:
        for problem in each.rejects:
            yield path, problem


def _write(
    rejects: Path, manifest: Path, people: Manifest, found: list[tuple[Path, EntryList]], language: str
) -> None:
    rows = [(manifest, problem) for problem in people.rejects]
    rows += [(path, problem) for path, each in found for problem in each.rejects]
    lines = (json.dumps({"file": str(p), **q.as_dict(language)}, ensure_ascii=False) + "\n" for p, q in rows)
    rejects.write_text("".join(lines), encoding="utf-8")


def _told(each: Screened, language: str) -> dict[str, Any]:
    who = each.traveller
    return {
        "traveller": who.reference,
        "name": who.name,
        "position": who.position,
        "decision": each.decision.value,
        "hits": [
            {
                "entry": hit.entry.reference,
                "name": hit.entry.names[0] if hit.entry.names else "",
                "source": hit.entry.source,
                "probability": round(hit.probability, 4),
                "reasons": [reason.in_language(language) for reason in hit.reasons],
            }
            for hit in each.hits
        ],
        "problems": [problem.as_dict(language) for problem in each.problems],
    }


def _line(each: Screened, language: str) -> str:
    who = each.traveller
    born = ", ".join(map(str, who.births)) or "—"
    lines = [
        f"{MARKS[each.decision]}  {who.name or who.reference:<36} {born:<12} {who.nationality:<4} {who.position}"
    ]
    for hit in each.hits[:5]:
        lines.append(
            f"    {hit.probability:>4.0%}  {hit.entry.reference:<10} {hit.entry.names[0] if hit.entry.names else ''}"
        )
        lines += [f"            {reason.in_language(language)}" for reason in hit.reasons]
    lines += [f"    ! {problem.message.in_language(language)}" for problem in each.problems]
    return "\n".join(lines)
