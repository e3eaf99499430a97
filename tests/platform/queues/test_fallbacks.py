"""Draws that cannot go as planned: silent parties, empty rosters, changed rules; each a named fallback."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone

from tests.platform.queues.conftest import RULES, acting, entered, on_duty, person
from tests.platform.queues.test_rounds import NAMES, _plan, after, finished, state
from tongguan.engines.draw import Role, commitment_of, recompute
from tongguan.platform.alerts.models import Alert
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events.interface import dispatch_next
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.identity.models import Organisation, User
from tongguan.platform.permissions.interface import NotFound, Refused
from tongguan.platform.queues import drawing, fallbacks
from tongguan.platform.queues.contracts import RoundPlan
from tongguan.platform.queues.interface import (
    commit_randomness,
    declare_conflict,
    public_record,
    register_purpose,
    result_of,
    reveal_randomness,
)
from tongguan.platform.queues.models import (
    DrawAssignment,
    DrawRound,
    Duty,
    ManualAssignment,
)
from tongguan.platform.queues.workflow import MANUAL_ASSIGNMENT

pytestmark = pytest.mark.django_db


# Witnesses


@pytest.fixture
def witness(office: Organisation) -> User:
    return person("witness", office, "auditor")


def committed(witness: User, round_: DrawRound) -> tuple[str, str]:
    secret, nonce = secrets.token_bytes(32), secrets.token_bytes(16)
    commitment = commitment_of(round_.pk, f"witness-{witness.pk}", secret, nonce)
    commit_randomness(actor=acting(witness), round_id=round_.pk, commitment=commitment)
    return secret.hex(), nonce.hex()


def reveal_at(
    monkeypatch: pytest.MonkeyPatch, witness: User, round_: DrawRound, given: tuple[str, str], s: int
) -> None:
    moment = round_.cut_off_at + timedelta(seconds=s)
    from tongguan.platform.queues import actions

    class Clock:
        now = staticmethod(lambda: moment)
        localdate = staticmethod(timezone.localdate)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "timezone", Clock)
        reveal_randomness(actor=acting(witness), round_id=round_.pk, secret=given[0], nonce=given[1])


@pytest.mark.usefixtures("plan", "officers")
def test_a_witness_changes_the_outcome_and_the_record_shows_it(
    witness: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = entered(*NAMES)
    given = committed(witness, round_)
    after(round_, 2)
    assert state(round_) == "revealed", "it waits for the witness"
    assert result_of("inspection", "D001") is None
    with pytest.raises(Refused, match="does not open"):
        reveal_at(monkeypatch, witness, round_, (given[1], given[0]), 5)
    reveal_at(monkeypatch, witness, round_, given, 5)
    after(round_, 6)
    assert state(round_) == "done"
    record = json.loads(public_record(round_.pk))
    assert [reveal["party"] for reveal in record["reveals"]] == ["house", f"witness-{witness.pk}"]
    assert recompute(public_record(round_.pk)).ok


@pytest.mark.usefixtures("plan", "officers")
def test_a_silent_witness_degrades_the_draw_visibly(witness: User) -> None:
    round_ = entered(*NAMES)
    committed(witness, round_)
    after(round_, 2)
    after(round_, 29)
    assert state(round_) == "revealed"
    after(round_, 40)
    assert state(round_) == "degraded"
    record = json.loads(public_record(round_.pk))
    assert record["without_reveal"] == [{"party": f"witness-{witness.pk}", "reason": "missing"}]
    result = result_of("inspection", "D001")
    assert result is not None
    assert result.degraded


@pytest.mark.usefixtures("plan", "officers")
def test_times_of_a_witness_are_kept(
    witness: User, monkeypatch: pytest.MonkeyPatch, officers: list[User]
) -> None:
    round_ = entered("A")
    given = committed(witness, round_)
    with pytest.raises(Refused, match="committed already"):
        committed(witness, round_)
    with pytest.raises(Refused, match="not closed"):
        reveal_at(monkeypatch, witness, round_, given, -5)
    after(round_, 2)
    with pytest.raises(Refused, match="closed"):
        committed(person("second", officers[0].positions.get().organisation, "auditor"), round_)
    with pytest.raises(Refused, match="over"):
        reveal_at(monkeypatch, witness, round_, given, 200)
    with pytest.raises(Refused, match="permission"):
        committed(officers[0], round_)


@pytest.mark.usefixtures("plan", "officers")
def test_without_any_secret_there_is_no_draw_but_a_new_round(settings: object) -> None:
    round_ = entered("A", "B")
    settings.SECRET_KEY = "another installation"  # type: ignore[attr-defined]
    after(round_, 2)
    assert state(round_) == "void"
    assert round_.failure == "house_secret_unreadable"
    again = DrawRound.objects.exclude(pk=round_.pk).get()
    assert sorted(again.entries.values_list("entry", flat=True)) == ["A", "B"]
    with pytest.raises(NotFound):
        public_record(round_.pk)
    after(again, 2)
    assert state(again) == "done"


# Who is drawn


@pytest.mark.usefixtures("plan", "shipped")
def test_an_empty_roster_is_a_named_fallback_that_takes_two_people(
    office: Organisation, firm: Organisation
) -> None:
    register_purpose(
        _plan(rules=lambda now: type(RULES)(random_probability=Fraction(1), roles=RULES.roles[:1]))
    )
    finished("A", firms=[str(firm.pk)])
    part = DrawAssignment.objects.get()
    assert (part.officer_id, part.fallback) == (None, "roster_empty")
    boss, second = person("boss", office, "commander"), person("second", office, "commander")
    auditor = person("auditor", office, "auditor")
    told()
    case = ManualAssignment.objects.get(part=part)
    assert (case.state, case.fallback, case.office_id) == ("open", "roster_empty", office.pk)
    assert Alert.objects.get(kind="draw").owner_role == "commander"
    officer, kin = person("officer", office), person("kin", office)
    with pytest.raises(Refused, match="invalid_choice"):
        step(boss, case, "propose", officer=officer.pk, reason="nobody on duty")
    on_duty(officer)
    on_duty(kin)
    declare_conflict(
        actor=acting(auditor),
        officer_id=kin.pk,
        organisation_id=firm.pk,
        reason="kin",
        valid_from=timezone.localdate(),
    )
    with pytest.raises(Refused, match="reason"):
        step(boss, case, "propose", officer=officer.pk, reason="so")
    with pytest.raises(Refused, match="conflict"):
        step(boss, case, "propose", officer=kin.pk, reason="nobody on duty")
    with pytest.raises(Refused):
        step(boss, case, "approve")
    step(boss, case, "propose", officer=officer.pk, reason="nobody on duty")
    with pytest.raises(Refused):
        step(boss, case, "approve")
    assert result_of("inspection", "A").assignments[0].officer_id is None  # type: ignore[union-attr]
    Duty.objects.filter(position__user=officer).update(available=False)
    with pytest.raises(Refused, match="not on duty"):
        step(second, case, "approve")
    Duty.objects.filter(position__user=officer).update(available=True)
    step(second, case, "approve")
    assert result_of("inspection", "A").assignments[0].officer_id == officer.pk  # type: ignore[union-attr]
    assert AuditEntry.objects.filter(subject_kind="manual_assignment").count() == 3
    assert OutboxEvent.objects.get(topic="draw.named").payload["officer"] == officer.pk
    with pytest.raises(Refused):
        step(second, case, "approve")


def told() -> None:
    """Handle every waiting event."""
    while dispatch_next():
        pass


def step(user: User, case: ManualAssignment, code: str, **data: object) -> None:
    case.refresh_from_db()
    take_step(
        actor=acting(user),
        workflow=MANUAL_ASSIGNMENT,
        reference=case.reference,
        step=code,
        version=case.version,
        data=data,
    )


def test_conflicts_repeats_and_exclusions_keep_officers_away(
    plan: RoundPlan, officers: list[User], firm: Organisation, office: Organisation
) -> None:
    everything = type(RULES)(random_probability=Fraction(1), roles=RULES.roles[:1])
    register_purpose(_plan(rules=lambda now: everything, repeat_days=lambda now: 30))
    manager = acting(person("auditor", office, "auditor"))
    declare_conflict(
        actor=manager,
        officer_id=officers[0].pk,
        organisation_id=firm.pk,
        reason="kin",
        valid_from=timezone.localdate(),
    )
    finished("A", firms=[str(firm.pk)], excluded_officers=[officers[1].pk])
    first = DrawAssignment.objects.get().officer_id
    assert first in (officers[2].pk, officers[3].pk)
    finished("B", firms=[str(firm.pk)], excluded_officers=[officers[1].pk])
    second = DrawAssignment.objects.exclude(entry__entry="A").get().officer_id
    assert {first, second} == {officers[2].pk, officers[3].pk}
    finished("C", firms=[str(firm.pk)], excluded_officers=[officers[1].pk])
    third = DrawAssignment.objects.get(entry__entry="C")
    assert (third.officer_id, third.fallback) == (None, "all_conflicted")


# Fallbacks: each has a name, stands in the round and on record, and is told


def fallbacks_of(round_: DrawRound) -> dict[str, int]:
    round_.refresh_from_db()
    return round_.fallbacks


def alerted() -> set[str]:
    told()
    return {
        key.split(":")[2] for key in Alert.objects.filter(kind="draw").values_list("source_key", flat=True)
    }


def recorded() -> set[str]:
    bodies = AuditEntry.objects.filter(action="draws.fell_back").values_list("body", flat=True)
    return {json.loads(bytes(body))["data"]["fallback"] for body in bodies}


@pytest.mark.usefixtures("shipped", "officers")
def test_rules_changed_while_it_is_open_are_named() -> None:
    from tongguan.engines.draw import Rules

    register_purpose(_plan())
    same = entered("A")
    after(same, 2)
    assert fallbacks_of(same) == {}
    round_ = entered("B")
    register_purpose(_plan(rules=lambda now: Rules(random_probability=Fraction(1))))
    after(round_, 2)
    assert fallbacks_of(round_) == {"rules_changed": 1}
    assert result_of("inspection", "B").inclusion == "5/8"  # type: ignore[union-attr]
    assert alerted() == recorded() == {"rules_changed"}


@pytest.mark.usefixtures("shipped", "plan", "officers")
def test_a_silent_party_is_named(witness: User, monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = entered("A")
    given = committed(witness, round_)
    after(round_, 2)
    after(round_, 40)
    assert fallbacks_of(round_) == {"party_silent": 1}
    assert alerted() == recorded() == {"party_silent"}
    with pytest.raises(Refused, match="over"):
        reveal_at(monkeypatch, witness, round_, given, 41)
    page = Client().get(f"/draws/{round_.pk}/").content.decode()
    assert "一方未按时揭示" in page or "did not reveal in time" in page


@pytest.mark.usefixtures("shipped", "plan", "officers")
def test_no_randomness_is_named(settings: object) -> None:
    round_ = entered("A", "B")
    settings.SECRET_KEY = "another installation"  # type: ignore[attr-defined]
    after(round_, 2)
    assert fallbacks_of(round_) == {"no_randomness": 1}
    assert alerted() == recorded() == {"no_randomness"}


@pytest.mark.usefixtures("shipped", "plan", "officers")
def test_a_late_draw_is_named_once_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Late randomness, a ledger that takes nothing, a worker that stood still: all look like this."""
    round_ = entered(*NAMES)
    monkeypatch.setattr(drawing, "sequence_once", lambda: 0)
    after(round_, 5)
    limit = timedelta(minutes=5, seconds=36)
    assert fallbacks.watch(round_.cut_off_at + timedelta(minutes=5)) is False
    assert fallbacks.watch(round_.cut_off_at + limit) is True
    assert fallbacks.watch(round_.cut_off_at + limit * 2) is False
    assert fallbacks_of(round_) == {"overdue": 1}
    assert state(round_) == "committed"
    assert result_of("inspection", "D001") is None
    assert alerted() == recorded() == {"overdue"}


@pytest.mark.usefixtures("shipped", "plan")
def test_open_parts_are_counted_by_reason(office: Organisation, firm: Organisation) -> None:
    only = person("only", office)
    on_duty(only)
    register_purpose(
        _plan(
            rules=lambda now: type(RULES)(
                random_probability=Fraction(1), roles=(*RULES.roles[:1], Role("second"))
            )
        )
    )
    round_ = finished("A", "B")
    assert fallbacks_of(round_) == {"too_few_people": 2}
    barred = finished("C", excluded_officers=[only.pk])
    assert fallbacks_of(barred) == {"all_conflicted": 2}
    assert barred.counts["kept_apart"] == {"own_case": 1}
    assert alerted() == recorded() == {"too_few_people", "all_conflicted"}
    assert Alert.objects.filter(kind="draw").count() == 2, "once a purpose, fallback and day"
    assert ManualAssignment.objects.count() == 4


@pytest.mark.usefixtures("shipped", "plan", "officers")
def test_nobody_is_asked_for_a_name_where_the_owner_draws_again() -> None:
    Duty.objects.update(available=False)
    register_purpose(
        _plan(
            named_by_people=False,
            rules=lambda now: type(RULES)(random_probability=Fraction(1), roles=RULES.roles[:1]),
        )
    )
    finished("A")
    assert alerted() == {"roster_empty"}
    assert not ManualAssignment.objects.exists()
