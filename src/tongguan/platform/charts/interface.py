"""The door to charts."""

from tongguan.platform.charts.drawing import Surface, colour, draw

__all__ = ["Surface", "colour", "draw"]
