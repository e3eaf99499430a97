"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module, Permission

MODULE = Module(
    code="platform.audit",
    name=Text(zh="审计", en="Audit"),
    purpose=Text(zh="与业务同一事务写入的审计记录", en="Audit entries in the same transaction as the act"),
    depends_on=("platform.permissions",),
    permissions=(Permission("audit.view", Text(zh="查看审计记录", en="View the audit trail")),),
    grants={"auditor": ("audit.view",), "administrator": ("audit.view",)},
)
