"""What declarations have in common: each category's key of a row, in columns and alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.frames import Frame, Ints, Row, Texts

SEPARATOR = "\x1f"
Parts = tuple[tuple[str, int], ...]
"""Text columns and how many characters of each (0: all)."""
KEYS: Mapping[str, Parts] = {
    "importer": (("trader_code", 0),),
    "declarant": (("declarant_code", 0),),
    "importer_goods": (("trader_code", 0), ("hs_code", 4)),
    "goods": (("hs_code", 6),),
    "chapter": (("hs_code", 2),),
    "origin": (("origin_country", 0),),
    "goods_origin": (("hs_code", 6), ("origin_country", 0)),
    "route": (("departure_country", 0), ("origin_country", 0)),
    "office": (("customs_office", 0), ("transport_mode", 0)),
    "supervision": (("supervision_mode", 0),),
    "credit": (("credit_level", 0),),
}


def key_of(row: Row, parts: Parts) -> str:
    """One row's category."""
    return SEPARATOR.join(str(row.get(name) or "")[: length or None] for name, length in parts)


def keys_of(frame: Frame, parts: Parts) -> Texts:
    """Each row's category."""
    found: Texts | None = None
    for name, length in parts:
        column = frame.text[name].astype(f"U{length}") if length else frame.text[name]
        found = column if found is None else np.char.add(np.char.add(found, SEPARATOR), column)
    assert found is not None
    return found


@dataclass(frozen=True, slots=True)
class Coded:
    """A category's keys and which of them each row has."""

    keys: Texts
    codes: Ints


def coded(frame: Frame, parts: Parts) -> Coded:
    """Each row's category as a number."""
    keys, codes = np.unique(keys_of(frame, parts), return_inverse=True)
    return Coded(keys, codes.astype(np.int64))
