"""Screening of travellers against lists: manifests and lists read, names compared in any script, hits with reasons."""

from tongguan.engines.screening.index import NameIndex
from tongguan.engines.screening.lists import Entry, EntryList, read_list
from tongguan.engines.screening.names import Comparison, compare_names
from tongguan.engines.screening.screening import Decision, Freshness, Hit, Screened, screen, screen_one
from tongguan.engines.screening.travellers import Manifest, Traveller, read_travellers

__all__ = [
    "Comparison",
    "Decision",
    "Entry",
    "EntryList",
    "Freshness",
    "Hit",
    "Manifest",
    "NameIndex",
    "Screened",
    "Traveller",
    "compare_names",
    "read_list",
    "read_travellers",
    "screen",
    "screen_one",
]
