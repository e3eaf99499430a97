"""What this module gives to other mechanisms: how its cases are found, and whether goods have arrived."""

from __future__ import annotations

from django.db.models import Q

from tongguan.engines.identifiers import CONTAINER_NUMBER
from tongguan.operations.declarations.interface import register_port
from tongguan.operations.manifests.models import BillOfLading, ManifestContainer
from tongguan.operations.manifests.queries import goods_under
from tongguan.operations.manifests.workflow import MANIFEST
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.search.interface import Asked, case_search, register_search


def found_by(actor: Actor, asked: Asked) -> list[Q]:
    """By container or bill of lading."""
    container = CONTAINER_NUMBER.normalize(asked.code)
    if CONTAINER_NUMBER.is_valid(container):
        boxes = ManifestContainer.objects.filter(number=container)
        return [Q(pk__in=boxes.values("bill__manifest"))]
    return [Q(pk__in=BillOfLading.objects.filter(number=asked.code).values("manifest"))]


register_port(goods_under)
register_search(case_search(MANIFEST, found_by))
