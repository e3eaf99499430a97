"""A session proves that it is live and at the site; recordings, requirements, certificates, the audit bundle."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.utils import timezone

from tests.factories.recordings import downloaded, segments
from tests.factories.remote_inspections import (
    CONFIRMED,
    answered,
    application,
    asked,
    fix,
    in_session,
    open_now,
    passed,
    result,
    step,
)
from tests.factories.selection import dispatch_all
from tongguan.operations.remote_inspections.actions import (
    answer_challenge,
    request_inspection,
    send_position,
    send_signal,
)
from tongguan.operations.remote_inspections.models import Challenge, RemoteInspection
from tongguan.operations.remote_inspections.queries import signals_for, standing
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.calls.models import Signal
from tongguan.platform.cases.interface import Submission, timeline
from tongguan.platform.documents.interface import Verdict, documents_of, pdf_of, verify
from tongguan.platform.ledger.interface import sequence_all
from tongguan.platform.notifications.models import Notice
from tongguan.platform.permissions.interface import SYSTEM, NotFound, Refused
from tongguan.platform.reference.interface import edit
from tongguan.platform.reference.models import Code, Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    settings.PUBLIC_ADDRESS = "https://customs.example.org"
    settings.REFERENCE_VERSION_CHECK_S = 0


def refusals(world, case, code="pass", who="inspector", **data) -> set[str]:
    with pytest.raises(Refused) as refused:
        step(world, who, case, code, **data)
    return {problem.code for problem in refused.value.problems}


def answer(world, case, read, who="inspector") -> str:
    return str(answer_challenge(actor=world.actor(who), reference=case.reference, read=read))


def test_from_the_request_to_the_certificate(world, client):
    case = passed(world)
    assert case.confirmed.keys() == set(CONFIRMED.split())
    step(world, "assessor", case, "certify")
    (document,) = documents_of(world.actor("trader"), ("remote_inspection", case.reference))
    assert document.number == case.certificate
    pdf = pdf_of(world.actor("trader"), document.number)
    assert pdf.startswith(b"%PDF-")
    assert verify(pdf).verdict is Verdict.VALID
    assert not documents_of(world.actor("rival"), ("remote_inspection", case.reference))
    public = client.get(f"/documents/verify/{document.pk}")
    assert public.status_code == 200, "without signing in"
    assert document.number in public.content.decode()
    second = passed(world)
    step(world, "assessor", second, "certify")
    first_serial, second_serial = (int(each.certificate[-6:]) for each in (case, second))
    assert second_serial == first_serial + 1
    step(world, "assessor", case, "revoke", reason="disease at the farm")
    assert verify(pdf).verdict is Verdict.REVOKED
    assert "disease at the farm" in client.get(f"/documents/verify/{document.pk}").content.decode()


def test_who_inspects_does_not_certify(world):
    case = passed(world)
    assert refusals(world, case, "certify", "inspector") == {"case.not_permitted"}
    assert refusals(world, case, "certify", "trader") == {"case.not_permitted"}
    position = world.users["inspector"].positions.get()
    position.pk, position.role = None, "assessor"
    position.save(force_insert=True)
    assert refusals(world, case, "certify", "inspector") == {"case.same_person"}


def test_nobody_learns_a_code_before_its_moment_and_customs_never(world, client):
    case = in_session(world)
    codes = list(Challenge.objects.values_list("code", flat=True))
    assert len(set(codes)) == 2
    client.force_login(world.users["trader"])
    told = client.get(f"/api/v1/remote-inspections/{case.reference}").json()
    assert (told["challenge"], told["challenges"]) == (None, ["ahead", "ahead"])
    challenge = open_now(case)
    told = client.get(f"/api/v1/remote-inspections/{case.reference}").json()
    assert told["challenge"]["code"] == challenge.code
    client.force_login(world.users["inspector"])
    told = client.get(f"/api/v1/remote-inspections/{case.reference}").content.decode()
    assert not [code for code in codes if code in told]


def test_the_record_binds_the_challenges_before_any_is_issued(world):
    case = in_session(world)
    facts = timeline("remote_inspection", case.reference)[-1].data
    rows = list(case.challenges.order_by("id"))
    assert not [row.code for row in rows if row.code in json.dumps(facts)]
    salted = json.dumps([case.challenge_salt, *([row.code, row.issue_at.isoformat()] for row in rows)])
    assert facts["challenges_sha256"] == hashlib.sha256(salted.encode()).hexdigest()


def test_the_moments_are_within_the_window_and_differ_from_session_to_session(world):
    offsets = set()
    for _time in range(4):
        case = in_session(world)
        rows = list(case.challenges.order_by("issue_at"))
        seconds = [(row.issue_at - case.started_at).total_seconds() for row in rows]
        assert 0 < seconds[0] < seconds[1] < 200
        assert all((row.expires_at - row.issue_at).total_seconds() == 25 for row in rows)
        assert rows[0].expires_at < rows[1].issue_at
        offsets.add(tuple(seconds))
    assert len(offsets) == 4


def test_a_challenge_is_read_once_and_in_time(world):
    case = in_session(world)
    with pytest.raises(Refused) as none:
        answer(world, case, "AAAAAA")
    assert none.value.problems[0].code == "remote_inspection.no_challenge"
    first = open_now(case)
    spaced = f" {first.code[:3].lower()} {first.code[3:]} "
    assert answer(world, case, spaced) == "passed"
    with pytest.raises(Refused):
        answer(world, case, first.code)
    late = open_now(case)
    Challenge.objects.filter(pk=late.pk).update(expires_at=timezone.now())
    with pytest.raises(Refused):
        answer(world, case, late.code)
    assert standing(world.actor("inspector"), case)["challenges"] == ["passed", "missed"]
    assert "remote_inspection.challenges" in refusals(world, case, **result(world, case))


def test_a_replayed_video_fails_the_challenge(world):
    """The person in a recording holds up the code of that day: what the inspector reads is not what is asked now."""
    shown_then = open_now(in_session(world)).code
    case = in_session(world)
    for _challenge in range(2):
        open_now(case)
        send_position(actor=world.actor("trader"), reference=case.reference, fix=fix())
        assert answer(world, case, shown_then) == "failed"
    assert "remote_inspection.challenges" in refusals(world, case, **result(world, case))
    step(world, "inspector", case, "begin_again", reason="the codes did not fit")
    step(world, "inspector", case, "start")
    assert case.session == 2
    answered(world, case)
    assert step(world, "inspector", case, "pass", **result(world, case)).state == "passed"


def test_the_recording_of_another_session_is_refused(world):
    first = passed(world)
    case = in_session(world)
    answered(world, case)
    old = json.loads(first.evidence)["segments"]
    mine = json.loads(result(world, case)["segments"])
    replayed = json.dumps([{**mine[0], "digest": old[0]["digest"]}, mine[1]])
    assert refusals(world, case, **result(world, case, segments=replayed)) == {"remote_inspection.replayed"}


@pytest.mark.parametrize(
    ("changed", "good", "elsewhere"),
    [
        ({"north_m": 480}, True, False),
        ({"north_m": 520}, False, True),
        ({"north_m": 20_000}, False, True),
        ({"accuracy_m": Decimal(150)}, False, False),
        ({"device_at": timezone.now() - timedelta(hours=3)}, False, False),
    ],
)
def test_a_place_counts_within_the_radius_exact_and_of_now(world, changed, good, elsewhere):
    case = in_session(world)
    given = fix(changed.pop("north_m", 0), **changed)
    found = send_position(actor=world.actor("trader"), reference=case.reference, fix=given)
    assert (found.good, found.elsewhere) == (good, elsewhere)


def test_the_wrong_site_fails(world):
    case = in_session(world)
    answered(world, case)
    send_position(actor=world.actor("trader"), reference=case.reference, fix=fix(900))
    assert refusals(world, case, **result(world, case)) == {"remote_inspection.place"}


def test_silence_about_the_place_at_a_challenge_fails(world):
    case = in_session(world)
    answered(world, case)
    case.positions.all().delete()
    assert refusals(world, case, **result(world, case)) == {"remote_inspection.place"}


def test_a_gap_or_a_recording_without_the_challenges_fails(world):
    case = in_session(world)
    answered(world, case)
    inspector, start = world.actor("inspector"), case.started_at
    for bad in (
        segments(inspector, start, length_s=1, gap_s=6),
        segments(inspector, start - timedelta(minutes=2)),
        segments(inspector, start, count=1, length_s=3600),
        "[]",
    ):
        assert "remote_inspection.recording" in refusals(world, case, **result(world, case, segments=bad))
    Challenge.objects.filter(inspection=case).update(answered_at=timezone.now() + timedelta(seconds=30))
    assert refusals(world, case, **result(world, case)) == {"remote_inspection.recording"}


def test_every_requirement_of_the_day_is_confirmed(world):
    case = in_session(world)
    answered(world, case)
    some = " ".join(CONFIRMED.split()[1:])
    assert refusals(world, case, **result(world, case, requirements=some)) == {
        "remote_inspection.requirements"
    }
    assert step(world, "inspector", case, "pass", **result(world, case)).state == "passed"


def test_a_change_of_requirements_is_told_to_exporters_with_open_requests(world):
    open_case, other, closed = asked(world), asked(world, destination="KAZ"), passed(world)
    RemoteInspection.objects.filter(pk=closed.pk).update(state="certified")
    Notice.objects.all().delete()
    row = Code.objects.get(list_id="quarantine_requirement", code="UZB-SW-2")
    today = timezone.localdate()
    edit(
        actor=SYSTEM, table="code", row_id=row.pk, effective_from=today + timedelta(days=20),
        changes={"zh": "出口前十五日内经镜检未检出微粒子虫", "en": "Examined within fifteen days before export"},
    )  # fmt: skip
    dispatch_all()
    told = Notice.objects.filter(kind="remote_inspection.requirements")
    assert [notice.url for notice in told] == [f"/cases/remote_inspection/{open_case.reference}/"]
    assert told[0].user == world.users["trader"]
    entry = AuditEntry.objects.get(action="remote_inspection.requirements_changed")
    assert entry.subject_ref == open_case.reference
    dispatch_all()
    assert told.count() == 1
    other.refresh_from_db()
    assert "UZB-SW-2" not in other.required


def test_no_certificate_on_requirements_that_no_longer_hold(world):
    case = passed(world)
    row = Code.objects.get(list_id="quarantine_requirement", code="UZB-SW-2")
    edit(
        actor=SYSTEM, table="code", row_id=row.pk, effective_from=timezone.localdate(),
        changes={"zh": "出口前十五日内经镜检未检出微粒子虫"},
    )  # fmt: skip
    assert refusals(world, case, "certify", "assessor") == {"remote_inspection.requirements_changed"}
    step(world, "inspector", case, "begin_again", reason="new requirement")
    step(world, "inspector", case, "start")
    answered(world, case)
    step(world, "inspector", case, "pass", **result(world, case))
    assert step(world, "assessor", case, "certify").state == "certified"


def test_the_audit_bundle_is_complete_and_verifies(world, client):
    case = passed(world)
    step(world, "assessor", case, "certify")
    sequence_all()
    client.force_login(world.users["auditor"])
    content = downloaded(client.get(f"/api/v1/remote-inspections/{case.reference}/bundle"))
    with ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    assert {row["path"]: row["sha256"] for row in manifest["parts"]} == {
        name: hashlib.sha256(body).hexdigest() for name, body in parts.items()
    }
    session = json.loads(parts["session.json"])
    assert [row["read"] for row in session["challenges"]] == [row["code"] for row in session["challenges"]]
    assert len(session["positions"]) == 2
    for segment in session["segments"]:
        assert f"files/{segment['digest']}.webm" in parts
    assert [name for name in parts if name.endswith(".pdf")]
    steps = [row["step"] for row in json.loads(parts["course.json"])]
    assert steps == ["request", "schedule", "start", "pass", "certify"]
    assert len([name for name in parts if name.startswith("receipts/")]) == 5
    assert not manifest["steps_without_receipt"]
    entry = AuditEntry.objects.get(action="remote_inspection.package")
    assert entry.actor_name == str(world.users["auditor"])
    client.force_login(world.users["rival"])
    assert client.get(f"/api/v1/remote-inspections/{case.reference}/bundle").status_code == 404


def test_each_side_hears_the_other_and_strangers_nothing(world):
    case = in_session(world)
    site, customs = world.actor("trader"), world.actor("inspector")
    ready = send_signal(actor=customs, reference=case.reference, kind="ready", payload="")
    send_signal(actor=site, reference=case.reference, kind="offer", payload="sdp")
    assert [each["kind"] for each in signals_for(site, case, 0)] == ["ready"]
    assert [each["payload"] for each in signals_for(customs, case, 0)] == ["sdp"]
    assert signals_for(site, case, ready) == []
    for who in ("inspector_2", "assessor"):
        assert signals_for(world.actor(who), case, 0) == []
        with pytest.raises(Refused):
            send_signal(actor=world.actor(who), reference=case.reference, kind="offer", payload="")
    with pytest.raises(NotFound):
        send_signal(actor=world.actor("rival"), reference=case.reference, kind="offer", payload="")
    with pytest.raises(Refused):
        answer(world, case, "AAAAAA", "inspector_2")
    with pytest.raises(Refused):
        send_position(actor=customs, reference=case.reference, fix=fix())
    answered(world, case)
    step(world, "inspector", case, "pass", **result(world, case))
    assert not Signal.objects.exists()
    with pytest.raises(Refused):
        send_signal(actor=site, reference=case.reference, kind="offer", payload="")


def test_signals_have_a_limit(world, monkeypatch):
    case = in_session(world)
    monkeypatch.setattr("tongguan.platform.calls.actions.MAX_SIGNALS", 2)
    site = world.actor("trader")
    for _signal in range(2):
        send_signal(actor=site, reference=case.reference, kind="offer", payload="")
    with pytest.raises(Refused):
        send_signal(actor=site, reference=case.reference, kind="offer", payload="")


def test_a_request_counts_once_and_hostile_ones_are_problems(world, client):
    given = application()
    body = {
        "office": given.office, "goods": given.goods, "hs_code": given.hs_code, "quantity": given.quantity,
        "destination": given.destination, "consignee": given.consignee, "site_name": given.site_name,
        "site_latitude": "30.1", "site_longitude": "120.6",
    }  # fmt: skip
    client.force_login(world.users["trader"])

    def send(key, **changed):
        return client.post(
            "/api/v1/remote-inspections", json.dumps(body | changed), content_type="application/json",
            headers={"Idempotency-Key": f"00000000-0000-0000-0000-{key:012d}"},
        )  # fmt: skip

    first, second = send(1), send(1)
    assert (first.status_code, second.status_code) == (201, 200), first.content
    assert first.json()["reference"] == second.json()["reference"]
    assert first.json()["required"]["UZB-SW-1"]
    assert send(1, goods="other").status_code == 409
    for key, changed in enumerate(
        ({"office": "0000"}, {"office": "E-rival"}, {"destination": "XXX"}, {"destination": "x"},
         {"hs_code": "silk"}, {"site_latitude": "91"}, {"site_latitude": "NaN"}, {"goods": "a\u0000b"},
         {"documents": ["0" * 64]}, {"documents": ["x"]}), start=2,
    ):  # fmt: skip
        assert send(key, **changed).status_code == 422, changed
    assert RemoteInspection.objects.count() == 1
    with pytest.raises(Refused):
        request_inspection(
            actor=world.actor("terminal"), application=given, submission=Submission(first_key(), "0" * 64)
        )


def first_key():
    import uuid

    return uuid.uuid4()


def test_the_pages_of_request_and_case(world, client):
    client.force_login(world.users["trader"])
    assert client.get("/remote-inspections/new/").status_code == 200
    form = {
        "goods": "蚕种", "hs_code": "05119930", "quantity": "1", "destination": "UZB", "consignee": "x",
        "office": "9901", "site_name": "x", "site_latitude": "30.1", "site_longitude": "120.6",
        "submission_id": "00000000-0000-0000-0000-000000000009",
    }  # fmt: skip
    first, second = (client.post("/remote-inspections/new/", form) for _time in range(2))
    assert first.url == second.url
    assert client.post("/remote-inspections/new/", form | {"hs_code": "x"}).status_code == 422
    assert (
        client.post("/remote-inspections/new/", form | {"office": "x", "submission_id": ""}).status_code
        == 422
    )
    assert "微粒子" in client.get(first.url).content.decode()
    case = in_session(world)
    assert "data-join" in client.get(f"/remote-inspections/{case.reference}/").content.decode()
    client.force_login(world.users["inspector"])
    page = client.get(f"/remote-inspections/{case.reference}/").content.decode()
    assert "UZB-SW-1" in page
    assert "data-decide" in page
    client.force_login(world.users["assessor"])
    assert client.get(f"/remote-inspections/{case.reference}/").status_code == 404
    Parameter.objects.filter(code="remote_inspection.challenges").update(value="1")
    assert in_session(world).challenges.count() == 1
