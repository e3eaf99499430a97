"""A small customs house on duty, and one purpose of draws."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from tongguan.engines.draw import Role, Rules
from tongguan.engines.problems import Text
from tongguan.platform.identity.interface import actor_of
from tongguan.platform.identity.models import Organisation, Position, User
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.queues import registry
from tongguan.platform.queues.contracts import RoundPlan
from tongguan.platform.queues.interface import enter, register_purpose
from tongguan.platform.queues.models import DrawRound, Duty
from tongguan.platform.reference.interface import forget, load_shipped

RULES = Rules(
    random_probability=Fraction(1, 4),
    roles=(Role("inspector"), Role("reinspector", probability=Fraction(1, 2))),
)


@pytest.fixture(autouse=True)
def house_of_its_own(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    for name in ("_plans", "_work", "_loads"):
        monkeypatch.setattr(registry, name, {})


@pytest.fixture
def shipped() -> None:
    """The reference data that alerts and watches ask."""
    load_shipped()
    forget()


@pytest.fixture
def plan() -> RoundPlan:
    """Rounds of a minute, half a minute to reveal, no repeat within 30 days."""
    made = RoundPlan(
        purpose="inspection",
        title=Text(zh="查验", en="Inspection"),
        rules=lambda now: RULES,
        every_seconds=lambda now: 60,
        reveal_within_seconds=lambda now: 30,
        repeat_days=lambda now: 30,
    )
    register_purpose(made)
    return made


@pytest.fixture
def office() -> Organisation:
    return Organisation.objects.create(
        code="9901", name_zh="演示海关", name_en="Demo customs", kind="customs"
    )


@pytest.fixture
def firm() -> Organisation:
    return Organisation.objects.create(code="F1", name_zh="云港茶业", name_en="Cloud Tea", kind="enterprise")


def person(name: str, office: Organisation, role: str = "inspector") -> User:
    user = User.objects.create_user(name, password="x")
    Position.objects.create(user=user, organisation=office, role=role, valid_from=date(2020, 1, 1))
    return user


def acting(user: User) -> Actor:
    return actor_of(user)


def on_duty(user: User, site: str = "") -> Duty:
    now = timezone.now()
    return Duty.objects.create(
        position=user.positions.get(),
        site=site,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=8),
    )


@pytest.fixture
def officers(office: Organisation) -> list[User]:
    people = [person(f"officer{number}", office) for number in range(4)]
    for each in people:
        on_duty(each)
    return people


def entered(*entries: str, **given: object) -> DrawRound:
    with transaction.atomic():
        for entry in entries:
            round_id = enter("inspection", entry, risk_probability=Fraction(1, 2), **given)  # type: ignore[arg-type]
    return DrawRound.objects.get(pk=round_id)
