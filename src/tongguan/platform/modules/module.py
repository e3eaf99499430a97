"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.contracts import Module

MODULE = Module(
    code="platform.modules",
    name=Text(zh="模块", en="Modules"),
    purpose=Text(zh="发现并检查所有模块", en="Finds and checks every module"),
)
