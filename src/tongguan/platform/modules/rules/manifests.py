"""What a manifest must say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tongguan.engines.problems import Problem, Text
from tongguan.platform.modules.catalogue import CATALOGUE
from tongguan.platform.modules.contracts import Module

PERMISSION_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
STATES = ("planned", "live", "migrating", "retired")
"""The states a system passes through (SO-03)."""


def manifest_problems(modules: Iterable[Module]) -> list[Problem]:
    """Contradictions and gaps in manifests; `pointer` is `<module code>/<field>`."""
    modules = tuple(modules)
    found = [problem for module in modules for problem in _of_one(module)]
    labels: dict[str, str] = {}
    for module in modules:
        if module.label in labels:
            found.append(
                _problem("label", module, "code", f"应用名与 {labels[module.label]} 相同", "label taken")
            )
        labels[module.label] = module.code
    return found


def _of_one(module: Module) -> list[Problem]:
    found = []
    for field, text in (("name", module.name), ("purpose", module.purpose)):
        if not text.zh.strip() or not text.en.strip():
            found.append(_problem("text", module, field, "中英文缺一", "needs Chinese and English"))
    unknown = [code for code in module.catalogue if code not in CATALOGUE]
    if unknown:
        found.append(
            _problem("catalogue", module, "catalogue", f"未知编号 {unknown}", f"unknown id {unknown}")
        )
    if len(set(module.catalogue)) != len(module.catalogue):
        found.append(_problem("catalogue", module, "catalogue", "编号重复", "an id is given twice"))
    if not module.catalogue and module.system != "platform":
        found.append(
            _problem("catalogue", module, "catalogue", "业务模块须有目录编号", "serves no catalogue id")
        )
    if module.code in module.depends_on:
        found.append(_problem("depends_on", module, "depends_on", "依赖自身", "depends on itself"))
    for permission in module.permissions:
        if not PERMISSION_CODE.fullmatch(permission.code):
            found.append(
                _problem(
                    "permission", module, "permissions", "权限代码格式不符", f"odd code {permission.code}"
                )
            )
    if not module.owner:
        found.append(_problem("owner", module, "owner", "没有责任人", "has no owner"))
    if module.state not in STATES:
        found.append(_problem("state", module, "state", "未知状态", f"unknown state {module.state!r}"))
    if not 1 <= module.mlps_level <= 5:
        found.append(_problem("mlps", module, "mlps_level", "等级须为 1–5", "grade must be 1 to 5"))
    return found


def _problem(kind: str, module: Module, field: str, zh: str, en: str) -> Problem:
    return Problem(f"manifest.{kind}", Text(zh=zh, en=en), pointer=f"{module.code}/{field}")
