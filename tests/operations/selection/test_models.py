"""Learned models in the house: a person promotes, quotas make a known chance, outcomes come back as labels."""

from __future__ import annotations

import json
from fractions import Fraction
from hashlib import sha256

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.declarations import lodged
from tests.factories.selection import (
    active_rule,
    dispatch_all,
    draw_now,
    handle_all,
    live_model,
    model_bytes,
    moved_model,
    on_duty,
    registered_model,
    trained,
)
from tests.operations.selection.test_budget import MOST_AFTER_LODGEMENT, statements
from tongguan.engines.risk_learning import Unavailable, boosting, digest_of, dumps, loads
from tongguan.engines.targeting import restored
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.selection.actions import watch_models
from tongguan.operations.selection.commands.targeting import targeting
from tongguan.operations.selection.contracts import Scored
from tongguan.operations.selection.interface import reasons_for
from tongguan.operations.selection.models import ModelFile, ModelScore, Outcome, RiskModel, Selection
from tongguan.operations.selection.queries import frame_in, labelled, model_of
from tongguan.operations.selection.rules import SCHEMA, frozen_scores, row_of
from tongguan.platform.alerts.models import Alert
from tongguan.platform.audit.interface import canonical
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.queues.models import DrawEntry
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db
NEVER = 2.0
"""A level that no probability reaches."""


@pytest.fixture(autouse=True)
def _parameters(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0


def parameter(code: str, value: str) -> None:
    assert Parameter.objects.filter(code=code).update(value=value) == 1


def examined(reference: str, finding: bool, value: str = "0") -> None:
    with transaction.atomic():
        payload = {"declaration": reference, "finding": finding, "officers": [], "recovered_value": value}
        publish("examination.finished", f"declaration/{reference}", payload)
    dispatch_all()


def test_a_second_and_a_third_person_bring_a_model_live(world):
    model = registered_model(world)
    assert (model.reference, model.state, model.random_arm) == ("MODEL.1", "draft", True)
    with pytest.raises(Refused):
        moved_model(world, model, "risk_officer", "shadow")
    moved_model(world, model, "risk_officer_2", "shadow")
    for name in ("risk_officer", "risk_officer_2"):
        with pytest.raises(Refused):
            moved_model(world, model, name, "promote", reason="mine")
    assert moved_model(world, model, "commander", "promote", reason="better").state == "live"
    newer = live_model(world, content=model_bytes(name="newer"))
    assert newer.revision == 2
    assert RiskModel.objects.get(pk=model.pk).state == "retired", "one version under a code is live"


def test_a_model_without_a_random_arm_never_runs(world):
    model = registered_model(world, content=model_bytes(random_arm=False))
    with pytest.raises(Refused) as refused:
        moved_model(world, model, "commander", "shadow")
    assert [each.code for each in refused.value.problems] == ["risk_model.no_random_arm"]


def test_what_is_no_model_or_is_known_is_not_registered(world):
    registered_model(world)
    for content, code in ((b"{}", "risk_model.file"), (model_bytes(), "risk_model.known")):
        with pytest.raises(Refused) as refused:
            registered_model(world, content=content)
        assert [each.code for each in refused.value.problems] == [code]
    with pytest.raises(Refused):
        registered_model(world, code="no code")


def test_shadow_scores_and_routes_nothing(world):
    parameter("selection.random_share", "0")
    moved_model(world, registered_model(world), "risk_officer_2", "shadow")
    reference = lodged(world).reference
    dispatch_all()
    entry = DrawEntry.objects.get(entry=reference).given
    assert entry["risk_probability"] == "0"
    assert (entry["attributes"]["models"], len(entry["attributes"]["scores_sha256"])) == ([], 64)
    draw_now()
    score = ModelScore.objects.get()
    assert (score.standing, score.chance, score.quotas, score.chose) == (
        "shadow",
        "0",
        ["probability"],
        False,
    )
    assert Declaration.objects.get(reference=reference).lane == "green"


def test_a_live_model_gives_a_known_chance_that_joins_rules_and_the_random_share(world):
    on_duty(world)
    parameter("selection.random_share", "0.1")
    parameter("selection.model_chance", "0.8")
    active_rule(world, probability="0.3")
    live_model(world)
    live_model(world, "SELDOM", model_bytes(NEVER, name="seldom"))
    reference = lodged(world).reference
    dispatch_all()
    given = DrawEntry.objects.get(entry=reference).given
    assert Fraction(given["risk_probability"]) == Fraction(4, 5), "the highest counts"
    assert given["attributes"]["models"] == ["MODEL.1"]
    draw_now()
    row = Selection.objects.get()
    exact = 1 - (1 - Fraction(1, 10)) * (1 - Fraction(4, 5))
    assert abs(Fraction(row.inclusion) - exact) < Fraction(1, 2**60)
    assert row.model_chance == "4/5"
    assert {each.model.code: each.quotas for each in row.scores.all()} == {
        "MODEL": ["probability"],
        "SELDOM": [],
    }


def test_the_second_quota_is_by_expected_revenue(world):
    parameter("selection.random_share", "0")
    live_model(world, content=model_bytes(NEVER, 0.0))
    lodged(world)
    dispatch_all()
    score = ModelScore.objects.get()
    assert (score.quotas, score.chance, score.revenue > 0) == (["revenue"], "4/5", True)


def test_scores_recompute_from_what_is_stored_and_are_bound_into_the_draw(world):
    live_model(world)
    reference = lodged(world).reference
    dispatch_all()
    row = Selection.objects.get()
    score = row.scores.get()
    model = score.model
    content = bytes(ModelFile.objects.get(model=model).content)
    assert digest_of(content) == model.model_sha256
    said = loads(content).score_one(row_of(restored(row.facts, SCHEMA)))
    assert score.probability == float(f"{said.probability:.9g}")
    assert score.revenue == float(f"{said.revenue:.9g}")
    kept = Scored(
        model.pk, model.code, model.revision, model.title, model.model_sha256, score.probability, score.revenue,
        score.probability_at, score.revenue_at, tuple(score.quotas), Fraction(score.chance), score.standing,
    )  # fmt: skip
    told = DrawEntry.objects.get(entry=reference).given["attributes"]["scores_sha256"]
    assert sha256(canonical(frozen_scores([kept]))).hexdigest() == told


def test_outcomes_reach_the_model_and_are_labels_at_once(world):
    on_duty(world)
    parameter("selection.random_share", "0")
    parameter("selection.model_chance", "1")
    model = live_model(world)
    references = [lodged(world, seed).reference for seed in range(2)]
    dispatch_all()
    draw_now()
    since = Selection.objects.earliest("entered_at").entered_at
    assert not any(course.examined for _name, _row, course in labelled(since))
    examined(references[0], True, "1200.50")
    examined(references[1], False)
    found = {name: course for name, _row, course in labelled(since)}
    assert [found[each].examined for each in references] == [True, True], "nothing found is a label too"
    assert [found[each].finding for each in references] == [True, False]
    assert found[references[0]].revenue == 1200.5
    assert [found[each].inclusion for each in references] == [1.0, 1.0]
    assert {(each.arm, each.model_id, each.rule_id) for each in Outcome.objects.all()} == {
        ("model", model.pk, None)
    }


def test_why_names_the_model_and_its_reasons(world):
    on_duty(world)
    parameter("selection.random_share", "0")
    parameter("selection.model_chance", "1")
    live_model(world)
    reference = lodged(world).reference
    dispatch_all()
    assert reasons_for(world.actor("risk_officer"), reference) is None
    page = signed_in(world, "risk_officer").get("/cases/risk_model/MODEL.1/").content.decode()
    assert reference not in page, "nothing before the draw"
    draw_now()
    decision = reasons_for(world.actor("risk_officer"), reference)
    assert decision is not None
    (reason,) = decision.reasons
    assert (reason.kind, reason.code, reason.version) == ("model", "MODEL", 1)
    score = ModelScore.objects.get()
    assert f"{score.probability:.1%}" in reason.text.en
    assert [each.zh for each in reason.details] == [each["zh"] for each in score.reasons]
    assert score.chose
    page = signed_in(world, "risk_officer").get("/cases/risk_model/MODEL.1/").content.decode()
    assert reference in page


def signed_in(world, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_pages_list_models_beside_the_random_arm(world):
    live_model(world)
    moved_model(world, registered_model(world, "OTHER", model_bytes(name="o")), "risk_officer_2", "shadow")
    client = signed_in(world, "commander")
    for language, words in (
        ("zh-hans", ("随机查获率", "测试模型")),
        ("en", ("Hit rate of the random arm", "Test model")),
    ):
        client.cookies["django_language"] = language
        page = client.get("/selection/models/").content.decode()
        for word in (*words, "MODEL.1", "OTHER.1"):
            assert word in page
    with CaptureQueriesContext(connection) as two:
        client.get("/selection/models/")
    for number in range(4):
        registered_model(world, f"MORE-{number}", model_bytes(name=f"m{number}"))
    with CaptureQueriesContext(connection) as six:
        client.get("/selection/models/")
    assert len(six) == len(two), "statements do not grow with models"
    assert signed_in(world, "trader").get("/selection/models/").status_code == 403


def test_a_model_costs_one_statement_more_at_lodgement(world):
    parameter("selection.random_share", "0")
    live_model(world)
    lodged(world)
    dispatch_all()
    draw_now()
    lodged(world)
    with CaptureQueriesContext(connection) as lodgement:
        handle_all()
    assert len(statements(lodgement)) <= MOST_AFTER_LODGEMENT + 1
    assert not [each for each in statements(lodgement) if "selection_modelfile" in each]
    with CaptureQueriesContext(connection) as decision:
        draw_now()
    assert not [each for each in statements(decision) if "selection_modelfile" in each]
    assert len([each for each in statements(decision) if "selection_modelscore" in each]) <= 2


def test_a_change_of_the_register_is_seen_at_the_next_declaration(world):
    parameter("selection.random_share", "0")
    model = live_model(world)
    lodged(world)
    dispatch_all()
    moved_model(world, model, "commander", "suspend", reason="test")
    lodged(world, 2)
    dispatch_all()
    assert ModelScore.objects.count() == 1
    assert Selection.objects.latest("pk").model_chance == ""


def test_broken_bytes_do_not_stop_clearance(world):
    model = live_model(world)
    ModelFile.objects.filter(model=model).update(content=b"{}")
    with pytest.raises(ValueError, match="bytes"):
        model_of(model)
    RiskModel.objects.filter(pk=model.pk).update(changed_at=model.created_at)
    lodged(world)
    dispatch_all()
    assert Selection.objects.count() == 1
    assert ModelScore.objects.count() == 0


def test_a_model_in_scope_alone_is_asked(world):
    content = json.loads(model_bytes())
    content["scope"] = {"flow": ["E"]}
    live_model(world, "EXPORTS", json.dumps(content).encode())
    lodged(world, 1, flow="I")
    lodged(world, 2, flow="E")
    dispatch_all()
    assert [each.selection.flow for each in ModelScore.objects.all()] == ["E"]


def test_labels_of_the_house_can_be_trained_from(world, tmp_path):
    on_duty(world)
    parameter("selection.random_share", "1")
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    examined(reference, True, "10")
    out = tmp_path / "labels.csv"
    answer = CliRunner().invoke(targeting, ["labels", str(out), "--json"])
    assert json.loads(answer.output)["rows"] == 1
    frame = frame_in(out).frame
    assert (frame.count, frame.examined[0], frame.finding[0], frame.at_random[0]) == (1, True, True, True)
    (_name, row, _course) = next(iter(labelled(Selection.objects.get().entered_at)))
    for name in ("trader_code", "hs_code", "origin_country", "customs_office"):
        assert frame.text[name][0] == row[name]
    assert frame.numbers["price"][0] == pytest.approx(row["price"])
    few = CliRunner().invoke(targeting, ["train", str(out), "--out", str(tmp_path / "m.json"), "--json"])
    assert (few.exit_code, json.loads(few.output)["refused"]["gate"]) == (1, "too_few")


def test_a_file_is_registered_from_the_shell(world, tmp_path):
    file = tmp_path / "model.json"
    file.write_bytes(model_bytes())
    given = [
        "register",
        str(file),
        "--code",
        "SHELL",
        "--zh",
        "模型",
        "--en",
        "Model",
        "--office",
        "9901",
        "--json",
    ]
    answer = CliRunner().invoke(targeting, given)
    assert json.loads(answer.output)["reference"] == "SHELL.1"
    row = RiskModel.objects.get()
    assert (row.office.code, row.data_sha256) == ("9901", "d" * 64)
    assert CliRunner().invoke(targeting, given).exit_code == 1


def test_without_lightgbm_a_boosted_model_is_held_back_and_left_out(world, monkeypatch):
    content = dumps(trained("lightgbm"))
    live_model(world, "BOOSTED", content)
    waiting = registered_model(world, "WAITING", content)
    lodged(world)
    dispatch_all()
    assert ModelScore.objects.get().model.code == "BOOSTED"

    def missing():
        raise Unavailable("not here")

    monkeypatch.setattr(boosting, "lightgbm", missing)
    boosting.loaded.cache_clear()
    with pytest.raises(Refused) as refused:
        moved_model(world, waiting, "risk_officer_2", "shadow")
    assert [each.code for each in refused.value.problems] == ["risk_model.no_lightgbm"]
    moved_model(world, live_model(world), "commander", "suspend", reason="so that the register changes")
    lodged(world, 2)
    dispatch_all()
    assert ModelScore.objects.count() == 1, "clearance goes on without it"
    watch_models(timezone.now())
    assert Alert.objects.filter(kind="risk_model.unusable", source_code="BOOSTED").count() == 1
