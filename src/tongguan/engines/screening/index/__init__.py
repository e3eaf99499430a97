"""The list in memory: who a traveller may be, found without looking through everybody."""

from tongguan.engines.screening.index.name_index import MAX_CANDIDATES, UNMET, NameIndex

__all__ = ["MAX_CANDIDATES", "UNMET", "NameIndex"]
