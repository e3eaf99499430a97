"""Which element of a WCO declaration says a field of the neutral declaration."""

from __future__ import annotations

from tongguan.engines.wco.mapping import PartMap, head_map


def xpath_of(pointer: str, flow: str) -> str:
    """`/items/3/net_mass_kg` → the element of a WCO declaration that says it.

    A field without an element of its own is told at the additional information of its part, or at the part itself
    where that holds none.
    """
    path, part = "/Declaration", head_map(flow)
    steps = [step for step in pointer.split("/") if step]
    while steps:
        name = steps.pop(0)
        entered = _entered(part, name, steps)
        if entered is None:
            leaf = _leaf(part, "/".join([name, *steps]))
            if leaf:
                return f"{path}/{leaf}"
            return f"{path}/AdditionalInformation" if part.statements else path
        path, part = f"{path}/{entered[0]}", entered[1]
    return path


def _entered(part: PartMap, name: str, steps: list[str]) -> tuple[str, PartMap] | None:
    """The element and map of a sub-part; takes a list's position from the steps."""
    for path, (field, inner) in part.parts.items():
        if field == name:
            return path, inner
    for path, (field, inner) in part.lists.items():
        if field == name:
            position = f"[{int(steps.pop(0)) + 1}]" if steps and steps[0].isdigit() else ""
            return path + position, inner
    return None


def _leaf(part: PartMap, field: str) -> str:
    """The element of a field; an attribute is named with `@`."""
    for slot in part.slots:
        if field in (slot.field, slot.field.split("/")[0]):
            return slot.path
        if slot.attribute is not None and slot.attribute[1] == field:
            return f"{slot.path}/@{slot.attribute[0]}"
    if field == "hs_code" and part.classified:
        return f"{part.classified}/ID"
    name, _, position = field.partition("/")
    for path, numbered in part.numbered.items():
        if numbered == name:
            return f"{path}[{int(position) + 1}]/ID" if position.isdigit() else path
    return ""
