"""Shell verbs of the laboratory."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from tongguan.engines.pcr import read_run
from tongguan.operations.quarantine.queries.capacity import Choice, Need, plans

MOST_BYTES = 13_000_000


@click.group("laboratory")
def laboratory() -> None:
    """The nucleic-acid laboratory: pools and capacity, run files."""


@laboratory.command()
@click.option("--persons", default=335, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option(
    "--prevalence", default=0.006, show_default=True, type=click.FloatRange(0, 1), help="Share infected."
)
@click.option("--per-day", default=500, show_default=True, type=click.IntRange(1), help="Tests a day.")
@click.option(
    "--waiting", default=0, show_default=True, type=click.IntRange(0), help="Tubes that wait before."
)
@click.option("--most", default=10, show_default=True, type=click.IntRange(2, 20), help="Largest pool.")
@click.option("--pool-sensitivity", default=1.0, show_default=True, type=click.FloatRange(0.01, 1))
@click.option("--least-found", default=0.0, show_default=True, type=click.FloatRange(0, 1))
@click.option("--turnaround-hours", default=4.0, show_default=True, type=click.FloatRange(0))
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def pools(turnaround_hours: float, as_json: bool, **given: Any) -> None:
    """How to pool a group, how many tubes it takes, and when the laboratory is through with it.

    \b
    Example:
      tongguan laboratory pools --persons 335 --prevalence 0.006 --per-day 500
    """
    rows = plans(Need(**given), datetime.now(UTC), timedelta(hours=turnaround_hours))
    if as_json:
        click.echo(json.dumps([_told(each) for each in rows], indent=1))
        return
    click.echo(
        f"{'':2}{'method':<9}{'size':>5}{'tubes':>7}{'expected':>10}{'of a day':>10}{'found':>8}  through at"
    )
    for each in rows:
        load, plan = each.load, each.load.plan
        at = load.done_at.strftime("%Y-%m-%d %H:%M UTC") if load.done_at else "never"
        click.echo(
            f"{'* ' if each.chosen else '  '}{plan.method:<9}{plan.size:>5}{load.first_round:>7}{load.expected:>10.1f}"
            f"{load.share:>9.0%} {plan.sensitivity:>7.1%}  {at}"
        )


def _told(each: Choice) -> dict[str, Any]:
    load, plan = each.load, each.load.plan
    return {
        "method": plan.method,
        "size": plan.size,
        "chosen": each.chosen,
        "tubes": load.first_round,
        "expected_tests": round(load.expected, 2),
        "share_of_a_day": round(load.share, 4),
        "found": plan.sensitivity,
        "first_round_at": load.first_done_at.isoformat() if load.first_done_at else None,
        "through_at": load.done_at.isoformat() if load.done_at else None,
    }


@laboratory.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def run(file: Path, as_json: bool) -> None:
    """Read a run file (RDML or CSV) and say what is in it; exit 1 where something is wrong with it."""
    with file.open("rb") as stream:
        read = read_run(stream.read(MOST_BYTES))
    told: dict[str, Any] = {
        "form": read.form,
        "plate": read.plate,
        "started_at": read.started_at.isoformat() if read.started_at else None,
        "wells": len(read.wells),
        "curves": read.has_curves,
        "problems": [each.as_dict() for each in read.problems],
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for name in ("form", "plate", "started_at", "wells", "curves"):
            click.echo(f"{name:<12} {told[name]}")
        for each in read.problems:
            click.echo(f"{each.pointer or '-'}: {each.message.en}")
    if read.problems:
        raise SystemExit(1)


commands = [laboratory]
