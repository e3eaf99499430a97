"""Rules of this module: guards of steps, and what a declaration must be besides what the engine checks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tongguan.engines.declaration import GoodsDeclaration, Rule
from tongguan.engines.declaration.facts import Facts
from tongguan.platform.cases.interface import Moving

Finding = tuple[str, dict[str, Any]]
MOST_PACKAGES = 2_147_483_647
"""What the database's integer column holds."""


class NotAnExaminer:
    """Separation of duties: an officer who examined these goods may not decide on them."""

    code = "declaration.examiner_decides"
    zh = "职责分离：参与查验或审图的关员不能作出放行决定"
    source = "OP-07, OP-24: examination and decision are separate positions"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether the actor is none of the examining officers kept on the case."""
        return moving.actor.user_id not in moving.case.examining_officers


class AmountIsBill:
    """The amount paid must equal the bill to the cent."""

    code = "declaration.payment_amount"
    zh = "实缴金额须与税单金额一致"
    source = "GACC Order 272 of 2024, articles on payment of duty"

    def holds(self, moving: Moving) -> bool:
        """Exact equality of Decimals."""
        return Decimal(moving.data["amount"]) == moving.case.duty_amount


class GoodsHere:
    """Goods that were taken cannot be examined any more."""

    code = "declaration.goods_taken"
    zh = "货物已提离，不能查验"
    source = "OP-07: examination at the summary step, after arrival"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Nothing may have been released before."""
        return moving.case.pick_up_at is None


class GoodsNotTaken(GoodsHere):
    """A declaration whose goods were released cannot be cancelled or deleted."""

    code = "declaration.cancel_released"
    zh = "货物已放行，报关单不能撤销或删除"
    source = "GACC Order 220 of 2014, amendment and cancellation of declarations; text not compared"


class InTime:
    """The time to complete the declaration is over: no release for pick-up any more."""

    code = "declaration.late"
    zh = "完整申报期限已过，不再提货放行"
    source = "GACC Announcement 127/2019: within 14 days of the transport's declared entry"

    def holds(self, moving: Moving) -> bool:
        """By the end of the limit, once the day of entry is known."""
        return moving.case.complete_by is None or timezone.now() <= moving.case.complete_by


class NumberNotGiven(Rule):
    """The declaration number is given by customs on lodging and cannot be chosen."""

    code = "declaration.number_given"
    source = "GACC declaration number: office 4, year 4, I/E flag 1, sequence 9"
    zh = "海关编号由海关在申报时编定，不能自行填报"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Only a declaration not yet numbered is lodged."""
        if declaration.declaration_number:
            yield "/declaration_number", {}


class PackageCountFits(Rule):
    """The number of packages is more than {limit}."""

    code = "declaration.too_many_packages"
    source = "GACC: completion rules of the import and export declaration form"
    zh = "件数超过 {limit}"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Either sign: drafts may hold a negative count by mistake."""
        if declaration.package_count is not None and abs(declaration.package_count) > MOST_PACKAGES:
            yield "/package_count", {"limit": MOST_PACKAGES}


class TextFits(Rule):
    """The text is longer than {limit} characters."""

    code = "declaration.text_length"
    source = "GACC: lengths of the fields of the declaration form"
    zh = "文本超过 {limit} 个字符"

    def __init__(self, head: dict[str, int], item: dict[str, int], container: dict[str, int]) -> None:
        self.head, self.item, self.container = head, item, container

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """The columns' lengths, given as field → longest."""
        yield from self._part(declaration, self.head, "")
        for index, item in enumerate(declaration.items):
            yield from self._part(item, self.item, f"/items/{index}")
        for index, container in enumerate(declaration.containers):
            yield from self._part(container, self.container, f"/containers/{index}")

    @staticmethod
    def _part(part: object, limits: dict[str, int], where: str) -> Iterator[Finding]:
        for name, limit in limits.items():
            if len(getattr(part, name)) > limit:
                yield f"{where}/{name}", {"limit": limit}
