"""The neutral declaration → DecMessage XML."""

from __future__ import annotations

from typing import Any

from lxml import etree

from tongguan.engines.declaration import GoodsDeclaration, to_plain
from tongguan.engines.decmessage.attachment import packed
from tongguan.engines.decmessage.layout import (
    ATTACHMENT,
    ATTACHMENT_NAME,
    GOODS_NUMBERS,
    LISTS,
    NAMESPACE,
    ROOT,
    VERSION,
    Slot,
    knows,
    order_of,
    slots,
    without_positions,
)
from tongguan.engines.xml.tree import Node, place_extension

Plain = dict[str, Any]
FLAGS = {True: "1", False: "0"}


def write(declaration: GoodsDeclaration) -> bytes:
    """The declaration as a UTF-8 message that `read` reads back equal.

    What has no element, extensions of other messages included, stands in an attachment of this house's own.
    """
    plain = to_plain(declaration)
    root = Node(ROOT)
    loaded = _goods_numbers(plain)
    left = _written(root, plain, "", declaration.flow)
    for name, path in LISTS.items():
        entries = plain.pop(name, [])
        rest = []
        for entry in entries:
            node = root.own(path)
            rest.append(_written(node, entry, path, declaration.flow) | entry)
            if name == "containers" and loaded.get(len(rest) - 1):
                node.children.setdefault((GOODS_NUMBERS, 1), Node(GOODS_NUMBERS)).text = loaded[len(rest) - 1]
        if any(rest):
            left[name] = rest
    left |= plain
    if left:
        own = root.own(ATTACHMENT)
        for name, text in (
            ("AttachName", ATTACHMENT_NAME),
            ("AttachType", "json"),
            ("Attachment", packed(left)),
        ):
            own.children[(name, 1)] = Node(name, text)
    element = _element(root, "")
    element.set("Version", VERSION)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _goods_numbers(plain: Plain) -> dict[int, str]:
    """`GoodsNo` of each container by its place; lines it says all of lose their container numbers.

    A container that has the element as an extension keeps it as it was read.
    """
    containers, items = plain.get("containers", []), plain.get("items", [])
    own = {
        place: container.get("number", "")
        for place, container in enumerate(containers)
        if not any(entry["path"] == GOODS_NUMBERS for entry in container.get("extensions", ()))
    }
    held: dict[int, list[int]] = {
        place: list(dict.fromkeys(
            item["line_number"] for item in items
            if number and item.get("line_number", 0) > 0 and number in item.get("container_numbers", ())
        ))
        for place, number in own.items()
    }  # fmt: skip
    for item in items:
        told = [own[place] for place, lines in held.items() if item.get("line_number") in lines]
        if told == item.get("container_numbers", []):
            item.pop("container_numbers", None)
        else:
            item.setdefault("container_numbers", [])
    return {place: ",".join(map(str, lines)) for place, lines in held.items()}


def _written(node: Node, plain: Plain, part: str, flow: str) -> Plain:
    """Write one part: what found its element is taken from `plain`; returns the extensions that found none."""
    for slot in slots(part, flow):
        _write_slot(node, slot, plain)
    homeless = []
    for extension in plain.pop("extensions", ()):
        path = without_positions(extension["path"])
        target = node.at(extension["path"]) if knows(f"{ROOT}/{part}/{path}" if part else f"{ROOT}/{path}") \
            else None  # fmt: skip
        # An element that holds others may carry attributes alone; one that is taken keeps what it says.
        if target is None or target.text or (target.children and extension.get("value")):
            homeless.append(extension)
        else:
            place_extension(node, extension)
    return {"extensions": homeless} if homeless else {}


def _write_slot(node: Node, slot: Slot, plain: Plain) -> None:
    outer, slash, inner = slot.field.partition("/")
    holder, name = (plain.get(outer), inner) if slash else (plain, outer)
    if holder is None or holder.get(name) in (None, ""):
        return
    value = holder[name]
    text = FLAGS[value] if isinstance(value, bool) else str(value)
    if name == "movement_date":
        text = text.replace("-", "")
    if not slot.takes(text) or node.at(slot.path).text:  # type: ignore[union-attr]
        return
    node.at(slot.path).text = text  # type: ignore[union-attr]
    if slot.beside is not None:
        node.at(slot.beside[0]).text = slot.beside[1]  # type: ignore[union-attr]
    del holder[name]
    if slash and not holder:
        del plain[outer]


def _element(node: Node, path: str) -> etree._Element:
    """The element of a node, children in the order of the message, empty ones left out."""
    path = f"{path}/{node.name}" if path else node.name
    element = etree.Element(f"{{{NAMESPACE}}}{node.name}", nsmap=None if "/" in path else {None: NAMESPACE})
    element.text = node.text or None
    for name, value in node.attributes.items():
        element.set(name, value)
    placed = [
        (order_of(f"{path}/{one.name}"), one.name, 0, place, one) for place, one in enumerate(node.owned)
    ]
    placed += [
        (order_of(f"{path}/{name}"), name, 1, position, one)
        for (name, position), one in node.children.items()
    ]
    owned = {id(one) for one in node.owned}
    for *_, one in sorted(placed, key=lambda row: row[:4]):
        if id(one) in owned or one.text or one.attributes or one.children or one.owned:
            element.append(_element(one, path))
    return element
