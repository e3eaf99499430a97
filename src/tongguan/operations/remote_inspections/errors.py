"""Refusals of this module."""

from __future__ import annotations

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

TEXTS = {
    "no_session": Text(zh="远程查验不在进行中", en="No session is under way"),
    "no_challenge": Text(zh="当前没有待核对的口令", en="No challenge is open now"),
    "office": Text(zh="没有此关区", en="No such customs office"),
    "destination": Text(zh="没有此国家（地区）代码", en="No such country"),
    "not_a_side": Text(zh="您不是此次远程查验的一方", en="You are no side of this remote inspection"),
    "place": Text(zh="位置不正确", en="Not a place"),
    "time": Text(zh="时间格式应为 2026-03-01 14:30，且在将来", en="A future time, written 2026-03-01 14:30"),
}


def refused(code: str, pointer: str = "", status: int = 422) -> Refused:
    """The refusal with this code."""
    return Refused(Problem(f"remote_inspection.{code}", TEXTS[code], pointer), status=status)
