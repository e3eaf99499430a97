"""The map of the house, `docs/map.md`: which module serves which system of the specification."""

from __future__ import annotations

from collections.abc import Iterable

from tongguan.platform.modules.catalogue import CATALOGUE, GROUPS
from tongguan.platform.modules.contracts import Module

HEAD = """# Map / 系统地图

Made by `tongguan module map --write`; do not edit. 由程序生成，请勿手工修改。

Every system of the specification by its id, the modules that serve it, and its state: `live` when a module
of the house serves it, `open` when none does yet.
"""


def served_by(modules: Iterable[Module]) -> dict[str, tuple[Module, ...]]:
    """For every id of the specification the modules that serve it, in their order."""
    known = tuple(modules)
    return {code: tuple(m for m in known if code in m.catalogue) for code in CATALOGUE}


def state_of(serving: tuple[Module, ...]) -> str:
    """The state of one system: the furthest of its modules, `open` without any."""
    states = {module.state for module in serving}
    for state in ("live", "migrating", "planned", "retired"):
        if state in states:
            return state
    return "open"


def drawn(modules: Iterable[Module]) -> str:
    """The text of the map."""
    known = tuple(modules)
    serving = served_by(known)
    done = sum(state_of(found) == "live" for found in serving.values())
    lines = [HEAD, f"{done} of {len(CATALOGUE)} systems are served.\n"]
    for prefix, title in GROUPS.items():
        lines += [
            f"## {title.zh} · {title.en}\n",
            "| Id | 系统 | System | Modules | State |",
            "|---|---|---|---|---|",
        ]
        for code, name in CATALOGUE.items():
            if code.startswith(prefix):
                found = ", ".join(f"`{m.code}`" for m in serving[code]) or "—"
                lines.append(f"| {code} | {name.zh} | {name.en} | {found} | {state_of(serving[code])} |")
        lines.append("")
    lines += [
        "## 全部模块 · All modules\n",
        "| Module | 名称 | Name | Purpose | Serves |",
        "|---|---|---|---|---|",
    ]
    for module in sorted(known, key=lambda m: m.code):
        serves = ", ".join(module.catalogue) or "—"
        lines.append(
            f"| `{module.code}` | {module.name.zh} | {module.name.en} | {module.purpose.en} | {serves} |"
        )
    return "\n".join(lines) + "\n"
