"""Refusals and findings of the laboratory."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

TEXTS = {
    "office": Text(zh="不是您的关区", en="This is not one of your customs offices"),
    "subject": Text(zh="须写明受检人或货物", en="Say whose sample it is, or of which goods"),
    "kit": Text(zh="没有试剂盒 {kit} 在该日的参数", en="There is no edition of kit {kit} for that day"),
    "count": Text(zh="采样管数须为 1 至 {most}", en="From 1 to {most} tubes are collected at once"),
    "specimen": Text(zh="未知的样本类型", en="The specimen is not known"),
    "tubes": Text(zh="没有扫描任何采样管", en="No tube was scanned"),
    "many": Text(zh="一次最多 {most} 管", en="At most {most} tubes at once"),
    "receiver": Text(zh="须写明接收人和地点", en="Say who takes the samples over, and where"),
    "unreadable": Text(
        zh="“{tube}”不是采样管编号（校验不符）", en="“{tube}” is no tube number (check digits)"
    ),
    "unknown_tube": Text(zh="采样管 {tube} 未登记", en="Tube {tube} is not known"),
    "duplicate_tube": Text(
        zh="采样管 {tube} 重复扫描或已接收", en="Tube {tube} was scanned or received before"
    ),
    "not_listed": Text(
        zh="采样管 {tube} 不在转运单 {box} 上", en="Tube {tube} is not on the manifest of box {box}"
    ),
    "missing": Text(
        zh="转运单 {box} 列有采样管 {tube}，未收到", en="Box {box} lists tube {tube}, it was not received"
    ),
    "warm": Text(
        zh="采样管 {tube} 温度 {degrees} ℃，超出 {low}–{high} ℃",
        en="Tube {tube}: {degrees} °C, outside {low} to {high} °C",
    ),
    "late": Text(zh="采样管 {tube} 流转超过时限", en="Tube {tube} was too long in transit"),
    "before_receipt": Text(
        zh="采样管 {tube} 的检测时间早于接收时间", en="Tube {tube} was measured before it was received"
    ),
    "state": Text(zh="采样管 {tube} 目前为“{state}”", en="Tube {tube} is “{state}” now"),
    "held": Text(zh="采样管 {tube} 有未关闭的不符合项", en="Tube {tube} has an open nonconformity"),
    "room": Text(zh="一块板最多 {most} 管", en="A plate takes at most {most} tubes"),
    "instrument": Text(zh="须选择仪器", en="Choose an instrument"),
    "plate": Text(
        zh="文件的板号“{found}”不是 {wanted}", en="The file is of plate “{found}”, not of {wanted}"
    ),
    "moment": Text(
        zh="文件未写明运行时间，须另行给出", en="The file does not say when the run began; give the time"
    ),
    "wells": Text(zh="文件中缺少孔：{wells}", en="The file lacks wells: {wells}"),
    "channels": Text(zh="孔 {well} 缺少通道：{channels}", en="Well {well} lacks channels: {channels}"),
    "stray": Text(zh="未安排的孔 {wells} 出现扩增", en="Wells that hold nothing amplified: {wells}"),
    "turned": Text(
        zh="对照孔位置相反：疑似整板旋转 180°放入",
        en="The controls came in the opposite corner: the plate was put in turned by 180°",
    ),
    "nothing": Text(zh="没有可检测的样本", en="There is no sample to test"),
    "purpose": Text(zh="须写明查看目的", en="Say what for"),
    "twice": Text(zh="{count} 管在同一板上重复", en="{count} tubes are on the plate twice"),
}


def problem(name: str, pointer: str = "", /, **values: Any) -> Problem:
    """The finding with this name."""
    return Problem(f"quarantine.{name}", TEXTS[name].filled(**values), pointer)


def refused(name: str, pointer: str = "", /, *, status: int = 422, **values: Any) -> Refused:
    """The refusal with this name."""
    return Refused(problem(name, pointer, **values), status=status)


def shown(tube: str) -> str:
    """A scanned text as messages may quote it."""
    return "".join(sign if sign.isprintable() and sign not in "{}" else "?" for sign in tube[:30]) or "—"
