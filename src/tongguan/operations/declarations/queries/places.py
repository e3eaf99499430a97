"""One finding, told in the words of whoever reads it: a form field, a WCO pointer, an element, a CSV cell.

Rules and readers speak of the neutral declaration (`/items/3/net_mass_kg`). `PLACES` is the one table of how that is
said elsewhere; every message format is a dialect, and so are the form on the screen and the identifiers of the WCO.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tongguan.engines import decmessage, wco
from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.declaration.fields import fields_of
from tongguan.engines.problems import Problem
from tongguan.engines.xml import placed_by_path
from tongguan.operations.declarations.queries.messages import Message

FIRST_ROW = 2
"""The row of a CSV file below its header."""
WHOLE = "__all__"
"""Where a form says what belongs to none of its fields."""
NOT_TYPED = frozenset({"declaration_number", "submission_id", "line_number", "extensions"})
"""What the house or a message states and nobody types."""


def located(problem: Problem, dialect: str, flow: str = "I", first_row: int = FIRST_ROW) -> Problem:
    """The same problem with its place in a dialect's terms; `first_row` is the declaration's first in a CSV file."""
    return replace(problem, pointer=PLACES[dialect](problem.pointer, flow, first_row))


def located_in(
    message: Message, problems: Sequence[Problem], flow: str, first_row: int = FIRST_ROW
) -> tuple[Problem, ...]:
    """Problems in the terms of the message they were found in, in XML with line and column of their element."""
    told = tuple(located(problem, message.dialect, flow, first_row) for problem in problems)
    return placed_by_path(message.document, told) if message.document is not None else told


def item_number(pointer: str) -> int | None:
    """The number of the goods line a neutral pointer is about, from 1."""
    steps = pointer.split("/")
    return int(steps[2]) + 1 if steps[1:2] == ["items"] and steps[2:3] and steps[2].isdigit() else None


def form_field(pointer: str) -> str:
    """The name of the form's field: `consignee__code`, `items-3-net_mass_kg`; `__all__` above what has none."""
    steps = [step for step in pointer.split("/") if step]
    if not steps:
        return WHOLE
    field = fields_of(GoodsDeclaration).get(steps[0])
    if field is not None and field.part is not None and field.many:
        if len(steps) == 1:
            return steps[0]
        name = steps[2] if len(steps) > 2 and steps[2] not in NOT_TYPED else WHOLE
        return f"{steps[0]}-{steps[1]}-{name}"
    if steps[0] in NOT_TYPED:
        return WHOLE
    if field is not None and field.part is not None and len(steps) == 1:
        steps.append(next(iter(fields_of(field.part))))
    return "__".join(steps)


def csv_cell(pointer: str, first_row: int) -> str:
    """`row/column` of a CSV file with the declaration's first line in `first_row`."""
    steps = pointer.strip("/").split("/")
    row, column = first_row, ".".join(steps)
    if steps[0] == "items" and len(steps) > 1:
        row, column = first_row + int(steps[1]), "item." + ".".join(steps[2:])
    return f"{row}/{column}" if column else str(row)


PLACES: dict[str, Callable[[str, str, int], str]] = {
    "form": lambda pointer, flow, row: form_field(pointer),
    "wco": lambda pointer, flow, row: wco.wco_pointer(wco.xpath_of(pointer, flow)),
    "decmessage": lambda pointer, flow, row: decmessage.place_of(pointer, flow),
    "xml": lambda pointer, flow, row: wco.xpath_of(pointer, flow),
    "csv": lambda pointer, flow, row: csv_cell(pointer, row),
    "json": lambda pointer, flow, row: pointer,
}
