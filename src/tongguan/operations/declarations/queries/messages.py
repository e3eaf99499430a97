"""Reading declarations out of JSON, WCO XML and CSV, and naming a field in the words of the message it came in."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import BinaryIO

from tongguan.engines.declaration import GoodsDeclaration, from_csv, from_json, to_csv, to_json
from tongguan.engines.declaration.limits import MAX_CSV_BYTES, MAX_JSON_BYTES
from tongguan.engines.problems import Problem, Text
from tongguan.engines.wco import read_stream, write
from tongguan.engines.wco.mapping import PartMap, head_map

DECLARATION = "declaration"
UNKNOWN = "unknown"
SNIFFED_BYTES = 4096
CSV_HEADER_ROWS = 1


class Dialect(StrEnum):
    """The forms a declaration comes in."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"


NO_ROWS = Text(zh="表头之后没有任何数据行", en="there is no row after the header")

MEDIA = {
    "application/json": Dialect.JSON,
    "application/xml": Dialect.XML,
    "text/xml": Dialect.XML,
    "text/csv": Dialect.CSV,
}


@dataclass(frozen=True, slots=True)
class Message:
    """What was read: `kind` is `declaration` or what else a WCO message is; none with problems."""

    dialect: Dialect
    kind: str
    declarations: tuple[GoodsDeclaration, ...] = ()
    problems: tuple[Problem, ...] = ()
    reference: str = ""


def sniffed(start: bytes) -> Dialect:
    """The dialect by the first character that says something."""
    text = start[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if text.startswith(b"<"):
        return Dialect.XML
    return Dialect.JSON if text.startswith((b"{", b"[")) else Dialect.CSV


def read_message(stream: BinaryIO | bytes, dialect: Dialect | None = None) -> Message:
    """Read a message no further than the limits of its dialect; never raises on content."""
    if isinstance(stream, bytes):
        stream = io.BytesIO(stream)
    if dialect is None:
        start = stream.read(SNIFFED_BYTES)
        stream.seek(0)
        dialect = sniffed(start)
    if dialect is Dialect.XML:
        return _xml(stream)
    if dialect is Dialect.JSON:
        declaration, problems = from_json(stream.read(MAX_JSON_BYTES + 1))
        found = (declaration,) if declaration is not None else ()
        return Message(dialect, DECLARATION, found, problems, _own_reference(found))
    reading = from_csv(stream.read(MAX_CSV_BYTES + 1))
    problems = reading.problems
    if not reading.declarations and not problems:
        problems = (Problem("declaration.csv.no_rows", NO_ROWS, "2"),)
    return Message(dialect, DECLARATION, reading.declarations, problems, _own_reference(reading.declarations))


def _xml(stream: BinaryIO) -> Message:
    reading = read_stream(stream)
    kind = str(reading.kind) if reading.kind is not None else UNKNOWN
    if reading.declaration is not None:
        found = (reading.declaration,)
        return Message(Dialect.XML, kind, found, reading.problems, _own_reference(found))
    about = reading.request or reading.response
    reference = (about.trader_reference or about.declaration_number) if about is not None else ""
    return Message(Dialect.XML, kind, (), reading.problems, reference)


def _own_reference(found: tuple[GoodsDeclaration, ...]) -> str:
    if not found:
        return ""
    return found[0].trader_reference or found[0].submission_id or found[0].declaration_number or ""


def written(declaration: GoodsDeclaration, dialect: Dialect) -> bytes:
    """The declaration in a dialect."""
    if dialect is Dialect.XML:
        return write(declaration)
    return to_csv([declaration]) if dialect is Dialect.CSV else to_json(declaration)


def located(problem: Problem, dialect: Dialect, flow: str = "I", first_row: int = 2) -> Problem:
    """The same problem with its pointer in the message's terms: an XPath, a CSV `row/column`, a JSON pointer."""
    if dialect is Dialect.XML:
        return replace(problem, pointer=xpath_of(problem.pointer, flow))
    if dialect is Dialect.CSV:
        steps = problem.pointer.strip("/").split("/")
        row, column = first_row, ".".join(steps)
        if steps[0] == "items" and len(steps) > 1:
            row, column = first_row + int(steps[1]), "item." + ".".join(steps[2:])
        return replace(problem, pointer=f"{row}/{column}" if column else str(row))
    return problem


def xpath_of(pointer: str, flow: str) -> str:
    """`/items/3/net_mass_kg` → the element of a WCO declaration that says it.

    A field without an element of its own ends at the part that holds its statement.
    """
    path, part = "/Declaration", head_map(flow)
    steps = [step for step in pointer.split("/") if step]
    while steps:
        name = steps.pop(0)
        entered = _entered(part, name, steps)
        if entered is None:
            leaf = _leaf(part, "/".join([name, *steps]))
            return f"{path}/{leaf}" if leaf else f"{path}/AdditionalInformation"
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
