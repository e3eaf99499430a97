"""The neutral declaration → WCO Data Model XML (DEC)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from tongguan.engines.declaration import GoodsDeclaration, to_plain
from tongguan.engines.wco.declaration_reader import EMPTY_PARTS, written_type
from tongguan.engines.wco.layout import order_of
from tongguan.engines.wco.mapping import NEUTRAL_STATEMENT_TYPE, PartMap, Slot, head_map
from tongguan.engines.xml.tree import Node, place_extension

DECLARATION_NAMESPACE = "urn:wco:datamodel:WCO:DEC-DMS:2"
METADATA_NAMESPACE = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
DECLARATION_TYPES_NAMESPACE = "urn:wco:datamodel:WCO:Declaration_DS:DMS:2"
MODEL_VERSION = "3.6"
Plain = dict[str, Any]


def write(declaration: GoodsDeclaration) -> bytes:
    """The declaration as a UTF-8 message that `read` reads back equal.

    Fields without an element of their own stand as additional information of type TGN. Extensions that are not
    element paths (made elsewhere than by reading a WCO message) are left out.
    """
    root = declaration_node(declaration)
    return wrapped("DEC", element_of(root, DECLARATION_NAMESPACE, DECLARATION_TYPES_NAMESPACE))


def declaration_node(declaration: GoodsDeclaration) -> Node:
    """The declaration as a tree of nodes."""
    plain = to_plain(declaration)
    flow = plain.pop("flow")
    root = Node("Declaration")
    count = str(len(declaration.items))
    _write_part(root, plain, head_map(flow))
    for name, value in (
        ("FunctionCode", "9"),
        ("TypeCode", written_type(flow)),
        ("GoodsItemQuantity", count),
    ):
        if (name, 1) not in root.children:
            root.children[(name, 1)] = Node(name, value)
    return root


def wrapped(type_name: str, message: etree._Element) -> bytes:
    """A message in its MetaData envelope."""
    envelope = etree.Element(f"{{{METADATA_NAMESPACE}}}MetaData", nsmap={"md": METADATA_NAMESPACE})
    for name, value in (("WCODataModelVersionCode", MODEL_VERSION), ("WCOTypeName", type_name)):
        etree.SubElement(envelope, f"{{{METADATA_NAMESPACE}}}{name}").text = value
    envelope.append(message)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def element_of(node: Node, namespace: str, types_namespace: str, path: str = "") -> etree._Element:
    """The XML element of a node, children in the order of the schema."""
    path = f"{path}/{node.name}" if path else node.name
    within = types_namespace if node.name == "DateTimeString" else namespace
    prefixes = {None: namespace, "ds": types_namespace} if "/" not in path else None
    element = etree.Element(f"{{{within}}}{node.name}", nsmap=prefixes)
    element.text = node.text or None
    for name, value in node.attributes.items():
        element.set(name, value)
    placed = [
        (order_of(f"{path}/{one.name}"), one.name, 0, index, one) for index, one in enumerate(node.owned)
    ]
    placed += [
        (order_of(f"{path}/{name}"), name, 1, position, one)
        for (name, position), one in node.children.items()
    ]
    for *_, one in sorted(placed, key=lambda row: row[:4]):
        element.append(element_of(one, namespace, types_namespace, path))
    return element


def _write_part(
    node: Node, plain: Plain, part_map: PartMap, number: int | None = None
) -> list[tuple[str, str]]:
    """Write one part; returns what found no element as (pointer, value), unless the part holds statements."""
    left: list[tuple[str, str]] = []
    for extension in plain.pop("extensions", ()):
        place_extension(node, extension)
    for path, (name, sub_map) in part_map.parts.items():
        if name in plain:
            child = node.at(path)
            left += [(f"/{name}{p}", v) for p, v in _write_part(child, plain.pop(name), sub_map)]  # type: ignore[arg-type]
    for path, (name, sub_map) in part_map.lists.items():
        for index, entry in enumerate(plain.pop(name, ())):
            found = _write_part(node.own(path), entry, sub_map, index + 1 if name == "containers" else None)
            left += [(f"/{name}/{index}{p}", v) for p, v in found]
    for path, name in part_map.numbered.items():
        for index, value in enumerate(plain.pop(name, ())):
            own = node.own(path)
            own.children[("SequenceNumeric", 1)] = Node("SequenceNumeric", str(index + 1))
            own.children[("ID", 1)] = Node("ID", value)
    if part_map.classified and plain.get("hs_code"):
        own = node.own(part_map.classified)
        own.children[("ID", 1)] = Node("ID", plain.pop("hs_code"))
        own.children[("IdentificationTypeCode", 1)] = Node("IdentificationTypeCode", "TSP")
    if number is not None and ("SequenceNumeric", 1) not in node.children:
        node.children[("SequenceNumeric", 1)] = Node("SequenceNumeric", str(number))
    for slot in part_map.slots:
        _write_slot(node, slot, plain)
    left += _flat(plain, "")
    if not part_map.statements:
        return left
    for pointer, value in left:
        statement = node.own("AdditionalInformation")
        for name, text in (
            ("StatementCode", "NEUTRAL"),
            ("StatementDescription", f"{pointer}={value}"),
            ("StatementTypeCode", NEUTRAL_STATEMENT_TYPE),
        ):
            statement.children[(name, 1)] = Node(name, text)
    return []


def _write_slot(node: Node, slot: Slot, plain: Plain) -> None:
    """Write one field and take it from `plain`; it stays there if its element is taken or has no such code."""
    holder, name = (plain, slot.field) if "/" not in slot.field else _inside(plain, slot.field)
    if holder is None or holder.get(name) in (None, ""):
        return
    text = str(holder[name])
    if slot.codes is not None:
        text = next((code for code, neutral in slot.codes.items() if neutral == text), "")
    second = slot.attribute[1].rpartition("/")[2] if slot.attribute else ""
    if not text or (slot.attribute_required and not holder.get(second)):
        return
    target = node.at(slot.path)
    parent = slot.path.rpartition("/")[0]
    beside = node.at(f"{parent}/{slot.when[0]}") if slot.when else None
    if target is None or target.text or (beside and beside.text not in ("", slot.when[1])):  # type: ignore[index]
        return
    if slot.field.endswith("mass_kg") and target.attributes.get("unitCode", "KGM") != "KGM":
        return
    target.text = text
    del holder[name]
    if beside is not None:
        beside.text = slot.when[1]  # type: ignore[index]
    if slot.attribute is not None and holder.get(second):
        target.attributes[slot.attribute[0]] = holder.pop(second)
    if holder is not plain and not holder:
        del plain[slot.field.partition("/")[0]]


def _inside(plain: Plain, path: str) -> tuple[Plain | None, str]:
    first, _, last = path.partition("/")
    return plain.get(first), last


def _flat(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, entry in value.items():
            if entry == {} and name in EMPTY_PARTS:
                yield f"{pointer}/{name}", ""
            yield from _flat(entry, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _flat(entry, f"{pointer}/{index}")
    else:
        yield pointer, str(value).lower() if isinstance(value, bool) else str(value)
