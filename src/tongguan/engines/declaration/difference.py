"""What differs between two states of a declaration, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongguan.engines.declaration.json_codec import to_plain
from tongguan.engines.declaration.model import GoodsDeclaration


@dataclass(frozen=True, slots=True)
class Change:
    """One field's value before and after, as in the JSON form; None where it was absent."""

    pointer: str
    before: Any
    after: Any

    @property
    def added(self) -> bool:
        """Whether the field was only filled in."""
        return self.before is None

    def as_dict(self) -> dict[str, Any]:
        """The change as JSON-ready values."""
        return {"pointer": self.pointer, "before": self.before, "after": self.after}


def difference(before: GoodsDeclaration, after: GoodsDeclaration) -> tuple[Change, ...]:
    """The single fields that differ, with JSON pointers into `after`; a list's entries are compared by position."""
    return tuple(_between(to_plain(before), to_plain(after), ""))


def _between(before: Any, after: Any, pointer: str) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping | None) and isinstance(after, Mapping | None) and (before or after):
        held, given = before or {}, after or {}
        for name in dict.fromkeys((*held, *given)):
            yield from _between(held.get(name), given.get(name), f"{pointer}/{name}")
    elif isinstance(before, list | None) and isinstance(after, list | None):
        held, given = before or [], after or []
        for index in range(max(len(held), len(given))):
            yield from _between(_at(held, index), _at(given, index), f"{pointer}/{index}")
    else:
        yield Change(pointer, before, after)


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else None
