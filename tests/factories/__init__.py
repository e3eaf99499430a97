"""Invented people, firms and cases for tests."""

from tests.factories.world import World, make_world

__all__ = ["World", "make_world"]
