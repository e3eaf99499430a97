"""`tongguan duties …`: quote a file's taxes, assess again, import exchange rates."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from tongguan.engines.declaration import to_plain
from tongguan.engines.problems import Problem
from tongguan.operations.declarations.interface import read_message
from tongguan.operations.duties.actions import assess as assess_again
from tongguan.operations.duties.actions import compute, import_certificates, import_measures
from tongguan.operations.duties.actions.exchange import import_exchange_rates
from tongguan.operations.duties.contracts import Result
from tongguan.platform.permissions.interface import SYSTEM, Refused

NEEDED = ("line_number", "hs_code", "total_price", "currency")


@click.group("duties")
def duties() -> None:
    """Duties and taxes.

    \b
    Examples:
      tongguan duties quote entry.json
      tongguan duties assess D0000000042
      tongguan duties exchange-rates december.csv
      tongguan duties measures provisional-2027.csv
      tongguan duties quotas import certificates.csv
    """


@duties.command("quote")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="With the rates of this day; today by default."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a declaration.")
def quote(file: Path, day: Any, as_json: bool) -> None:
    """Compute the taxes of the declarations in FILE (WCO XML, JSON or CSV), each step explained; stores nothing.

    Exit code 0 where everything could be computed, 1 where a rate was missing, 2 where the file cannot be read.

    \b
    Examples:
      tongguan duties quote entry.json
      tongguan duties quote entries.csv --on 2026-11-01 --json
    """
    from tongguan.platform.database.interface import running_database

    with file.open("rb") as stream:
        message = read_message(stream)
    if message.problems or not message.declarations:
        _tell_problems(message.problems, as_json)
        sys.exit(2)
    worst = 0
    with running_database():
        for declaration in message.declarations:
            plain = to_plain(declaration)
            lacking = [
                f"/items/{index}/{name}"
                for index, item in enumerate(plain.get("items", []))
                for name in NEEDED
                if name not in item
            ]
            if lacking:
                click.echo(json.dumps({"lacking": lacking}) if as_json else f"lacking: {', '.join(lacking)}")
                worst = 1
                continue
            result = compute(plain, day.date() if day else date.today())  # noqa: DTZ011
            click.echo(json.dumps(told(result), ensure_ascii=False) if as_json else shown(result))
            worst = max(worst, 1 if result.problems else 0)
    sys.exit(worst)


def _tell_problems(problems: tuple[Problem, ...], as_json: bool) -> None:
    rows = [problem.as_dict("en") for problem in problems] or [{"message": "no declaration"}]
    click.echo(
        json.dumps({"errors": rows}, ensure_ascii=False) if as_json else "\n".join(str(row) for row in rows)
    )


def told(result: Result) -> dict[str, Any]:
    """A result as JSON-ready values; amounts are text in CNY."""
    return {
        "on": result.on_date.isoformat(),
        "totals": {tax: str(amount) for tax, amount in result.totals.items()},
        "due": {tax: str(amount) for tax, amount in result.due.items()},
        "total_due": str(result.total_due),
        "rates_verified": result.verified,
        "lines": [
            {
                "line_number": line.line_number,
                "hs_code": line.hs_code,
                "dutiable_value": str(line.dutiable_value),
                "taxes": [
                    {
                        "kind": tax.kind,
                        "rate": tax.rate,
                        "rate_percent": None if tax.rate_percent is None else f"{tax.rate_percent:f}",
                        "amount": str(tax.amount),
                        "source": tax.source,
                        "verified": tax.verified,
                    }
                    for tax in line.taxes
                ],
                "steps": [step.as_dict() for step in line.steps],
            }
            for line in result.lines
        ],
        "notes": [{"zh": s.text.zh, "en": s.text.en} for s in result.notes],
        "errors": [problem.as_dict("en") for problem in result.problems],
    }


def shown(result: Result) -> str:
    """A result as text for people."""
    out = []
    for line in result.lines:
        out.append(f"{line.line_number:>3}  {line.hs_code}  dutiable value CNY {line.dutiable_value}")
        out += [f"       {step.text.en}" for step in line.steps]
    out += [f"  {step.text.en}" for step in result.notes]
    out += [f"  ! {problem.pointer} {problem.message.en}" for problem in result.problems]
    out.append("  " + ", ".join(f"{tax} {amount}" for tax, amount in result.due.items()))
    mark = "" if result.verified else "  (rates are unverified defaults)"
    out.append(f"  due: CNY {result.total_due}{mark}")
    return "\n".join(out)


@duties.command("assess")
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def assess(reference: str, as_json: bool) -> None:
    """Assess a declaration again, after a missing rate was added; bills or releases it.

    \b
    Examples:
      tongguan duties assess D0000000042
      tongguan duties assess D0000000042 --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        try:
            kept = assess_again(actor=SYSTEM, reference=reference)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
    out = {"reference": reference, "total_due": str(kept.total_due), "problems": kept.problems}
    click.echo(json.dumps(out, ensure_ascii=False) if as_json else f"{reference}: due CNY {kept.total_due}")
    sys.exit(1 if kept.problems else 0)


@duties.command("exchange-rates")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def exchange_rates(file: Path, as_json: bool) -> None:
    """Import a CSV of monthly exchange rates: currency, cny_per_unit, valid_from, valid_to, source, verified.

    \b
    Examples:
      tongguan duties exchange-rates december.csv
      tongguan duties exchange-rates december.csv --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        written, problems = import_exchange_rates(actor=SYSTEM, data=file.read_bytes())
    _tell_import(written, "rates", problems, as_json)


@duties.command("measures")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def measures(file: Path, as_json: bool) -> None:
    """Import a CSV of tariff measures: kind, hs_code, rate, origins, agreement, firm, season, exclusion, valid_from,
    valid_to, source, verified. Rates are text such as `15% + 3元/kg` or `MIN(10%, 5元/kg)`.

    \b
    Examples:
      tongguan duties measures provisional-2027.csv
      tongguan duties measures remedies.csv --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        written, problems = import_measures(actor=SYSTEM, data=file.read_bytes())
    _tell_import(written, "measures", problems, as_json)


@duties.group("quotas")
def quotas() -> None:
    """Quota certificates.

    \b
    Examples:
      tongguan duties quotas import certificates.csv
      tongguan duties quotas import certificates.csv --json
    """


@quotas.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def import_quotas(file: Path, as_json: bool) -> None:
    """Import a CSV of quota certificates: number, holder, hs_code, quantity, unit, valid_from, valid_to, source.

    Good rows are written, bad ones told with row and column; exit code 1 where there was one.

    \b
    Examples:
      tongguan duties quotas import certificates.csv
      tongguan duties quotas import certificates.csv --json
    """
    from tongguan.platform.database.interface import running_database

    with running_database():
        written, problems = import_certificates(actor=SYSTEM, data=file.read_bytes())
    _tell_import(written, "certificates", problems, as_json)


def _tell_import(written: int, what: str, problems: list[Problem], as_json: bool) -> None:
    """Say what an import did, and leave with 1 where a row was refused."""
    out = {"written": written, "errors": [problem.as_dict("en") for problem in problems]}
    click.echo(
        json.dumps(out, ensure_ascii=False) if as_json else f"{written} {what}, {len(problems)} problems"
    )
    for problem in () if as_json else problems:
        click.echo(f"  {problem.pointer} {problem.message.en}", err=True)
    sys.exit(1 if problems else 0)
