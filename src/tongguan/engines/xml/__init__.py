"""What every XML message shares: bounded parsing, the leaves of an element, the place of an element in the text."""

from tongguan.engines.xml.parsing import Document, parse
from tongguan.engines.xml.positions import placed, placed_by_path

__all__ = ["Document", "parse", "placed", "placed_by_path"]
