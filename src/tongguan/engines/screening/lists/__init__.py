"""Lists of people to look for: OFAC SDN, FollowTheMoney, close contacts and plain tables → entries."""

from tongguan.engines.screening.lists.entry import Entry, EntryList
from tongguan.engines.screening.lists.listed_csv import WINDOW_DAYS
from tongguan.engines.screening.lists.reading import FORMATS, read_list

__all__ = ["FORMATS", "WINDOW_DAYS", "Entry", "EntryList", "read_list"]
