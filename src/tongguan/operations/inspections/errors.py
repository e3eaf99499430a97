"""Refusals of this module."""

from __future__ import annotations

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

TEXTS = {
    "photos": Text(zh="照片清单格式不正确", en="The list of photographs is malformed"),
    "findings": Text(zh="查获明细格式不正确", en="The list of findings is malformed"),
    "recovered": Text(zh="追补税款金额不能为负", en="The recovered value cannot be negative"),
    "contradiction": Text(zh="“查验正常”不能同时记录查获明细", en="“In order” cannot stand beside findings"),
    "id_reused": Text(zh="此离线编号已用于另一项操作", en="This client id was used before for another step"),
    "too_many": Text(zh="一次同步的操作过多", en="Too many steps in one synchronisation"),
}


def refused(code: str, pointer: str = "", status: int = 422) -> Refused:
    """The refusal with this code."""
    return Refused(Problem(f"inspection.{code}", TEXTS[code], pointer), status=status)
