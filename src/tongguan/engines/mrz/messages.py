"""What is said of a machine-readable zone, in both languages."""

from __future__ import annotations

from tongguan.engines.problems import Problem, Text

EMPTY = Text(zh="没有机读码", en="There is no machine-readable zone")
TOO_LONG = Text(zh="文字超过 {most} 个字符", en="The text has more than {most} characters")
CHARACTER = Text(zh="机读码中不允许的字符“{char}”", en="“{char}” is no character of a machine-readable zone")
FORM = Text(
    zh="行数与宽度不是任何已知格式：{widths}（应为 3×30、2×36 或 2×44）",
    en="Number and width of the lines fit no known form: {widths} (3×30, 2×36 or 2×44 are known)",
)
DATE = Text(zh="“{text}”不是日期", en="“{text}” is no date")
SEX = Text(zh="“{text}”不是性别代码（M、F 或 <）", en="“{text}” is no code of sex (M, F or <)")
NAME = Text(zh="没有姓名", en="There is no name")
DIGIT = Text(zh="{name}的校验位“{digit}”不符", en="The check digit “{digit}” of {name} is wrong")
NO_PICTURE = Text(zh="不是可读取的图片", en="This is no picture that can be read")
PICTURE_TOO_LARGE = Text(zh="图片过大", en="The picture is too large")
NOT_FOUND = Text(zh="图片中没有找到机读码", en="No machine-readable zone was found in the picture")
UNREADABLE = Text(
    zh="机读码无法可靠辨认，请重新拍摄", en="The zone cannot be read with certainty; take the picture again"
)
UNCERTAIN = Text(zh="字符“{char}”不能确定（{share}）", en="“{char}” is not certain ({share})")
NAMES = {
    "number": Text(zh="证件号码", en="the document number"),
    "birth_date": Text(zh="出生日期", en="the date of birth"),
    "expiry_date": Text(zh="有效期", en="the date of expiry"),
    "optional": Text(zh="选填数据", en="the optional data"),
    "composite": Text(zh="整体", en="the whole"),
}


def wrong_digit(name: str, digit: str) -> Problem:
    """A check digit that does not hold."""
    return Problem("mrz.check_digit", DIGIT.filled(name=NAMES[name], digit=digit), f"/check_digits/{name}")
