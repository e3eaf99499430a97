"""From figures to words: whether three times as many pass, and what bounds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongguan.engines.flows import Holds
from tongguan.engines.problems import Text

MODEL_NAMES = {
    "poisson": Text(zh="逐个随机到达（泊松）", en="one by one at random (Poisson)"),
    "flights": Text(zh="按航班成批到达", en="by the planeload"),
}
BOUNDS = {
    "demand": Text(zh="到达的旅客没有更多", en="no more travellers come"),
    "kiosk": Text(zh="自助终端已满负荷", en="the kiosks are full"),
    "lane": Text(zh="通道已满负荷", en="the lanes are full"),
    "referral": Text(zh="人工复核台已满负荷", en="the referral desks are full"),
}


def words(model: str, found: Mapping[str, Any]) -> Text:
    """Whether three times as many pass, in a sentence, with the interval and what bounds it."""
    name, bound = MODEL_NAMES[model], BOUNDS[found["bound"]]
    mean, half = found["ratio"]["mean"], found["ratio"]["half"]
    if mean is None or half is None:
        return Text(
            zh=f"{name.zh}：无法判断，没有旅客通过",
            en=f"{name.en.capitalize()}: cannot be said, nobody passes",
        )
    number = f"{mean:.2f} ± {half:.2f}"
    verdict = {
        Holds.YES: Text(zh="达到三倍", en="three times as many pass"),
        Holds.NO: Text(zh="达不到三倍", en="three times as many do not pass"),
        Holds.OPEN: Text(zh="尚不能确定是否达到三倍", en="it is open whether three times as many pass"),
    }[Holds(found["holds"])]
    return Text(
        zh=f"{name.zh}：{verdict.zh}，每通道每小时为纸质的 {number} 倍；限制因素：{bound.zh}。",
        en=f"{name.en.capitalize()}: {verdict.en}, {number} times the paper desk's travellers an hour and channel; "
        f"what bounds it: {bound.en}.",
    )


def from_how_many(model: str, swept: Sequence[Mapping[str, Any]]) -> Text:
    """From how many kiosks on it holds, or that no number of them is enough."""
    name = MODEL_NAMES[model]
    holding = [row["kiosks"] for row in swept if row["holds"] == Holds.YES]
    failing = [row["kiosks"] for row in swept if row["holds"] != Holds.YES]
    if not holding:
        last = swept[-1]
        return Text(
            zh=f"{name.zh}：试到 {last['kiosks']} 台终端也未达到三倍；限制因素：{BOUNDS[last['bound']].zh}。",
            en=f"{name.en.capitalize()}: not even {last['kiosks']} kiosks are enough; what bounds it: "
            f"{BOUNDS[last['bound']].en}.",
        )
    first = min(holding)
    below = max((count for count in failing if count < first), default=None)
    if below is None:
        return Text(
            zh=f"{name.zh}：{first} 台终端起即达到三倍。",
            en=f"{name.en.capitalize()}: {first} kiosks are enough.",
        )
    return Text(
        zh=f"{name.zh}：{first} 台终端达到三倍，{below} 台未达到。",
        en=f"{name.en.capitalize()}: {first} kiosks are enough, {below} are not.",
    )
