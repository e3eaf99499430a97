"""The register, derived from the running program: it cannot differ from it."""

from __future__ import annotations

import ast
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.platform.events.interface import topics
from tongguan.platform.modules.interface import Module, modules, package_folder, part
from tongguan.platform.permissions.interface import Actor, NotFound, require
from tongguan.security.systems.contracts import Card, Impact, Operation, RetirementStep

API_VERSION = "v1"
API_ROOT = f"/api/{API_VERSION}"
PARAMETER = re.compile(r"\{\w+:")
"""How a parameter with a converter begins; the documented address names the parameter alone."""
BIG_SYSTEMS = ("operations", "administration", "public", "datacentre", "exchange", "security")
"""The six big systems; `platform` under them holds the shared mechanisms."""


def operations_of(module: Module) -> tuple[Operation, ...]:
    """The operations a module's router declares."""
    rest = part(module, "rest")
    if rest is None:
        return ()
    prefix = getattr(rest, "PREFIX", f"/{module.label}")
    found = [
        Operation(method, API_ROOT + prefix + PARAMETER.sub("{", path))
        for path, view in rest.router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]
    return tuple(sorted(found, key=lambda o: (o.path, o.method)))


def contract_of(operations: tuple[Operation, ...]) -> str:
    """The version of an API contract: the API's version and a fingerprint of the operations; empty without any."""
    if not operations:
        return ""
    text = "\n".join(f"{o.method} {o.path}" for o in operations)
    return f"{API_VERSION}.{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def published_by(module: Module) -> tuple[str, ...]:
    """The topics a module publishes by name, read from its source; a computed topic shows as `…`."""
    return _published(module.code)


@cache
def _published(code: str) -> tuple[str, ...]:
    found = set()
    for path in package_folder().joinpath(*code.split(".")).rglob("*.py"):
        found |= _published_in(path)
    return tuple(sorted(found))


def _published_in(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "publish"
        ):
            topic = (
                node.args[0]
                if node.args
                else next((k.value for k in node.keywords if k.arg == "topic"), None)
            )
            found.add(_topic(topic))
    return found


def _topic(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values)
    return "…"


def handled_by(module: Module) -> tuple[str, ...]:
    """The topics a module reacts to."""
    home = module.package + "."
    return tuple(topic for topic, handlers in topics().items() if any(h.startswith(home) for h in handlers))


def used_by(module: Module) -> tuple[str, ...]:
    """The modules that depend on this one directly."""
    return tuple(other.code for other in modules() if module.code in other.depends_on)


def card(module: Module) -> Card:
    """The card of a module."""
    operations = operations_of(module)
    return Card(
        module, operations, contract_of(operations), published_by(module), handled_by(module), used_by(module)
    )


def register(actor: Actor) -> dict[str, list[Card]]:
    """All cards by big system, the platform last; a big system without a module yet is present and empty."""
    require(actor, "systems.view")
    groups: dict[str, list[Card]] = {system: [] for system in (*BIG_SYSTEMS, "platform")}
    for module in modules():
        groups[module.system].append(card(module))
    return groups


def found(actor: Actor, code: str) -> Module:
    """The module with this code; NotFound where there is none."""
    require(actor, "systems.view")
    for module in modules():
        if module.code == code:
            return module
    raise NotFound(Text(zh="系统", en="system"))


def impact(actor: Actor, code: str) -> Impact:
    """What depends on a module, directly and through others, and who listens to its events."""
    module = found(actor, code)
    direct = used_by(module)
    reached: set[str] = set()
    waiting = list(direct)
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += used_by(found(actor, one))
    listeners = [
        (topic, other.code)
        for topic in published_by(module)
        for other in modules()
        if other.code != code and topic in handled_by(other)
    ]
    return Impact(module, direct, tuple(sorted(reached - set(direct))), tuple(listeners))


def retirement(actor: Actor, code: str) -> tuple[RetirementStep, ...]:
    """What must be done before a system is switched off, each step with what still stands in its way."""
    hit = impact(actor, code)
    module = hit.module
    others = {one for other in modules() if other.code != code for one in other.catalogue}
    orphaned = tuple(one for one in module.catalogue if one not in others)
    return (
        RetirementStep(_("No module depends on it"), (*hit.direct, *hit.indirect)),
        RetirementStep(_("Nobody waits for its events"), tuple(f"{t} → {who}" for t, who in hit.listeners)),
        RetirementStep(
            _("Its API has no operations left"), tuple(f"{o.method} {o.path}" for o in operations_of(module))
        ),
        RetirementStep(_("Another module serves its catalogue ids"), orphaned),
        RetirementStep(_("Its records are archived or moved"), _tables(module)),
    )


def _tables(module: Module) -> tuple[str, ...]:
    from django.apps import apps

    models: list[Any] = [m for m in apps.get_models() if m._meta.app_label == module.label]
    return tuple(m._meta.db_table for m in models if m.objects.exists())
