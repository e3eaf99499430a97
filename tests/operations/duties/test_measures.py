"""Measures and quota certificates in the house: imported with their errors, applied to declarations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories.declarations import lodged
from tests.operations.duties.test_computing import DAY, declaration, item, rated, taxes
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.operations.duties.actions import import_certificates, import_measures
from tongguan.operations.duties.actions.quotas import granted
from tongguan.operations.duties.interface import compute
from tongguan.operations.duties.models import Measure, QuotaCertificate, QuotaDraw
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events import registry
from tongguan.platform.events.interface import dispatch_next
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db
HEADER = "kind,hs_code,rate,origins,agreement,firm,season,exclusion,valid_from,valid_to,source,verified\n"


def measures(*rows):
    return import_measures(actor=SYSTEM, data=(HEADER + "\n".join(rows)).encode())


def test_rows_are_imported_and_wrong_ones_say_where(world):
    written, problems = measures(
        "provisional,99999999,5%,,,,,,2026-01-01,2026-12-31,plan 2026,1",
        "provisional,99999999,5% +,,,,,,2026-01-01,,plan,",
        "free,9,5%,deu,,,13-01 12-31,,x,2026-01-01,,",
        "agreement,99999999,0%,,,,,,2026-01-01,,treaty,",
    )
    assert written == 1
    assert [problem.pointer for problem in problems] == [
        "3/rate", "4/hs_code", "4/origins", "4/season", "4/kind", "4/source", "4/valid_from", "5/agreement"
    ]  # fmt: skip
    assert problems[0].column == 5
    assert measures("provisional,99999999,4%,,,,,,2026-01-01,2026-12-31,plan 2026,1")[0] == 1
    assert Measure.objects.get().rate == "4%"
    assert import_measures(actor=SYSTEM, data=b"\xff\xfe")[1][0].code == "duties.measure_file"


def test_a_certificate_gives_the_agreement_s_rate(world):
    rated(duty_mfn="10", vat="13")
    measures("agreement,9999,3%,,22,,,,2026-01-01,,treaty,1")
    goods = item() | {"origin_country": "JPN", "documents": [{"code": "Y", "number": "<22>R-1"}]}
    assert taxes(compute(declaration(goods), DAY))["duty"] == Decimal("300.00")
    assert taxes(compute(declaration(goods | {"documents": []}), DAY))["duty"] == Decimal("1000.00")
    other = compute(declaration(goods | {"origin_country": "DEU"}), DAY)
    assert taxes(other)["duty"] == Decimal("1000.00")
    assert "not a party" in " ".join(step.text.en for step in other.lines[0].steps)


def test_remedies_are_taxed_and_enter_the_base_of_vat(world):
    rated(duty_mfn="10", vat="13")
    measures("anti_dumping,99999999,20%,JPN,,,,,2026-01-01,,announcement,1")
    result = compute(declaration(item() | {"origin_country": "JPN"}), DAY)
    found = taxes(result)
    assert found["anti_dumping_duty"] == Decimal("2000.00")
    assert found["vat"] == Decimal("1690.00")
    assert result.total_due == Decimal("4690.00")


def test_compound_rates_use_the_statutory_quantity(world):
    rated(vat="13")
    measures("mfn,99999999,15% + 3元/kg,,,,,,2026-01-01,,tariff,1")
    goods = item() | {"first_quantity": "200", "first_unit": "035"}
    assert taxes(compute(declaration(goods), DAY))["duty"] == Decimal("2100.00")
    assert compute(declaration(item()), DAY).problems[0].code == "tariff.no_quantity"


def test_bonded_goods_owe_nothing_and_relief_leaves_vat(world):
    rated(duty_mfn="10", vat="13")
    bonded = compute(declaration(item(), supervision_mode="0615"), DAY)
    assert (bonded.total_due, bonded.lines[0].dutiable_value) == (0, Decimal("10000.00"))
    relieved = taxes(compute(declaration(item(), levy_nature="789"), DAY))
    assert (relieved["duty"], relieved["vat"]) == (0, Decimal("1300.00"))


def test_an_unknown_premium_is_three_permille(world):
    rated(duty_mfn="10", vat="13")
    freight = {"freight": {"amount": "1000", "currency": "CNY"}}
    result = compute(declaration(item(), terms="3", **freight), DAY)
    assert result.lines[0].dutiable_value == Decimal("11033.00")
    assert "‰" in result.lines[0].steps[0].text.zh


def quota(quantity="1000"):
    return QuotaCertificate.objects.create(
        number="Q-1", holder="FIRM", hs_code="9999", quantity=Decimal(quantity), unit="kg",
        valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31), source="test",
    )  # fmt: skip


def asking(reference, *kilograms):
    goods = [
        item(number) | {"first_quantity": mass, "first_unit": "035"}
        for number, mass in enumerate(kilograms, 1)
    ]
    return declaration(*goods) | {
        "reference": reference, "trader_code": "FIRM", "lodged_at": "2026-11-20T02:00:00+00:00",
        "documents": [{"code": "t", "number": "Q-1"}],
    }  # fmt: skip


def test_a_quota_is_drawn_down_and_never_below_zero(world):
    rated(duty_mfn="65", vat="9")
    measures("quota,9999,1%,,,,,,2026-01-01,,tariff,1")
    certificate = quota()
    first = granted(asking("D1", "600", "300"), DAY)
    assert first == {1: 600, 2: 300}
    second = asking("D2", "400")
    assert granted(second, DAY) == {1: 100}
    certificate.refresh_from_db()
    assert certificate.drawn == 1000 == sum(draw.quantity for draw in QuotaDraw.objects.all())
    result = compute(second, DAY, {1: Decimal(100)})
    assert taxes(result)["duty"] == Decimal("25.00") + Decimal("4875.00")
    assert granted(asking("D3", "5"), DAY) == {}
    assert granted(asking("D1", "100"), DAY) == {1: 100}  # again: what it had is given back first
    assert granted(asking("D4", "5000") | {"trader_code": "OTHER"}, DAY) == {}
    certificate.refresh_from_db()
    assert certificate.drawn == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        QuotaCertificate.objects.update(drawn=1001)


def test_a_declaration_that_is_gone_gives_its_quota_back(world, monkeypatch):
    for topic in ("declaration.lodge", "draw.done"):  # without selection: the test routes
        monkeypatch.setitem(registry._handlers, topic, [])
    rated(duty_mfn="65", vat="9")
    certificate = quota()
    case = Declaration.objects.get(reference=lodged(world).reference)
    route(case.reference, "review")

    def drawn():
        while dispatch_next():
            pass
        certificate.refresh_from_db()
        return certificate.drawn

    def step(who, code):
        case.refresh_from_db()
        take_step(
            actor=world.actor(who), workflow=DECLARATION, reference=case.reference, step=code,
            version=case.version, data={"reason": "test"},
        )  # fmt: skip

    assert granted(asking(case.reference, "600"), DAY) == {1: 600}
    assert granted(asking("D2", "300"), DAY) == {1: 300}
    assert drawn() == 900
    step("assessor", "return_for_correction")
    assert drawn() == 300
    assert granted(asking(case.reference, "500"), DAY) == {1: 500}
    assert drawn() == 800
    step("assessor", "delete")
    assert drawn() == 300
    assert list(QuotaDraw.objects.values_list("reference", flat=True)) == ["D2"]
    assert AuditEntry.objects.filter(action="duties.quota.returned", subject_ref=case.reference).count() == 2
    assert granted(asking("D3", "800"), DAY) == {1: 700}


CERTIFICATES = "number,holder,hs_code,quantity,unit,valid_from,valid_to,source\n"
GOOD = "Q-7,FIRM,9999,1000.5,kg,2026-01-01,2026-12-31,NDRC\n"


def test_quota_certificates_are_imported_row_by_row(world):
    rows = (
        GOOD
        + "Q 8,FIRM,9999,1,kg,2026-01-01,2026-12-31,NDRC\n"
        + "Q-9,,99x,-1,acre,2026-02-30,2026-12-31,\n"
        + "Q-7,FIRM,9999,5,kg,2026-01-01,2026-12-31,NDRC\n"
        + "Q-10,FIRM,9999,1e3,kg,2026-12-31,2026-01-01,NDRC\n"
    )
    written, problems = import_certificates(actor=SYSTEM, data=(CERTIFICATES + rows).encode())
    assert written == 1
    assert [problem.pointer for problem in problems] == [
        "3/number", "4/holder", "4/hs_code", "4/quantity", "4/unit", "4/valid_from", "4/source", "5/number",
        "6/quantity", "6/valid_to",
    ]  # fmt: skip
    assert QuotaCertificate.objects.get().quantity == Decimal("1000.5")


def test_what_is_used_of_a_certificate_survives_its_import(world):
    rated(duty_mfn="65", vat="9")
    quota()
    granted(asking("D1", "600"), DAY)
    for quantity, holder, written in (("500", "FIRM", 0), ("700", "OTHER", 0), ("600", "FIRM", 1)):
        row = f"Q-1,{holder},9999,{quantity},kg,2026-01-01,2026-12-31,again\n"
        found, problems = import_certificates(actor=SYSTEM, data=(CERTIFICATES + row).encode())
        assert (found, len(problems)) == (written, 1 - written)
    certificate = QuotaCertificate.objects.get()
    assert (certificate.quantity, certificate.drawn) == (600, 600)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b'number\n"', b"a,b\n1", b"\x00" * 50, b"number\nQ\n" * 99]
)
def test_no_file_of_certificates_makes_the_import_raise(world, data):
    written, _problems = import_certificates(actor=SYSTEM, data=data)
    assert written == 0
