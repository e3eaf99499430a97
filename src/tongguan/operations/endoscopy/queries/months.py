"""How many samples endoscopes spared, month by month."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from tongguan.engines.targeting import wilson
from tongguan.operations.endoscopy.contracts import Month
from tongguan.operations.endoscopy.enums import State
from tongguan.operations.endoscopy.workflow import ENDOSCOPY
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor

MOST_MONTHS = 120


def months(actor: Actor) -> Sequence[Month]:
    """The months with judged sessions this actor may see, newest first."""
    judged = visible(actor, ENDOSCOPY).filter(judged_at__isnull=False)
    rows = (
        judged.order_by()
        .annotate(month=TruncMonth("judged_at", tzinfo=timezone.get_default_timezone()))
        .values("month")
        .annotate(
            of=Count("pk"),
            clear=Count("pk", filter=Q(state=State.CLEAR)),
            sample=Count("pk", filter=Q(state=State.SAMPLE)),
            open=Count("pk", filter=Q(state=State.OPEN)),
            later=Count("pk", filter=Q(state=State.CLEAR, found_later=True)),
        )
        .order_by("-month")[:MOST_MONTHS]
    )
    return [
        Month(row["month"].date(), wilson(row["clear"], row["of"]), row["sample"], row["open"], row["later"])
        for row in rows
    ]
