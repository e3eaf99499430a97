"""Pages for everybody."""

from tongguan.public.portal.views.draws import draws, outcomes
from tongguan.public.portal.views.front import front
from tongguan.public.portal.views.tariff import tariff

__all__ = ["draws", "front", "outcomes", "tariff"]
