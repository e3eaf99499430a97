"""Models that suspend themselves, drift that is told, and the collapse alarm that gives chance more room."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories.declarations import lodged
from tests.factories.selection import (
    dispatch_all,
    live_model,
    model_bytes,
    moved_model,
    registered_model,
)
from tongguan.operations.selection.actions import guard_against_collapse, watch_models
from tongguan.operations.selection.models import ModelFile, ModelScore, Outcome, RiskModel, Selection
from tongguan.operations.selection.queries import against_champion, arms_since, model_evidence
from tongguan.platform.alerts.models import Alert
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.reference.interface import parameter as in_force
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _parameters(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0


def parameter(code: str, value: str) -> None:
    assert Parameter.objects.filter(code=code).update(value=value) == 1


def decided(
    number: int, finding: bool, *, at_random: bool, scores=(), days_ago: int = 5, risk: str = "4/5"
) -> Selection:
    """An examined selection with what models said of it: (model, probability, flagged)."""
    at = timezone.now() - timedelta(days=days_ago)
    row = Selection.objects.create(
        declaration=f"D{number}", version=1, entered_at=at, draw="x", decided_at=at, lane="inspection",
        by_random=at_random, by_risk=not at_random, random_share="1/20",
        risk_share="0" if at_random else risk, inclusion="1/20" if at_random else risk,
        facts={"head": {"flow": "I", "total_price": str(100 + number)}, "lines": []},
    )  # fmt: skip
    for model, probability, flagged in scores:
        ModelScore.objects.create(
            selection=row, model=model, probability=probability, revenue=1, probability_at=0.5, revenue_at=9,
            quotas=["probability"] if flagged else [], chance="4/5" if flagged else "0",
        )  # fmt: skip
    Outcome.objects.create(selection=row, arm="random", finding=finding, at=at)
    return row


def loop_of(
    targeted: float, chance: float, count: int = 120, model: RiskModel | None = None, **given
) -> None:
    """So many examined declarations of each arm with these hit rates."""
    for number in range(count):
        scores = [(model, 0.6, True)] if model else []
        decided(number, number < targeted * count, at_random=False, scores=scores, **given)
        scores = [(model, 0.1, False)] if model else []
        decided(10_000 + number, number < chance * count, at_random=True, scores=scores, **given)


def test_collapse_raises_the_random_share_by_a_dated_row_and_says_why(world):
    parameter("selection.random_share", "0.03")
    loop_of(0.10, 0.10)
    now = timezone.now()
    today = timezone.localdate(now)
    assert guard_against_collapse(now) == 1
    assert in_force("selection.random_share", today) == Decimal("0.03"), "not in the middle of a day"
    assert in_force("selection.random_share", today + timedelta(days=1)) == Decimal("0.06")
    row = Parameter.objects.get(code="selection.random_share", valid_to=None)
    assert "collapse alarm" in row.source
    assert row.status == "unverified"
    alert = Alert.objects.get(kind="selection.collapse")
    assert "6.0%" in alert.title_en
    assert "not above 1" in alert.evidence[0]["note"]["en"]
    assert AuditEntry.objects.filter(action="selection.random_share_raised").count() == 1
    assert guard_against_collapse(now + timedelta(days=1)) == 0, "what it brings must be seen first"
    assert Parameter.objects.filter(code="selection.random_share").count() == 2


def test_the_share_never_passes_its_bound(world):
    parameter("selection.random_share", "0.15")
    loop_of(0.05, 0.10)
    now = timezone.now()
    guard_against_collapse(now)
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    assert in_force("selection.random_share", tomorrow) == Decimal("0.20")
    Parameter.objects.filter(code="selection.random_share", value="0.15").delete()
    Parameter.objects.filter(code="selection.random_share").update(valid_from=None)
    assert guard_against_collapse(now + timedelta(days=1)) == 1
    assert in_force("selection.random_share", tomorrow + timedelta(days=1)) == Decimal("0.20")
    assert Alert.objects.filter(kind="selection.collapse").count() == 2, "at its bound it still says so"


@pytest.mark.parametrize(
    ("targeted", "chance", "count"), [(0.5, 0.1, 120), (0.1, 0.1, 40)], ids=["better", "few"]
)
def test_no_alarm_while_targeting_finds_more_or_too_little_is_known(world, targeted, chance, count):
    loop_of(targeted, chance, count)
    assert guard_against_collapse(timezone.now()) == 0
    assert not Alert.objects.filter(kind="selection.collapse").exists()


def test_arms_are_weighed_by_their_own_chances(world):
    decided(1, True, at_random=False, risk="1/10")
    decided(2, False, at_random=False, risk="9/10")
    decided(3, True, at_random=True)
    found = arms_since(timezone.now() - timedelta(days=9))
    assert found.targeted.rate == pytest.approx(10 / (10 + 10 / 9))
    assert (found.control.rate, found.control.examined) == (1.0, 1)


def test_a_live_model_no_better_than_chance_suspends_itself(world):
    model = live_model(world)
    RiskModel.objects.filter(pk=model.pk).update(live_since=timezone.now() - timedelta(days=100))
    loop_of(0.1, 0.1, model=model)
    assert watch_models(timezone.now())
    row = RiskModel.objects.get(pk=model.pk)
    assert row.state == "suspended"
    assert Alert.objects.filter(kind="risk_model.suspended", source_code="MODEL").count() == 1
    assert row.monitor["flagged"] == 120


@pytest.mark.parametrize("days", [100, 10], ids=["better than chance", "live too short"])
def test_a_good_or_a_young_model_stays(world, days):
    model = live_model(world)
    RiskModel.objects.filter(pk=model.pk).update(live_since=timezone.now() - timedelta(days=days))
    loop_of(0.5 if days == 100 else 0.1, 0.1, model=model)
    watch_models(timezone.now())
    assert RiskModel.objects.get(pk=model.pk).state == "live"


def test_a_stale_model_suspends_itself(world):
    model = live_model(world)
    watch_models(timezone.now() + timedelta(days=180))
    assert RiskModel.objects.get(pk=model.pk).state == "live"
    watch_models(timezone.now() + timedelta(days=184))
    assert RiskModel.objects.get(pk=model.pk).state == "suspended"
    lodged(world)
    dispatch_all()
    assert not ModelScore.objects.exists(), "it is asked no more"


def test_drift_of_features_and_calibration_is_told_once_a_month(world):
    model = live_model(world)
    for number in range(520):
        decided(number, number % 2 == 0, at_random=True, scores=[(model, 0.02, False)])
    now = timezone.now()
    assert watch_models(now) == 1
    alert = Alert.objects.get(kind="risk_model.drift")
    said = " ".join(each["note"]["en"] for each in alert.evidence)
    assert "stability index of Supervision mode" in said
    assert "times what it says" in said
    watch_models(now)
    assert Alert.objects.filter(kind="risk_model.drift").count() == 1
    assert RiskModel.objects.get(pk=model.pk).state == "live", "a person decides"


def test_a_model_whose_bytes_changed_is_told(world):
    model = live_model(world)
    ModelFile.objects.filter(model=model).update(content=b"{}")
    watch_models(timezone.now())
    assert Alert.objects.filter(kind="risk_model.unusable").count() == 1


def test_a_challenger_is_compared_with_the_champion_on_the_same_declarations(world):
    champion = live_model(world)
    challenger = moved_model(
        world, registered_model(world, content=model_bytes(name="n")), "risk_officer_2", "shadow"
    )
    for number in range(200):
        decided(
            number, number % 4 == 0, at_random=True,
            scores=[(champion, 0.5, number % 4 == 1), (challenger, 0.5, number % 4 == 0)],
        )  # fmt: skip
    since = timezone.now() - timedelta(days=9)
    found = against_champion(challenger, since)
    assert found is not None
    assert (found.value, found.better, found.examined) == (1.0, True, 200)
    assert against_champion(champion, since) is None
    evidence = model_evidence([champion, challenger], since)
    assert (evidence[champion.pk].rate.rate, evidence[challenger.pk].rate.rate) == (0.0, 1.0)
    assert evidence[challenger.pk].control.rate == 0.25
    assert evidence[challenger.pk].lift.better
