"""A WCO `Declaration` element → the neutral declaration."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lxml import etree

from tongguan.engines.declaration import GoodsDeclaration, from_plain
from tongguan.engines.problems import Problem, Text
from tongguan.engines.wco.layout import order_of, wco_pointer
from tongguan.engines.wco.mapping import NEUTRAL_STATEMENT_TYPE, PartMap, Slot, head_map
from tongguan.engines.xml.leaves import (
    child_text,
    children,
    has_mixed_text,
    local_name,
    plain_attributes,
    split_step,
    step,
    text_of,
)
from tongguan.engines.xml.limits import MAX_PROBLEMS

MIXED = Text(zh="元素既有文本又有子元素", en="the element holds both text and elements")
STATEMENT = Text(zh="中性字段说明“{pointer}”无处可放", en="the neutral statement '{pointer}' has no place")
Plain = dict[str, Any]
# A party that is stated but says nothing.
TRANSIT_TYPE = "TR"
"""This house's type code of a transit declaration; WCO leaves the codes of procedures to the parties."""
EMPTY_PARTS = frozenset({"consignor", "consignee", "owner", "declarant"})


def read_declaration(element: etree._Element) -> tuple[GoodsDeclaration | None, tuple[Problem, ...]]:
    """The declaration, or None with problems pointing at elements by XPath and by WCO identifiers."""
    reading = _Reading()
    type_code = child_text(element, "TypeCode")
    flow = flow_of(element, type_code)
    plain: Plain = {"flow": flow}
    items = len(children(child, "GovernmentAgencyGoodsItem")) if (child := _goods(element)) is not None else 0
    derived = {"FunctionCode": "9", "TypeCode": written_type(flow), "GoodsItemQuantity": str(items)}
    reading.part(element, head_map(flow), plain, "", "/Declaration", "Declaration", derived)
    if reading.problems:
        return None, tuple(reading.problems[:MAX_PROBLEMS])
    declaration, problems = from_plain(plain)
    return declaration, tuple(reading.placed(problem) for problem in problems)


def written_type(flow: str) -> str:
    """The declaration type that says no more than the flow."""
    return {"E": "EX", "T": TRANSIT_TYPE}.get(flow, "IM")


def flow_of(element: etree._Element, type_code: str) -> str:
    """E for export types, T for transit; for types of both directions (CO) an office of exit decides."""
    if type_code == TRANSIT_TYPE:
        return "T"
    if type_code.startswith("EX") or (type_code.startswith("CO") and child_text(element, "ExitOffice", "ID")):
        return "E"
    return "I"


def _goods(element: etree._Element) -> etree._Element | None:
    return next((entry for entry in element if local_name(entry) == "GoodsShipment"), None)


class _Reading:
    """Where the values of one declaration came from, and what was wrong."""

    def __init__(self) -> None:
        self.origins: dict[str, tuple[str, int | None]] = {}
        self.problems: list[Problem] = []

    def placed(self, problem: Problem) -> Problem:
        """A problem of a neutral field, pointed at the element it came from."""
        pointer = problem.pointer
        while pointer and pointer not in self.origins:
            pointer = pointer.rpartition("/")[0]
        xpath, line = self.origins.get(pointer, ("/Declaration", None))
        return problem_at(problem.code, problem.message, xpath, line)

    def part(
        self,
        element: etree._Element,
        part_map: PartMap,
        plain: Plain,
        pointer: str,
        xpath: str,
        layout: str,
        derived: dict[str, str],
    ) -> None:
        """Fill `plain`, the JSON form of one part, from its element."""
        self.origins[pointer] = (xpath, element.sourceline)
        reading = _Part(self, part_map, plain, pointer, layout, derived)
        reading.visit(element, "", xpath)
        reading.finish()

    def _owned(
        self,
        child: etree._Element,
        whole: str,
        part_map: PartMap,
        plain: Plain,
        pointer: str,
        where: str,
        layout: str,
        statements: list[tuple[str, str, str, int | None]],
    ) -> bool:
        """Whether the element is wholly a neutral part; if so it is taken."""
        if whole in part_map.lists:
            field, sub_map = part_map.lists[whole]
            entries = plain.setdefault(field, [])
            entry: Plain = {}
            entries.append(entry)
            at = f"{pointer}/{field}/{len(entries) - 1}"
            derived = {} if field == "items" else {"SequenceNumeric": str(len(entries))}
            self.part(child, sub_map, entry, at, where, f"{layout}/{whole}", derived)
            return True
        if whole in part_map.numbered:
            values = plain.get(part_map.numbered[whole], [])
            held = {local_name(entry): text_of(entry) for entry in child}
            simple = _simple(child, {"SequenceNumeric", "ID"})
            if not simple or held.get("SequenceNumeric") != str(len(values) + 1):
                return False
            self.origins[f"{pointer}/{part_map.numbered[whole]}/{len(values)}"] = (where, child.sourceline)
            plain.setdefault(part_map.numbered[whole], []).append(held["ID"])
            return True
        if whole == part_map.classified and "hs_code" not in plain:
            held = {local_name(entry): text_of(entry) for entry in child}
            if not _simple(child, {"ID", "IdentificationTypeCode"}) or not held["ID"]:
                return False
            if held["IdentificationTypeCode"] != "TSP":
                return False
            plain["hs_code"] = held["ID"]
            self.origins[f"{pointer}/hs_code"] = (where, child.sourceline)
            return True
        if whole == "AdditionalInformation" and part_map.statements:
            found = _statement(child)
            if found is not None:
                statements.append((*found, where, child.sourceline))
            return found is not None
        return False


class _Part:
    """One part of a declaration while it is read: what became fields, what is kept as extensions."""

    def __init__(
        self,
        reading: _Reading,
        part_map: PartMap,
        plain: Plain,
        pointer: str,
        layout: str,
        derived: dict[str, str],
    ) -> None:
        self.reading, self.part_map, self.plain = reading, part_map, plain
        self.pointer, self.layout, self.derived = pointer, layout, derived
        self.slots = {slot.path: slot for slot in part_map.slots}
        self.whens = {
            f"{slot.path.rpartition('/')[0]}/{slot.when[0]}": slot for slot in part_map.slots if slot.when
        }
        self.extensions: list[tuple[tuple[Any, ...], Plain, str, int | None]] = []
        self.statements: list[tuple[str, str, str, int | None]] = []

    def visit(self, parent: etree._Element, path: str, here: str) -> None:
        """Read the children of an element, each into a field, a part of its own, or an extension."""
        seen: Counter[str] = Counter()
        kept: Counter[str] = Counter()
        reading, part_map, plain = self.reading, self.part_map, self.plain
        if len(parent) and has_mixed_text(parent):
            reading.problems.append(problem_at("wco.mixed_content", MIXED, here, parent.sourceline))
        for child in parent:
            name = local_name(child)
            seen[name] += 1
            where = f"{here}/{step(name, seen[name])}"
            whole = f"{path}/{name}" if path else name
            owned = (child, whole, part_map, plain, self.pointer, where, self.layout, self.statements)
            if reading._owned(*owned):
                continue
            kept[name] += 1
            indexed = f"{path}/{step(name, kept[name])}" if path else step(name, kept[name])
            if indexed in part_map.parts and part_map.parts[indexed][0] not in plain:
                field, sub_map = part_map.parts[indexed]
                plain[field] = {}
                below = f"{self.layout}/{whole}"
                reading.part(child, sub_map, plain[field], f"{self.pointer}/{field}", where, below, {})
            elif len(child):
                if child.attrib:
                    self.keep(child, indexed, "", dict(plain_attributes(child)), where)
                self.visit(child, indexed, where)
            elif self.derived.get(indexed) != text_of(child) or child.attrib:
                self.leaf(child, parent, indexed, where)

    def leaf(self, child: etree._Element, parent: etree._Element, indexed: str, where: str) -> None:
        """An element with text alone: a field of the neutral model where one takes it, else an extension."""
        value, attributes = text_of(child), dict(plain_attributes(child))
        slot = self.slots.get(indexed)
        if slot is not None and _takes(slot, value, attributes, parent):
            _put_slot(slot, value, attributes, self.plain)
            self.reading.origins[f"{self.pointer}/{slot.field}"] = (where, child.sourceline)
            if not attributes:
                return
            value = ""
        when = self.whens.get(indexed)
        # The code that says what kind of ID stands beside it is written again with that ID.
        if (
            when is not None
            and not attributes
            and when.when == (local_name(child), value)
            and child_text(parent, when.path.rpartition("/")[2])
        ):
            return
        self.keep(child, indexed, value, attributes, where)

    def keep(
        self, child: etree._Element, indexed: str, value: str, attributes: dict[str, str], where: str
    ) -> None:
        """Keep what the neutral model has no field for."""
        pairs = [list(pair) for pair in attributes.items()]
        entry = {"path": indexed, "value": value, "attributes": pairs}
        self.extensions.append((_order(self.layout, indexed), entry, where, child.sourceline))

    def finish(self) -> None:
        """Write extensions in the order of the layout, then the statements that name neutral fields."""
        self.extensions.sort(key=lambda row: row[0])
        for index, (_, entry, where, line) in enumerate(self.extensions):
            self.reading.origins[f"{self.pointer}/extensions/{index}"] = (where, line)
            self.plain.setdefault("extensions", []).append(entry)
        for target, value, where, line in self.statements:
            self.reading.origins[f"{self.pointer}{target}"] = (where, line)
            if not _put(self.plain, target, value):
                message = STATEMENT.filled(pointer=ascii(target[:100])[1:-1])
                self.reading.problems.append(problem_at("wco.statement", message, where, line))


def problem_at(code: str, message: Text, xpath: str, line: int | None) -> Problem:
    """A problem at an element: the pointer is its XPath, the message ends with the WCO identifiers."""
    place = wco_pointer(xpath)
    return Problem(
        code, Text(zh=f"{message.zh}（WCO {place}）", en=f"{message.en} (WCO {place})"), xpath, line
    )


def _order(layout: str, path: str) -> tuple[Any, ...]:
    """A sort key that follows the schema, so that what is written is read in the same order."""
    key: list[Any] = []
    for part in path.split("/"):
        name, position = split_step(part) or (part, 1)
        layout = f"{layout}/{name}"
        key += [order_of(layout), name, position]
    return tuple(key)


def _takes(slot: Slot, value: str, attributes: dict[str, str], parent: etree._Element) -> bool:
    """Whether a leaf is what the slot is for."""
    if not value or (slot.codes is not None and value not in slot.codes):
        return False
    if slot.when is not None and child_text(parent, slot.when[0]) != slot.when[1]:
        return False
    if slot.field.endswith("mass_kg") and attributes.get("unitCode", "KGM") != "KGM":
        return False
    return not slot.attribute_required or bool(slot.attribute and attributes.get(slot.attribute[0]))


def _put_slot(slot: Slot, value: str, attributes: dict[str, str], plain: Plain) -> None:
    _put(plain, f"/{slot.field}", slot.codes[value] if slot.codes else value)
    if slot.attribute is not None and attributes.get(slot.attribute[0], "").strip():
        _put(plain, f"/{slot.attribute[1]}", attributes.pop(slot.attribute[0]))


def _simple(element: etree._Element, names: set[str]) -> bool:
    """Whether an element holds exactly these leaves, once each and without attributes."""
    found = [local_name(entry) for entry in element if not len(entry) and not entry.attrib]
    return len(found) == len(element) == len(names) and set(found) == names


def _statement(element: etree._Element) -> tuple[str, str] | None:
    if not _simple(element, {"StatementCode", "StatementDescription", "StatementTypeCode"}):
        return None
    if child_text(element, "StatementTypeCode") != NEUTRAL_STATEMENT_TYPE:
        return None
    target, equals, value = child_text(element, "StatementDescription").partition("=")
    return (target, value) if equals and target.startswith("/") else None


def _put(plain: Plain, pointer: str, value: str) -> bool:
    """Put a value where a pointer says, making parts on the way; False where it cannot stand or already does."""
    *steps, last = pointer.split("/")[1:]
    at: Any = plain
    for name in steps:
        if isinstance(at, dict):
            at = at.setdefault(name, {})
        elif isinstance(at, list) and name.isascii() and name.isdigit() and int(name[:6]) < len(at):
            at = at[int(name[:6])]
        else:
            return False
    if not isinstance(at, dict) or last in at:
        return False
    at[last] = value if value or last not in EMPTY_PARTS else {}
    return True
