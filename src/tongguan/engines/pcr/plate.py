"""The 96-well plate: names of wells, a layout with its controls, and whether it was put in the wrong way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongguan.engines.pcr.kit import Kit
from tongguan.engines.pcr.verdict import Role, Well

ROWS, COLUMNS = "ABCDEFGH", 12
WELLS = len(ROWS) * COLUMNS
_PLACE = re.compile(r"([A-Ha-h])0*([1-9][0-9]?)\Z")
BLANK_PLACE, POSITIVE_PLACE = "G12", "H12"
"""Both controls lie in one corner, so that a plate turned by 180° shows them in the other: A1 and B1."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is pipetted into one well: a control, or a replicate of a sample's or pool's tube."""

    place: str
    role: Role
    tube: str = ""
    replicate: int = 1


def place_of(number: int) -> str:
    """Well 1 is A1, 12 is A12, 96 is H12. ValueError outside."""
    if not 1 <= number <= WELLS:
        raise ValueError(f"a well from 1 to {WELLS}")
    row, column = divmod(number - 1, COLUMNS)
    return f"{ROWS[row]}{column + 1}"


def read_place(text: str) -> str | None:
    """`a01` → `A1`; None for what names no well."""
    found = _PLACE.match(text.strip())
    if found is None or int(found[2]) > COLUMNS:
        return None
    return f"{found[1].upper()}{int(found[2])}"


def places() -> Iterator[str]:
    """All wells in the order of pipetting with a multi-channel pipette: down the columns."""
    for column in range(1, COLUMNS + 1):
        for row in ROWS:
            yield f"{row}{column}"


def turned(place: str) -> str:
    """Where a well lies when the plate is turned by 180°: A1 ↔ H12."""
    return f"{ROWS[len(ROWS) - 1 - ROWS.index(place[0])]}{COLUMNS + 1 - int(place[1:])}"


def room(replicates: int) -> int:
    """How many tubes one plate takes beside its two controls."""
    return (WELLS - 2) // replicates


def layout(tubes: Sequence[str], replicates: int) -> list[Planned]:
    """Tubes down the columns, replicates next to each other, controls in the last corner.

    ValueError for no tube, a tube twice, or more tubes than there is room for.
    """
    if not tubes or len(set(tubes)) != len(tubes) or len(tubes) > room(replicates):
        raise ValueError(f"1 to {room(replicates)} different tubes")
    free = (place for place in places() if place not in (BLANK_PLACE, POSITIVE_PLACE))
    planned = [
        Planned(next(free), Role.SAMPLE, tube, replicate + 1)
        for tube in tubes
        for replicate in range(replicates)
    ]
    return [
        *planned,
        Planned(BLANK_PLACE, Role.NO_TEMPLATE),
        Planned(POSITIVE_PLACE, Role.POSITIVE_CONTROL),
    ]


def is_turned(planned: Iterable[Planned], cts: Mapping[str, Mapping[str, float | None]], kit: Kit) -> bool:
    """Whether the controls failed where they should be and hold where a plate turned by 180° would have them.

    `cts` are all wells that the instrument measured, planned or not, by place and channel.
    """
    controls = [each for each in planned if each.role is not Role.SAMPLE]
    if not {each.role for each in controls} >= {Role.NO_TEMPLATE, Role.POSITIVE_CONTROL}:
        return False
    straight = all(_holds(each.role, cts.get(each.place), kit) for each in controls)
    return not straight and all(_holds(each.role, cts.get(turned(each.place)), kit) for each in controls)


def _holds(role: Role, found: Mapping[str, float | None] | None, kit: Kit) -> bool:
    if found is None:
        return False
    came = [found.get(target) for target in kit.targets]
    if role is Role.POSITIVE_CONTROL:
        return all(ct is not None and ct < kit.positive_control_before_ct for ct in came)
    return all(ct is None or ct >= kit.negative_from_ct for ct in came)


def wells_of(
    planned: Iterable[Planned],
    cts: Mapping[str, Mapping[str, float | None]],
    clear: Mapping[str, Mapping[str, bool]],
) -> list[Well]:
    """The wells of a plan with what was measured in them; a planned well that was not measured is left out."""
    return [
        Well(each.place, each.role, each.tube, dict(cts[each.place]), dict(clear.get(each.place, {})))
        for each in planned
        if each.place in cts
    ]
