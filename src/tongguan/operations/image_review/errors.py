"""Refusals of this module."""

from __future__ import annotations

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

SCAN = Text(zh="扫描图像", en="scan")
TEXTS = {
    "regions": Text(
        zh="标注区域格式不正确：应为图像范围内的方框列表",
        en="The marked regions are not a list of boxes within the image",
    ),
    "no_image": Text(zh="没有收到图像内容", en="No image came with the scan"),
    "key_reused": Text(
        zh="此发送编号已用于另一幅图像", en="This sending's key was used before for another image"
    ),
    "resolved": Text(zh="此扫描图像已处理", en="This scan has been dealt with already"),
    "reason": Text(zh="请说明理由（至少 5 个字）", en="Say why (at least 5 characters)"),
    "not_matched": Text(
        zh="没有等待该扫描的任务：请核对报关单或箱号",
        en="No task waits for this scan: check the declaration or container number",
    ),
    "unreadable": Text(zh="损坏的图像不能用于审图", en="A damaged image cannot be read"),
}


def refused(code: str, pointer: str = "", status: int = 422) -> Refused:
    """The refusal with this code."""
    return Refused(Problem(f"image_review.{code}", TEXTS[code], pointer), status=status)
