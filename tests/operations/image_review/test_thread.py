"""From the selection to the verdict: scans find their task, analysts are drawn, two people where it looks wrong."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.factories.image_review import on_duty, opened, picture, scan, selection_of, with_containers
from tests.factories.selection import dispatch_all, draw_now
from tongguan.operations.image_review.actions import (
    draw_again,
    expire_readings,
    open_task,
    overdue_scans,
    receive_scan,
    settle_scan,
)
from tongguan.operations.image_review.models import ImageTask, ScanImage
from tongguan.operations.image_review.queries import declared_goods, next_task, quality, unmatched
from tongguan.operations.image_review.rules import image_shares, told_by_being_asked
from tongguan.operations.image_review.views import case_context, summary
from tongguan.operations.image_review.workflow import IMAGE_REVIEW
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.files.interface import files_of, may_see
from tongguan.platform.permissions.interface import SYSTEM, NotAllowed, Refused
from tongguan.platform.queues.models import Duty, ManualAssignment
from tongguan.platform.queues.workflow import MANUAL_ASSIGNMENT
from tongguan.platform.reference.interface import forget
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db
REGION = json.dumps([{"x": 1, "y": 2, "width": 3, "height": 14, "note": "block"}])


@pytest.fixture(autouse=True)
def _parameters(settings, world) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0
    control_share("0")


def control_share(value: str) -> None:
    """How many clear images are read twice; none unless a test says so."""
    Parameter.objects.filter(code="image_review.control_share").update(value=value)
    forget()


def told(topic: str) -> list[dict]:
    return [event.payload for event in OutboxEvent.objects.filter(topic=topic).order_by("id")]


def sent(world, task=None, **changed) -> ScanImage:
    return receive_scan(actor=world.actor("terminal"), scan=scan(task, **changed))


def step(world, who: str, task: ImageTask, code: str, **data):
    task.refresh_from_db()
    return take_step(
        actor=world.actor(who), workflow=IMAGE_REVIEW, reference=task.reference, step=code,
        version=task.version, data=data,
    )  # fmt: skip


def reading(world, analyst: str = "image_analyst") -> ImageTask:
    """A task in the hands of an analyst."""
    on_duty(world, analyst)
    task = opened(world, analyst)
    sent(world, task)
    task.refresh_from_db()
    assert (task.state, task.owner_id) == ("reading", world.users[analyst].pk)
    return task


def test_a_selected_container_is_scanned_read_and_cleared(world):
    on_duty(world, "image_analyst")
    reference = with_containers(world)
    officers = {"image_analyst": world.users["image_analyst"].pk}
    publish("selection.made", "declaration/x", selection_of(world, reference, officers=officers))
    dispatch_all()
    task = ImageTask.objects.get(declaration=reference)
    assert task.state == "awaiting_scan"
    assert task.due_at is not None
    row = sent(world, task)
    assert row.task_id == task.pk
    assert row.fault == ""
    task.refresh_from_db()
    assert (task.state, task.image) == ("reading", row.image)
    assert may_see(world.actor("image_analyst"), row.image)
    assert not may_see(world.actor("trader"), row.image)
    step(world, "image_analyst", task, "clear", remark="uniform")
    draw_now()
    (finished,) = told("examination.finished")
    assert finished["declaration"] == reference
    assert finished["finding"] is False
    assert finished["officers"] == [world.users["image_analyst"].pk]
    assert finished["result_code"] == "01"
    task.refresh_from_db()
    assert task.first_verdict["image"] == row.image
    assert task.office_id == task.site_id
    assert files_of(SYSTEM, ("image_review", task.reference)).get().file_id == row.image


def test_a_suspicion_is_read_again_by_somebody_else_and_opens_an_inspection(world):
    task = reading(world)
    on_duty(world, "image_analyst_2")
    step(world, "image_analyst", task, "suspect", suspicion="density", regions=REGION)
    draw_now()
    task.refresh_from_db()
    assert task.state == "second_reading"
    assert task.owner_id == world.users["image_analyst_2"].pk
    with pytest.raises(Refused):
        step(world, "image_analyst", task, "confirm", suspicion="density")
    step(world, "image_analyst_2", task, "confirm", suspicion="concealment", regions=REGION)
    dispatch_all()
    (suspected,) = told("image_review.suspected")
    both = [world.users["image_analyst"].pk, world.users["image_analyst_2"].pk]
    assert suspected["officers"] == both
    assert suspected["container"] == task.container
    assert suspected["regions"] == json.loads(REGION)
    assert suspected["image"] == task.image
    assert not told("examination.finished")


def test_the_first_analyst_is_never_drawn_for_the_second_reading(world):
    task = reading(world)
    step(world, "image_analyst", task, "suspect", suspicion="density")
    draw_now()
    task.refresh_from_db()
    assert (task.state, task.drawn_analyst_id) == ("first_read", None)
    assert draw_again() is False, "nobody else is on duty yet"
    on_duty(world, "image_analyst_3")
    assert draw_again() is True
    draw_now()
    task.refresh_from_db()
    assert task.owner_id == world.users["image_analyst_3"].pk
    step(world, "image_analyst_3", task, "refute")
    dispatch_all()
    assert told("examination.finished")[0]["finding"] is False


def test_nobody_drawn_with_the_selection_is_drawn_when_the_scan_comes(world):
    on_duty(world, "image_analyst_2")
    task = opened(world)
    sent(world, task)
    draw_now()
    task.refresh_from_db()
    assert (task.state, task.owner_id) == ("reading", world.users["image_analyst_2"].pk)


@pytest.mark.parametrize("why", ["log_off", "too_long", "off_duty", "handed_back"])
def test_a_desk_left_gives_its_tasks_back(world, client, why):
    task = reading(world)
    if why == "log_off":
        client.force_login(world.users["image_analyst"])
        client.logout()
    elif why == "too_long":
        assert expire_readings() is False
        Parameter.objects.filter(code="image_review.reading_limit").update(value="0")
        forget()  # an update behind the back of the reference module
        assert expire_readings() is True
    elif why == "off_duty":
        Duty.objects.update(available=False)
        assert expire_readings() is True
    else:
        step(world, "image_analyst", task, "hand_back", reason="shift ends")
    task.refresh_from_db()
    assert (task.state, task.owner_id) == ("queued", None)
    Duty.objects.all().delete()
    on_duty(world, "image_analyst_3")
    draw_now()
    task.refresh_from_db()
    assert (task.state, task.owner_id) == ("reading", world.users["image_analyst_3"].pk)


def test_the_same_sending_counts_once_and_the_same_image_is_kept_as_duplicate(world):
    task = opened(world)
    content, key = picture(), uuid.uuid4()
    first = sent(world, task, content=content, key=key)
    assert sent(world, task, content=content, key=key).pk == first.pk
    with pytest.raises(Refused) as refused:
        sent(world, task, key=key)
    assert refused.value.status == 409
    again = sent(world, task, content=content)
    assert again.fault == "duplicate"
    assert again.task is None
    assert ScanImage.objects.count() == 2


def test_scans_that_fit_nothing_are_kept_for_an_operator(world):
    task = opened(world)
    whole = picture()
    cut = sent(world, task, content=whole[: len(whole) // 2])
    assert cut.fault == "truncated"
    assert bytes(ScanImage.objects.get(pk=cut.pk).damaged) == whole[: len(whole) // 2]
    wrong = sent(world, task, container="CSQU3054383", declaration=task.declaration)
    assert (wrong.fault, wrong.detail) == ("mismatch", task.container)
    assert sent(world, task, container="CSQU3054384").fault == "container_invalid"
    lone = sent(world, task, container="CSQU3054383")
    assert lone.fault == "no_task"
    task.refresh_from_db()
    assert task.state == "awaiting_scan"
    assert list(unmatched(world.actor("gate_officer")).values_list("fault", flat=True)) == [
        "truncated", "mismatch", "container_invalid", "no_task",
    ]  # fmt: skip
    with pytest.raises(Refused):
        settle_scan(actor=world.actor("gate_officer"), scan_id=cut.pk, resolution="matched", reason="this one",
                    declaration=task.declaration)  # fmt: skip
    settle_scan(
        actor=world.actor("gate_officer"), scan_id=wrong.pk, resolution="matched", reason="number misread",
        declaration=task.declaration,
    )  # fmt: skip
    task.refresh_from_db()
    assert (task.state, task.image) == ("queued", wrong.image)
    with pytest.raises(Refused):
        settle_scan(
            actor=world.actor("gate_officer"), scan_id=wrong.pk, resolution="discarded", reason="again"
        )


def test_an_image_that_came_before_its_task_is_taken_when_the_task_opens(world):
    reference = with_containers(world)
    selection = selection_of(world, reference)
    early = sent(world, None, container=selection["container"])
    assert early.fault == "no_task"
    task = open_task(selection=selection)
    task.refresh_from_db()
    early.refresh_from_db()
    assert (task.state, task.image, early.resolution) == ("queued", early.image, "matched")
    assert open_task(selection=selection).pk == task.pk


def test_what_is_not_scanned_in_time_is_inspected(world):
    task = opened(world)
    assert overdue_scans() is False
    ImageTask.objects.update(due_at=task.created_at)
    assert overdue_scans() is True
    dispatch_all()
    assert told("image_review.suspected")[0]["reason"] == "no_scan"


@pytest.mark.parametrize("regions", ["no json", "{}", '[{"x": 16, "y": 0, "width": 1, "height": 1}]',
                                     '[{"x": 0.5, "y": 0, "width": 1, "height": 1}]', "[" * 9999,
                                     '[{"x": NaN, "y": 0, "width": 1, "height": 1}]'])  # fmt: skip
def test_marks_outside_the_image_are_refused(world, regions):
    task = reading(world)
    with pytest.raises(Refused) as refused:
        step(world, "image_analyst", task, "suspect", suspicion="density", regions=regions)
    assert refused.value.problems[0].pointer == "/regions"
    assert ImageTask.objects.get().state == "reading"


def test_the_analyst_sees_goods_but_neither_firm_nor_site(world):
    task = reading(world)
    actor = world.actor("image_analyst")
    assert next_task(actor) == task
    shown = json.dumps(case_context(actor, task), default=str) + summary(task).zh
    site = world.organisations["port"]
    for secret in (
        world.organisations["trader"].name_zh,
        world.organisations["trader"].uscc,
        site.name_zh,
        "9901",
    ):
        assert secret not in shown
    assert declared_goods(task)["items"][0]["hs_code"] in shown


def test_who_may_send_and_settle(world):
    with pytest.raises(NotAllowed):
        receive_scan(actor=world.actor("trader"), scan=scan(container="CSQU3054383"))
    row = sent(world, container="CSQU3054383")
    with pytest.raises(NotAllowed):
        settle_scan(
            actor=world.actor("image_analyst"), scan_id=row.pk, resolution="discarded", reason="not ours"
        )


def test_chance_asks_for_a_second_reading_of_a_clear_image_too(world):
    control_share("1")
    task = reading(world)
    on_duty(world, "image_analyst_2")
    step(world, "image_analyst", task, "clear")
    draw_now()
    task.refresh_from_db()
    assert (task.state, task.owner_id) == ("second_reading", world.users["image_analyst_2"].pk)
    assert task.second_inclusion == "1"
    assert not told("examination.finished")
    step(world, "image_analyst_2", task, "refute")
    dispatch_all()
    (finished,) = told("examination.finished")
    assert finished["officers"] == [world.users["image_analyst"].pk, world.users["image_analyst_2"].pk]


def test_the_second_reader_decides_whatever_the_first_said(world):
    control_share("1")
    task = reading(world)
    on_duty(world, "image_analyst_2")
    step(world, "image_analyst", task, "clear")
    draw_now()
    step(world, "image_analyst_2", task, "confirm", suspicion="density")
    dispatch_all()
    assert told("image_review.suspected")[0]["reason"] == "suspect"
    assert not told("examination.finished")


def test_a_control_reading_nobody_can_do_lapses_and_holds_nothing_up(world):
    control_share("1")
    task = reading(world)
    step(world, "image_analyst", task, "clear")
    draw_now()
    task.refresh_from_db()
    assert (task.state, task.second_inclusion != "") == ("cleared", True)
    assert told("examination.finished")
    assert not ManualAssignment.objects.filter(state__in=("open", "proposed")).exists()


def test_a_suspicious_image_is_never_passed_by_the_system(world):
    task = reading(world)
    step(world, "image_analyst", task, "suspect", suspicion="density")
    task.refresh_from_db()
    with pytest.raises(Refused) as refused:
        take_step(actor=SYSTEM, workflow=IMAGE_REVIEW, reference=task.reference, step="accept_first")
    assert refused.value.problems[0].code == "image_review.suspected"


def test_an_analyst_named_by_two_people_reads(world):
    task = reading(world)
    step(world, "image_analyst", task, "suspect", suspicion="density")
    draw_now()
    case = ManualAssignment.objects.get(state="open")
    assert (case.purpose, case.fallback) == ("image_second_reading", "all_conflicted")
    on_duty(world, "image_analyst_2")

    def named(who: str, code: str, **data) -> None:
        case.refresh_from_db()
        take_step(
            actor=world.actor(who), workflow=MANUAL_ASSIGNMENT, reference=case.reference, step=code,
            version=case.version, data=data,
        )  # fmt: skip

    officer = str(world.users["image_analyst_2"].pk)
    named("commander", "propose", officer=officer, reason="only one more analyst came in")
    named("commander_2", "approve")
    dispatch_all()
    task.refresh_from_db()
    assert (task.state, task.owner_id) == ("second_reading", world.users["image_analyst_2"].pk)


def test_a_case_for_a_name_lapses_when_the_draw_finds_somebody(world):
    task = reading(world)
    step(world, "image_analyst", task, "suspect", suspicion="density")
    draw_now()
    assert ManualAssignment.objects.get().state == "open"
    on_duty(world, "image_analyst_3")
    assert draw_again() is True
    draw_now()
    assert ManualAssignment.objects.get().state == "lapsed"


def test_quality_compares_double_readings_by_how_likely_they_were(world):
    on_duty(world, "image_analyst_2")
    control_share("0.5")
    until = timezone.now() + timedelta(hours=1)
    ImageTask.objects.bulk_create(
        finished(world, number, first, second, inclusion)
        for number, (first, second, inclusion) in enumerate(
            [("clear", "refute", "1/10")] * 8
            + [("suspect", "confirm", "1")] * 5
            + [("suspect", "refute", "1")] * 2
            + [("clear", "confirm", "1/10")]
        )
    )
    with pytest.raises(NotAllowed):
        quality(world.actor("image_analyst"), until - timedelta(days=1), until)
    found = quality(world.actor("commander"), until - timedelta(days=1), until)
    assert (found.read_twice, found.controls, found.disagreed) == (16, 9, 3)
    weighted = [[80, 10], [2, 5]]
    total = 97
    seen = (80 + 5) / total
    expected = (90 * 82 + 7 * 15) / total**2
    assert found.overall.kappa == pytest.approx((seen - expected) / (1 - expected)), weighted
    assert [each.found.pairs for each in found.analysts] == [16, 16]
    page = Client()
    page.force_login(world.users["commander"])
    answer = page.get("/image-review/quality/")
    assert answer.status_code == 200
    page.force_login(world.users["image_analyst"])
    assert page.get("/image-review/quality/").status_code == 403


def finished(world, number: int, first: str, second: str, inclusion: str) -> ImageTask:
    return ImageTask(
        reference=f"QT{number}", declaration=f"QD{number}", state="cleared" if second == "refute" else
        "inspection_ordered", site=world.organisations["port"], office=world.organisations["port"],
        created_at=timezone.now(), changed_at=timezone.now(), first_analyst=world.users["image_analyst"],
        second_analyst=world.users["image_analyst_2"], first_verdict={"verdict": first},
        second_verdict={"verdict": second}, second_inclusion=inclusion,
    )  # fmt: skip


def test_the_report_reproduces_the_published_year():
    """2016: 45,798 declarations examined by image were 44.02 % of all, 75.98 % of them passed on the image."""
    assert round(45_798 / 0.4402) == 104_039
    assert int(Decimal(45_798) * Decimal("0.7598")) == 34_797
    shares = image_shares(45_798, 104_039, 34_797)
    assert (shares.by_image, shares.passed) == (Decimal("44.02"), Decimal("75.98"))
    assert image_shares(0, 0, 0) == type(shares)(None, None)


def test_what_being_asked_tells_falls_with_the_control_share():
    told_by = [told_by_being_asked(0.02, share) for share in (0.0, 0.05, 0.1, 1.0)]
    assert told_by[0] == 1
    assert told_by == sorted(told_by, reverse=True)
    assert told_by[-1] == pytest.approx(0.02), "where every image is read twice, being asked tells nothing"
    assert told_by_being_asked(0, 0) is None


def test_an_unplugged_site_loses_no_image(world, client):
    """The line breaks after the house took an image and before the scanner heard of it; the site's analyst is gone too.
    The scanner sends everything again under the same keys, some of it twice and in another order."""
    on_duty(world, "image_analyst")
    tasks = [opened(world, "image_analyst") for _n in range(3)]
    sends = [scan(task) for task in tasks] + [scan(container="CSQU3054383")]
    client.force_login(world.users["terminal"])
    for one in sends[:2]:
        assert post(client, one).status_code == 201  # this answer never reaches the scanner
    client.force_login(world.users["image_analyst"])
    client.logout()  # the analysts at that site are cut off as well
    Duty.objects.update(available=False)
    on_duty(world, "image_analyst_2")
    client.force_login(world.users["terminal"])
    answers = [post(client, one).json() for one in (*reversed(sends), *sends)]
    assert {answer["state"] for answer in answers} == {"matched", "unmatched"}
    assert ScanImage.objects.count() == len(sends)
    assert sorted(ScanImage.objects.values_list("key", flat=True)) == sorted(one.key for one in sends)
    draw_again()
    draw_now()
    for task in tasks:
        task.refresh_from_db()
        assert (task.state, task.owner_id) == ("reading", world.users["image_analyst_2"].pk)
        assert files_of(SYSTEM, ("image_review", task.reference)).get().file_id == task.image
    assert ScanImage.objects.get(task=None).fault == "no_task", "kept for an operator"


def post(client: Client, one) -> object:
    """As a scanner sends it."""
    given = {
        "key": str(one.key), "container": one.container, "scanner": one.scanner,
        "taken_at": one.taken_at.isoformat(), "file": SimpleUploadedFile("scan.png", one.content),
    }  # fmt: skip
    return client.post("/api/v1/image-review/scans", given)
