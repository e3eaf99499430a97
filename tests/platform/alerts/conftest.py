"""An office under a higher one, with a commander each, an inspector and a risk officer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from tongguan.engines.problems import Text
from tongguan.platform.alerts.contracts import Evidence, Source
from tongguan.platform.alerts.interface import raise_alert
from tongguan.platform.alerts.models import Alert
from tongguan.platform.identity.interface import actor_of
from tongguan.platform.identity.models import Organisation, Position, User
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.reference import interface as reference


@dataclass
class House:
    """Offices and people, by role."""

    office: Organisation
    above: Organisation
    users: dict[str, User]

    def actor(self, name: str) -> Actor:
        return actor_of(self.users[name])


@pytest.fixture
def house(db, settings) -> Iterator[House]:
    settings.REFERENCE_VERSION_CHECK_S = 0
    reference.forget()
    reference.load_shipped()
    above = Organisation.objects.create(code="9900", name_zh="上级关", name_en="Above", kind="customs")
    office = Organisation.objects.create(
        code="9901", name_zh="本关", name_en="Here", kind="customs", parent=above
    )
    elsewhere = Organisation.objects.create(code="9902", name_zh="他关", name_en="There", kind="customs")
    people = {
        "commander": ("commander", office),
        "chief": ("commander", above),
        "inspector": ("inspector", office),
        "colleague": ("inspector", office),
        "stranger": ("inspector", elsewhere),
        "auditor": ("auditor", above),
    }
    users = {}
    for name, (role, where) in people.items():
        users[name] = User.objects.create(username=name, email=f"{name}@example.test")
        Position.objects.create(user=users[name], organisation=where, role=role, valid_from=date(2020, 1, 1))
    users["outsider"] = User.objects.create(username="outsider")
    yield House(office, above, users)
    reference.forget()


@pytest.fixture
def alert(house: House) -> Alert:
    return make(house)


def make(house: House, key: str = "rule:R1:D1", **given) -> Alert:
    """An alert of the office, for the inspectors."""
    values = {
        "source_key": key,
        "kind": "risk",
        "title": Text(zh="单价异常", en="Unit price out of range"),
        "severity": "high",
        "evidence": [Evidence("field", "D1", "/items/0/unit_price")],
        "source": Source("rule", "R1", "3"),
        "office_id": house.office.pk,
        "owner_role": "inspector",
    }
    return raise_alert(**{**values, **given})
