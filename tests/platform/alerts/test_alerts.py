"""Every alert has evidence, owner and deadline; escalates; its outcome comes back once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.platform.alerts.conftest import House, make
from tongguan.platform.alerts import feedback
from tongguan.platform.alerts import interface as alerts
from tongguan.platform.alerts.actions import MOST_ESCALATIONS
from tongguan.platform.alerts.models import Alert, AlertStep
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.events.interface import dispatch_next
from tongguan.platform.notifications.models import Notice
from tongguan.platform.permissions.interface import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


def told(house: House, name: str) -> int:
    return Notice.objects.filter(user=house.users[name]).count()


def test_an_alert_without_evidence_cannot_be(house: House) -> None:
    with pytest.raises(ValueError, match="evidence"):
        make(house, evidence=[])
    alert = make(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(evidence=[])


def test_an_alert_without_owner_cannot_be(alert: Alert) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(owner_user=None, owner_role="")


def test_without_owner_it_goes_to_the_duty_commander_of_the_office(house: House) -> None:
    alert = make(house, owner_role="")
    assert alert.owner_role == "commander"
    assert (told(house, "commander"), told(house, "chief"), told(house, "inspector")) == (1, 0, 0)


def test_where_nobody_holds_the_role_the_commanders_everywhere_are_told(house: House) -> None:
    make(house, owner_role="cashier")
    assert (told(house, "commander"), told(house, "chief")) == (1, 1)


def test_the_deadline_follows_the_severity(house: House) -> None:
    high, low = make(house, "a"), make(house, "b", severity="low")
    assert abs(high.deadline - timezone.now() - timedelta(minutes=30)) < timedelta(minutes=1)
    assert abs(low.deadline - timezone.now() - timedelta(days=1)) < timedelta(minutes=1)


def test_the_same_signal_raises_one_alert(house: House) -> None:
    assert make(house).pk == make(house).pk
    assert Alert.objects.count() == 1
    assert told(house, "inspector") == 1
    assert AuditEntry.objects.filter(action="alert.raised").count() == 1


def test_who_sees_what(house: House, alert: Alert) -> None:
    seen = {name: alert in alerts.visible(house.actor(name)) for name in house.users}
    assert seen == {
        "commander": True, "chief": True, "inspector": True, "colleague": True,
        "auditor": True, "stranger": False, "outsider": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "error"), [("stranger", NotFound), ("auditor", NotAllowed), ("outsider", NotAllowed)]
)
def test_others_do_not_acknowledge(house: House, alert: Alert, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        alerts.acknowledge(actor=house.actor(name), alert_id=alert.pk)


def test_acknowledging_takes_it_and_a_colleague_comes_too_late(house: House, alert: Alert) -> None:
    taken = alerts.acknowledge(actor=house.actor("inspector"), alert_id=alert.pk)
    assert (taken.owner_user, taken.state) == (house.users["inspector"], "acknowledged")
    with pytest.raises(NotAllowed):
        alerts.acknowledge(actor=house.actor("colleague"), alert_id=alert.pk)
    with pytest.raises(Refused) as caught:
        alerts.acknowledge(actor=house.actor("inspector"), alert_id=alert.pk)
    assert caught.value.status == 409


def test_no_disposition_before_acknowledgement(house: House, alert: Alert) -> None:
    with pytest.raises(Refused):
        alerts.disposition(actor=house.actor("inspector"), alert_id=alert.pk, code="clue", note="seen")
    alerts.escalate_due(timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused) as caught:
        alerts.disposition(actor=house.actor("commander"), alert_id=alert.pk, code="clue", note="x")
    assert caught.value.problems[0].code == "alerts.not_acknowledged"


def test_unacknowledged_at_its_deadline_it_climbs_to_the_commander_and_up(house: House, alert: Alert) -> None:
    assert alerts.escalate_due(alert.deadline - timedelta(seconds=1)) == 0
    assert alerts.escalate_due(alert.deadline) == 1
    alert.refresh_from_db()
    assert (alert.state, alert.owner_role, alert.office) == ("escalated", "commander", house.office)
    assert told(house, "commander") == 1
    alerts.escalate_due(alert.deadline)
    alert.refresh_from_db()
    assert (alert.escalation_level, alert.office) == (2, house.above)
    assert told(house, "chief") == 1
    for month in range(10):
        alerts.escalate_due(timezone.now() + timedelta(days=30 * month + 1))
        alert.refresh_from_db()
    assert alert.escalation_level == MOST_ESCALATIONS


def test_acknowledged_but_forgotten_it_climbs_too(house: House, alert: Alert) -> None:
    taken = alerts.acknowledge(actor=house.actor("inspector"), alert_id=alert.pk)
    assert alerts.escalate_due(taken.deadline) == 1
    done = alerts.disposition(
        actor=house.actor("commander"), alert_id=alert.pk, code="explained", note="new contract"
    )
    assert done.state == "dispositioned"
    assert alerts.escalate_due(timezone.now() + timedelta(days=9)) == 0


def test_handing_over_tells_the_next_and_keeps_the_deadline(house: House, alert: Alert) -> None:
    user = house.users["colleague"]
    moved = alerts.hand_over(
        actor=house.actor("inspector"), alert_id=alert.pk, user_id=user.pk, note="knows the firm"
    )
    assert (moved.owner_user, moved.deadline, moved.state) == (user, alert.deadline, "raised")
    with pytest.raises(Refused):
        alerts.hand_over(actor=house.actor("colleague"), alert_id=alert.pk, note="to nobody")


@pytest.fixture
def heard():
    got: list[alerts.Outcome] = []
    alerts.register_feedback("rule", got.append)
    yield got
    feedback._feedbacks.pop("rule")


@pytest.mark.parametrize(
    ("code", "hit"), [("false_alarm", False), ("clue", True), ("corrected", True), ("undecided", None)]
)
def test_the_outcome_reaches_the_rule_that_raised_it_once(
    house: House, alert: Alert, heard: list, code: str, hit: bool | None
) -> None:
    alerts.acknowledge(actor=house.actor("inspector"), alert_id=alert.pk)
    alerts.disposition(actor=house.actor("inspector"), alert_id=alert.pk, code=code, note="looked")
    while dispatch_next():
        pass
    assert [(o.source.code, o.source.version, o.disposition, o.hit) for o in heard] == [
        ("R1", "3", code, hit)
    ]


def test_every_step_is_on_the_timeline_and_in_the_audit_trail(house: House, alert: Alert) -> None:
    alerts.acknowledge(actor=house.actor("inspector"), alert_id=alert.pk)
    alerts.disposition(actor=house.actor("inspector"), alert_id=alert.pk, code="clue", note="goods hidden")
    steps = list(AlertStep.objects.values_list("action", flat=True))
    assert steps == ["raised", "acknowledged", "dispositioned"]
    audited = AuditEntry.objects.filter(subject_kind="alert").order_by("id")
    assert [entry.action for entry in audited] == [f"alert.{step}" for step in steps]


def test_the_funnel_counts_alerts_clues_and_cases(house: House) -> None:
    start = timezone.now()
    actor = house.actor("inspector")
    for number in range(8):
        alert = make(house, f"k{number}")
        if number == 7:
            continue
        alerts.acknowledge(actor=actor, alert_id=alert.pk)
        code = "clue" if number < 5 else "false_alarm"
        alerts.disposition(actor=actor, alert_id=alert.pk, code=code, note="n")
        if number < 3:
            result = "criminal" if number < 2 else "administrative"
            alerts.conclude_clue(actor=actor, alert_id=alert.pk, result=result, note="n")
    found = alerts.funnel(house.actor("chief"), start, timezone.now())
    assert found == alerts.Funnel(
        raised=8, acknowledged=7, escalated=0, dispositioned=7, false_alarms=2,
        clues=5, criminal_cases=2, administrative_cases=1,
    )  # fmt: skip
    assert alerts.funnel(house.actor("stranger"), start, timezone.now()).raised == 0


def test_only_a_clue_becomes_a_case(house: House, alert: Alert) -> None:
    actor = house.actor("inspector")
    alerts.acknowledge(actor=actor, alert_id=alert.pk)
    alerts.disposition(actor=actor, alert_id=alert.pk, code="explained", note="n")
    with pytest.raises(Refused):
        alerts.conclude_clue(actor=actor, alert_id=alert.pk, result="criminal", note="n")
