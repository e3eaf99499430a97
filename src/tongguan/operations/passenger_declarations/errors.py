"""What is refused, and why."""

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

_SAID = {
    "too_large": Text(zh="申报内容过大", en="The declaration is too large"),
    "language": Text(zh="没有这种语言", en="There is no such language"),
    "picture": Text(zh="图片无法读取", en="The picture cannot be read"),
    "no_vision": Text(
        zh="本机未安装图片识读组件（requirements/vision.txt）",
        en="This house reads no pictures: requirements/vision.txt is not installed",
    ),
    "too_many_refusals": Text(zh="失效清单过长", en="The list of receipts that no longer count is too long"),
}


def refused(code: str, pointer: str = "", status: int = 422) -> Refused:
    """A refusal by its code."""
    return Refused(Problem(f"passenger_declarations.{code}", _SAID[code], pointer), status=status)


class ReceiptKeyMissing(Exception):
    """Receipts were signed with a key whose file is gone or another one: a replacement is somebody's decision."""
