"""Places on the globe."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the IUGG's reference ellipsoid (GRS 80)."""


def read_degrees(given: Any, most: int) -> Decimal | None:
    """A latitude (`most` 90) or longitude (180); None where it is not one."""
    try:
        value = Decimal(str(given)[:30])
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= most else None


def distance_m(
    latitude: float | Decimal,
    longitude: float | Decimal,
    other_latitude: float | Decimal,
    other_longitude: float | Decimal,
) -> float:
    """Metres between two places in degrees along the great circle (haversine formula, R. W. Sinnott 1984);
    off by up to 0.6 % because the earth is not a sphere."""
    here, there = radians(float(latitude)), radians(float(other_latitude))
    up = sin((there - here) / 2) ** 2
    across = sin(radians(float(other_longitude) - float(longitude)) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, up + cos(here) * cos(there) * across)))
