"""Rules of guarantees: what is filed, and when one may end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tongguan.engines.problems import Problem, Text
from tongguan.operations.guarantees.contracts import Application
from tongguan.operations.guarantees.enums import GuaranteeKind
from tongguan.platform.cases.interface import Moving

CENT = Decimal("0.01")
MOST_CNY = Decimal(10) ** 12
LIMIT = Text(zh="担保额度应大于零，最多两位小数", en="The limit is more than zero, with two decimals at most")
DATES = Text(zh="有效期止不得早于有效期起和今天", en="The last day is neither before the first nor past")
KIND = Text(zh="未知的担保方式", en="No such kind of guarantee")
EMPTY = Text(zh="不能为空", en="This must not be empty")


class NothingHeld:
    """A guarantee ends when nothing is held on it."""

    code = "guarantee.held"
    zh = "担保尚有占用，不能终止"
    source = "Customs Law arts. 66 to 70: a guarantee stands until its obligation is met"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """The balance held is zero."""
        return moving.case.held_cny == 0


def application_problems(application: Application, today: date) -> Iterator[Problem]:
    """What is wrong with an application; pointers into it."""
    if application.kind not in GuaranteeKind.values:
        yield Problem("guarantee.kind", KIND, "/kind")
    for name in ("issuer", "document_number"):
        if not getattr(application, name).strip():
            yield Problem("guarantee.empty", EMPTY, f"/{name}")
    limit = application.limit_cny
    if not limit.is_finite() or not CENT <= limit < MOST_CNY or limit != limit.quantize(CENT):
        yield Problem("guarantee.limit", LIMIT, "/limit_cny")
    if application.valid_to < max(application.valid_from, today):
        yield Problem("guarantee.dates", DATES, "/valid_to")
