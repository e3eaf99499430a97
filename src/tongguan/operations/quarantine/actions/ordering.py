"""Orders: by an officer, from another module's event, from an endoscope's sample request, or once more."""

from __future__ import annotations

import uuid

from django.utils import timezone

from tongguan.operations.endoscopy.interface import take_over
from tongguan.operations.quarantine.contracts import DOCUMENT_INDEX, Person, Relation
from tongguan.operations.quarantine.errors import refused
from tongguan.operations.quarantine.models import Sample, SamplingOrder
from tongguan.operations.quarantine.module import ORDER
from tongguan.operations.quarantine.rules.kits import edition
from tongguan.operations.quarantine.workflow import SAMPLING_ORDER
from tongguan.platform.cases.interface import Submission, next_reference, once, open_case
from tongguan.platform.permissions.interface import SYSTEM, Actor, require
from tongguan.platform.privacy.interface import blind_index

KIT = "ncov-dual"
BY_HAND = Relation("officer")
ORDERS = uuid.UUID("c1f0a4de-9c0e-4d53-8f5e-5f2d3c6b7a10")
"""The name space of orders that events cause: one a cause."""


def order_sample(
    *,
    actor: Actor,
    office_id: int,
    person: Person | None = None,
    goods: str = "",
    cause: Relation = BY_HAND,
    kit: str = KIT,
    submission: Submission | None = None,
) -> tuple[SamplingOrder, bool]:
    """Order a sample of a person or of goods, once per submission or cause: (the order, whether it was there).

    Raises NotAllowed, Refused. Nothing of the person reaches audit entries or events.
    """
    require(actor, ORDER)
    if actor.kind != "system" and office_id not in actor.office_ids:
        raise refused("office", "/office", status=403)
    if (person is None or not person.name.strip()) and not goods.strip():
        raise refused("subject", "/name")
    if edition(kit, timezone.localdate()) is None:
        raise refused("kit", "/kit", kit=kit)
    key = uuid.uuid5(ORDERS, f"{cause.kind} {cause.ref}") if cause.ref else uuid.uuid4()
    sent = submission or Submission(key, key.hex * 2)

    def made() -> SamplingOrder:
        order = SamplingOrder(
            office_id=office_id,
            cause_kind=cause.kind[:40],
            cause_ref=cause.ref[:80],
            person=person.as_json() if person else None,
            document_index=blind_index(person.document, DOCUMENT_INDEX) if person and person.document else "",
            goods=goods[:200],
            kit=kit,
            submission_id=sent.id,
            submission_sha256=sent.sha256,
        )
        order.pk, order.reference = next_reference(SamplingOrder, "SO")
        open_case(actor=actor, workflow=SAMPLING_ORDER, case=order, step="order", note=cause.note[:500])
        return order

    return once(SamplingOrder, sent, made)


def order_for_request(*, request: str, office_id: int) -> SamplingOrder:
    """A sample request of the endoscopes becomes an order, and the request knows its number."""
    order, known = order_sample(
        actor=SYSTEM, office_id=office_id, goods=request, cause=Relation("sample_request", request)
    )
    if not known:
        taken = take_over(request=request, order=order.reference)
        goods = " · ".join(part for part in (taken.container, taken.declaration) if part)
        SamplingOrder.objects.filter(pk=order.pk).update(goods=goods[:200])
    return order


def order_again(sample: Sample) -> SamplingOrder:
    """Another sample of the same person or goods, which counts as the second with a single target."""
    before = sample.order
    key = uuid.uuid5(ORDERS, f"again {sample.reference}")
    order = SamplingOrder(
        office_id=before.office_id,
        cause_kind="lab_sample",
        cause_ref=sample.reference,
        person=before.person,
        document_index=before.document_index,
        goods=before.goods,
        kit=before.kit,
        single_before=True,
        previous=sample,
        submission_id=key,
        submission_sha256=key.hex * 2,
    )
    order.pk, order.reference = next_reference(SamplingOrder, "SO")
    open_case(actor=SYSTEM, workflow=SAMPLING_ORDER, case=order, step="order")
    return order
