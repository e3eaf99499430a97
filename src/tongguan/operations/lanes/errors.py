"""Refusals of this module."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

TEXTS = {
    "envelope": Text(zh="消息信封不正确", en="not an envelope of the protocol"),
    "too_large": Text(zh="消息超过 {most} 字节", en="a message is larger than {most} bytes"),
    "device": Text(zh="设备未登记或签名不符", en="unknown device, or its signature does not hold"),
    "lane": Text(zh="设备不属于此通道", en="the device is not of this lane"),
    "body": Text(zh="消息内容不正确：{why}", en="not a message of the protocol: {why}"),
    "field": Text(zh="{name} 缺失或不正确", en="{name} is missing or not as declared"),
    "stale": Text(zh="消息过旧", en="the message is too old"),
    "rate": Text(zh="消息过于频繁", en="too many messages"),
    "hello": Text(zh="须先问候以校准时钟", en="say hello first: the clock is not known"),
    "n42": Text(zh="N42 文件不可用：{why}", en="the N42 document cannot be used: {why}"),
    "taken": Text(zh="编号已存在：{code}", en="the code is taken: {code}"),
    "office": Text(zh="没有此关区", en="no such customs office"),
    "channel": Text(zh="没有此种设备", en="no such kind of device"),
    "resolved": Text(zh="该旅客已处置", en="this traveller has been dealt with"),
    "not_referred": Text(zh="该旅客未转人工", en="this traveller was not referred"),
}


def problem(code: str, pointer: str = "", **values: Any) -> Problem:
    """The problem with this code."""
    return Problem(f"lanes.{code}", TEXTS[code].filled(**values), pointer)


def refused(code: str, pointer: str = "", status: int = 422, **values: Any) -> Refused:
    """The refusal with this code."""
    return Refused(problem(code, pointer, **values), status=status)
