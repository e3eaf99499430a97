"""Pages and API of selection; nothing can be read of a declaration before its draw is published."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.factories.declarations import lodged
from tests.factories.selection import EVERYTHING, active_rule, content, dispatch_all, draw_now, on_duty
from tongguan.operations.selection.commands import rules as rules_command
from tongguan.operations.selection.interface import load_demonstration_rules, reasons_for
from tongguan.operations.selection.models import RiskRule, RuleHit, Selection
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db


def signed_in(world, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


OPEN_PAGES = (
    "/selection/rules/",
    "/selection/decisions/",
    "/selection/outcomes/random/",
    "/public/selection/",
)


def test_selection_cannot_be_known_before_the_draw(world):
    on_duty(world)
    rule = active_rule(world)
    reference = lodged(world).reference
    dispatch_all()
    assert RuleHit.objects.count() == 1, "the evaluation is there, but nobody may read it"
    for name in ("risk_officer", "auditor", "commander", "inspector", "trader"):
        client = signed_in(world, name)
        for address in (f"/selection/why/{reference}/", f"/api/v1/selection/why/{reference}"):
            assert client.get(address).status_code in (403, 404), (name, address)
        for address in (*OPEN_PAGES, f"/cases/risk_rule/{rule.reference}/", "/api/v1/selection/rules"):
            answer = client.get(address)
            assert answer.status_code in (200, 403, 404)
            assert reference not in answer.content.decode(), (name, address)
        assert reasons_for(world.actor(name), reference) is None
    record = (
        signed_in(world, "risk_officer").get(f"/api/v1/selection/rules/{rule.reference}").json()["record"]
    )
    assert record["hits"] == 0
    draw_now()
    record = (
        signed_in(world, "risk_officer").get(f"/api/v1/selection/rules/{rule.reference}").json()["record"]
    )
    assert record["hits"] == 1
    for name in ("risk_officer", "auditor", "inspector"):
        assert signed_in(world, name).get(f"/selection/why/{reference}/").status_code == 200
        told = signed_in(world, name).get(f"/api/v1/selection/why/{reference}").json()
        # chance may have chosen it, too, and is told first then
        assert "TEST" in {reason["code"] for reason in told["reasons"]}
    assert signed_in(world, "trader").get(f"/selection/why/{reference}/").status_code == 403
    assert signed_in(world, "trader").get(f"/api/v1/selection/why/{reference}").status_code == 403


def test_another_office_sees_no_reasons(world):
    on_duty(world)
    active_rule(world)
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    assert reasons_for(world.actor("airport_assessor"), reference) is None
    assert signed_in(world, "airport_assessor").get(f"/selection/why/{reference}/").status_code == 404


def test_every_page_shows_in_both_languages(world):
    on_duty(world)
    rule = active_rule(world)
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    client = signed_in(world, "risk_officer")
    addresses = (
        *OPEN_PAGES,
        "/selection/rules/new/",
        f"/selection/rules/new/?from={rule.reference}",
        f"/selection/outcomes/{rule.reference}/",
        f"/selection/why/{reference}/",
        f"/cases/risk_rule/{rule.reference}/",
        "/cases/risk_rule/",
        "/selection/rules/?export=csv",
    )
    for language in ("zh-hans", "en"):
        for address in addresses:
            answer = client.get(address, headers={"accept-language": language})
            assert answer.status_code == 200, (address, answer.content[:400])


def test_a_new_version_is_written_by_a_form_that_points_at_faults(world):
    client = signed_in(world, "risk_officer")
    wrong = content(
        condition={"all": [{"field": "flow", "op": "lt", "value": 1}]}, lane="review", probability="0.5"
    )
    answer = client.post("/selection/rules/new/", wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "/all/0/op" in page
    assert RiskRule.objects.count() == 0
    assert client.post("/selection/rules/new/", content(lane="review", probability="0.5")).status_code == 422
    assert client.post("/selection/rules/new/", content()).status_code == 302
    assert client.post("/selection/rules/new/", content()).status_code == 302
    assert sorted(RiskRule.objects.values_list("reference", "state")) == [
        ("TEST.1", "draft"),
        ("TEST.2", "draft"),
    ]
    assert signed_in(world, "auditor").post("/selection/rules/new/", content()).status_code == 403


def test_nobody_approves_their_own_rule_and_a_new_version_ends_the_old(world):
    client, other = signed_in(world, "risk_officer"), signed_in(world, "commander")
    for number in (1, 2):
        client.post("/selection/rules/new/", content())
        page = f"/cases/risk_rule/TEST.{number}/steps/"
        base = f"/api/v1/cases/risk_rule/TEST.{number}/"
        early = other.post(base + "approve", json.dumps({"version": 1}), content_type="application/json")
        assert early.status_code in (403, 409, 422), "not before it is back-tested"
        client.post(page + "back_test/", {"version": "1"})
        own = client.post(page + "approve/", {"version": "2"})
        assert RiskRule.objects.get(reference=f"TEST.{number}").state == "back_tested", own.status_code
        for version, step in ((2, "approve"), (3, "shadow"), (4, "activate")):
            other.post(base + step, json.dumps({"version": version}), content_type="application/json")
    assert dict(RiskRule.objects.values_list("reference", "state")) == {
        "TEST.1": "expired",
        "TEST.2": "active",
    }


def test_the_demonstration_rules_load_once_and_act(world):
    made = load_demonstration_rules(SYSTEM)
    assert len(made) >= 12
    assert {rule.state for rule in made} == {"active"}
    assert load_demonstration_rules(SYSTEM) == []
    on_duty(world)
    references = [lodged(world, seed).reference for seed in range(6)]
    dispatch_all()
    draw_now()
    assert Selection.objects.filter(decided_at__isnull=False).count() == len(references)


def test_the_command_checks_files_and_lists_rules(world, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(EVERYTHING))
    bad.write_text(
        '{"rules": [{"code": "A", "condition": {"not": {"field": "nope", "op": "eq", "value": 1}}}]}'
    )
    runner = CliRunner()
    answer = runner.invoke(rules_command, ["check", str(good), "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["conditions"][0]["accepted"] is True
    answer = runner.invoke(rules_command, ["check", str(bad), "--json"])
    assert answer.exit_code == 1
    (fault,) = json.loads(answer.output)["conditions"][0]["errors"]
    assert fault["pointer"] == "/rules/0/condition/not/field"
    (tmp_path / "broken.json").write_text('{"all": [')
    assert runner.invoke(rules_command, ["check", str(tmp_path / "broken.json")]).exit_code == 1
    active_rule(world)
    answer = runner.invoke(rules_command, ["list", "--json"])
    assert [json.loads(line)["reference"] for line in answer.output.splitlines()] == [
        "random share",
        "TEST.1",
    ]
