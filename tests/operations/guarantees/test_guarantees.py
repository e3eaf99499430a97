"""Guarantees: filed once, decided by an officer, never overdrawn; every cent held is explained by a movement."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.guarantees import application, applied, in_force
from tongguan.operations.guarantees.interface import apply, discharge, free_of, held_for, hold
from tongguan.operations.guarantees.models import Guarantee, Movement
from tongguan.operations.guarantees.workflow import GUARANTEE
from tongguan.platform.cases.interface import Submission, take_step
from tongguan.platform.identity.interface import issue_token
from tongguan.platform.permissions.interface import SYSTEM, Refused

pytestmark = pytest.mark.django_db

OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(("hold", "hold", "discharge")),
        st.integers(0, 5),
        st.decimals("0.01", "700.00", places=2),
    ),
    max_size=25,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OPERATIONS)
def test_whatever_is_held_and_freed_no_guarantee_is_overdrawn_and_movements_explain_it(world, operations):
    with transaction.atomic():
        for limit in ("1000.00", "300.00"):
            in_force(world, limit)
        firm, expected = world.organisations["trader"].pk, dict[str, Decimal]()
        for what, number, amount in operations:
            subject = f"declaration/D{number}"
            if what == "hold":
                if hold(firm_id=firm, subject=subject, amount_cny=amount) is not None:
                    expected[subject] = amount
            else:
                assert discharge(subject=subject, reason="test") == expected.pop(subject, Decimal(0))
            for row in Guarantee.objects.all():
                moved = row.movements.aggregate(sum=Sum("amount_cny"))["sum"] or Decimal(0)
                assert row.held_cny == moved
                assert Decimal(0) <= row.held_cny <= row.limit_cny
        for number in range(6):
            subject = f"declaration/D{number}"
            held = held_for(subject)
            assert (held.amount_cny if held else None) == expected.get(subject)
        transaction.set_rollback(True)


def test_the_database_itself_refuses_an_overdraft(world):
    row = in_force(world, "10.00")
    for held in ("10.01", "-0.01"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Guarantee.objects.filter(pk=row.pk).update(held_cny=Decimal(held))


def test_an_amount_is_held_once_a_subject_and_moves_where_there_is_room(world):
    small, large = in_force(world, "100.00"), in_force(world, "500.00")
    firm = world.organisations["trader"].pk
    given_ = {"firm_id": firm, "subject": "declaration/D1"}
    assert hold(**given_, amount_cny=Decimal(80)) == small.reference
    assert hold(**given_, amount_cny=Decimal(80)) == small.reference
    assert Movement.objects.count() == 1, "the same again changes nothing"
    assert hold(**given_, amount_cny=Decimal(300)) == large.reference
    assert [row.held_cny for row in Guarantee.objects.order_by("id")] == [0, 300]
    assert hold(**given_, amount_cny=Decimal(501)) is None
    assert held_for("declaration/D1").amount_cny == 300, "what stood stands"
    assert free_of(firm, timezone.localdate()) == 200


def test_only_what_is_in_force_today_counts(world):
    applied(world)
    in_force(world, valid_from=timezone.localdate() + dt.timedelta(days=1))
    firm = world.organisations["trader"].pk
    assert hold(firm_id=firm, subject="declaration/D1", amount_cny=Decimal(1)) is None
    assert hold(firm_id=world.organisations["rival"].pk, subject="x", amount_cny=Decimal(1)) is None


def test_one_that_holds_something_does_not_end(world):
    row = in_force(world)
    hold(firm_id=row.applicant_id, subject="declaration/D1", amount_cny=Decimal(1))
    given_ = {"actor": world.actor("cashier"), "workflow": GUARANTEE, "reference": row.reference, "step": "end",
              "version": 2, "data": {"reason": "x"}}  # fmt: skip
    with pytest.raises(Refused):
        take_step(**given_)
    discharge(subject="declaration/D1", reason="test")
    take_step(**given_)
    row.refresh_from_db()
    assert row.state == "ended"


def test_filed_once_for_a_firm_one_acts_for(world):
    submission = Submission(uuid.uuid4(), "1" * 64)
    asked = {"application": application(), "office": "9901", "submission": submission}
    first, replayed = apply(actor=world.actor("trader"), **asked)
    assert not replayed
    assert apply(actor=world.actor("trader"), **asked) == (first, True)
    for who in ("rival", "broker", "cashier"):
        with pytest.raises(Refused):
            apply(actor=world.actor(who), **(asked | {"submission": Submission(uuid.uuid4(), "1" * 64)}))


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"limit_cny": Decimal("-1")}, "/limit_cny"),
        ({"limit_cny": Decimal("0.001")}, "/limit_cny"),
        ({"limit_cny": Decimal("NaN")}, "/limit_cny"),
        ({"valid_to": dt.date(2020, 1, 1)}, "/valid_to"),
        ({"kind": "gold"}, "/kind"),
        ({"issuer": "  "}, "/issuer"),
        ({"firm": "nobody"}, "/firm"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(world, wrong, pointer):
    with pytest.raises(Refused) as refused:
        apply(actor=world.actor("trader"), application=application(**wrong), office="9901",
              submission=Submission(uuid.uuid4(), "1" * 64))  # fmt: skip
    assert pointer in {problem.pointer for problem in refused.value.problems}
    assert not Guarantee.objects.exists()


def test_over_http_and_on_pages(world):
    secret = issue_token(actor=SYSTEM, user=world.users["trader"], name="t", valid_days=1)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    body = {
        "office": "9901", "firm": "E-trader", "kind": "bank", "issuer": "Bank", "document_number": "LG-1",
        "limit_cny": "5000.00", "valid_from": "2026-01-01", "valid_to": "2030-01-01",
    }  # fmt: skip
    key = {"Idempotency-Key": str(uuid.uuid4())}
    sent = {"data": json.dumps(body), "content_type": "application/json", "headers": key}
    first = client.post("/api/v1/guarantees", **sent)
    assert first.status_code == 201, first.content
    assert client.post("/api/v1/guarantees", **sent).status_code == 200
    assert [row["reference"] for row in client.get("/api/v1/guarantees").json()] == [
        first.json()["reference"]
    ]
    person = Client(headers={"Accept-Language": "en"})
    person.force_login(world.users["trader"], backend="django.contrib.auth.backends.ModelBackend")
    assert person.get("/guarantees/new/").status_code == 200
    form = body | {"limit_cny": "-5", "submission_id": str(uuid.uuid4())}
    assert person.post("/guarantees/new/", form).status_code == 422
    form["limit_cny"] = "700.50"
    answer = person.post("/guarantees/new/", form)
    assert (answer.status_code, person.post("/guarantees/new/", form).url) == (302, answer.url)
    assert b"700.50" in person.get(answer.url).content
    assert person.get("/cases/guarantee/").status_code == 200
    assert Guarantee.objects.count() == 2
