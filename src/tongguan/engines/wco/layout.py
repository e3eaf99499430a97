"""The order of elements in WCO messages and the WCO identifier of each: classes such as 67A, tags such as 137.

The two tables beside this file list the elements of the declaration (DEC) and response (RES) of the WCO Data Model
3.6 as published for customs declaration services, one path a row in the order of the schema.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

# An element the tables do not list stands after those they do.
_LAST = 10_000


@cache
def _table(root: str) -> dict[str, tuple[int, str]]:
    name = f"{root.lower()}_layout.csv"
    with (files("tongguan.engines.wco") / name).open(encoding="utf-8", newline="") as lines:
        return {row["path"]: (place, row["wco_id"]) for place, row in enumerate(csv.DictReader(lines))}


def order_of(path: str) -> int:
    """Where an element stands among its siblings; `path` is without positions, from the message's root."""
    return _table(path.partition("/")[0]).get(path, (_LAST, ""))[0]


def wco_pointer(xpath: str) -> str:
    """An XPath into a declaration or response as WCO identifiers.

    `/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]/SequenceNumeric` → `42A/67A/68A[2]/006`. An element
    without an identifier keeps its name.
    """
    out, plain = [], ""
    for step in xpath.strip("/").split("/"):
        name, bracket, rest = step.partition("[")
        plain = f"{plain}/{name}" if plain else name
        known = _table(plain.partition("/")[0]) if plain.startswith(("Declaration", "Response")) else {}
        identifier = known.get(plain, (0, ""))[1] or name
        out.append(identifier + bracket + rest)
    return "/".join(out)
