"""Reactions to decisions on declarations."""

from __future__ import annotations

from decimal import Decimal

from tongguan.operations.duties.actions import assess, mark_payment, return_quota, secure_summary, void_bills
from tongguan.platform.events.interface import Event, handles
from tongguan.platform.permissions.interface import SYSTEM


@handles(
    "declaration.route_green",
    "declaration.accept",
    "declaration.decide_release",
    "declaration.resolve_hold",
)
def assessed(event: Event) -> None:
    """The declaration is accepted: compute, then bill or release."""
    assess(actor=SYSTEM, reference=event.payload["reference"])


@handles(
    "declaration.pass_summary",
    "declaration.accept_summary",
    "declaration.decide_pass",
    "declaration.resolve_pass",
)
def summary_finished(event: Event) -> None:
    """A summary is finished: estimate its tax, so that the goods can be picked up against a guarantee."""
    secure_summary(reference=event.payload["reference"])


@handles("declaration.amend", "declaration.cancel")
def changed(event: Event) -> None:
    """What was billed does not hold any more: bills are void and quotas given back until it is assessed again."""
    void_bills(reference=event.payload["reference"], reason=event.payload["receipt"])
    return_quota(reference=event.payload["reference"])


@handles("declaration.confirm_payment")
def paid(event: Event) -> None:
    """The cashier confirmed: keep the payment mark."""
    payload = event.payload
    mark_payment(
        reference=payload["reference"],
        amount=Decimal(payload["data"]["amount"]),
        payer_reference=payload["data"]["payer_reference"],
        confirmed_by=payload["actor"],
    )


@handles("declaration.delete", "declaration.withdraw", "declaration.return_for_correction")
def gone(event: Event) -> None:
    """The declaration will not be assessed as it is: what it drew of quotas goes back."""
    return_quota(reference=event.payload["reference"])
