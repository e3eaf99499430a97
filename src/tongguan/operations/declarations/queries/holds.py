"""What keeps goods back beside their declaration's state: asked of modules above this one, which register here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from tongguan.operations.declarations.contracts import Hold

HoldSource = Callable[[Collection[str]], Iterable[Hold]]
_sources: list[HoldSource] = []


def register_hold(source: HoldSource) -> None:
    """Ask `source` (references of declarations → what it holds of them) wherever goods are about to be moved."""
    if source not in _sources:
        _sources.append(source)


def holds_on(references: Collection[str]) -> dict[str, list[Hold]]:
    """What is held of these declarations, by reference: one question to each source, however many they are."""
    found: dict[str, list[Hold]] = {}
    for source in _sources if references else ():
        for hold in source(references):
            found.setdefault(hold.declaration, []).append(hold)
    return found
