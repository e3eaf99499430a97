"""Reads of manifests and bills."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tongguan.operations.declarations.contracts import Goods
from tongguan.operations.manifests.enums import Direction, State
from tongguan.operations.manifests.models import BillOfLading, Loading, Manifest, ManifestContainer
from tongguan.operations.manifests.workflow import MANIFEST
from tongguan.operations.vessels.interface import IN_PORT, visible_calls
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor


def visible_manifests(actor: Actor) -> QuerySet[Manifest]:
    """The manifests an actor may see: their firm's, their office's, those of calls at their terminal."""
    own = visible(actor, MANIFEST).values("pk")
    return Manifest.objects.filter(Q(pk__in=own) | Q(call__in=visible_calls(actor).values("pk")))


def visible_bills(actor: Actor) -> QuerySet[BillOfLading]:
    """The bills on those manifests."""
    manifests = visible_manifests(actor).exclude(state=State.WITHDRAWN)
    bills = BillOfLading.objects.filter(manifest__in=manifests.values("pk"))
    return bills.select_related("manifest__call__vessel")


def in_force(numbers: Iterable[str], direction: str, but: int | None = None) -> dict[str, str]:
    """Bill numbers that stand in a manifest of this direction not withdrawn or complete, with its reference.

    An export manifest whose ship has departed has done its work: what was left behind may follow under its number.
    """
    found = BillOfLading.objects.filter(
        number__in=list(numbers), manifest__direction=direction, manifest__state=State.ACCEPTED
    ).exclude(manifest_id=but)
    if direction == Direction.EXPORT:
        found = found.filter(manifest__call__departed_at__isnull=True)
    return dict(found.values_list("number", "manifest__reference"))


def open_bill(number: str, direction: str) -> BillOfLading | None:
    """The unreleased bill of this number on a manifest in force, the newest where there are several."""
    found = BillOfLading.objects.filter(
        number=number, released_at=None, manifest__direction=direction, manifest__state=State.ACCEPTED
    )
    return found.select_related("manifest").order_by("-id").first()


def calls_to_load(actor: Actor) -> QuerySet[Any]:
    """The ships in port that this actor may load, the latest to come first."""
    found = visible_calls(actor).filter(state__in=IN_PORT)
    return found.select_related("vessel").order_by("-arrived_at", "-id")


def export_bills_with(container: str, call_id: int) -> list[str]:
    """The numbers of the bills under which a ship's export manifests name a container."""
    found = BillOfLading.objects.filter(
        containers__number=container, manifest__call=call_id, manifest__direction=Direction.EXPORT
    )
    rows = found.exclude(manifest__state=State.WITHDRAWN).order_by("number")
    return list(rows.values_list("number", flat=True).distinct())


def visible_loadings(actor: Actor) -> QuerySet[Loading]:
    """What was loaded or refused on the port calls that an actor may see."""
    return Loading.objects.filter(call__in=visible_calls(actor).values("pk")).select_related("call__vessel")


def departed_bills(*, call: str = "", number: str = "") -> QuerySet[BillOfLading]:
    """The export bills that left with a ship: all of a port call, or those of one number."""
    found = BillOfLading.objects.filter(
        manifest__direction=Direction.EXPORT, manifest__call__departed_at__isnull=False
    )
    found = found.filter(manifest__call__reference=call) if call else found.filter(number=number)
    found = found.exclude(manifest__state=State.WITHDRAWN).select_related("manifest__call__vessel")
    return found.prefetch_related("containers").order_by("id")


def arrived_bills(call: str) -> list[str]:
    """The numbers of the import bills that came with a ship's call."""
    found = BillOfLading.objects.filter(
        manifest__direction=Direction.IMPORT, manifest__call__reference=call
    ).exclude(manifest__state=State.WITHDRAWN)
    return list(found.values_list("number", flat=True))


def goods_under(number: str) -> Goods:
    """What the manifests know of import goods under a bill."""
    found = BillOfLading.objects.filter(number=number, manifest__direction=Direction.IMPORT)
    rows = found.exclude(manifest__state=State.WITHDRAWN).values_list("manifest__call__arrived_at", flat=True)
    arrivals = list(rows)
    return Goods(bool(arrivals), min((at for at in arrivals if at is not None), default=None))


def boxes_landed() -> QuerySet[ManifestContainer]:
    """The containers on import manifests whose ship has berthed, whoever asks; for counts of the whole port."""
    landed = Q(bill__manifest__direction="import", bill__manifest__call__berthed_at__isnull=False)
    return ManifestContainer.objects.filter(landed).exclude(bill__manifest__state=State.WITHDRAWN)
