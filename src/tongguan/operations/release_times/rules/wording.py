"""Words of a study: its method, its question, its labels in both languages at once, for paper."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.release_times.contracts import Figures

FLOWS = [("I", _("Import")), ("E", _("Export"))]
LANES = [("green", _("Green lane")), ("review", _("Document review")), ("inspection", _("Examination"))]
MINUTE, HOUR, DAY = 60, 3600, 86400

METHOD = (
    Text(
        zh="方法：世界海关组织《货物放行时间测算指南》。逐票测量自进境至出卡口的每一环节；等待企业（补单、退单修改、缴税、担保）的时间从海关环节中扣除，计入企业并列明原因。",
        en="Method: WCO Guide to Measure the Time Required for the Release of Goods. Every step of every declaration, "
        "from arrival to gate-out, is measured; waiting for the trader (documents, corrections, payment, a guarantee) "
        "is taken out of customs' steps and counted as the trader's, with its reason.",
    ),
    Text(
        zh="样本：期间内放行的全部报关单，非抽样。无法测量的（先后颠倒、节点缺失、时间未注明时区）不计入并逐项列明数量。",
        en="Sample: all declarations released in the period, not a selection. What cannot be measured (an end before "
        "its beginning, a node not on record, a time without its zone) is left out and counted, by reason.",
    ),
    Text(
        zh="时间归属按票汇总：各方环节之和；只计各环节均可测量的报关单，以免因未计入而显得更快。",
        en="Time by party is summed per declaration, over those in which every step that ended was measured, so that "
        "no party looks quicker for what was left out.",
    ),
    Text(
        zh="分位数按线性插值（Hyndman–Fan 第7种）计算；平均值受极端值影响，不宜单独使用。",
        en="Percentiles by linear interpolation (Hyndman and Fan, definition 7). A mean bends to extremes: never read "
        "it alone.",
    ),
)
DIMENSIONS = {
    "lane": Text(zh="通道", en="Lane"),
    "flow": Text(zh="进出口", en="Import or export"),
    "mode": Text(zh="运输方式", en="Mode of transport"),
    "office": Text(zh="海关", en="Office"),
}
INCOMPLETE = Text(
    zh="本期尚未结束：仅含截至统计时间已放行的报关单，数字还会变化。",
    en="This period has not ended: it holds what was released up to the time of counting, and will change.",
)
ALL = Text(zh="全部", en="all")
LABELS: dict[str, dict[str, Any]] = {"lane": dict(LANES), "flow": dict(FLOWS)}
UNVERIFIED = Text(zh="目标时间为未核实默认值。", en="The target times are unverified defaults.")
NOT_KNOWN = Text(zh="未知", en="not known")


def both(label: Any) -> Text:
    """A translated label in both languages; a `Text` as it is."""
    if isinstance(label, Text):
        return label
    with translation.override("zh-hans"):
        zh = str(label)
    with translation.override("en"):
        return Text(zh=zh, en=str(label))


def on_paper(label: Any) -> str:
    """Both languages in one line."""
    words = both(label)
    return words.zh if words.zh == words.en else f"{words.zh} {words.en}"


def length(seconds: float | None) -> str:
    """A duration a person reads: `42 s`, `17.5 min`, `3.2 h`, `2.1 d`; a dash for none."""
    if seconds is None:
        return "—"
    for unit, size, below in (("s", 1, 2 * MINUTE), ("min", MINUTE, 2 * HOUR), ("h", HOUR, 2 * DAY)):
        if seconds < below:
            return f"{seconds / size:.0f} {unit}" if unit == "s" else f"{seconds / size:.1f} {unit}"
    return f"{seconds / DAY:.1f} d"


def excluded_words(figures: Figures) -> str:
    """The share left out and how many, always told."""
    return f"{100 * figures.excluded_share:.1f} % ({figures.excluded_count})"


def within_words(figures: Figures) -> str:
    """The share within the target; a dash where nothing was measured or no target is set."""
    if not figures.count or figures.target_seconds is None:
        return "—"
    return f"{100 * figures.within_target / figures.count:.1f} %"
