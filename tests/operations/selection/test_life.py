"""A rule's life: back-tested, watched in shadow, in force within its quota, and its own proposal to end."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.factories.declarations import lodged
from tests.factories.selection import active_rule, content, dispatch_all, draw_now, on_duty
from tongguan.engines.targeting import restored, stored
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.selection.actions import propose_retirements, write_rule
from tongguan.operations.selection.models import Outcome, RiskRule, RuleHit, Selection
from tongguan.operations.selection.queries import back_test_of, evidence
from tongguan.operations.selection.rules import SCHEMA
from tongguan.operations.selection.workflow import RISK_RULE
from tongguan.platform.alerts.models import Alert
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.queues.models import DrawEntry
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _parameters(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0


def parameter(code: str, value: str) -> None:
    assert Parameter.objects.filter(code=code).update(value=value) == 1


def shadow_rule(world, code: str = "WATCHED", **changed) -> RiskRule:
    """Written by the risk officer, approved and put into shadow by the commander."""
    author, approver = world.actor("risk_officer"), world.actor("commander")
    rule = write_rule(actor=author, office_id=world.organisations["port"].pk, data=content(code, **changed))
    for version, (actor, step) in enumerate(
        ((author, "back_test"), (approver, "approve"), (approver, "shadow")), 1
    ):
        take_step(actor=actor, workflow=RISK_RULE, reference=rule.reference, step=step, version=version)
    return RiskRule.objects.get(pk=rule.pk)


def examined(reference: str, finding: bool, value: str = "0") -> None:
    with transaction.atomic():
        payload = {"declaration": reference, "finding": finding, "officers": [], "recovered_value": value}
        publish("examination.finished", f"declaration/{reference}", payload)
    dispatch_all()


def test_a_rule_in_shadow_is_recorded_and_routes_nothing(world):
    parameter("selection.random_share", "0")
    rule = shadow_rule(world)
    reference = lodged(world).reference
    dispatch_all()
    assert DrawEntry.objects.get(entry=reference).given["risk_probability"] == "0"
    draw_now()
    hit = RuleHit.objects.get(rule=rule)
    assert (hit.standing, hit.chose, bool(hit.matches)) == ("shadow", False, True)
    assert Declaration.objects.get(reference=reference).lane == "green"
    take_step(
        actor=world.actor("commander"),
        workflow=RISK_RULE,
        reference=rule.reference,
        step="activate",
        version=4,
    )
    on_duty(world)
    second = lodged(world, 1).reference
    dispatch_all()
    draw_now()
    assert Declaration.objects.get(reference=second).lane == "inspection", "the change is seen at once"
    assert RiskRule.objects.get(pk=rule.pk).owner_id == world.users["risk_officer"].pk


def test_a_shadow_review_rule_sends_no_papers_to_anybody(world):
    parameter("selection.random_share", "0")
    shadow_rule(world, lane="review")
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    assert Declaration.objects.get(reference=reference).lane == "green"


def test_a_quota_bounds_what_a_rule_is_expected_to_choose_on_a_day(world):
    on_duty(world)
    parameter("selection.random_share", "0")
    active_rule(world, probability="0.5", quota_per_day="1")
    references = [lodged(world, seed).reference for seed in range(4)]
    dispatch_all()
    standing = [RuleHit.objects.get(selection__declaration=each).standing for each in references]
    assert standing == ["acts", "acts", "over_quota", "over_quota"]
    given = [DrawEntry.objects.get(entry=each).given["risk_probability"] for each in references]
    assert [Fraction(each) for each in given] == [Fraction(1, 2)] * 2 + [0, 0]
    draw_now()
    assert set(Declaration.objects.filter(reference__in=references[2:]).values_list("lane", flat=True)) == {
        "green"
    }


def test_a_quota_out_of_bounds_is_refused_at_its_field(world):
    for quota in ("0", "1000001"):
        with pytest.raises(Refused) as refused:
            active_rule(world, quota_per_day=quota)
        assert [problem.pointer for problem in refused.value.problems] == ["/quota_per_day"]


def test_what_the_rules_saw_is_frozen_hashed_and_part_of_the_draw(world):
    reference = lodged(world).reference
    dispatch_all()
    row, entry = Selection.objects.get(), DrawEntry.objects.get(entry=reference)
    assert len(row.facts_sha256) == 64
    assert entry.given["attributes"]["facts_sha256"] == row.facts_sha256
    facts = restored(row.facts, SCHEMA)
    assert stored(facts) == row.facts
    assert facts.head["flow"] == "I"
    assert len(facts.lines) == facts.head["line_count"]


def test_a_back_test_tells_hits_load_rates_and_overlap(world):
    on_duty(world)
    parameter("selection.random_share", "1")
    active_rule(world, "INFORCE", {"field": "flow", "op": "eq", "value": "I"}, probability="0.5")
    references = [lodged(world, seed).reference for seed in range(4)]
    dispatch_all()
    draw_now()
    examined(references[0], True, "1200.50")
    examined(references[1], False)
    rule = write_rule(
        actor=world.actor("risk_officer"), office_id=world.organisations["port"].pk, data=content("NEWER")
    )
    take_step(
        actor=world.actor("risk_officer"),
        workflow=RISK_RULE,
        reference=rule.reference,
        step="back_test",
        version=1,
    )
    found = RiskRule.objects.get(pk=rule.pk).back_test
    assert (found["declarations"], found["hits"], found["waiting"], found["blind"]) == (4, 4, 2, 0)
    assert (found["rate"]["rate"], found["rate"]["examined"]) == (0.5, 2)
    assert (found["findings"]["value"], found["revenue"]["value"]) == (1.0, 1200.5)
    assert found["overlaps"] == [{"code": "INFORCE.1", "both": 4, "of_this": 1.0, "of_other": 1.0}]
    (day,) = found["days"]
    assert (day["hits"], day["load"], day["over"]) == (4, 4.0, False)
    client = Client()
    client.force_login(world.users["commander"], backend="django.contrib.auth.backends.ModelBackend")
    address = f"/selection/rules/{rule.reference}/back-test/"
    for language, word in (("zh-hans", "通道负荷"), ("en", "Load of the lane")):
        client.cookies["django_language"] = language
        page = client.get(address).content.decode()
        assert word in page
        assert "INFORCE.1" in page
    assert address in client.get(f"/cases/risk_rule/{rule.reference}/").content.decode()
    assert client.get("/selection/rules/INFORCE.9/back-test/").status_code == 404
    client.force_login(world.users["trader"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 403
    assert found["lift"]["high"] is None, "nothing that it did not hit was examined"
    assert not found["lift"]["better"]


def test_a_back_test_knows_nothing_of_pending_draws(world):
    rule = active_rule(world)
    lodged(world)
    dispatch_all()
    assert back_test_of(rule)["declarations"] == 0


def decided(rule: RiskRule | None, finding: bool | None, days_ago: int, inclusion: str = "1/2") -> None:
    """A decided selection with its hit and, unless None, its outcome."""
    at = timezone.now() - timedelta(days=days_ago)
    row = Selection.objects.create(
        declaration=f"D{Selection.objects.count()}", version=1, entered_at=at, draw="x", decided_at=at,
        lane="inspection", by_random=True, inclusion=inclusion,
    )  # fmt: skip
    if rule:
        RuleHit.objects.create(selection=row, rule=rule)
    if finding is not None:
        Outcome.objects.create(selection=row, arm="random", finding=finding, at=at)


def test_a_rule_no_better_than_chance_for_a_quarter_proposes_its_retirement_once(world):
    good, poor, _young = (active_rule(world, code) for code in ("GOOD", "POOR", "YOUNG"))
    now = timezone.now()
    RiskRule.objects.filter(pk__in=(good.pk, poor.pk)).update(activated_at=now - timedelta(days=100))
    for number in range(40):
        decided(good, number % 2 == 0, 10)
        decided(poor, number % 20 == 0, 10)
        decided(None, number % 20 == 0, 10)
        decided(good, None, 10)
        decided(poor, True, 95)  # before the quarter
    assert propose_retirements(now) == 1
    alert = Alert.objects.get(kind="risk_rule.retirement")
    assert (alert.source_code, alert.source_version) == ("POOR", "1")
    assert alert.owner_user_id == world.users["risk_officer"].pk
    assert "1" in alert.evidence[0]["note"]["en"]
    assert propose_retirements(now + timedelta(days=1)) == 1
    assert Alert.objects.filter(kind="risk_rule.retirement").count() == 1, "not every day again"
    assert RiskRule.objects.get(pk=poor.pk).state == "active", "a person decides"
    propose_retirements(now + timedelta(days=91))
    sources = Alert.objects.filter(kind="risk_rule.retirement").values_list("source_code", flat=True)
    assert sorted(sources)[-2:] == ["POOR", "YOUNG"], "a rule without any evidence proposes it too"


def test_evidence_weighs_by_the_stored_chance(world):
    rule = active_rule(world)
    decided(rule, True, 1, "1/10")
    decided(rule, False, 1, "9/10")
    found = evidence([rule], timezone.now() - timedelta(days=2))[rule.pk]
    assert found.rate.rate == pytest.approx(10 / (10 + 10 / 9))
