"""Finding cases: each condition of a module is asked by itself, so that each uses its own index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from tongguan.platform.cases.interface import Workflow, prepared, summary_of, visible
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.search.contracts import MOST_A_KIND, Asked, Conditions, Hit, SearchProvider


def case_search(workflow: Workflow, conditions: Conditions) -> SearchProvider:
    """A provider of a case type: by house reference, by `conditions` (Q objects on the model), by applicant."""

    def find(actor: Actor, typed: Asked) -> Sequence[Hit]:
        found: dict[int, Any] = {}
        rows = prepared(workflow, visible(actor, workflow)).order_by("-id")
        firm = [Q(applicant_id=typed.firm_id)] if typed.firm_id else []
        for condition in (Q(reference=typed.code), *conditions(actor, typed), *firm):
            found |= {row.pk: row for row in rows.filter(condition)[:MOST_A_KIND]}
        newest = sorted(found.values(), key=lambda row: -row.pk)[:MOST_A_KIND]
        return [_hit(workflow, row) for row in newest]

    return SearchProvider(workflow.code, workflow.title, workflow.icon, find)


def _hit(workflow: Workflow, case: Any) -> Hit:
    state = workflow.by_state[case.state]
    url = reverse("cases_detail", args=[workflow.code, case.reference])
    return Hit(case.reference, url, summary_of(workflow, case), state.title, state.tone)
