"""The roles of the house. Modules grant permissions to these codes in their manifests."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of position. `side` is `trade` or `customs`; it decides whose rows a person sees."""

    code: str
    title: Text
    side: str


ROLES = (
    Role("declarant", Text(zh="报关员", en="Declarant"), "trade"),
    Role("carrier", Text(zh="承运人", en="Carrier"), "trade"),
    Role("terminal", Text(zh="码头操作员", en="Terminal operator"), "trade"),
    Role("witness", Text(zh="见证人", en="Witness"), "trade"),
    Role("health_officer", Text(zh="卫生健康部门", en="Health authority officer"), "trade"),
    Role("quarantine_officer", Text(zh="检疫关员", en="Quarantine officer"), "customs"),
    Role("laboratory_analyst", Text(zh="检测人员", en="Laboratory analyst"), "customs"),
    Role("laboratory_signatory", Text(zh="授权签字人", en="Authorised signatory"), "customs"),
    Role("assessor", Text(zh="审单关员", en="Assessing officer"), "customs"),
    Role("inspector", Text(zh="查验关员", en="Inspecting officer"), "customs"),
    Role("image_analyst", Text(zh="审图关员", en="Image analyst"), "customs"),
    Role("risk_officer", Text(zh="风险防控关员", en="Risk officer"), "customs"),
    Role("gate_officer", Text(zh="卡口关员", en="Gate officer"), "customs"),
    Role("cashier", Text(zh="税款核销关员", en="Revenue officer"), "customs"),
    Role("commander", Text(zh="指挥长", en="Duty commander"), "customs"),
    Role("auditor", Text(zh="督察审计", en="Integrity auditor"), "customs"),
    Role("administrator", Text(zh="系统管理员", en="Administrator"), "customs"),
)
ROLE_CODES = frozenset(role.code for role in ROLES)


def role(code: str) -> Role:
    """The role with this code; KeyError where there is none."""
    for candidate in ROLES:
        if candidate.code == code:
            return candidate
    raise KeyError(code)
