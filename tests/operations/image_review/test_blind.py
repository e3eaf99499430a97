"""A reading is double-blind: nobody learns another person's marks or reasons before the task is closed."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.factories.image_review import on_duty, opened, scan
from tests.factories.selection import draw_now
from tongguan.operations.image_review.actions import receive_scan
from tongguan.operations.image_review.models import ImageTask
from tongguan.operations.image_review.workflow import IMAGE_REVIEW
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.cases.interface import take_step
from tongguan.platform.ledger.interface import sequence_all

pytestmark = pytest.mark.django_db
REGION = json.dumps([{"x": 1, "y": 2, "width": 3, "height": 14, "note": "mark-M55"}])
SECRETS = ("mark-M55", "remark-V44", "structure", "back-B33")


@pytest.fixture
def task(world) -> ImageTask:
    """Suspected by the first analyst (after another handed it back), now with the second."""
    on_duty(world, "image_analyst")
    task = opened(world, "image_analyst")
    receive_scan(actor=world.actor("terminal"), scan=scan(task))
    step(world, "image_analyst", task, "hand_back", reason="back-B33")
    draw_now()
    task.refresh_from_db()
    step(world, "image_analyst", task, "suspect", suspicion="structure", regions=REGION, remark="remark-V44")
    on_duty(world, "image_analyst_2")
    draw_now()
    task.refresh_from_db()
    assert (task.state, task.owner_id) == ("second_reading", world.users["image_analyst_2"].pk)
    sequence_all()
    return task


def step(world, who: str, task: ImageTask, code: str, **data) -> None:
    task.refresh_from_db()
    take_step(
        actor=world.actor(who), workflow=IMAGE_REVIEW, reference=task.reference, step=code,
        version=task.version, data=data,
    )  # fmt: skip


def shown(world, who: str, task: ImageTask) -> dict[str, str]:
    client = Client()
    client.force_login(world.users[who])
    base = f"/cases/image_review/{task.reference}"
    urls = [
        f"{base}/",
        f"/api/v1{base}",
        "/api/v1/cases/image_review",
        "/cases/image_review/?export=csv",
        "/work/",
    ]
    urls += [f"{base}/receipts/{version}/?format=json" for version in range(1, task.version + 1)]
    answers = {url: client.get(url) for url in urls}
    return {url: b"".join(answer).decode(errors="replace") for url, answer in answers.items()}


@pytest.mark.parametrize("who", ["image_analyst_2", "commander", "auditor", "image_analyst_3"])
def test_nobody_learns_the_first_verdict_before_the_second(world, task, who) -> None:
    first = world.users["image_analyst"].display_name
    for url, text in shown(world, who, task).items():
        for secret in SECRETS:
            if url.endswith("/") and secret == "structure":
                continue  # the word stands in the form's own choices
            assert secret not in text, (url, secret)
        if not url.startswith("/work"):
            assert f">{first}<" not in text, url
            assert f'"{first}"' not in text, url


def test_the_audit_trail_does_not_tell_either(task) -> None:
    rows = AuditEntry.objects.filter(subject_kind="image_review", subject_ref=task.reference)
    bodies = b"".join(bytes(body) for body in rows.values_list("body", flat=True)).decode()
    assert "withheld_sha256" in bodies
    assert not any(secret in bodies for secret in SECRETS)


def test_the_second_analyst_cannot_fetch_the_first_ones_receipt(world, task) -> None:
    client = Client()
    client.force_login(world.users["image_analyst_2"])
    api = client.get(f"/api/v1/cases/image_review/{task.reference}").json()
    assert "suspect" not in {row["step"] for row in api["timeline"]}
    known = {row["version"] for row in api["timeline"]}
    hidden = set(range(1, task.version + 1)) - known
    assert hidden
    for version in hidden:
        assert client.get(f"/cases/image_review/{task.reference}/receipts/{version}/").status_code == 404


def test_the_first_analyst_still_sees_the_own_reading(world, task) -> None:
    text = shown(world, "image_analyst", task).get(f"/cases/image_review/{task.reference}/", "")
    client = Client()
    client.force_login(world.users["image_analyst"])
    answer = client.get(f"/api/v1/cases/image_review/{task.reference}")
    if answer.status_code == 200:  # the task may lie at another office's desk now
        assert "remark-V44" in answer.content.decode()
        assert "remark-V44" in text


def test_both_readings_are_known_when_the_task_is_closed(world, task) -> None:
    step(world, "image_analyst_2", task, "confirm", suspicion="concealment", regions=REGION)
    task.refresh_from_db()
    api = shown(world, "image_analyst_2", task)[f"/api/v1/cases/image_review/{task.reference}"]
    assert "remark-V44" in api
    assert "suspect" in api
