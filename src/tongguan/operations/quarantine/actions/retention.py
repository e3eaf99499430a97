"""People's data and results go when their time is over; tubes, custody and measurements stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from tongguan.operations.quarantine.enums import OrderState
from tongguan.operations.quarantine.models import Run, Sample, SamplingOrder

OPEN = (OrderState.ORDERED, OrderState.COLLECTED)


@transaction.atomic
def forget_people(before: datetime, limit: int) -> int:
    """Strip orders that ended before a moment of whose they were, their samples of what they came to, and runs of
    their verdicts; returns how many records changed. An order still open holds its own back."""
    orders = SamplingOrder.objects.filter(changed_at__lt=before, person__isnull=False).exclude(state__in=OPEN)
    keys = list(orders.order_by("id").values_list("pk", flat=True)[:limit])
    SamplingOrder.objects.filter(pk__in=keys).update(person=None, document_index="")
    left = limit - len(keys)
    samples = Sample.objects.filter(changed_at__lt=before, outcome__isnull=False)
    samples = samples.exclude(order__state__in=OPEN)
    done = list(samples.order_by("id").values_list("pk", flat=True)[: max(left, 0)])
    Sample.objects.filter(pk__in=done).update(outcome=None)
    runs = Run.objects.filter(changed_at__lt=before, verdicts__isnull=False)
    past = list(runs.order_by("id").values_list("pk", flat=True)[: max(left - len(done), 0)])
    Run.objects.filter(pk__in=past).update(verdicts=None)
    return len(keys) + len(done) + len(past)


def oldest_person() -> datetime | None:
    """When the oldest order changed last that still says whose it is."""
    held = Q(person__isnull=False)
    found: datetime | None = SamplingOrder.objects.filter(held).aggregate(first=Min("changed_at"))["first"]
    return found
