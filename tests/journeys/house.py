"""A real house for the journeys: database, web and worker under the supervisor, demonstration people, no simulator.

Run as `python -m tests.journeys.house PORT [gateway=PORT] [CODE=VALUE …]`. Chance is taken out of what the journeys
walk: nothing is drawn at random, nothing is examined or read twice, and one rule sends every import to an officer; a
journey may ask for other numbers by their codes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

TODAY = datetime.now(timezone(timedelta(hours=8))).date()
RULE = {
    "code": "JOURNEY",
    "zh": "进口报关单一律人工审核",
    "en": "Every import is reviewed",
    "lane": "review",
    "method": "either",
    "probability": "1",
    "condition": json.dumps({"field": "flow", "op": "eq", "value": "I"}),
    "valid_from": TODAY.isoformat(),
    "valid_to": (TODAY + timedelta(days=365)).isoformat(),
}
CHANCE = {
    "selection.random_share": "0",
    "selection.reinspection_share": "0",
    "image_review.control_share": "0",
}


def load(numbers: Mapping[str, str]) -> None:
    """The demonstration's people and duties, one certain rule, and no chance but what `numbers` say."""
    from tongguan.cli import demonstration
    from tongguan.cli.demonstration_lanes import write_lanes
    from tongguan.platform.database.interface import default_data_dir
    from tongguan.platform.reference.models import Parameter

    for code, value in {**CHANCE, **numbers}.items():
        Parameter.objects.filter(code=code).update(value=value)
    demonstration.load_organisations()
    demonstration.load_people()
    demonstration.load_delegations()
    demonstration.load_duties()
    demonstration.load_guarantees()
    demonstration.load_laboratory()
    write_rule()
    demonstration.write_tokens(default_data_dir() / "demonstration")
    write_lanes(default_data_dir() / "demonstration")


def write_rule() -> None:
    """Written by one risk officer, approved and put in force by another."""
    from tongguan.operations.selection.actions import put_in_force, write_rule
    from tongguan.operations.selection.models import RiskRule
    from tongguan.platform.identity.interface import actor_of, organisation_by_code
    from tongguan.platform.identity.models import User

    if RiskRule.objects.filter(code=RULE["code"]).exists():
        return
    writer, approver = (actor_of(User.objects.get(username=name)) for name in ("risk", "risk2"))
    office = organisation_by_code("9900")
    rule = write_rule(actor=writer, office_id=office.pk if office else None, data=RULE)
    put_in_force(author=writer, approver=approver, reference=rule.reference, reason="journey")


def main(port: int, numbers: Mapping[str, str]) -> int:
    """Run until a signal comes."""
    from tongguan.cli.serve import house_children, prepare_database, run_house
    from tongguan.platform.database.interface import running_database

    with running_database(durable=False):
        prepare_database(print)
        gateway = int(numbers.get("gateway", 0)) or None
        load({code: value for code, value in numbers.items() if code != "gateway"})
        return run_house(
            house_children(port, 1, gateway), seconds=None, on_ready=lambda: print("house ready", flush=True)
        )


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
    sys.exit(main(int(sys.argv[1]), dict(each.split("=", 1) for each in sys.argv[2:])))
