"""Selection over HTTP, to read."""

from tongguan.operations.selection.rest.models import router as models
from tongguan.operations.selection.rest.reading import PREFIX, router

router.add_router("/models", models)

__all__ = ["PREFIX", "router"]
