"""What a position, a ship and a call must be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from tongguan.engines.identifiers import COUNTRY_ALPHA3, IMO_NUMBER, MMSI
from tongguan.engines.problems import Problem, Text
from tongguan.operations.vessels.contracts import Announcement, Fix, Ship
from tongguan.operations.vessels.enums import Source

MOST_SPEED_KN = 102.2
"""ITU-R M.1371: 102.3 knots means that the speed is not known."""
MOST_AHEAD = timedelta(minutes=5)
"""Clocks of ships and receivers differ; anything later than this was not observed."""
OLDEST = timedelta(days=366)

BAD_IMO = Text(zh="IMO 编号无效", en="Not a valid IMO number")
BAD_PLACE = Text(
    zh="经纬度须为有限数值，经度 -180 至 180，纬度 -90 至 90",
    en="Longitude and latitude are finite numbers, within ±180 and ±90",
)


def fix_problems(fix: Fix, now: datetime, at: str) -> list[Problem]:
    """What is wrong with a position; `at` is the JSON pointer of its row."""
    return [Problem(code, text, at + where) for code, text, where in _fix(fix, now)]


def _fix(fix: Fix, now: datetime) -> Iterator[tuple[str, Text, str]]:
    if not IMO_NUMBER.is_valid(fix.imo):
        yield "position.imo", BAD_IMO, "/imo"
    if not _within(fix.longitude, 180):
        yield "position.longitude", BAD_PLACE, "/longitude"
    if not _within(fix.latitude, 90):
        yield "position.latitude", BAD_PLACE, "/latitude"
    if fix.speed_kn is not None and not 0 <= fix.speed_kn <= MOST_SPEED_KN:
        yield (
            "position.speed",
            Text(zh=f"航速须在 0 至 {MOST_SPEED_KN} 节", en=f"Speed is 0 to {MOST_SPEED_KN} knots"),
            "/speed_kn",
        )
    if fix.course_deg is not None and not 0 <= fix.course_deg < 360:
        yield (
            "position.course",
            Text(zh="航向须在 0 至 360 度（不含）", en="Course is 0 to below 360 degrees"),
            "/course_deg",
        )
    if fix.source not in tuple(Source):
        yield "position.source", Text(zh="未知来源", en="Unknown source"), "/source"
    if fix.at.tzinfo is None:
        yield "position.zone", Text(zh="时间须带时区", en="The time must carry its zone"), "/at"
    elif fix.at > now + MOST_AHEAD:
        yield "position.future", Text(zh="时间在未来", en="The time lies in the future"), "/at"
    elif fix.at < now - OLDEST:
        yield "position.old", Text(zh="时间过于久远", en="The time lies too far back"), "/at"


def _within(degrees: float, limit: float) -> bool:
    return math.isfinite(degrees) and abs(degrees) <= limit


def ship_problems(ship: Ship, at: str = "/vessel") -> list[Problem]:
    """What is wrong with a ship's identity; MMSI and flag may be missing, not wrong."""
    found = []
    if not IMO_NUMBER.is_valid(ship.imo):
        found.append(Problem("vessel.imo", BAD_IMO, f"{at}/imo"))
    if not ship.name.strip():
        found.append(Problem("vessel.name", Text(zh="缺少船名", en="The name is missing"), f"{at}/name"))
    if ship.mmsi and not MMSI.is_valid(ship.mmsi):
        found.append(Problem("vessel.mmsi", Text(zh="MMSI 无效", en="Not a valid MMSI"), f"{at}/mmsi"))
    if ship.flag and not COUNTRY_ALPHA3.is_valid(ship.flag):
        text = Text(zh="船旗国代码无效", en="Not a country code of three letters")
        found.append(Problem("vessel.flag", text, f"{at}/flag"))
    return found


def announcement_problems(call: Announcement, now: datetime) -> list[Problem]:
    """What is wrong with an announced call, ship included."""
    found = ship_problems(call.ship)
    if not call.voyage_number.strip():
        text = Text(zh="缺少航次号", en="The voyage number is missing")
        found.append(Problem("port_call.voyage", text, "/voyage_number"))
    if call.expected_at.tzinfo is None:
        text = Text(zh="时间须带时区", en="The time must carry its zone")
        found.append(Problem("port_call.zone", text, "/expected_at"))
    elif abs(call.expected_at - now) > OLDEST:
        text = Text(zh="预计抵港时间相差一年以上", en="The expected arrival is more than a year away")
        found.append(Problem("port_call.expected", text, "/expected_at"))
    return found
