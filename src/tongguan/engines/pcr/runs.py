"""What a thermocycler wrote about a run, whatever the format: wells with a curve or a Ct for each channel."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tongguan.engines.problems import Problem, Text

MOST_BYTES = 12 * 1024 * 1024
MOST_CYCLES = 100
MOST_CHANNELS = 8
MOST_PROBLEMS = 50
MOST_LETTERS = 60
_NUMBER = re.compile(r"[+-]?(\d{1,9}(\.\d{0,12})?|\.\d{1,12})([eE][+-]?\d{1,2})?\Z")
NO_CT = frozenset({"", "-", "n/a", "na", "nan", "none", "noct", "no ct", "undetermined", "未检出", "无"})


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of one well: its curve from cycle 1 on (empty where the file gives none) and the Ct that the
    instrument itself calls (None without)."""

    curve: tuple[float, ...] = ()
    ct: float | None = None


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run as read: channels by well and target, what the file calls each tube, when the run began (with its zone or
    naive, as the file says), the plate's barcode where it names one. What is not understood is in `problems`."""

    form: str
    wells: Mapping[str, Mapping[str, Channel]] = field(default_factory=dict)
    tubes: Mapping[str, str] = field(default_factory=dict)
    started_at: datetime | None = None
    plate: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def has_curves(self) -> bool:
        """Whether every channel of every well has a curve."""
        channels = [each for well in self.wells.values() for each in well.values()]
        return bool(channels) and all(each.curve for each in channels)


def number_of(text: str) -> float | None:
    """A plain finite number; None for anything else. A decimal comma is taken for a point."""
    text = text.strip()
    if len(text) > 40 or not _NUMBER.match(text.replace(",", ".")):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def moment_of(text: str) -> datetime | None:
    """An ISO 8601 moment of this century; None for anything else."""
    try:
        found = datetime.fromisoformat(text.strip()[:40])
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


class Findings:
    """Problems up to a limit: a hostile file does not fill the memory with them."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, code: str, text: Text, pointer: str, line: int | None = None) -> None:
        """Note one, as long as there are not too many."""
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(Problem(f"run.{code}", text, pointer, line))


TEXTS = {
    "size": Text(zh="文件过大", en="The file is too large"),
    "empty": Text(zh="文件为空", en="The file is empty"),
    "form": Text(zh="既不是 RDML 也不是可识别的 CSV", en="This is neither RDML nor a CSV whose columns are known"),
    "encoding": Text(zh="文本编码不是 UTF-8 或 GB18030", en="The text is neither UTF-8 nor GB 18030"),
    "archive": Text(zh="压缩包内没有唯一的 XML 文件，或过大", en="The archive does not hold one XML file in limits"),
    "root": Text(zh="根元素不是 rdml", en="The root element is not rdml"),
    "runs": Text(zh="文件中有 {count} 次运行，须恰好一次", en="There are {count} runs in the file, one is expected"),
    "format": Text(zh="不是 8×12 孔板", en="This is no plate of 8 by 12 wells"),
    "well": Text(zh="孔位“{well}”不存在", en="There is no well “{well}”"),
    "twice": Text(zh="孔 {well} 的 {target} 重复，只取首次", en="Well {well} has {target} twice; the first is taken"),
    "channels": Text(zh="孔 {well} 通道过多", en="Well {well} has too many channels"),
    "target": Text(zh="缺少靶标名称", en="A channel has no target"),
    "ct": Text(zh="Ct“{value}”不是数", en="The Ct “{value}” is no number"),
    "cycle": Text(zh="循环“{value}”不是 1 至 100 的整数", en="The cycle “{value}” is no whole number from 1 to 100"),
    "fluorescence": Text(zh="荧光值“{value}”不是数", en="The fluorescence “{value}” is no number"),
    "gap": Text(zh="孔 {well} 的 {target} 缺循环，曲线不用", en="Well {well}, {target}: cycles are missing"),
    "nothing": Text(zh="文件中没有任何孔的数据", en="There is no well with data"),
}  # fmt: skip


def short(text: str) -> str:
    """What a message quotes of a file: printable, short, without places to fill."""
    return "".join(sign if sign.isprintable() and sign not in "{}" else "?" for sign in text[:MOST_LETTERS])


def curve_of(points: Mapping[int, float]) -> tuple[float, ...] | None:
    """The values of cycles 1 to n; None where one is missing."""
    if not points or sorted(points) != list(range(1, len(points) + 1)):
        return None
    return tuple(points[cycle] for cycle in range(1, len(points) + 1))
