"""Simulations from the shell: a scenario out of a file, and one to begin with."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from tongguan.engines.flows import (
    Poisson,
    Scenario,
    Service,
    Shape,
    Shift,
    Station,
    read_scenario,
    simulate,
    written,
)
from tongguan.engines.flows.scenario import Route
from tongguan.operations.passenger_flows.rules import told

UNUSABLE = 2
MOST_BYTES = 2_000_000
EXAMPLE = Scenario(
    name="kiosks and lanes",
    arrivals=Poisson((600.0, 1800.0, 900.0)),
    stations=(
        Station("kiosk", (Shift(0, 60),), Service(Shape.LOGNORMAL, 150, 0.5)),
        Station("lane", (Shift(0, 6), Shift(3600, 10)), Service(Shape.LOGNORMAL, 20, 0.3)),
        Station("referral", (Shift(0, 4),), Service(Shape.LOGNORMAL, 120, 0.5)),
    ),
    routes=(Route("", "kiosk", 1.0), Route("kiosk", "lane", 1.0), Route("lane", "referral", 0.06)),
    horizon_s=10_800,
    warmup_s=1_800,
)


@click.group()
def flows() -> None:
    """How a hall with queues bears its travellers."""


@flows.command("example")
def example_verb() -> None:
    """Print a scenario to begin with."""
    click.echo(json.dumps(written(EXAMPLE), ensure_ascii=False, indent=1))


@flows.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seed", type=click.IntRange(0), help="Another seed than the file's.")
@click.option("--replications", type=click.IntRange(2, 2000), help="Another number of days than the file's.")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
def simulate_verb(file: Path, seed: int | None, replications: int | None, as_json: bool) -> None:
    """Play the scenario in FILE; exit 2 where it cannot be read.

    \b
    Examples:
      tongguan flows example > hall.json
      tongguan flows simulate hall.json --json
    """
    data = _read(file)
    if isinstance(data, dict):
        data |= {} if seed is None else {"seed": seed}
        data |= {} if replications is None else {"replications": replications}
    scenario, problems = read_scenario(data)
    if scenario is None:
        for problem in problems:
            click.echo(f"{problem.pointer or '/'}: {problem.message.en} [{problem.code}]", err=True)
        sys.exit(UNUSABLE)
    if as_json:
        click.echo(json.dumps(told(simulate(scenario)), ensure_ascii=False))
        return
    with click.progressbar(length=100, label=scenario.name or "simulating", file=sys.stderr) as bar:
        result = told(simulate(scenario, lambda share: bar.update(round(share * 100) - bar.pos)))
    click.echo("\n".join(_lines(result)))


def _read(file: Path) -> Any:
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise click.UsageError("the file is larger than 2 MB")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"not JSON: {error}") from error


def _lines(result: dict[str, Any]) -> list[str]:
    def shown(value: dict[str, Any]) -> str:
        if value["mean"] is None:
            return "–"
        return (
            f"{value['mean']:.1f} ± {value['half']:.1f}"
            if value["half"] is not None
            else f"{value['mean']:.1f}"
        )

    lines = [
        f"{result['replications']} days; {shown(result['per_hour'])} travellers an hour pass",
        f"time in the hall {shown(result['time_s'])} s, 95 of 100 less than {shown(result['time_p95_s'])} s",
    ]
    return lines + [
        f"{row['code']:<12} wait {shown(row['wait_s']):>16} s   in use {(row['use']['mean'] or 0) * 100:5.1f} %   "
        f"longest queue {shown(row['longest'])}"
        for row in result["stations"]
    ]
