"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.contracts import Module

MODULE = Module(
    code="platform.database",
    name=Text(zh="数据库", en="Database"),
    purpose=Text(zh="内嵌 PostgreSQL、备份与恢复", en="Embedded PostgreSQL, backup and restore"),
)
