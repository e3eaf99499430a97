"""Where inspections come from: the draw, a suspect image, an officer's decision, a random repetition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.inspections.actions.assigning import find_inspector
from tongguan.operations.inspections.enums import Source, Unloading
from tongguan.operations.inspections.models import Inspection
from tongguan.operations.inspections.workflow import INSPECTION
from tongguan.platform.cases.interface import next_reference, open_case
from tongguan.platform.identity.interface import organisations_by_code
from tongguan.platform.permissions.interface import SYSTEM


def order_by_selection(*, selection: Mapping[str, Any]) -> Inspection:
    """Selected for physical inspection (payload of `selection.made`): by the drawn inspector."""
    officers = selection.get("officers") or {}
    return _order(
        source=Source.SELECTION,
        key=f"{selection['declaration']}:{selection.get('draw') or ''}",
        declaration=selection["declaration"],
        container=selection.get("container") or "",
        unloading=selection.get("unloading") or "",
        drawn_inspector_id=officers.get("inspector"),
        reinspector_id=officers.get("reinspector"),
    )


def order_by_image(*, suspicion: Mapping[str, Any]) -> Inspection:
    """Two analysts found an image suspect, or none came (payload of `image_review.suspected`); not by analysts."""
    hints = {
        name: suspicion[name] for name in ("image", "regions", "suspicion", "reason") if suspicion.get(name)
    }
    return _order(
        source=Source.IMAGE,
        key=suspicion.get("case") or suspicion["declaration"],
        declaration=suspicion["declaration"],
        container=suspicion.get("container") or "",
        unloading=Unloading.FULL if suspicion.get("container") else "",
        acted_before=suspicion.get("officers") or (),
        hints=hints,
    )


def order_by_officer(*, reference: str, version: int, officer: int | None) -> Inspection:
    """An assessing officer ordered it (`declaration.order_inspection`); the draw names container and inspector."""
    return _order(
        source=Source.OFFICER,
        key=f"{reference}:{version}",
        declaration=reference,
        acted_before=[officer] if officer else (),
    )


@transaction.atomic
def order_again(original: Inspection) -> Inspection:
    """The same goods once more, by somebody who had no part in them before."""
    return _order(
        source=Source.REINSPECTION,
        key=original.reference,
        declaration=original.declaration,
        container=original.container,
        unloading=original.unloading,
        acted_before=[*original.acted_before, original.owner_id],
        drawn_inspector_id=original.reinspector_id,
        original=original,
    )


@transaction.atomic
def _order(
    *, source: Source, key: str, declaration: str, acted_before: Iterable[int | None] = (), **given: Any
) -> Inspection:
    known = Inspection.objects.filter(source=source, source_key=key).first()
    if known:
        return known
    snapshot = lodged_snapshot(declaration)
    case = Inspection(
        source=source,
        source_key=key,
        declaration=declaration,
        office_id=snapshot.get("office"),
        firms=_firms(snapshot),
        acted_before=sorted({each for each in acted_before if each}),
        **given,
    )
    case.pk, case.reference = next_reference(Inspection, "IN")
    open_case(actor=SYSTEM, workflow=INSPECTION, case=case, step="order")
    boxes = sorted({box["number"] for box in snapshot.get("containers", ()) if box.get("number")})
    find_inspector(case.reference, boxes if source == Source.OFFICER else ())
    return case


def _firms(snapshot: Mapping[str, Any]) -> list[str]:
    """The organisation ids behind a declaration, as text."""
    codes = [code for code in (snapshot.get("trader_code"), snapshot.get("declarant_code")) if code]
    ids = {each.pk for each in organisations_by_code(codes).values()}
    return sorted({str(each) for each in ids | {snapshot.get("applicant")} if each})
