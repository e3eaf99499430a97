"""Runs through the module: verdicts, void plates, two people, validity, pools, second measurements."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.measurement import a_calibration
from tests.factories.quarantine import COURIER, LABORATORY, contents, file_of, loaded, planned, received
from tests.factories.submissions import submission
from tongguan.engines.pcr import turned
from tongguan.operations.quarantine import actions
from tongguan.operations.quarantine.contracts import RunUpload
from tongguan.operations.quarantine.models import HealthNotice, Hold, Run, Sample, SamplingOrder
from tongguan.operations.quarantine.workflow import RUN, SAMPLE
from tongguan.platform.alerts.models import Alert
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.cases.interface import take_step
from tongguan.platform.documents.interface import Verdict, pdf_of, verify
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.measurement.actions import withdraw_calibration
from tongguan.platform.measurement.interface import recompute
from tongguan.platform.measurement.models import Calibration, Measurement
from tongguan.platform.permissions.interface import SYSTEM, NotAllowed, Refused
from tongguan.simulator import thermocycler as machine

pytestmark = pytest.mark.django_db


def step(world, who, kind, row, code, **data):
    current = kind.model and type(row).objects.get(pk=row.pk)
    return take_step(
        actor=world.actor(who), workflow=kind, reference=row.reference, step=code, version=current.version, data=data
    )  # fmt: skip


def approved(world, run, who="laboratory_signatory"):
    step(world, who, RUN, run, "approve")
    return Run.objects.get(pk=run.pk)


def found(samples) -> list[str]:
    rows = Sample.objects.filter(pk__in=[each.pk for each in samples]).order_by("pk")
    return [row.found.result if row.found else row.state for row in rows]


def states(samples) -> list[str]:
    return list(
        Sample.objects.filter(pk__in=[s.pk for s in samples]).order_by("pk").values_list("state", flat=True)
    )


def codes(refusal) -> set[str]:
    return {problem.code for problem in refusal.value.problems}


def test_four_samples_two_replicates_two_targets_give_exactly_two_positives(lab):
    samples = received(lab, 4)
    run = planned(lab, samples)
    assert run.wells.filter(role="sample").count() == 8
    run = loaded(lab, run, {samples[1].tube: 24.0, samples[3].tube: 31.5})
    assert (run.state, run.faults) == ("measured", [])
    approved(lab, run)
    assert found(samples) == ["negative", "positive", "negative", "positive"]
    assert states(samples) == ["reviewed"] * 4
    assert recompute(run.measurement).ok


def test_a_blank_at_ct_36_voids_the_run_and_every_sample_is_tested_again(lab):
    samples = received(lab, 4)
    run = planned(lab, samples)
    made = contents(run, {samples[1].tube: 24.0})
    made["G12"] = {"ORF1ab": 36.0, "N": None, "IC": None}
    run = loaded(lab, run, made=made)
    assert run.state == "void"
    assert [fault["code"] for fault in run.faults] == ["pcr.no_template"]
    assert run.verdicts is None
    assert states(samples) == ["retest"] * 4
    again = loaded(lab, planned(lab, samples), {samples[1].tube: 24.0})
    approved(lab, again)
    assert found(samples) == ["negative", "positive", "negative", "negative"]


def test_whoever_planned_or_loaded_a_run_neither_reviews_nor_signs(lab):
    (sample,) = received(lab)
    run = loaded(lab, planned(lab, [sample]), who="laboratory_analyst_2")
    user = lab.users["laboratory_analyst"]
    user.positions.update(role="laboratory_signatory")
    with pytest.raises(Refused) as refused:
        approved(lab, run, "laboratory_analyst")
    assert codes(refused) == {"case.same_person"}
    approved(lab, run)
    with pytest.raises(Refused) as refused:
        step(lab, "laboratory_analyst", SAMPLE, sample, "report")
    assert codes(refused) == {"case.same_person"}
    assert not Sample.objects.get().report
    with pytest.raises(NotAllowed):
        actions.sign_reports(actor=lab.actor("laboratory_analyst_2"), run=run.reference)
    step(lab, "laboratory_signatory", SAMPLE, sample, "report")
    assert Sample.objects.get().report.startswith("NAT-")


def test_a_positive_report_is_signed_told_and_seen_by_nobody_else(lab):
    samples = received(lab, 2)
    run = approved(lab, loaded(lab, planned(lab, samples), {samples[0].tube: 22.0}))
    signed = actions.sign_reports(actor=lab.actor("laboratory_signatory"), run=run.reference)
    assert [each.accepted for each in signed] == [True, True]
    positive = Sample.objects.get(pk=samples[0].pk)
    content = pdf_of(lab.actor("laboratory_signatory"), positive.report)
    assert verify(content).verdict is Verdict.VALID
    notice = HealthNotice.objects.get()
    assert (notice.sample, notice.receivers) == (positive, 1)
    assert pdf_of(lab.actor("health_officer"), positive.report) == content
    for stranger in ("trader", "assessor", "auditor", "laboratory_analyst"):
        with pytest.raises(Refused):
            pdf_of(lab.actor(stranger), positive.report)
    negative = Sample.objects.get(pk=samples[1].pk)
    with pytest.raises(Refused):
        pdf_of(lab.actor("health_officer"), negative.report)
    alert = Alert.objects.get(kind="laboratory.result")
    assert (alert.severity, positive.tube in alert.title_zh) == ("critical", True)
    actions.acknowledge(actor=lab.actor("health_officer"), notice_id=notice.pk)
    assert states(samples) == ["notified", "reported"]
    assert set(SamplingOrder.objects.values_list("state", flat=True)) == {"done"}


def test_a_notice_that_nobody_acknowledges_becomes_an_alert_once(lab):
    samples = received(lab, 1)
    run = approved(lab, loaded(lab, planned(lab, samples), {samples[0].tube: 22.0}))
    actions.sign_reports(actor=lab.actor("laboratory_signatory"), run=run.reference)
    assert actions.remind() == 0
    HealthNotice.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert actions.remind() == actions.remind() == 1
    assert Alert.objects.filter(kind="laboratory.notice").count() == 1


def test_names_and_results_are_in_no_audit_entry_event_or_plain_column(lab):
    samples = received(lab, 2)
    run = approved(lab, loaded(lab, planned(lab, samples), {samples[0].tube: 22.0}))
    actions.sign_reports(actor=lab.actor("laboratory_signatory"), run=run.reference)
    told = b" ".join(bytes(body) for body in AuditEntry.objects.values_list("body", flat=True)).decode()
    told += " ".join(str(event.payload) for event in OutboxEvent.objects.all())
    for word in ("旅客0", "E12345678", "positive", "negative", "阳性", "阴性"):
        assert word not in told, word


def test_no_result_from_what_was_not_valid_that_day(lab):
    (sample,) = received(lab)
    run = planned(lab, [sample])
    upload = RunUpload(file_of(run, contents(run, {})), "run.rdml")
    with pytest.raises(Refused) as refused:
        actions.load_run(actor=lab.actor("laboratory_analyst_3"), run=run.reference, upload=upload)
    assert codes(refused) == {"measurement.person_unauthorised"}
    withdraw_calibration(actor=SYSTEM, calibration_id=Calibration.objects.get().pk, reason="wrong")
    with pytest.raises(Refused) as refused:
        actions.load_run(actor=lab.actor("laboratory_analyst"), run=run.reference, upload=upload)
    assert codes(refused) == {"measurement.uncalibrated"}
    assert not Measurement.objects.exists()
    assert states([sample]) == ["extracted"]


def test_a_calibration_withdrawn_after_the_run_stops_review_and_report(lab):
    samples = received(lab, 1)
    run = loaded(lab, planned(lab, samples))
    calibration = Calibration.objects.get()
    withdraw_calibration(actor=SYSTEM, calibration_id=calibration.pk, reason="reference was wrong")
    with pytest.raises(Refused) as refused:
        approved(lab, run)
    assert codes(refused) == {"quarantine.not_valid"}
    a_calibration(certificate="CAL-2")
    approved(lab, run)
    Measurement.objects.update(
        result=Measurement.objects.get().result.replace('"clear":true', '"clear":false')
    )
    with pytest.raises(Refused) as refused:
        step(lab, "laboratory_signatory", SAMPLE, samples[0], "report")
    assert codes(refused) == {"quarantine.not_valid"}


def test_a_plate_turned_by_180_degrees_is_told(lab):
    samples = received(lab, 3)
    run = planned(lab, samples)
    made = {turned(place): channels for place, channels in contents(run, {samples[0].tube: 25.0}).items()}
    run = loaded(lab, run, made=made)
    assert (run.state, [fault["code"] for fault in run.faults]) == ("void", ["quarantine.turned"])


def test_a_file_of_another_plate_one_before_reception_and_rubbish_are_refused(lab):
    samples = received(lab, 2)
    run = planned(lab, samples)
    made = contents(run, {})
    other = machine.rdml(random.Random(1), made, plate="PL260009999", started_at=timezone.now())
    for content, code in ((other, "quarantine.plate"), (b"rubbish", "run.form"), (b"", "run.empty")):
        with pytest.raises(Refused) as refused:
            loaded(lab, run, content=content or b" ")
        assert codes(refused) == {code}
    with pytest.raises(Refused) as refused:
        loaded(lab, run, made=made, at=timezone.now() - timedelta(hours=3))
    assert codes(refused) == {"quarantine.before_receipt"}
    assert Hold.objects.filter(trouble="before_receipt").count() == 2
    assert Run.objects.get().state == "planned"
    missing = loaded(lab, run, made={place: made[place] for place in made if place != "A1"})
    assert [fault["code"] for fault in missing.faults] == ["quarantine.wells"]


def test_ct_values_without_curves_are_taken_as_the_instrument_says(lab):
    samples = received(lab, 2)
    run = planned(lab, samples)
    content = machine.table(
        contents(run, {samples[1].tube: 30.0}), plate=run.reference, started_at=timezone.now()
    )
    approved(lab, loaded(lab, run, content=content))
    assert found(samples) == ["negative", "positive"]


def test_a_grey_sample_is_measured_again_and_then_decided(lab):
    samples = received(lab, 1)
    run = planned(lab, samples)
    content = machine.table(
        contents(run, {samples[0].tube: 38.4}), plate=run.reference, started_at=timezone.now()
    )
    approved(lab, loaded(lab, run, content=content))
    assert states(samples) == ["retest"]
    again = planned(lab, list(Sample.objects.all()))
    content = machine.table(
        contents(again, {samples[0].tube: 38.4}), plate=again.reference, started_at=timezone.now()
    )
    approved(lab, loaded(lab, again, content=content))
    assert found(samples) == ["positive"]


def test_a_single_target_is_collected_again_and_the_second_one_is_positive(lab):
    (sample,) = received(lab)
    run = planned(lab, [sample])

    def single(run, tube):
        made = contents(run, {})
        for well in run.wells.filter(role="sample"):
            made[well.place] = {"ORF1ab": 28.0, "N": None, "IC": 27.0}
        return made

    approved(lab, loaded(lab, run, made=single(run, sample.tube)))
    assert states([sample]) == ["recollect"]
    order = SamplingOrder.objects.get(previous=sample)
    assert (order.single_before, order.whose) == (True, sample.order.whose)
    assert order.document_index == sample.order.document_index != ""
    (second,) = actions.collect(
        actor=lab.actor("quarantine_officer"), order=order.reference, specimen="nose", tubes=1, place="T2",
        version=order.version,
    )  # fmt: skip
    actions.hand_over(
        actor=lab.actor("quarantine_officer"), tubes=[second.tube], custody=COURIER, submission=submission()
    )
    actions.receive(
        actor=lab.actor("laboratory_analyst"),
        tubes=[second.tube],
        custody=LABORATORY,
        submission=submission(),
    )
    run = planned(lab, [second])
    approved(lab, loaded(lab, run, made=single(run, second.tube)))
    assert found([second]) == ["positive"]


def test_a_failed_internal_control_is_tested_again_alone(lab):
    (sample,) = received(lab)
    run = planned(lab, [sample])
    made = contents(run, {})
    made["A1"] = {"ORF1ab": None, "N": None, "IC": None}
    approved(lab, loaded(lab, run, made=made))
    row = Sample.objects.get()
    assert (row.state, row.alone) == ("retest", True)


@pytest.mark.parametrize("pooling", ["dorfman", "array"])
def test_members_of_a_positive_pool_are_tested_alone_and_the_others_are_done(lab, pooling):
    samples = received(lab, 9)
    run = planned(lab, samples, pooling=pooling, pool_size=3)
    pools = {well.pool for well in run.wells.filter(role="sample")}
    assert len(pools) == (3 if pooling == "dorfman" else 6)
    bad = samples[4]
    hot = {pool.tube: 33.0 for pool in pools if pool.samples.filter(pk=bad.pk).exists()}
    approved(lab, loaded(lab, run, hot))
    again = {row.pk for row in Sample.objects.filter(state="retest", alone=True)}
    wanted = {bad.pk} if pooling == "array" else {row.pk for row in samples[3:6]}
    assert again == wanted
    assert Sample.objects.filter(state="reviewed").count() == 9 - len(wanted)
    rest = list(Sample.objects.filter(state="retest").order_by("pk"))
    second = planned(lab, rest, pooling="dorfman", pool_size=3)
    assert not second.wells.filter(pool__isnull=False).exists(), "they stand alone, whatever is asked"
    approved(lab, loaded(lab, second, {bad.tube: 30.0}))
    assert [each for each in found(samples) if each == "positive"] == ["positive"]
    assert Sample.objects.get(pk=bad.pk).found.result == "positive"
    assert Sample.objects.get(pk=samples[0].pk).found.pooled


def test_what_cannot_stand_on_a_plate_is_named(lab):
    samples = received(lab, 2)
    run = planned(lab, samples[:1])
    for tubes, code in (
        ([samples[0].tube], "quarantine.state"),
        ([samples[1].tube] * 2, "quarantine.twice"),
        (["NS0"], "quarantine.unknown_tube"),
        ([], "quarantine.nothing"),
    ):
        with pytest.raises(Refused) as refused:
            actions.plan_run(
                actor=lab.actor("laboratory_analyst"), tubes=tubes, kit="ncov-dual", instrument="PCR-1"
            )
        assert codes(refused) == {code}
    with pytest.raises(Refused) as refused:
        planned(lab, samples[1:], who="laboratory_analyst_3")
    assert codes(refused) == {"measurement.person_unauthorised"}
    step(lab, "laboratory_analyst", RUN, run, "discard", reason="掉板")
    assert states(samples[:1]) == ["retest"]


def test_a_refused_review_sends_every_sample_back(lab):
    samples = received(lab, 2)
    run = loaded(lab, planned(lab, samples))
    step(lab, "laboratory_signatory", RUN, run, "refuse", reason="基线异常")
    assert states(samples) == ["retest", "retest"]
    assert Run.objects.get().verdicts is None
