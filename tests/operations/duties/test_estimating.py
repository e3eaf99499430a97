"""What a summary will owe: each line in full, a short code at the dearest tariff line under it, doubts told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from tongguan.operations.duties.interface import compute, estimate
from tongguan.platform.reference.interface import codes, rates

pytestmark = pytest.mark.django_db


def line(code: str, number: int = 1, **given) -> dict:
    return {
        "line_number": number, "hs_code": code, "total_price": "1000.00", "currency": "CNY", "quantity": "10",
        "unit": "035", "origin_country": "USA", **given,
    }  # fmt: skip


def summary(*items: dict) -> dict:
    return {"flow": "I", "items": list(items)}


def rated() -> list[str]:
    """Tariff lines with rates on value alone."""
    today = timezone.localdate()
    return [code for code in codes("commodity", today) if "duty_mfn" in rates(code, today)]


def test_a_line_is_estimated_as_it_would_be_computed_in_full(world):
    today = timezone.localdate()
    for code in rated()[:5]:
        whole = {**summary(line(code, levy_mode="1")), "transaction_mode": "1"}
        computed = compute(whole, today)
        assert not computed.problems
        found = estimate(summary(line(code)), today)
        assert (found.amount, found.problems) == (sum(computed.totals.values(), Decimal(0)), ())


def test_lines_add_up_and_exempt_ones_owe_nothing(world):
    today, code = timezone.localdate(), rated()[0]
    one = estimate(summary(line(code)), today).amount
    assert one > 0
    assert estimate(summary(line(code), line(code, 2)), today).amount == 2 * one
    assert estimate(summary(line(code, levy_mode="3")), today).amount == 0


def test_six_digits_stand_for_the_dearest_line_under_them(world):
    today, known = timezone.localdate(), rated()
    for prefix in sorted({code[:6] for code in known})[:8]:
        under = [code for code in codes("commodity", today) if code.startswith(prefix)]
        each = [estimate(summary(line(code)), today) for code in under]
        amounts = [found.amount for found in each if not found.problems]
        assert estimate(summary(line(prefix)), today).amount == max(amounts)


def test_a_line_without_a_rate_is_told_and_nothing_is_guessed(world):
    found = estimate(summary(line("999999")), timezone.localdate())
    assert [problem.pointer for problem in found.problems] == ["/items/0/hs_code"]
    assert found.amount == 0
