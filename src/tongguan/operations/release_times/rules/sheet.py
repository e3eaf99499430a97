"""A study as a document: the sections of a record, Chinese and English at once."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.release_times.contracts import Figures, Study
from tongguan.operations.release_times.enums import Exclusion, Party, StepCode, StopReason
from tongguan.operations.release_times.rules.charts import distribution_chart, parties_chart, steps_chart
from tongguan.operations.release_times.rules.wording import (
    DIMENSIONS,
    INCOMPLETE,
    METHOD,
    UNVERIFIED,
    excluded_words,
    length,
    on_paper,
    within_words,
)
from tongguan.platform.charts.interface import Surface, draw

TITLE = Text(zh="货物放行时间测算报告", en="Time Release Study")


def sheet(found: Study) -> dict[str, Any]:
    """The study as the sections of a record."""
    return {
        "title": TITLE,
        "sections": [
            _scope(found),
            _by_party(found),
            _by_step(found),
            _left_out(found),
            _spread(found),
            _by_group(found),
        ],
    }


def _scope(found: Study) -> dict[str, Any]:
    asked = found.question
    days = f"{asked.since:%Y-%m-%d} – {asked.until:%Y-%m-%d}"
    clearance = found.clearance
    return {
        "title": Text(zh="范围与方法", en="Scope and method"),
        "facts": [
            (Text(zh="期间", en="Period"), days),
            *((name, on_paper(value)) for name, value in found.narrowing),
            (Text(zh="样本", en="Sample"), f"{found.released}"),
            (Text(zh="已测量", en="Measured"), f"{clearance.count}"),
            (Text(zh="未计入", en="Left out"), excluded_words(clearance)),
            (Text(zh="统计时间", en="Counted at"), f"{timezone.localtime(found.at):%Y-%m-%d %H:%M:%S}"),
        ],
        "text": (
            *(() if found.complete else (INCOMPLETE,)),
            *METHOD,
            *(() if found.targets_verified else (UNVERIFIED,)),
        ),
    }


PERCENTILES = (
    Text(zh="中位数", en="Median"),
    Text(zh="80分位", en="80th pct."),
    Text(zh="90分位", en="90th pct."),
    Text(zh="95分位", en="95th pct."),
    Text(zh="平均", en="Mean"),
)
MEASURED = Text(zh="已测量", en="Measured")
LEFT_OUT = Text(zh="未计入", en="Left out")


def _numbers(each: Any) -> list[str]:
    return [length(value) for value in (each.p50, each.p80, each.p90, each.p95, each.mean)]


def _by_party(found: Study) -> dict[str, Any]:
    return {
        "title": Text(zh="时间归属", en="Whose time it was"),
        "chart": draw(parties_chart(found, on_paper), Surface.PAPER),
        "heads": [Text(zh="责任方", en="Party"), MEASURED, *PERCENTILES, Text(zh="占比", en="Share")],
        "numbers": list(range(1, 8)),
        "rows": [
            [on_paper(Party(each.party).label), f"{each.count}", *_numbers(each), f"{100 * each.share:.1f} %"]
            for each in found.parties
        ],
    }


def _by_step(found: Study) -> dict[str, Any]:
    return {
        "title": Text(zh="各环节时长", en="Times of each step"),
        "chart": draw(steps_chart(found, on_paper), Surface.PAPER),
        **_table(Text(zh="环节", en="Step"), [(StepCode(f.step).label, f) for f in found.figures]),
    }


def _table(first: Text, lines: list[tuple[Any, Figures]]) -> dict[str, Any]:
    return {
        "heads": [first, MEASURED, *PERCENTILES, Text(zh="达标", en="In target"), LEFT_OUT],
        "numbers": list(range(1, 9)),
        "rows": [
            [on_paper(label), f"{f.count}", *_numbers(f), within_words(f), excluded_words(f)]
            for label, f in lines
        ],
    }


def _left_out(found: Study) -> dict[str, Any]:
    """Why what is missing is missing: what was taken out of steps, and what was left out of the figures."""
    stops = [
        [on_paper(StopReason(stop.reason).label), "", f"{stop.count}", length(stop.seconds)]
        for stop in found.stops
    ]
    reasons = [
        [on_paper(StepCode(f.step).label), on_paper(Exclusion(why).label), f"{count}", "—"]
        for f in found.figures
        for why, count in sorted(f.excluded.items())
    ]
    return {
        "title": Text(zh="扣除的等待与未计入的时长", en="Waiting taken out, durations left out"),
        "heads": [
            Text(zh="等待原因或环节", en="Waiting for, or step"),
            Text(zh="未计入原因", en="Left out because"),
            Text(zh="票数", en="Declarations"),
            Text(zh="扣除合计", en="Taken out, in all"),
        ],
        "numbers": [2, 3],
        "rows": stops + reasons,
    }


def _spread(found: Study) -> dict[str, Any]:
    return {
        "title": Text(zh="申报至放行时长分布", en="Distribution: lodgement to release"),
        "chart": draw(distribution_chart(found, on_paper), Surface.PAPER),
    }


def _by_group(found: Study) -> dict[str, Any]:
    lines = [
        (Text(zh=f"{name.zh}：{value.zh}", en=f"{name.en}: {value.en}"), group.figures)
        for group in found.groups
        for name, value in [(DIMENSIONS[group.dimension], group.name)]
    ]
    return {
        "title": Text(zh="申报至放行：分组", en="Lodgement to release, by group"),
        **_table(Text(zh="分组", en="Group"), lines),
    }
