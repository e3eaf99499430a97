"""Searching; each search leaves one audit entry, because looking for people's goods is an act."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from tongguan.platform.audit.interface import record
from tongguan.platform.identity.interface import organisation_by_code
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.search.contracts import Group, asked, providers


@transaction.atomic
def search(*, actor: Actor, typed: str) -> list[Group]:
    """What the actor may see under this number or code, by kind; kinds without hits are left out."""
    wanted = asked(typed)
    if not wanted.enough:
        return []
    firm = organisation_by_code(wanted.code)
    wanted = replace(wanted, firm_id=firm.pk if firm else None)
    found = [Group(provider, provider.find(actor, wanted)) for provider in providers()]
    groups = [group for group in found if group.hits]
    record(
        actor=actor,
        action="search.asked",
        subject=("search", wanted.words[:80]),
        data={"text": wanted.words, "found": {group.provider.kind: len(group.hits) for group in groups}},
    )
    return groups
