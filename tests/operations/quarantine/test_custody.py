"""The chain of custody: scanned hand-overs, manifests, nonconformities that hold a sample, time and temperature."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories.quarantine import COURIER, LABORATORY, collected, in_transit, ordered, planned, received
from tests.factories.selection import dispatch_all
from tests.factories.submissions import submission
from tongguan.engines.pcr import read_tube
from tongguan.operations.quarantine import actions
from tongguan.operations.quarantine.contracts import Person, Relation
from tongguan.operations.quarantine.models import Hold, Run, Sample, SamplingOrder
from tongguan.operations.quarantine.queries import custody_of, reveal
from tongguan.operations.quarantine.workflow import RUN, SAMPLE, SAMPLING_ORDER
from tongguan.platform.alerts.interface import acknowledge, disposition
from tongguan.platform.alerts.models import Alert
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.cases.interface import Submission, take_step
from tongguan.platform.permissions.interface import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


def close(world, hold: Hold, code: str = "explained") -> None:
    actor = world.actor("laboratory_signatory")
    acknowledge(actor=actor, alert_id=hold.alert_id)
    disposition(actor=actor, alert_id=hold.alert_id, code=code, note="核对无误")
    dispatch_all()


def take_in(world, tubes, custody=LABORATORY, sent=None):
    return actions.receive(
        actor=world.actor("laboratory_analyst"), tubes=tubes, custody=custody, submission=sent or submission()
    )


def codes(found) -> list[str]:
    return [each.problem.code.removeprefix("quarantine.") if each.problem else "" for each in found]


def test_every_hand_over_is_a_link_with_who_where_when_and_how_warm(lab):
    (sample,) = collected(lab)
    in_transit(lab, [sample])
    in_transit(
        lab,
        [sample],
        replace(COURIER, receiver="第二程", place="机场", temperature_c=Decimal("5.5"), box="BX-1"),
    )
    take_in(lab, [sample.tube.lower()])
    sample.refresh_from_db()
    links = custody_of(lab.actor("auditor"), sample)
    assert [link.step.en for link in links] == ["Collect", "Hand over", "Hand over", "Receive"]
    assert [(link.receiver, link.place, link.temperature_c, link.box) for link in links] == [
        ("", "T2 采样点", "", ""),
        ("转运员", "1 号门", "4.0", ""),
        ("第二程", "机场", "5.5", "BX-1"),
        ("", "实验室", "4.0", ""),
    ]
    assert AuditEntry.objects.filter(subject_ref=sample.reference).count() == 4
    assert sample.box.reference == "BX-1"


def test_tubes_that_are_not_what_they_should_be_are_refused_one_by_one(lab):
    one, two = collected(lab, 2)
    actor = lab.actor("quarantine_officer")
    scanned = [
        one.tube,
        "garbage",
        one.tube[:-1] + ("0" if one.tube[-1] != "0" else "1"),
        "NS99000000154",
        two.tube,
    ]
    found = actions.hand_over(actor=actor, tubes=scanned, custody=COURIER, submission=submission())
    assert read_tube("NS99000000154") is None
    assert [each.accepted for each in found] == [True, False, False, False, True]
    assert codes(found)[1:4] == ["unreadable"] * 3
    with pytest.raises(Refused):
        actions.hand_over(
            actor=actor, tubes=[one.tube], custody=replace(COURIER, place=" "), submission=submission()
        )
    with pytest.raises(Refused):
        actions.hand_over(actor=actor, tubes=[], custody=COURIER, submission=submission())
    with pytest.raises(Refused):
        actions.hand_over(actor=actor, tubes=[one.tube] * 401, custody=COURIER, submission=submission())
    with pytest.raises(NotAllowed):
        actions.hand_over(
            actor=lab.actor("trader"), tubes=[one.tube], custody=COURIER, submission=submission()
        )


def test_a_manifest_tells_what_is_missing_and_what_it_does_not_list(lab):
    one, two, three = collected(lab, 3)
    boxed = replace(COURIER, box="BX-7")
    in_transit(lab, [one, two], boxed)
    in_transit(lab, [three])
    found = take_in(lab, [one.tube, three.tube], replace(LABORATORY, box="BX-7"))
    assert [(each.tube, each.accepted) for each in found] == [
        (one.tube, True), (three.tube, True), (two.tube, False),
    ]  # fmt: skip
    assert codes(found) == ["", "held", "missing"]
    assert set(Hold.objects.values_list("sample__tube", "trouble")) == {
        (three.tube, "not_listed"), (two.tube, "missing"),
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        planned(lab, [three])
    assert [problem.code for problem in refused.value.problems] == ["quarantine.held"]
    close(lab, Hold.objects.get(trouble="not_listed"))
    assert planned(lab, [three]).state == "planned"


def test_a_clue_keeps_the_sample_held(lab):
    (one,) = collected(lab)
    in_transit(lab, [one], replace(COURIER, temperature_c=Decimal("11.0")))
    close(lab, Hold.objects.get(), "clue")
    assert Hold.objects.get().lifted_at is None


def test_a_tube_scanned_twice_is_held_until_somebody_explains(lab):
    (one,) = collected(lab)
    in_transit(lab, [one])
    found = take_in(lab, [one.tube, one.tube])
    assert ([each.accepted for each in found], codes(found)) == ([True, False], ["", "duplicate_tube"])
    later = take_in(lab, [one.tube])
    assert codes(later) == ["duplicate_tube"]
    assert Hold.objects.count() == Alert.objects.filter(kind="laboratory.nonconformity").count() == 1
    close(lab, Hold.objects.get())
    assert planned(lab, [one]).state == "planned"


def test_a_scan_sent_again_is_answered_as_before_and_holds_nothing(lab):
    """An answer that was lost on its way is asked for again: the tubes are no duplicates of themselves."""
    one, two = collected(lab, 2)
    in_transit(lab, [one, two])
    sent = submission()
    first = take_in(lab, [one.tube, "rubbish"], sent=sent)
    assert take_in(lab, [one.tube, "rubbish"], sent=sent) == first
    assert [each.accepted for each in first] == [True, False]
    assert not Hold.objects.exists()
    with pytest.raises(Refused) as refused:
        take_in(lab, [two.tube], sent=replace(sent, sha256="1" * 64))
    assert refused.value.status == 409


@pytest.mark.parametrize(("degrees", "held"), [("1.9", True), ("2.0", False), ("8.0", False), ("8.1", True)])
def test_the_limits_of_temperature_are_dated_numbers(lab, degrees, held):
    (one,) = collected(lab)
    in_transit(lab, [one], replace(COURIER, temperature_c=Decimal(degrees)))
    assert Hold.objects.filter(trouble="warm").exists() is held


def test_what_is_too_long_on_its_way_is_held_once(lab):
    (one,) = collected(lab)
    in_transit(lab, [one])
    assert actions.watch_transit() == 0
    Sample.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert (actions.watch_transit(), actions.watch_transit()) == (1, 0)
    take_in(lab, [one.tube])
    assert Hold.objects.filter(trouble="late").count() == 1


def test_an_order_of_one_cause_is_one_order_and_hides_whose_it_is(lab):
    cause = Relation("encounter", "EN-1")
    first, second = (ordered(lab, cause=cause) for _n in range(2))
    assert first.pk == second.pk
    with pytest.raises(Refused):
        ordered(lab, person=Person(" "))
    with pytest.raises(Refused):
        ordered(lab, kit="nothing")
    with pytest.raises(Refused):
        actions.order_sample(
            actor=lab.actor("quarantine_officer"), office_id=lab.organisations["airport"].pk, goods="x"
        )
    with pytest.raises(NotAllowed):
        actions.order_sample(
            actor=lab.actor("laboratory_analyst"), office_id=lab.organisations["port"].pk, goods="x"
        )
    sent = Submission(first.submission_id, first.submission_sha256)
    assert ordered(lab, submission=sent).pk == first.pk


def test_whose_a_sample_is_needs_a_purpose_that_goes_on_record(lab):
    order = ordered(lab)
    with pytest.raises(Refused):
        reveal(actor=lab.actor("quarantine_officer"), order=order.reference, purpose=" ")
    with pytest.raises(NotAllowed):
        reveal(actor=lab.actor("laboratory_analyst"), order=order.reference, purpose="流调")
    shown = reveal(actor=lab.actor("quarantine_officer"), order=order.reference, purpose="流行病学调查")
    assert shown.name == "测试旅客"
    entry = AuditEntry.objects.get(action="quarantine.revealed")
    assert "流行病学调查" in bytes(entry.body).decode()
    with pytest.raises(NotFound):
        reveal(actor=lab.actor("quarantine_officer"), order="SO0", purpose="流行病学调查")


def test_too_many_tubes_are_refused_and_a_withdrawn_order_ends(lab):
    order = ordered(lab)
    with pytest.raises(Refused):
        collected(lab, 25, order=order)
    assert not Sample.objects.exists()
    take_step(
        actor=lab.actor("quarantine_officer"), workflow=SAMPLING_ORDER, reference=order.reference, step="withdraw",
        version=order.version, data={"reason": "误下"},
    )  # fmt: skip
    assert SamplingOrder.objects.get().state == "withdrawn"


def test_a_rejected_sample_closes_its_order_and_can_be_destroyed(lab):
    (sample,) = received(lab)
    for code, data in (
        ("reject", {"reason": "渗漏"}),
        ("destroy", {"manner": "高压灭菌", "witness": "二号"}),
    ):
        sample.refresh_from_db()
        take_step(
            actor=lab.actor("laboratory_analyst"), workflow=SAMPLE, reference=sample.reference, step=code,
            version=sample.version, data=data,
        )  # fmt: skip
    assert SamplingOrder.objects.get().state == "done"
    assert Sample.objects.get().state == "destroyed"


def test_nobody_extracts_amplifies_or_loads_by_hand(lab):
    (sample,) = received(lab)
    run = planned(lab, received(lab))
    for kind, row, code, data in ((SAMPLE, sample, "extract", {"run": "x"}), (RUN, run, "load", {})):
        with pytest.raises(Refused) as refused:
            take_step(
                actor=lab.actor("laboratory_analyst"), workflow=kind, reference=row.reference, step=code,
                version=row.version, data=data,
            )  # fmt: skip
        assert refused.value.problems[0].code in ("quarantine.not_planned", "quarantine.no_file")
    assert Run.objects.get().state == "planned"


def test_people_are_forgotten_when_their_time_is_over_and_the_custody_stays(lab):
    (sample,) = received(lab)
    open_one = ordered(lab)
    take_step(
        actor=lab.actor("laboratory_analyst"), workflow=SAMPLE, reference=sample.reference, step="reject",
        version=sample.version, data={"reason": "渗漏"},
    )  # fmt: skip
    Sample.objects.update(outcome={"result": "x"})
    before = timezone.now() + timedelta(seconds=1)
    assert actions.forget_people(before, 100) == 2
    assert actions.forget_people(before, 100) == 0
    done = SamplingOrder.objects.get(pk=sample.order_id)
    assert (done.person, done.document_index) == (None, "")
    assert Sample.objects.get().outcome is None
    assert SamplingOrder.objects.get(pk=open_one.pk).whose.name == "测试旅客", (
        "an open order holds its own back"
    )
    assert len(custody_of(lab.actor("auditor"), sample)) == 4
    assert actions.oldest_person() is not None
