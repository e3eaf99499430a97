"""Which element of a DecMessage says a field of the neutral declaration."""

from __future__ import annotations

from tongguan.engines.decmessage.layout import LISTS, ROOT, slots

PARENTS = {field: path.partition("/")[0] for field, path in LISTS.items()}


def place_of(pointer: str, flow: str = "I") -> str:
    """`/items/3/total_price` → `/DecMessage/DecLists/DecList[4]/DeclTotal`.

    A field without an element of its own is told at the element of its part: the line, the container, the head.
    """
    steps = [step for step in pointer.split("/") if step]
    part, at = "", f"/{ROOT}"
    if steps and steps[0] in LISTS:
        field, *steps = steps
        if not steps or not steps[0].isdigit():
            return f"{at}/{PARENTS[field]}"
        part = LISTS[field]
        at = f"{at}/{part}[{int(steps.pop(0)) + 1}]"
    name = "/".join(steps)
    for slot in slots(part, flow):
        if name and (slot.field == name or slot.field.startswith(f"{name}/")):
            return f"{at}/{slot.path}"
    return at if part else f"{at}/DecHead"
