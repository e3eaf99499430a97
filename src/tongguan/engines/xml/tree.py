"""An XML message while it is built: elements by name and position, put in the order of a schema at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tongguan.engines.xml.leaves import split_step
from tongguan.engines.xml.limits import MAX_POSITION, MAX_XML_DEPTH

_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


@dataclass(slots=True)
class Node:
    """An element being built; children stand under their name and position, owned ones in their own order."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: dict[tuple[str, int], Node] = field(default_factory=dict)
    owned: list[Node] = field(default_factory=list)

    def at(self, path: str) -> Node | None:
        """The node at a path of names and positions, made where missing; None for what is not such a path."""
        node = self
        steps = [split_step(part) for part in path.split("/")]
        if len(steps) > MAX_XML_DEPTH - 8 or not all(one and one[1] <= MAX_POSITION for one in steps):
            return None
        for name, position in steps:  # type: ignore[misc]
            node = node.children.setdefault((name, position), Node(name))
        return node

    def own(self, path: str) -> Node:
        """A new repeated element at a path."""
        parent, _, name = path.rpartition("/")
        holder = self.at(parent) if parent else self
        node = Node(name)
        holder.owned.append(node)  # type: ignore[union-attr]
        return node


def place_extension(node: Node, extension: dict[str, Any]) -> None:
    """Put an extension where it was read; one that is no element path is left out."""
    target = node.at(extension["path"])
    if target is None:
        return
    target.text = extension.get("value", "")
    for name, value in extension.get("attributes", ()):
        if _ATTRIBUTE.match(name):
            target.attributes[name] = value
