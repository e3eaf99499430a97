"""How a module declares when people's data goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tongguan.engines.problems import Text

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Retention:
    """One kind of personal data and how long it may be kept.

    `delete(before, limit)` deletes (or strips of everything personal) up to `limit` records older than `before`
    and returns how many; it is called until it returns 0, and decides itself what an open case holds back.
    `parameter` is the dated legal number in days. `models` are the labels ("travellers.Passenger") whose encrypted
    columns go with it. `oldest()` is the moment of the oldest record that is left, for the page.
    """

    code: str
    what: Text
    parameter: str
    delete: Callable[[datetime, int], int]
    models: tuple[str, ...] = ()
    oldest: Callable[[], datetime | None] | None = None
