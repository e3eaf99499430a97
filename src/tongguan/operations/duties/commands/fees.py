"""`tongguan fee …`: the late declaration fee, by itself or of a declaration."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

import click

from tongguan.engines.calendar import Calendar
from tongguan.engines.problems import Text
from tongguan.engines.tariff import DESTINATION, IMPORT, TRANSIT, LateFee, Leg, late_fee
from tongguan.operations.duties.actions import recalculate_fee
from tongguan.operations.duties.queries import fee_rule
from tongguan.platform.permissions.interface import SYSTEM, Refused
from tongguan.platform.reference.interface import shipped_codes, shipped_parameters

AMOUNT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,6})?\Z")
CALENDARS = ("CN",)

NOT_A_DATE = Text(zh="{option} 应为日期 年-月-日：{given}", en="{option} must be a date YYYY-MM-DD: {given}")
NOT_AN_AMOUNT = Text(zh="--value 应为人民币金额：{given}", en="--value must be an amount in yuan: {given}")
NO_CALENDAR = Text(zh="未知日历 {given}，可用：CN", en="unknown calendar {given}; known: CN")
NO_LAW = Text(zh="{day} 没有滞报金的法定数值", en="no law of the late declaration fee on {day}")
TWO_STARTS = Text(
    zh="转关须同时给出 --transit-accepted 与 --arrived",
    en="goods in transit need both --transit-accepted and --arrived",
)
NO_EXEMPTION = Text(zh="未知的免征情形 {given}，可用：{known}", en="unknown case {given}; known: {known}")


@click.group("fee")
def fee() -> None:
    """Fees: the late declaration fee (滞报金).

    \b
    Examples:
      tongguan fee late --value 100000 --entered 2026-11-02 --accepted 2026-11-19
      tongguan fee recalculate D0000000042 --entered 2026-10-05
    """


@fee.command("late")
@click.option("--value", required=True, help="Dutiable value, CNY.")
@click.option("--entered", required=True, help="Day the means of transport declared its entry, YYYY-MM-DD.")
@click.option("--accepted", required=True, help="Day the declaration was accepted, YYYY-MM-DD.")
@click.option("--calendar", "calendar_code", default="CN", show_default=True, help="Legal calendar.")
@click.option("--transit-accepted", help="Goods in transit: day the transit declaration was accepted.")
@click.option("--arrived", help="Goods in transit: day they arrived at the place of destination.")
@click.option("--exempt", help="Case in which no fee is levied: auctioned, guarantee, customs_withdrawal …")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def late(
    value: str, entered: str, accepted: str, calendar_code: str, transit_accepted: str | None,
    arrived: str | None, exempt: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The late declaration fee with the law and the calendar that the product ships; needs no database.

    Exit code 0 also where no fee is due; 2 where an input is wrong.

    \b
    Examples:
      tongguan fee late --value 100000 --entered 2026-11-02 --accepted 2026-11-19 --json
      tongguan fee late --value 500000 --entered 2026-09-01 --transit-accepted 2026-09-18 --arrived 2026-09-20 --accepted 2026-10-12
    """  # noqa: E501
    if not AMOUNT.match(value):
        _refuse(as_json, "/value", NOT_AN_AMOUNT.filled(given=value))
    days = {
        name: _day(name, given, as_json)
        for name, given in (("entered", entered), ("accepted", accepted),
                            ("transit-accepted", transit_accepted), ("arrived", arrived))
        if given is not None
    }  # fmt: skip
    if calendar_code not in CALENDARS:
        _refuse(as_json, "/calendar", NO_CALENDAR.filled(given=calendar_code))
    if (transit_accepted is None) != (arrived is None):
        _refuse(as_json, "/arrived", TWO_STARTS)
    legs = [Leg(IMPORT, days["entered"], days["accepted"])]
    if "arrived" in days:
        legs = [
            Leg(TRANSIT, days["entered"], days["transit-accepted"]),
            Leg(DESTINATION, days["arrived"], days["accepted"]),
        ]
    try:
        rule = fee_rule(shipped_parameters(days["accepted"]))
    except KeyError:
        _refuse(as_json, "/accepted", NO_LAW.filled(day=days["accepted"]))
    freed = None
    if exempt is not None:
        known = shipped_codes("late_fee_exemption", days["accepted"])
        freed = known.get(exempt)
        if freed is None:
            _refuse(as_json, "/exempt", NO_EXEMPTION.filled(given=exempt, known=", ".join(known)))
    found = late_fee(Decimal(value), legs, rule, Calendar.load(), freed, freed.name if freed else None)
    for problem in found.problems:
        _refuse(as_json, problem.pointer, problem.message)
    click.echo(json.dumps(told(found), ensure_ascii=False) if as_json else shown(found))


def told(found: LateFee) -> dict[str, Any]:
    """A fee as JSON-ready values: `amount` in whole yuan, `from` and `to` null where nothing is late."""
    return {
        "amount": int(found.amount),
        "days": found.days,
        "from": found.first.isoformat() if found.first else None,
        "to": found.last.isoformat() if found.last else None,
        "legs": [
            {
                "zh": leg.leg.name.zh,
                "en": leg.leg.name.en,
                "starts": leg.starts.isoformat(),
                "days": leg.days,
                "amount": int(leg.amount),
            }
            for leg in found.legs
        ],
        "steps": [step.as_dict() for step in found.steps],
    }


def shown(found: LateFee) -> str:
    """A fee as text for people."""
    lines = [f"  {step.text.zh}\n  {step.text.en}" for step in found.steps]
    return "\n".join([*lines, f"滞报金 late declaration fee: CNY {found.amount}, {found.days} d"])


def _day(name: str, given: str, as_json: bool) -> date:
    try:
        if len(given) == 10:
            return date.fromisoformat(given)
    except ValueError:
        pass
    _refuse(as_json, f"/{name}", NOT_A_DATE.filled(option=f"--{name}", given=given))


def _refuse(as_json: bool, pointer: str, message: Text) -> NoReturn:
    row = {"pointer": pointer, "zh": message.zh, "en": message.en}
    if as_json:
        click.echo(json.dumps({"errors": [row]}, ensure_ascii=False))
    click.echo(f"{message.zh}\n{message.en}", err=True)
    sys.exit(2)


@fee.command("recalculate")
@click.argument("reference")
@click.option("--entered", help="The corrected date of entry, YYYY-MM-DD.")
@click.option("--exempt", default="", help="Case in which no fee is levied: guarantee, customs_withdrawal …")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def recalculate(reference: str, entered: str | None, exempt: str, as_json: bool) -> None:
    """Open a recalculation of a charged fee: its date of entry was corrected, or no fee is levied in its case.

    \b
    Examples:
      tongguan fee recalculate D0000000042 --entered 2026-10-05
      tongguan fee recalculate D0000000042 --exempt guarantee --json
    """
    from tongguan.platform.database.interface import running_database

    day = _day("entered", entered, as_json) if entered else None
    with running_database():
        try:
            case = recalculate_fee(actor=SYSTEM, reference=reference, entered=day, exemption=exempt)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
    out = {"case": case.reference, "charged": str(case.charged), "amount": str(case.amount)}
    click.echo(json.dumps(out) if as_json else f"{case.reference}: CNY {case.charged} → {case.amount}")
