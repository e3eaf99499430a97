"""Who reacts to what: handlers register themselves when their module's `handlers.py` is imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler receives."""

    id: int
    topic: str
    subject: str
    payload: dict[str, Any]


Handler = Callable[[Event], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def handles(*topics: str) -> Callable[[Handler], Handler]:
    """Register a function for topics. It runs in the dispatcher's transaction: its rows and the mark that the
    event is done commit together, so it must have no effect outside the database."""

    def register(handler: Handler) -> Handler:
        for topic in topics:
            if handler not in _handlers[topic]:
                _handlers[topic].append(handler)
        return handler

    return register


def handlers_of(topic: str) -> tuple[Handler, ...]:
    """The handlers of a topic, in module order."""
    return tuple(_handlers.get(topic, ()))


def topics() -> dict[str, tuple[str, ...]]:
    """Every handled topic with its handlers' names, for the register of systems and the docs."""
    return {topic: tuple(_named(handler) for handler in found) for topic, found in sorted(_handlers.items())}


@dataclass(frozen=True, slots=True)
class Loop:
    """Work the worker repeats: modules list theirs as `LOOPS` in `loops.py`. `run` says whether it found work."""

    name: str
    every_s: float
    run: Callable[[], object]


def _named(handler: Handler) -> str:
    """Where a handler is defined; a partial is named after its function."""
    function = getattr(handler, "func", handler)
    return f"{function.__module__}.{function.__qualname__}"
