"""A small customs house in a test's database: offices, firms, one person per role."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from importlib import import_module

from django.apps import apps

from tongguan.operations.duties.models import ExchangeRate
from tongguan.platform.identity.interface import actor_of
from tongguan.platform.identity.models import Delegation, Organisation, Position, User
from tongguan.platform.permissions.interface import ROLES, SYSTEM, Actor
from tongguan.platform.reference.interface import forget, load_shipped
from tongguan.simulator.declarations import uscc

SINCE = dt.date(2020, 1, 1)


@dataclass
class World:
    """Offices `port` (9901) and `airport` (9902); firms `trader`, `rival`, `broker`; people by role or name."""

    organisations: dict[str, Organisation]
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """What a person may do now: `assessor`, `cashier` …, or `trader`, `rival`, `broker`, `airport_assessor`."""
        return actor_of(self.users[name])

    def everybody(self) -> list[Actor]:
        """Every person of the world, and the system."""
        return [SYSTEM, *(actor_of(user) for user in self.users.values())]

    def delegate(self, *permissions: str) -> Delegation:
        """The trader lets the broker act for it."""
        return Delegation.objects.create(
            principal=self.organisations["trader"],
            agent=self.organisations["broker"],
            permissions=list(permissions or ("declarations.lodge", "declarations.view")),
            valid_from=SINCE,
        )


def make_world() -> World:
    """Make it; loads the shipped reference data."""
    load_shipped()
    forget()
    if not ExchangeRate.objects.exists():  # a test that empties all tables takes the migrated rows with it
        import_module("tongguan.operations.duties.migrations.0002_exchange_rates").load(apps, None)
    rng = random.Random(20261122)
    district = Organisation.objects.create(
        code="9900", name_zh="云港海关", name_en="Yungang Customs", kind="customs"
    )
    organisations = {"district": district}
    for key, code, zh, en in (
        ("port", "9901", "云港口岸", "Yungang port"),
        ("airport", "9902", "云港空港", "Yungang airport"),
    ):
        organisations[key] = Organisation.objects.create(
            code=code, name_zh=zh, name_en=en, kind="customs", parent=district
        )
    for key, zh, en in (
        ("trader", "云港汇远国际贸易有限公司", "Yungang Huiyuan Trading"),
        ("rival", "云港恒舟进出口有限公司", "Yungang Hengzhou Import Export"),
        ("broker", "云港顺捷报关有限公司", "Yungang Shunjie Customs Brokers"),
    ):
        organisations[key] = Organisation.objects.create(
            code=f"E-{key}", name_zh=zh, name_en=en, kind="enterprise", uscc=uscc(rng, "440300")
        )
    world = World(organisations)
    for role in ROLES:
        if role.side == "customs":
            for name in (role.code, f"{role.code}_2", f"{role.code}_3"):
                _person(world, name, role.code, "port")
    _person(world, "airport_assessor", "assessor", "airport")
    for firm in ("trader", "rival", "broker"):
        _person(world, firm, "declarant", firm)
    for role_code in ("carrier", "terminal", "witness", "health_officer"):
        _person(world, role_code, role_code, "broker")
    return world


def _person(world: World, name: str, role: str, organisation: str) -> None:
    user = User.objects.create(username=name, display_name=name.replace("_", " ").title())
    Position.objects.create(
        user=user,
        organisation=world.organisations[organisation],
        role=role,
        valid_from=SINCE,
        skills=["inspection", "image_review"],
    )
    world.users[name] = user
