"""Rules about learned risk models, the row they are asked about, and how their quotas make a chance; no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning import BOOSTED, Row, boosting_available
from tongguan.engines.targeting import Facts
from tongguan.operations.selection.contracts import Scored
from tongguan.operations.selection.enums import Standing
from tongguan.operations.selection.rules.facts import SCHEMA
from tongguan.platform.cases.interface import Moving


class TaughtByChance:
    """The model was trained without outcomes that chance had chosen; it cannot be measured."""

    code = "risk_model.no_random_arm"
    zh = "模型训练数据缺少随机查验结果，无法评估，不得运行"
    source = "DC-06: a random control group for unbiased evaluation"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether its labels had a random arm."""
        return bool(moving.case.random_arm)


class RunsHere:
    """The model needs LightGBM, which is not installed here."""

    code = "risk_model.no_lightgbm"
    zh = "该模型需要 LightGBM，本系统未安装"
    source = "requirements/training.in"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether this process could score with it."""
        return moving.case.algorithm != BOOSTED or boosting_available()


HEAD = (
    "flow", "customs_office", "supervision_mode", "transport_mode", "departure_country", "trader_code",
    "declarant_code", "credit_level",
)  # fmt: skip
COUNTS = ("line_count", "net_share", "package_count", "trader_declarations", "trader_findings")


def row_of(facts: Facts) -> Row:
    """What a model is asked: the declaration's head, and of its lines the dearest one."""
    head = facts.head
    lead: Mapping[str, Any] = max(facts.lines, key=_price, default={})
    found: dict[str, Any] = {name: head.get(name) or "" for name in HEAD}
    found["hs_code"] = lead.get("line.hs_code") or ""
    found["origin_country"] = lead.get("line.origin_country") or ""
    found["currency"] = lead.get("line.currency") or head.get("currency") or ""
    found["price"] = _float(head.get("total_price"))
    if found["price"] is None:
        found["price"] = _sum(line.get("line.total_price") for line in facts.lines)
    mass = _sum(line.get("line.net_mass_kg") for line in facts.lines)
    found["mass_kg"] = mass if mass is not None else _float(head.get("net_mass_kg"))
    found["price_per_kg"] = _float(lead.get("line.price_per_kg"))
    return found | {name: _float(head.get(name)) for name in COUNTS}


def _price(line: Mapping[str, Any]) -> float:
    return _float(line.get("line.total_price")) or 0.0


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _sum(values: Iterable[Any]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return sum(known) if known else None


ALIASES = {"price": "total_price", "mass_kg": "net_mass_kg", "price_per_kg": "line.price_per_kg"}


def column_title(name: str) -> Text:
    """A column that models learn from, in the words of the fields that rules ask about."""
    field = SCHEMA.of(ALIASES.get(name, name)) or SCHEMA.of(f"line.{name}")
    return field.title if field else Text(zh=name, en=name)


def model_chance(scores: Iterable[Scored]) -> Fraction:
    """The chance that live models give to an examination: the highest of them; those in shadow give none."""
    return max((score.chance for score in scores if score.standing == Standing.ACTS), default=Fraction(0))


def frozen_scores(scores: Iterable[Scored]) -> dict[str, Any]:
    """The scores as they are hashed into the draw's inputs: numbers as the text of their nine digits."""
    return {
        "scores": [
            {
                "model": f"{each.code}.{each.version}",
                "model_sha256": each.model_sha256,
                "probability": f"{each.probability:.9g}",
                "revenue": f"{each.revenue:.9g}",
                "probability_at": f"{each.probability_at:.9g}",
                "revenue_at": f"{each.revenue_at:.9g}",
                "quotas": list(each.quotas),
                "chance": str(each.chance),
                "standing": each.standing,
            }
            for each in scores
        ]
    }
