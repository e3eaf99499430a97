"""Refusals: each names the instrument, method or person that was not valid, and why."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

TEXTS = {
    "instrument_unknown": Text(zh="仪器 {code} 未登记", en="Instrument {code} is not registered"),
    "instrument_not_yet": Text(
        zh="仪器 {code} 于 {day} 启用，{on} 尚未启用", en="Instrument {code} entered service on {day}, after {on}"
    ),
    "instrument_retired": Text(
        zh="仪器 {code} 已于 {day} 停用", en="Instrument {code} was taken out of service on {day}"
    ),
    "instrument_kind": Text(
        zh="方法 {method} 不能用仪器 {code} 进行", en="Method {method} is not done with instrument {code}"
    ),
    "uncalibrated": Text(zh="仪器 {code} 在 {on} 前没有校准", en="Instrument {code} had no calibration by {on}"),
    "calibration_expired": Text(
        zh="仪器 {code} 的校准（证书 {certificate}）已于 {day} 到期",
        en="The calibration of instrument {code} (certificate {certificate}) ended on {day}",
    ),
    "calibration_failed": Text(
        zh="仪器 {code} 自 {day} 起校准不合格（证书 {certificate}）",
        en="Instrument {code} failed its calibration of {day} (certificate {certificate})",
    ),
    "method_unknown": Text(zh="方法 {code} 在 {on} 无有效版本", en="Method {code} had no version in force on {on}"),
    "person_unauthorised": Text(
        zh="{person} 在 {on} 未获方法 {method} 的授权", en="{person} was not authorised for method {method} on {on}"
    ),
    "readings": Text(zh="没有读数，或读数过多", en="There are no readings, or too many"),
    "reading_value": Text(zh="读数 {name} 的值不是十进制数", en="Reading {name} has a value that is no decimal number"),
    "future": Text(zh="测量时间在将来", en="The measurement lies in the future"),
    "evaluator": Text(zh="方法 {code} 的计算规则“{rule}”未知", en="The rule “{rule}” of method {code} is not known"),
    "altered": Text(
        zh="测量 {reference} 的结果与原始读数不符",
        en="The result of measurement {reference} does not follow from its readings"
    ),
    "missing": Text(zh="测量 {reference} 不存在", en="There is no measurement {reference}"),
    "dates": Text(zh="起止日期不成立", en="The days contradict each other"),
    "taken": Text(zh="编号 {code} 已有", en="{code} exists already"),
    "own_authorisation": Text(zh="不能给自己授权", en="Nobody authorises themselves"),
    "overlap": Text(
        zh="方法 {code} 已有在此日之后生效的版本", en="Method {code} has a version that begins on or after this day"
    ),
    "withdrawn": Text(zh="已撤销", en="It is withdrawn already"),
    "reason": Text(zh="须写明理由", en="A reason is needed"),
    "rule_unknown": Text(zh="计算规则未知", en="There is no such rule"),
}  # fmt: skip


def problem(code: str, pointer: str = "", /, **values: Any) -> Problem:
    """The finding with this code."""
    return Problem(f"measurement.{code}", TEXTS[code].filled(**values), pointer)


def refused(code: str, pointer: str = "", /, *, status: int = 422, **values: Any) -> Refused:
    """The refusal with this code."""
    return Refused(problem(code, pointer, **values), status=status)
