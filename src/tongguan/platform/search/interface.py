"""The door to search."""

from tongguan.platform.search.cases import case_search
from tongguan.platform.search.contracts import Asked, Hit, SearchProvider, register_search

__all__ = ["Asked", "Hit", "SearchProvider", "case_search", "register_search"]
