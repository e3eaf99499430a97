"""Risk rules of the test world, officers on duty, and draws made at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from tests.factories.world import World
from tongguan.engines.problems import Text
from tongguan.engines.risk_learning import Model, Settings, dumps, generate, train
from tongguan.engines.risk_learning import World as GeneratedWorld
from tongguan.operations.selection.actions import put_in_force, register_model, write_rule
from tongguan.operations.selection.models import RiskModel, RiskRule
from tongguan.operations.selection.workflow import RISK_MODEL
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events.interface import dispatch_next
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.queues.interface import advance
from tongguan.platform.queues.models import Duty

EVERYTHING: dict[str, Any] = {"field": "flow", "op": "in", "value": ["I", "E"]}


def content(code: str = "TEST", condition: Any = EVERYTHING, **changed: Any) -> dict[str, Any]:
    """The form of a rule's draft."""
    today = timezone.localdate()
    return {
        "code": code,
        "zh": "测试规则",
        "en": "Test rule",
        "lane": "inspection",
        "method": "either",
        "probability": "1",
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=30)).isoformat(),
        "condition": json.dumps(condition),
        **changed,
    }


def active_rule(world: World, code: str = "TEST", condition: Any = EVERYTHING, **changed: Any) -> RiskRule:
    """A rule written by the risk officer, approved and activated by the commander."""
    office = world.organisations["port"].pk
    rule = write_rule(
        actor=world.actor("risk_officer"), office_id=office, data=content(code, condition, **changed)
    )
    return put_in_force(
        author=world.actor("risk_officer"),
        approver=world.actor("commander"),
        reference=rule.reference,
        reason="test",
    )


def new_case(world: World) -> tuple[RiskRule, str, dict[str, Any]]:
    """An unsaved rule, the step that opens it, and that step's data; for random walks."""
    number = RiskRule.objects.count() + 1
    rule = RiskRule(
        reference=f"WALK{number}.1",
        code=f"WALK{number}",
        revision=1,
        office=world.organisations["port"],
        author=world.users["risk_officer"],
    )
    return rule, "draft", content(rule.code)


def on_duty(world: World) -> None:
    """Inspectors and an image analyst stand on the roster of the port."""
    now = timezone.now()
    for name, skills in (
        ("inspector", ["inspection"]),
        ("gate_officer", ["inspection"]),
        ("image_analyst", ["image_review"]),
    ):
        Duty.objects.create(
            position=world.users[name].positions.get(),
            site="9901",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=8),
            skills=skills,
        )


def handle_all() -> None:
    """Handle every waiting event, whatever becomes of it."""
    while dispatch_next():
        pass


def dispatch_all(may_fail: str = "") -> None:
    """Handle every waiting event; none may fail but those of a topic that the test knows of."""
    handle_all()
    failed = (
        OutboxEvent.objects.filter(dispatched_at=None)
        .exclude(last_error="")
        .exclude(topic=may_fail)
        .values_list("topic", "last_error")
    )
    assert list(failed) == []


def draw_now(may_fail: str = "") -> None:
    """Let every round that collects now reach its end, as the worker would, and handle what it tells."""
    later = timezone.now() + timedelta(minutes=10)
    while advance(later):
        pass
    dispatch_all(may_fail)


def new_risk_model(world: World) -> tuple[RiskModel, str, dict[str, Any]]:
    """An unsaved model, the step that opens it, and that step's data; for random walks."""
    number = RiskModel.objects.count() + 1
    model = RiskModel(
        reference=f"WALKER{number}.1", code=f"WALKER{number}", revision=1, algorithm="profile", random_arm=True,
        last_day=timezone.localdate(), office=world.organisations["port"], author=world.users["risk_officer"],
        model_sha256="0" * 64,
    )  # fmt: skip
    return model, "draft", {"zh": "游走", "en": "Walk"}


@cache
def trained(algorithm: str = "profile") -> Model:
    """A small model of an invented world, trained once a process."""
    made = generate(GeneratedWorld(rows=9_000, days=300, importers=60, goods=30), 11)
    return train(
        made.frame, Settings("small", algorithm=algorithm, gate_permuted=False), {"data_sha256": "d" * 64}
    )


def model_bytes(level: float = 0.0, revenue_level: float = 2e300, name: str = "small", **facts: Any) -> bytes:
    """A model's file whose quotas begin at these levels, whatever their shares are: 0 is reached by everything."""
    model = trained()
    changed = {**model.facts, "name": name, **facts}
    tables = replace(model.tables, day=timezone.localdate().toordinal())
    flat, revenue = (level,) * len(model.levels), (revenue_level,) * len(model.levels)
    return dumps(replace(model, levels=flat, revenue_levels=revenue, facts=changed, tables=tables))


def registered_model(world: World, code: str = "MODEL", content: bytes | None = None) -> RiskModel:
    """A draft registered by the risk officer."""
    return register_model(
        actor=world.actor("risk_officer"), office_id=world.organisations["port"].pk, code=code,
        title=Text(zh="测试模型", en="Test model"), content=content or model_bytes(),
    )  # fmt: skip


def moved_model(world: World, model: RiskModel, name: str, step: str, **data: Any) -> RiskModel:
    """A step taken by a person."""
    version = RiskModel.objects.get(pk=model.pk).version
    take_step(
        actor=world.actor(name),
        workflow=RISK_MODEL,
        reference=model.reference,
        step=step,
        version=version,
        data=data,
    )
    return RiskModel.objects.get(pk=model.pk)


def live_model(world: World, code: str = "MODEL", content: bytes | None = None) -> RiskModel:
    """Registered by the risk officer, into shadow by a second one, promoted by the commander."""
    model = registered_model(world, code, content)
    moved_model(world, model, "risk_officer_2", "shadow")
    return moved_model(world, model, "commander", "promote", reason="test")
