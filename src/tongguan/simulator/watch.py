"""Officers on watch: they acknowledge the alerts of their role, look into them, and say what came of it."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tongguan.simulator.client import Client

LOOK_S = 9.0
MOST = 200
ELSEWHERE = "travellers."
ACKNOWLEDGED_AFTER_S, LOOKED_INTO_S, CONCLUDED_AFTER_S = (25.0, 180.0), (40.0, 240.0), (90.0, 400.0)
LATE_SHARE, LATE_AFTER_S = 0.05, (31 * 60.0, 50 * 60.0)
"""A few are overlooked until they are escalated to the commander, who has an eye on those."""
OUTCOMES: dict[str, tuple[tuple[str, float, str], ...]] = {
    "gate.refused": (
        ("explained", 0.52, "司机提前到港，已劝返，待放行后提箱"),
        ("corrected", 0.22, "企业当场缴清税款，车辆等候放行"),
        ("false_alarm", 0.10, "箱号识别有误，人工核对无异常"),
        ("clue", 0.16, "同一车队多次强行提箱，移交线索"),
    ),
    "manifest.loaded_unreleased": (
        ("corrected", 0.55, "承运人已说明漏报，责令补办手续"),
        ("clue", 0.35, "未放行擅自装船，移交线索"),
        ("explained", 0.10, "放行回执迟到，货物合规"),
    ),
    "": (
        ("explained", 0.60, "已核实，情况正常"),
        ("corrected", 0.30, "已督促办结"),
        ("false_alarm", 0.10, "重复提示，无须处理"),
    ),
}
CONCLUSIONS = (
    ("administrative", 0.5, "立案调查，给予行政处罚"),
    ("none", 0.4, "证据不足，不予立案"),
    ("criminal", 0.1, "涉嫌走私，移交缉私部门立案"),
)


def open_clue(alert: dict[str, Any]) -> bool:
    """Whether an alert was handed on and nothing is known of it yet."""
    return alert["disposition"] == "clue" and not alert["clue_result"]


@dataclass
class Watch:
    """One officer's alerts; `user` is known from the first one taken."""

    client: Client
    role: str
    seed: str
    user: int | None = None
    since: dict[tuple[int, str], datetime] = field(default_factory=dict)

    async def keep(self) -> None:
        """For ever: look at what is raised for this role, and at one's own."""
        while True:
            found = await self.client.get("/alerts/", most=MOST)
            for alert in found["alerts"] if found else ():
                await self.one(alert)
            await asyncio.sleep(LOOK_S)

    async def one(self, alert: dict[str, Any]) -> None:
        """The next step of one alert, when its time has come; hits of travellers are decided on their own pages."""
        if alert["kind"].startswith(ELSEWHERE):
            return
        state, mine = alert["state"], alert["owner"]["user_id"] is not None
        mine = mine and alert["owner"]["user_id"] == self.user
        for_me = alert["owner"]["user_id"] is None and alert["owner"]["role"] == self.role
        if state in ("raised", "escalated") and for_me and self.due(alert, "acknowledge"):
            status, answer = await self.client.post(f"/alerts/{alert['id']}/acknowledge")
            if status == 200:
                self.user = answer["owner"]["user_id"]
                self.client.tally.count("alert.acknowledged")
        elif state == "acknowledged" and mine and self.due(alert, "disposition"):
            outcomes = OUTCOMES.get(alert["kind"], OUTCOMES[""])
            code, note = self.choice(alert, outcomes)
            await self.say(alert, "disposition", {"code": code, "note": note}, code)
        elif mine and open_clue(alert) and self.due(alert, "conclusion"):
            result, note = self.choice(alert, CONCLUSIONS)
            await self.say(alert, "conclusion", {"result": result, "note": note}, result)

    async def say(self, alert: dict[str, Any], what: str, body: dict[str, str], code: str) -> None:
        """One answer about an alert."""
        status, _answer = await self.client.post(f"/alerts/{alert['id']}/{what}", body)
        if status == 200:
            self.client.tally.count(f"alert.{code}")

    def due(self, alert: dict[str, Any], what: str) -> bool:
        """Whether this officer has come to it: a while after its last step, the same for the same seed."""
        now = datetime.now(UTC)
        begun = self.since.setdefault((alert["id"], what), now)
        rng = self.rng(alert, what)
        span = {"acknowledge": ACKNOWLEDGED_AFTER_S, "disposition": LOOKED_INTO_S}.get(
            what, CONCLUDED_AFTER_S
        )
        if what == "acknowledge":
            begun = datetime.fromisoformat(alert["raised_at"]) if alert["state"] == "raised" else begun
            if alert["state"] == "raised" and rng.random() < LATE_SHARE:
                span = LATE_AFTER_S
        return (now - begun).total_seconds() >= rng.uniform(*span)

    def choice(self, alert: dict[str, Any], options: tuple[tuple[str, float, str], ...]) -> tuple[str, str]:
        """A code and its words, by weight."""
        chosen = self.rng(alert, "choice").choices(options, [each[1] for each in options])[0]
        return chosen[0], chosen[2]

    def rng(self, alert: dict[str, Any], what: str) -> random.Random:
        """The chance of one alert."""
        return random.Random(f"{self.seed} {alert['id']} {what}")  # noqa: S311 - invented data
