"""DecMessage XML → the neutral declaration. Never raises on input."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from tongguan.engines.declaration import GoodsDeclaration, from_plain
from tongguan.engines.decmessage.attachment import merged, unpacked
from tongguan.engines.decmessage.layout import (
    ATTACHMENT,
    ATTACHMENT_NAME,
    GOODS_NUMBERS,
    LISTS,
    ROOT,
    Slot,
    order_of,
    slots,
    without_positions,
)
from tongguan.engines.problems import Problem, Text
from tongguan.engines.xml import Document, parse, placed
from tongguan.engines.xml.leaves import (
    child_text,
    has_mixed_text,
    local_name,
    plain_attributes,
    split_step,
    step,
    text_of,
)
from tongguan.engines.xml.limits import MAX_PROBLEMS

UNKNOWN = Text(zh="“{name}”不是单一窗口报关单报文", en="'{name}' is not a DecMessage of the single window")
MIXED = Text(zh="元素既有文本又有子元素", en="the element holds both text and elements")
ATTACHED = Text(
    zh="附件 {name} 不可读，或与报文元素不一致",
    en="the attachment {name} cannot be read, or contradicts the elements of the message",
)
_NUMBERS = re.compile(r"\s*[0-9]{1,9}(?:\s*[,，;；]\s*[0-9]{1,9})*\s*\Z")
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: a declaration, or problems with the element's path, line and column."""

    declaration: GoodsDeclaration | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Leaf:
    element: etree._Element
    path: str
    where: str
    text: str
    attributes: tuple[tuple[str, str], ...]


def read(data: bytes) -> Reading:
    """Read a message."""
    return read_stream(data)


def read_stream(stream: BinaryIO | bytes) -> Reading:
    """Read a message from an open binary file, no further than the limit of size."""
    document, problem = parse(stream, "decmessage")
    if document is None:
        return Reading(problems=(problem,) if problem else ())
    return read_document(document)


def read_document(document: Document) -> Reading:
    """Read a message that is parsed already."""
    name = local_name(document.root)
    if name != ROOT:
        shown = ascii(name[:100])[1:-1]
        problem = Problem("decmessage.unknown_message", UNKNOWN.filled(name=shown), f"/{shown}")
        return Reading(problems=placed(document, [(problem, document.root)]))
    reading = _Reading()
    plain = reading.head(document.root)
    declaration, problems = (None, ()) if reading.problems else from_plain(plain)
    told = [*reading.problems, *(reading.located(problem) for problem in problems)][:MAX_PROBLEMS]
    return Reading(None if told else declaration, placed(document, told))


class _Reading:
    """Where the values of one declaration came from, and what was wrong."""

    def __init__(self) -> None:
        self.origins: dict[str, tuple[str, etree._Element]] = {}
        self.problems: list[tuple[Problem, etree._Element | None]] = []

    def located(self, problem: Problem) -> tuple[Problem, etree._Element | None]:
        """A problem of a neutral field, pointed at the element it came from."""
        pointer = problem.pointer
        while pointer and pointer not in self.origins:
            pointer = pointer.rpartition("/")[0]
        where, element = self.origins[pointer]
        return Problem(problem.code, problem.message, where), element

    def head(self, root: etree._Element) -> Plain:
        """The whole declaration as plain values."""
        flow = child_text(root, "DecHead", "IEFlag")
        plain: Plain = {}
        lists: dict[str, list[tuple[etree._Element, str]]] = {path: [] for path in LISTS.values()}
        attached: list[tuple[etree._Element, str]] = []
        owned = {**lists, ATTACHMENT: attached}
        self._part(root, plain, "", f"/{ROOT}", "", flow, owned)
        for field, path in LISTS.items():
            for place, (element, where) in enumerate(lists[path]):
                entry: Plain = {}
                plain.setdefault(field, []).append(entry)
                self._part(element, entry, f"/{field}/{place}", where, path, flow, {})
        for element, where in attached:
            more = unpacked(child_text(element, "Attachment"))
            if more is None or not merged(plain, more):
                told = ATTACHED.filled(name=ATTACHMENT_NAME)
                self.problems.append((Problem("decmessage.attachment", told, where), element))
        if not self.problems:
            _load(plain)
        return plain

    def _part(
        self,
        element: etree._Element,
        plain: Plain,
        pointer: str,
        where: str,
        part: str,
        flow: str,
        owned: dict[str, list[tuple[etree._Element, str]]],
    ) -> None:
        """Fill `plain`, the JSON form of one part, from its element; elements of `owned` are parts of their own."""
        self.origins[pointer] = (where, element)
        leaves = {leaf.path: leaf for leaf in self._leaves(element, "", where, owned)}
        for slot in slots(part, flow):
            self._slot(slot, leaves, plain, pointer)
        kept = sorted(leaves.values(), key=lambda leaf: _order(part, leaf.path))
        for leaf in kept:
            entry = {"path": leaf.path, "value": leaf.text, "attributes": [list(p) for p in leaf.attributes]}
            plain.setdefault("extensions", []).append(entry)
            self.origins[f"{pointer}/extensions/{len(plain['extensions']) - 1}"] = (leaf.where, leaf.element)

    def _leaves(
        self,
        parent: etree._Element,
        path: str,
        where: str,
        owned: dict[str, list[tuple[etree._Element, str]]],
    ) -> Iterator[_Leaf]:
        """Every leaf that says something; an empty element says nothing."""
        seen: Counter[str] = Counter()
        kept: Counter[str] = Counter()
        if len(parent) and has_mixed_text(parent):
            self.problems.append((Problem("decmessage.mixed_content", MIXED, where), parent))
        for child in parent:
            name = local_name(child)
            seen[name] += 1
            here = f"{where}/{name}[{seen[name]}]" if seen[name] > 1 else f"{where}/{name}"
            whole = f"{path}/{name}" if path else name
            if whole in owned and (whole != ATTACHMENT or child_text(child, "AttachName") == ATTACHMENT_NAME):
                owned[whole].append((child, f"{where}/{name}[{seen[name]}]"))
                continue
            kept[name] += 1
            indexed = f"{path}/{step(name, kept[name])}" if path else step(name, kept[name])
            attributes = plain_attributes(child)
            if len(child):
                if attributes:
                    yield _Leaf(child, indexed, here, "", attributes)
                yield from self._leaves(child, indexed, here, owned)
            elif text_of(child) or attributes:
                yield _Leaf(child, indexed, here, text_of(child), attributes)

    def _slot(self, slot: Slot, leaves: dict[str, _Leaf], plain: Plain, pointer: str) -> None:
        """Take a leaf as a field if it is one: right beside its mark, of the right length, not taken yet."""
        leaf = leaves.get(slot.path)
        if leaf is None or leaf.attributes or not slot.takes(leaf.text):
            return
        outer, slash, inner = slot.field.partition("/")
        holder = plain.get(outer, {}) if slash else plain
        name = inner if slash else outer
        if name in holder:
            return
        if slot.beside is not None:
            mark, value = slot.beside
            told = leaves.get(mark)
            if not (told is not None and told.text == value) and outer not in plain:
                return
            self._take(leaves, mark, told)
        holder[name] = leaf.text
        if slash:
            plain[outer] = holder
            self.origins.setdefault(f"{pointer}/{outer}", (leaf.where, leaf.element))
        self.origins[f"{pointer}/{slot.field}"] = (leaf.where, leaf.element)
        del leaves[slot.path]

    @staticmethod
    def _take(leaves: dict[str, _Leaf], path: str, leaf: _Leaf | None) -> None:
        if leaf is not None and not leaf.attributes:
            del leaves[path]


def _load(plain: Plain) -> None:
    """`GoodsNo` of the containers → the container numbers of the lines, unless a line states its own."""
    items = [item for item in plain.get("items", ()) if isinstance(item, dict)]
    by_number: dict[str, list[Plain]] = {}
    for item in items:
        if "container_numbers" not in item:
            by_number.setdefault(str(item.get("line_number", "")), []).append(item)
    known = {str(item.get("line_number", "")) for item in items}
    for container in plain.get("containers", ()):
        if not isinstance(container, dict) or not isinstance(container.get("extensions"), list):
            continue
        told = next((e for e in container["extensions"] if _goods_numbers(e)), None)
        numbers = re.findall("[0-9]+", told["value"]) if told else []
        if not numbers or not container.get("number") or not known.issuperset(numbers):
            continue
        container["extensions"] = [e for e in container["extensions"] if e is not told]
        for number in dict.fromkeys(numbers):
            for item in by_number.get(number, ()):
                item.setdefault("container_numbers", []).append(container["number"])


def _goods_numbers(extension: Any) -> bool:
    return (
        isinstance(extension, dict)
        and extension.get("path") == GOODS_NUMBERS
        and not extension.get("attributes")
        and isinstance(extension.get("value"), str)
        and bool(_NUMBERS.match(extension["value"]))
    )


def _order(part: str, path: str) -> tuple[Any, ...]:
    """A sort key that follows the message, so that what is written is read in the same order."""
    layout, key = f"{ROOT}/{part}" if part else ROOT, []
    for one in path.split("/"):
        name, position = split_step(one) or (one, 1)
        layout = f"{layout}/{name}"
        key += [order_of(without_positions(layout)), name, position]
    return tuple(key)
