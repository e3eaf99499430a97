"""The elements of a DecMessage in their order, and which field of the neutral model each is.

The table beside this file lists the elements of the import message of the China International Trade Single Window
(goods declaration, version 4) as its published clients write them, one path a row in the order of the message.
`import` and `export` name the neutral field, which differs where one element serves both directions (`TradeCountry`);
`condition` says when the element is that field: `FeeMark=3` (a sibling has this value), `len=18` (so many characters).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ROOT = "DecMessage"
NAMESPACE = "http://www.chinaport.gov.cn/dec"
VERSION = "4.8"
GOODS_NUMBERS = "GoodsNo"
"""Of a container: the numbers of the lines it holds; the neutral model says it the other way round."""
LISTS = {
    "items": "DecLists/DecList",
    "containers": "DecContainers/Container",
    "documents": "DecLicenseDocus/LicenseDocu",
}
"""Field → path of its repeated element."""
ATTACHMENT = "DecMarkLobs/DecMarkLob"
ATTACHMENT_NAME = "tongguan-neutral.json"
"""The name of the attachment that carries what has no element."""
_LAST = 10_000
_POSITION = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True, slots=True)
class Slot:
    """One leaf element ↔ one field; paths are relative to the part, fields are `name` or `part/name`.

    `beside` is a sibling leaf and the value it must have, `length` how many characters the value must have.
    """

    path: str
    field: str
    beside: tuple[str, str] | None = None
    length: int | None = None

    def takes(self, value: str) -> bool:
        """Whether a value can stand in this element."""
        return bool(value) and self.length in (None, len(value))


@cache
def _rows() -> dict[str, tuple[int, dict[str, str]]]:
    with (files("tongguan.engines.decmessage") / "layout.csv").open(encoding="utf-8", newline="") as lines:
        return {row["path"]: (place, row) for place, row in enumerate(csv.DictReader(lines))}


def without_positions(path: str) -> str:
    """`DecLists/DecList[2]/GNo` → `DecLists/DecList/GNo`."""
    return _POSITION.sub("", path)


def knows(path: str) -> bool:
    """Whether the message has such an element; `path` is from the root, without positions."""
    return path in _rows()


def order_of(path: str) -> int:
    """Where an element stands in the message; one it does not know stands last."""
    return _rows().get(path, (_LAST, {}))[0]


@cache
def slots(part: str, flow: str) -> tuple[Slot, ...]:
    """The slots of the head (`part` is empty) or of a list by its path; the longer codes come first."""
    base = f"{ROOT}/{part}/" if part else f"{ROOT}/"
    direction = "export" if flow == "E" else "import"
    found = []
    for path, (_, row) in _rows().items():
        inside = path.startswith(base) if part else not any(f"/{other}" in path for other in LISTS.values())
        if not inside or not row[direction]:
            continue
        name, _, value = row["condition"].partition("=")
        parent = path[len(base) :].rpartition("/")[0]
        beside = (f"{parent}/{name}" if parent else name, value) if name not in ("", "len") else None
        length = int(value) if name == "len" else None
        found.append(Slot(path[len(base) :], row[direction], beside, length))
    return tuple(sorted(found, key=lambda slot: -(slot.length or 0)))
