"""Refusals of this module."""

from __future__ import annotations

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

TEXTS = {
    "unknown_kiosk": Text(zh="终端密钥不正确或终端已停用", en="No kiosk in service has this key"),
    "unknown_session": Text(zh="会话不存在或已结束", en="No session under way has this token"),
    "no_call": Text(zh="当前没有进行中的呼叫", en="No call is under way"),
    "too_many": Text(zh="请求过多，请稍后再试", en="Too many requests; wait a little"),
    "state": Text(zh="申报状态的格式不正确或过大", en="The state of the form is malformed or too large"),
    "gone": Text(zh="这个呼叫已由他人接听或已结束", en="Another officer answered this call, or it has ended"),
    "busy": Text(zh="您正在通话中", en="You are in a call already"),
    "not_ready": Text(
        zh="您不在值班名册上，或没有接听呼叫的技能", en="You are not on duty with the skill to answer calls"
    ),
    "code_taken": Text(zh="已有此编号的终端", en="A kiosk with this code exists"),
    "stage": Text(zh="不能这样改变会话状态", en="A session cannot change like that"),
    "outcome": Text(zh="请选择呼叫的处理结果", en="Say how the call came out"),
}


def refused(code: str, pointer: str = "", status: int = 422) -> Refused:
    """The refusal with this code."""
    return Refused(Problem(f"kiosks.{code}", TEXTS[code], pointer), status=status)
