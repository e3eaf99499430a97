"""Declarations that were paid and released, and levies on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.factories.declarations import lodged, valid
from tests.factories.submissions import submission
from tests.factories.world import World
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.operations.duties.actions import assess, mark_payment
from tongguan.operations.levies.interface import LEVY, Opening, ask, open_levy_case
from tongguan.operations.levies.models import Levy
from tongguan.platform.cases.interface import take_step
from tongguan.platform.permissions.interface import SYSTEM, Actor
from tongguan.platform.reference.interface import forget
from tongguan.platform.reference.models import Rate


def paid(world: World, after: int = 0, **given: Any) -> Declaration:
    """An ordinary import, assessed, paid and released, without any event being dispatched."""
    seed = next(n for n in range(after, after + 50) if valid(world, n, **given).supervision_mode == "0110")
    case = Declaration.objects.get(reference=lodged(world, seed, **given).reference)
    route(case.reference, "green")
    assess(actor=SYSTEM, reference=case.reference)
    case.refresh_from_db()
    take_step(
        actor=world.actor("cashier"), workflow=DECLARATION, reference=case.reference, step="confirm_payment",
        version=case.version, data={"amount": str(case.duty_amount), "payer_reference": "P-1"},
    )  # fmt: skip
    mark_payment(reference=case.reference, amount=case.duty_amount, payer_reference="P-1", confirmed_by=None)
    case.refresh_from_db()
    return case


def opened(
    world: World, declaration: Declaration, corrections: Sequence[Mapping[str, Any]] = (),
    cause: str = "customs_error", who: str = "assessor",
) -> Levy:  # fmt: skip
    """A levy opened by an officer, or by the firm where `who` is the trader."""
    opening = Opening(declaration.reference, cause, "复核发现", list(corrections))
    make = ask if who == "trader" else open_levy_case
    return make(actor=world.actor(who), opening=opening, submission=submission())[0]


def step(world: World, levy: Levy, code: str, who: str, **data: Any) -> Levy:
    """Take a step and read the levy anew."""
    levy.refresh_from_db()
    take_step(
        actor=world.actor(who), workflow=LEVY, reference=levy.reference, step=code, version=levy.version, data=data
    )  # fmt: skip
    levy.refresh_from_db()
    return levy


def price(declaration: Declaration, factor: str, line: int = 0) -> list[dict[str, str]]:
    """Corrections that make a line's price so many times what was declared."""
    item = Declaration.objects.get(pk=declaration.pk).document.items[line]
    unit = item.unit_price * Decimal(factor)
    total = (unit * item.quantity).quantize(Decimal("0.01"))
    return [
        {"pointer": f"/items/{line}/unit_price", "value": format(unit, "f")},
        {"pointer": f"/items/{line}/total_price", "value": format(total, "f")},
    ]


def new_case(world: World) -> tuple[Levy, str, dict[str, object], Actor]:
    """An unsaved levy on a paid declaration, the step that opens it, and who; for random walks."""
    declaration = paid(world)
    Rate.objects.filter(kind="duty_mfn").update(
        percent=Decimal("77")
    )  # an error of customs: nothing else moves
    forget()
    case = Levy(
        reference=f"LVWALK{Levy.objects.count() + 1}",
        declaration=declaration.reference,
        declaration_number=declaration.declaration_number,
        payer=declaration.trader_name,
        applicant=declaration.applicant,
        office=declaration.office,
        cause="declarant_breach",
        reason="复核发现",
        found_on=declaration.released_at.date(),
        base_sha256=declaration.content_sha256,
    )
    return case, "open", {}, world.actor("assessor")
