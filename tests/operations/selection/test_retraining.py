"""Challengers by the clock: registered as drafts where enough is new, refused in words where a gate does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.selection import live_model, moved_model, registered_model
from tests.operations.selection.test_models import signed_in
from tests.operations.selection.test_watch import decided
from tongguan.engines.risk_learning import World, generate
from tongguan.operations.selection.actions import retrain, retraining
from tongguan.operations.selection.models import ModelFile, Retraining, RiskModel
from tongguan.operations.selection.queries import model_of
from tongguan.operations.selection.queries.frames import flat_rows
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.reference.models import Parameter
from tongguan.platform.schedules.interface import schedules

pytestmark = pytest.mark.django_db
LONG_AGO = date(2024, 3, 1)


@pytest.fixture(autouse=True)
def _parameters(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0


@pytest.fixture(scope="module")
def frame():
    return generate(World(rows=3_000, days=300, importers=40, goods=20, base=-2.5), 12).frame


def house_has(monkeypatch, frame) -> None:
    """The house's labels are these."""
    monkeypatch.setattr(retraining, "labelled", lambda _since: flat_rows(frame))


def learned_long_ago(model: RiskModel) -> None:
    RiskModel.objects.filter(pk=model.pk).update(last_day=LONG_AGO)


def latest() -> Retraining:
    return Retraining.objects.latest("pk")


def test_it_looks_once_a_week_and_does_nothing_without_a_model(world):
    (found,) = [each for each in schedules() if each.code == "selection.retraining"]
    now = timezone.now()
    assert found.when.after(now) - now <= timedelta(days=7)
    registered_model(world)
    assert found.run(now) == 0
    assert not Retraining.objects.exists(), "a draft that nobody took up is not retrained"


def test_too_few_new_outcomes_are_counted_and_told(world):
    learned_long_ago(live_model(world))
    decided(1, True, at_random=True)
    decided(2, False, at_random=True)
    assert retrain(timezone.now()) == 0
    found = latest()
    assert (found.code, found.kind, found.new_outcomes, found.challenger) == ("MODEL", "too_few", 2, None)
    RiskModel.objects.update(last_day=timezone.localdate())
    retrain(timezone.now())
    assert latest().new_outcomes == 0, "what the latest version has seen is not new"


def test_a_challenger_is_registered_and_runs_only_by_two_people(world, monkeypatch, frame):
    model = live_model(world)
    learned_long_ago(model)
    house_has(monkeypatch, frame)
    before = timezone.now()
    assert retrain(before) == 1
    found = latest()
    challenger = found.challenger
    assert (found.kind, challenger.reference, challenger.state) == ("registered", "MODEL.2", "draft")
    assert (challenger.author, challenger.office_id, challenger.title) == (None, model.office_id, model.title)
    assert RiskModel.objects.get(pk=model.pk).state == "live", "the champion stays"
    assert challenger.facts["outcomes"] == frame.count
    assert {gate["code"] for gate in challenger.facts["metrics"]["gates"]} == {
        "random_arm", "twins", "lookup", "permuted",
    }  # fmt: skip
    assert model_of(challenger).tables.day == challenger.last_day.toordinal() + 1
    assert ModelFile.objects.filter(model=challenger).exists()
    with pytest.raises(Refused):
        moved_model(world, challenger, "commander", "promote", reason="at once")
    assert retrain(before + timedelta(days=7)) == 0
    assert latest().kind == "waiting", "no heap of drafts"
    moved_model(world, challenger, "risk_officer_2", "shadow")
    with pytest.raises(Refused):
        moved_model(world, challenger, "risk_officer_2", "promote", reason="mine")
    assert moved_model(world, challenger, "commander", "promote", reason="better").state == "live"


def test_a_refused_gate_is_shown_with_what_it_saw(world, monkeypatch, frame):
    learned_long_ago(live_model(world))
    house_has(monkeypatch, replace(frame, at_random=np.zeros(frame.count, dtype=bool)))
    assert retrain(timezone.now()) == 0
    assert latest().kind == "refused"
    assert RiskModel.objects.count() == 1
    for language, words in (
        ("zh-hans", ("未通过检验", "随机查验结果 0 票")),
        ("en", ("Refused by a gate", "0 outcomes chosen at random")),
    ):
        client = signed_in(world, "commander")
        client.cookies["django_language"] = language
        page = client.get("/selection/models/").content.decode()
        for word in words:
            assert word in page


def test_the_page_teaches_where_nothing_was_trained_and_costs_the_same_with_many_looks(world):
    client = signed_in(world, "commander")
    client.cookies["django_language"] = "en"
    assert "Nothing trained by the clock yet" in client.get("/selection/models/").content.decode()
    now = timezone.now()

    def looked(number: int) -> None:
        Retraining.objects.create(at=now, code=f"M{number}", kind="too_few", zh="新", en="new")

    looked(1)
    with CaptureQueriesContext(connection) as one:
        client.get("/selection/models/")
    for number in range(2, 9):
        looked(number)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/selection/models/").content.decode()
    assert len(many) == len(one)
    assert "M8" in page


def test_an_enough_may_be_set(world, monkeypatch, frame):
    learned_long_ago(live_model(world))
    house_has(monkeypatch, frame)
    assert Parameter.objects.filter(code="selection.retraining_outcomes").update(value="1000000") == 1
    assert retrain(timezone.now()) == 0
    assert (latest().kind, latest().new_outcomes > 1_500) == ("too_few", True)
