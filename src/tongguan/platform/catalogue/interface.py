"""The door to the catalogue (K2)."""

from tongguan.platform.catalogue.actions import publish_version, subscribe, watch_freshness
from tongguan.platform.catalogue.contracts import Kind, Version, catalogue_kind, kinds
from tongguan.platform.catalogue.queries import as_of, history, search, stale, subscribed

__all__ = [
    "Kind",
    "Version",
    "as_of",
    "catalogue_kind",
    "history",
    "kinds",
    "publish_version",
    "search",
    "stale",
    "subscribe",
    "subscribed",
    "watch_freshness",
]
