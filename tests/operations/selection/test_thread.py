"""From lodgement to the lane: everything enters the draw, the draw decides once, outcomes come back."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import transaction

from tests.factories.declarations import lodged
from tests.factories.selection import active_rule, dispatch_all, draw_now, on_duty
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.selection.actions import decide, enter_draw
from tongguan.operations.selection.contracts import PURPOSE
from tongguan.operations.selection.interface import published, random_arm, reasons_for
from tongguan.operations.selection.models import Outcome, RuleHit, Selection
from tongguan.operations.selection.queries import performance
from tongguan.platform.events.interface import publish
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.queues.models import DrawEntry
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _parameters(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0


def share(value: str) -> None:
    """The random share of the test."""
    assert Parameter.objects.filter(code="selection.random_share").update(value=value) == 1


def told(topic: str) -> list[dict]:
    return [event.payload for event in OutboxEvent.objects.filter(topic=topic).order_by("id")]


def test_a_certain_rule_sends_goods_to_examination(world):
    on_duty(world)
    share("0")
    rule = active_rule(world, method="physical")
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    case = Declaration.objects.get(reference=reference)
    assert (case.state, case.lane) == ("inspection", "inspection")
    (made,) = told("selection.made")
    assert made["declaration"] == reference
    assert made["method"] == "physical"
    assert made["rules"] == [{"code": "TEST", "version": 1}]
    assert made["arm"] == "risk"
    able = {world.users[name].pk for name in ("inspector", "gate_officer", "image_analyst")}
    drawn = [made["officers"]["image_analyst"], made["officers"]["inspector"]]
    assert set(drawn) <= able  # their positions have both skills: who gets which part is drawn
    assert len(set(drawn)) == 2
    assert made["probability"] == "1"
    assert made["container"] in {each.number for each in case.boxes.all()} or not case.container_count
    decision = reasons_for(world.actor("assessor"), reference)
    assert decision is not None
    assert decision.arms == ("risk",)
    assert [(r.kind, r.code, r.version) for r in decision.reasons] == [("rule", rule.code, 1)]
    assert "I" in decision.reasons[0].details[0].en
    assert not told("selection.passed")


def test_without_rule_and_share_the_lane_is_green(world):
    share("0")
    reference = lodged(world).reference
    dispatch_all()
    assert DrawEntry.objects.get(purpose=PURPOSE, entry=reference).given["risk_probability"] == "0"
    draw_now()
    assert Declaration.objects.get(reference=reference).lane == "green"
    assert [each["lane"] for each in told("selection.passed")] == ["green"]
    assert Selection.objects.get().inclusion == "0"


def test_the_random_share_reaches_what_no_rule_matches(world):
    on_duty(world)
    share("1")
    active_rule(world, condition={"field": "flow", "op": "eq", "value": "E"})
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    (made,) = told("selection.made")
    assert made["arm"] == "random"
    assert made["rules"] == []
    assert Fraction(made["probability"]) == 1
    decision = reasons_for(world.actor("auditor"), reference)
    assert decision is not None
    assert [r.kind for r in decision.reasons] == ["random"]


def test_a_review_rule_sends_the_papers_to_an_officer_without_chance(world):
    share("0")
    active_rule(world, lane="review")
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    assert Declaration.objects.get(reference=reference).state == "review"
    assert Selection.objects.get().inclusion == "0"
    assert RuleHit.objects.get().chose


def test_examination_goes_before_review_and_credits_only_what_chose(world):
    on_duty(world)
    share("1")
    active_rule(world, "PAPERS", lane="review")
    active_rule(world, "SELDOM", probability="0.000001")
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    assert Declaration.objects.get(reference=reference).state == "inspection"
    assert {hit.rule.code: hit.chose for hit in RuleHit.objects.all()} == {"PAPERS": False, "SELDOM": False}


def test_entering_and_deciding_again_changes_nothing(world):
    on_duty(world)
    active_rule(world)
    reference = lodged(world).reference
    dispatch_all()
    before = Selection.objects.get()
    assert enter_draw(reference=reference, version=before.version) == before
    assert DrawEntry.objects.filter(entry=reference).count() == 1
    draw_now()
    events, steps = OutboxEvent.objects.count(), Declaration.objects.get(reference=reference).version
    (result,) = told("draw.done")
    with transaction.atomic():
        assert decide(result=result) is None
    assert OutboxEvent.objects.count() == events
    assert Declaration.objects.get(reference=reference).version == steps


def test_outcomes_reach_the_rule_and_the_random_share_once(world):
    on_duty(world)
    share("1")
    rule = active_rule(world)
    references = [lodged(world, seed).reference for seed in range(4)]
    dispatch_all()
    draw_now()
    for number, reference in enumerate(references):
        for _twice in range(2):
            with transaction.atomic():
                publish(
                    "examination.finished",
                    f"declaration/{reference}",
                    {"declaration": reference, "by": "inspection", "case": f"X{number}", "result_code": "11",
                     "finding": number == 0, "officers": [], "recovered_value": "1200.50"},
                )  # fmt: skip
    dispatch_all()
    assert Outcome.objects.count() == 8
    control = random_arm()
    assert (control.share.hits, control.share.of) == (1, 4)
    found = performance(rule, control)
    assert (found.hits, found.share.hits, found.share.of, found.lift) == (4, 1, 4, 1.0)
    assert 0 < found.share.low < 0.25 < found.share.high < 1
    numbers = published(Selection.objects.earliest("decided_at").decided_at)
    assert (numbers.inspection, numbers.at_random, numbers.outcomes, numbers.findings) == (4, 4, 4, 1)


def test_a_later_finding_of_the_same_choice_counts_and_is_never_taken_back(world):
    on_duty(world)
    share("0")
    active_rule(world)
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    for finding in (False, True, False):
        with transaction.atomic():
            publish(
                "examination.finished", "x", {"declaration": reference, "finding": finding, "officers": []}
            )
        dispatch_all()
    assert [o.finding for o in Outcome.objects.all()] == [True]


def test_a_past_finding_is_known_to_the_next_declarations_rules(world):
    on_duty(world)
    share("0")
    active_rule(world, "FIRST", {"field": "trader_declarations", "op": "eq", "value": 0})
    active_rule(world, "AGAIN", {"field": "trader_findings", "op": "ge", "value": 1})
    first = lodged(world, 1).reference
    dispatch_all()
    draw_now()
    with transaction.atomic():
        publish("examination.finished", "x", {"declaration": first, "finding": True, "officers": []})
    dispatch_all()
    second = lodged(world, 2).reference
    dispatch_all()
    draw_now()
    chose = {hit.selection.declaration: hit.rule.code for hit in RuleHit.objects.filter(chose=True)}
    assert chose == {first: "FIRST", second: "AGAIN"}
