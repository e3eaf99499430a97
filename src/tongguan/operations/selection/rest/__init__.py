"""Selection over HTTP, to read."""

from tongguan.operations.selection.rest import models
from tongguan.operations.selection.rest.reading import PREFIX, router

__all__ = ["PREFIX", "models", "router"]
