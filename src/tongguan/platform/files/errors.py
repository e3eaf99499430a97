"""Every sentence with which the evidence store refuses something."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

FILE = Text(zh="文件", en="file")
"""What NotFound says was not found."""

_TEXTS = {
    "file.empty": Text(zh="文件为空", en="The file is empty"),
    "file.too_large": Text(
        zh="文件超过 {limit_mb} MB 的上限", en="The file is over the limit of {limit_mb} MB"
    ),
    "file.quota": Text(
        zh="您有过多尚未绑定的上传文件，请先提交或等待清理",
        en="Too many of your uploads are attached to nothing yet; submit them or wait until they are cleared",
    ),
    "file.type": Text(
        zh="不接受此类文件内容（{found}）", en="This kind of content is not accepted here ({found})"
    ),
    "file.heic": Text(
        zh="不接受 HEIC 照片，请在相机设置中选择“兼容性最佳”（JPEG）",
        en="HEIC photographs are not accepted; set the camera to its most compatible format (JPEG)",
    ),
    "file.pixels": Text(
        zh="图片像素过多（{width}×{height}）", en="The image has too many pixels ({width}×{height})"
    ),
    "file.damaged": Text(
        zh="文件损坏，无法按 {kind} 读取：{detail}",
        en="The file is damaged and cannot be read as {kind}: {detail}",
    ),
    "file.altered": Text(
        zh="文件 {digest} 在存入之后被更改：现有内容的摘要为 {found}",
        en="File {digest} was altered after it was stored: its bytes now hash to {found}",
    ),
    "file.missing": Text(
        zh="文件 {digest} 已登记，但存储中没有", en="File {digest} is registered but missing from the store"
    ),
    "file.not_yours": Text(
        zh="文件 {digest} 不存在或非您上传", en="File {digest} does not exist or is not one of yours"
    ),
    "file.reference": Text(zh="文件编号无效", en="Not a file reference"),
}


def finding(code: str, pointer: str = "file", **values: Any) -> Problem:
    """The problem with this code, its sentence filled with `values`."""
    return Problem(code, _TEXTS[code].filled(**values), pointer)


def refused(code: str, pointer: str = "file", status: int = 422, **values: Any) -> Refused:
    """The refusal to raise."""
    return Refused(finding(code, pointer, **values), status=status)
