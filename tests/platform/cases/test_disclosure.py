"""What the applicant's side learns of what customs writes, over every way out of the house."""

from __future__ import annotations

import json
import random

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import World, make_world
from tests.factories.declarations import lodged
from tests.platform.cases.samples import picture
from tongguan.operations.declarations.actions.deciding import examination_finished
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.cases.disclosure import content_holds
from tongguan.platform.cases.interface import take_step, timeline
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.events.interface import dispatch_next
from tongguan.platform.files.interface import store
from tongguan.platform.ledger.interface import receipt_for, sequence_all
from tongguan.platform.notifications.models import Notice
from tongguan.platform.notifications.sending import deliver_due

pytestmark = pytest.mark.django_db
RISK, NOTE, HOLD, WANTED = "低报价格嫌疑-R77", "内部备注-N88", "等待化验结论-H99", "请补交原产地证书-W66"
INSIDE = (RISK, NOTE, HOLD)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def reviewed(world: World) -> Declaration:
    """Routed to review by a risk rule; an officer asked for documents, with a note of her own."""
    reference = lodged(world).reference
    route(reference, "review", [{"code": "R77", "zh": RISK, "en": RISK}])
    step(world, "assessor", reference, "request_documents", {"reason": WANTED}, NOTE)
    return Declaration.objects.get(reference=reference)


@pytest.fixture
def held(world: World) -> Declaration:
    """Chosen by a rule, examined, and held for an internal reason."""
    reference = lodged(world).reference
    route(reference, "inspection", [{"code": "R77", "zh": RISK, "en": RISK}])
    examiner = world.users["inspector"].pk
    examination_finished(reference=reference, result={"officers": [examiner], "remark": NOTE})
    step(world, "assessor", reference, "decide_hold", {"reason": HOLD})
    return Declaration.objects.get(reference=reference)


def step(world: World, who: str, reference: str, code: str, data: dict, note: str = "") -> CaseStep:
    version = Declaration.objects.get(reference=reference).version
    return take_step(
        actor=world.actor(who), workflow=DECLARATION, reference=reference, step=code, version=version,
        data=data, note=note,
    )  # fmt: skip


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name])
    return client


def everything(client: Client, case: Declaration) -> dict[str, str]:
    """What every way out of the house says about a case."""
    sequence_all()
    base = f"/cases/declaration/{case.reference}"
    urls = [f"{base}/", f"/api/v1/cases/declaration/{case.reference}", "/api/v1/cases/declaration", "/work/",
            f"/api/v1/declarations/{case.reference}", "/cases/declaration/",
            "/cases/declaration/?export=csv"]  # fmt: skip
    for row in timeline("declaration", case.reference):
        urls += [f"{base}/receipts/{row.version}/", f"{base}/receipts/{row.version}/?format=json"]
    told = {url: client.get(url) for url in urls}
    assert all(answer.status_code == 200 for answer in told.values()), told
    return {url: b"".join(answer).decode(errors="replace") for url, answer in told.items()}


def readable(text: str) -> str:
    """Also what a receipt holds inside its own text."""
    return text + json.loads(text).get("entry", "") if text.startswith("{") else text


@pytest.mark.parametrize("which", ["reviewed", "held"])
def test_the_applicant_reads_nothing_that_stays_inside(request, world: World, which: str) -> None:
    case = request.getfixturevalue(which)
    for url, text in everything(client_of(world, "trader"), case).items():
        for secret in INSIDE:
            assert secret not in readable(text), url
            assert json.dumps(secret)[1:-1] not in readable(text), url


def test_the_applicant_reads_why_documents_are_wanted(world: World, reviewed: Declaration) -> None:
    told = everything(client_of(world, "trader"), reviewed)
    assert WANTED in told[f"/cases/declaration/{reviewed.reference}/"]
    api = json.loads(told[f"/api/v1/cases/declaration/{reviewed.reference}"])
    assert api["timeline"][-1]["data"] == {"reason": WANTED}
    assert api["timeline"][-1]["note"] == ""
    assert api["timeline"][-1]["in_ledger"] is True


def test_officers_of_the_office_read_it_all(world: World, reviewed: Declaration) -> None:
    officer = client_of(world, "assessor_2")
    page = officer.get(f"/cases/declaration/{reviewed.reference}/").content.decode()
    assert NOTE in page
    assert RISK in page
    api = officer.get(f"/api/v1/cases/declaration/{reviewed.reference}").json()
    assert api["timeline"][-1]["note"] == NOTE


def test_an_agent_reads_what_the_applicant_reads(world: World, reviewed: Declaration) -> None:
    world.delegate()
    text = client_of(world, "broker").get(f"/api/v1/cases/declaration/{reviewed.reference}").content.decode()
    assert WANTED in json.dumps(json.loads(text), ensure_ascii=False)
    assert NOTE not in json.dumps(json.loads(text), ensure_ascii=False)


def test_notices_and_mails_hold_no_reason(world: World, held: Declaration) -> None:
    world.users["trader"].email = "trader@example.org"
    world.users["trader"].save()
    while dispatch_next():
        pass
    deliver_due()
    assert Notice.objects.filter(user=world.users["trader"]).exists()
    texts = [f"{n.zh} {n.en}" for n in Notice.objects.all()] + [f"{m.subject} {m.body}" for m in mail.outbox]
    assert not any(secret in text for text in texts for secret in INSIDE)


def test_a_receipt_binds_what_it_does_not_say(world: World, held: Declaration) -> None:
    row = timeline("declaration", held.reference)[-1]
    sequence_all()
    receipt = receipt_for(row.audit_entry_id)
    assert receipt is not None
    assert content_holds(DECLARATION, row, receipt.entry)
    row.data = {"reason": "something else"}
    assert not content_holds(DECLARATION, row, receipt.entry)
    officer = client_of(world, "assessor")
    url = f"/cases/declaration/{held.reference}/receipts/{row.version}/"
    assert "不一致" not in officer.get(url).content.decode()
    row.save()
    assert "不一致" in officer.get(url).content.decode()


def test_an_entry_that_says_too_much_is_not_handed_out(world: World, held: Declaration) -> None:
    """Entries made before contents were bound by their digest alone."""
    row = timeline("declaration", held.reference)[-1]
    CaseStep.objects.filter(pk=row.pk).update(salt="")
    sequence_all()
    url = f"/cases/declaration/{held.reference}/receipts/{row.version}/"
    trader = client_of(world, "trader")
    assert "entry" not in trader.get(url + "?format=json").content.decode()[:200]
    assert '<svg class="qr' not in trader.get(url).content.decode()
    assert trader.get(url + "?format=json")["Content-Type"].startswith("text/html")


def test_the_audit_entry_of_a_traders_case_holds_no_inner_reason(world: World, held: Declaration) -> None:
    bodies = b"".join(
        bytes(b) for b in AuditEntry.objects.filter(subject_ref=held.reference).values_list("body", flat=True)
    )
    for secret in INSIDE:
        assert secret.encode() not in bodies


def test_a_refused_step_is_shown_with_its_reason_and_not_offered(world: World, held: Declaration) -> None:
    case = Declaration.objects.get(pk=held.pk)
    case.examining_officers = [world.users["assessor_2"].pk]
    case.save()
    client = client_of(world, "assessor_2")
    api = client.get(f"/api/v1/cases/declaration/{case.reference}").json()
    assert "resolve_hold" not in api["possible_steps"]
    (refused,) = [r for r in api["refused_steps"] if r["step"] == "resolve_hold"]
    assert refused["errors"][0]["code"] == "declaration.examiner_decides"
    page = client.get(f"/cases/declaration/{case.reference}/").content.decode()
    assert "职责分离" in page
    assert 'id="step-resolve_hold-why"' in page
    assert 'data-dialog-open="step-resolve_hold"' not in page
    free = client_of(world, "assessor").get(f"/cases/declaration/{case.reference}/").content.decode()
    assert 'data-dialog-open="step-resolve_hold"' in free


def test_each_step_of_the_page_says_whether_the_ledger_has_it(world: World, reviewed: Declaration) -> None:
    client = client_of(world, "trader")
    url = f"/cases/declaration/{reviewed.reference}/"
    waiting = client.get(url).content.decode()
    assert waiting.count('data-proof="pending"') == len(timeline("declaration", reviewed.reference))
    sequence_all()
    placed = client.get(url).content.decode()
    assert 'data-proof="pending"' not in placed
    assert f'data-proof="covered" href="/cases/declaration/{reviewed.reference}/receipts/1/"' in placed


def test_marks_cost_no_query_a_step(world: World, reviewed: Declaration) -> None:
    client = client_of(world, "assessor")
    url = f"/cases/declaration/{reviewed.reference}/"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    step(world, "trader", reviewed.reference, "supply_documents", {"documents": [_document(world)]})
    step(world, "assessor", reviewed.reference, "request_documents", {"reason": WANTED})
    client.get(url)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)


def _document(world: World) -> str:
    return store(
        picture(random.Random(1)), actor=world.actor("trader"), declared_name="a.png", purpose="case"
    ).digest


def test_a_receipt_names_the_system_in_words(world: World, held: Declaration) -> None:
    sequence_all()
    page = client_of(world, "trader").get(f"/cases/declaration/{held.reference}/receipts/2/").content.decode()
    assert "<dd>系统</dd>" in page
