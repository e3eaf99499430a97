"""WCO responses (RES): what a customs administration answers."""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

from tongguan.engines.problems import Problem, Text
from tongguan.engines.wco.declaration_reader import problem_at
from tongguan.engines.wco.declaration_writer import element_of, wrapped
from tongguan.engines.wco.messages import Response, ResponseError, ResponseStatus
from tongguan.engines.wco.pointers import pointer_rows, read_pointer
from tongguan.engines.xml.leaves import child, child_text, children, leaves
from tongguan.engines.xml.tree import Node, place_extension

RESPONSE_NAMESPACE = "urn:wco:datamodel:WCO:RES-DMS:2"
RESPONSE_TYPES_NAMESPACE = "urn:wco:datamodel:WCO:Response_DS:DMS:2"
BAD_TIME = Text(zh="应为日期时间（如 20261122083000Z）", en="must be a date and time such as 20261122083000Z")
# No declaration is older; earlier years would leave the calendar when moved to UTC.
EARLIEST_YEAR = 1900
# UN/EDIFACT 2379: 304 is a second with its offset, 102 a day.
_TIME = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?\Z"
)


def read_response(element: etree._Element) -> tuple[Response, tuple[Problem, ...]]:
    """The response; a time that is none is a problem, everything else is kept as text in `fields`."""
    problems: list[Problem] = []
    declaration = child(element, "Declaration")
    response = Response(
        function_code=child_text(element, "FunctionCode"),
        reference=child_text(element, "FunctionalReferenceID"),
        issued_at=_time(element, "IssueDateTime", "/Response", problems),
        declaration_number="" if declaration is None else child_text(declaration, "ID"),
        trader_reference="" if declaration is None else child_text(declaration, "FunctionalReferenceID"),
        version="" if declaration is None else child_text(declaration, "VersionID"),
        statuses=tuple(
            ResponseStatus(
                child_text(entry, "NameCode"),
                _time(entry, "EffectiveDateTime", f"/Response/Status[{index + 1}]", problems),
            )
            for index, entry in enumerate(children(element, "Status"))
        ),
        errors=tuple(
            ResponseError(
                child_text(entry, "ValidationCode"), child_text(entry, "Description"), read_pointer(entry)
            )
            for entry in children(element, "Error")
        ),
        fields=tuple(leaves(element)),
    )
    return response, tuple(problems)


def write_response(response: Response) -> bytes:
    """The response as a UTF-8 message; `fields` fill in what the response's own fields do not say."""
    root = Node("Response")
    _put(root, "FunctionCode", response.function_code)
    _put(root, "FunctionalReferenceID", response.reference)
    _put_time(root, "IssueDateTime", response.issued_at)
    for error in response.errors:
        node = root.own("Error")
        _put(node, "Description", error.description)
        _put(node, "ValidationCode", error.code)
        for row in pointer_rows(error.pointer):
            own = node.own("Pointer")
            for name, text in row.items():
                _put(own, name, text)
    for status in response.statuses:
        node = root.own("Status")
        _put_time(node, "EffectiveDateTime", status.effective_at)
        _put(node, "NameCode", status.code)
    _put(root, "Declaration/FunctionalReferenceID", response.trader_reference)
    _put(root, "Declaration/ID", response.declaration_number)
    _put(root, "Declaration/VersionID", response.version)
    own = ("Error", "Status", "IssueDateTime")
    for extension in response.fields:
        first = extension.path.split("/")[0].split("[")[0]
        at = root.at(extension.path) if first not in own else None
        if at is not None and not at.text:
            place_extension(root, {"path": extension.path, "value": extension.value,
                                   "attributes": extension.attributes})  # fmt: skip
    return wrapped("RES", element_of(root, RESPONSE_NAMESPACE, RESPONSE_TYPES_NAMESPACE))


def _put(node: Node, path: str, text: str) -> None:
    target = node.at(path) if text else None
    if target is not None:
        target.text = text


def _put_time(node: Node, name: str, moment: dt.datetime | None) -> None:
    if moment is None:
        return
    target = node.at(f"{name}/DateTimeString")
    utc = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    target.text = f"{utc:%Y%m%d%H%M%S}{'Z' if moment.tzinfo else ''}"  # type: ignore[union-attr]
    target.attributes["formatCode"] = "304"  # type: ignore[union-attr]


def _time(element: etree._Element, name: str, where: str, problems: list[Problem]) -> dt.datetime | None:
    holder = child(element, name)
    text = "" if holder is None else child_text(holder, "DateTimeString")
    if not text:
        return None
    moment = parse_time(text)
    if moment is None:
        problems.append(
            problem_at("wco.date_time", BAD_TIME, f"{where}/{name}/DateTimeString", holder.sourceline)  # type: ignore[union-attr]
        )
    return moment


def parse_time(text: str) -> dt.datetime | None:
    """`20261122083000Z`, `20261122083000+08`, `202611220830`, `20261122`; None for anything else."""
    found = _TIME.match(text)
    if not found or int(found[1]) < EARLIEST_YEAR:
        return None
    numbers = [int(group or 0) for group in found.groups()[:6]]
    zone = None
    if found[7]:
        offset = found[7].replace(":", "")
        minutes = 0 if offset == "Z" else int(offset[1:3]) * 60 + int(offset[3:5] or 0)
        zone = dt.timezone(dt.timedelta(minutes=minutes if offset[0] != "-" else -minutes)) \
            if minutes < 24 * 60 else None  # fmt: skip
        if zone is None:
            return None
    try:
        return dt.datetime(*numbers, tzinfo=zone)  # type: ignore[misc,arg-type]
    except ValueError:
        return None
