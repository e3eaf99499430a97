"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

MODULE = Module(
    code="platform.ledger",
    name=Text(zh="防篡改账本", en="Tamper-evident ledger"),
    purpose=Text(
        zh="审计记录的默克尔日志、签名检查点、见证与离线回执",
        en="A Merkle log over the audit trail with signed checkpoints, witnesses and offline receipts",
    ),
    catalogue=("OP-28", "EX-03"),
    depends_on=(
        "platform.database",
        "platform.permissions",
        "platform.audit",
        "platform.events",
        "platform.ui",
    ),
    permissions=(Permission("ledger.verify", Text(zh="核验账本", en="Verify the ledger")),),
    grants={"auditor": ("ledger.verify",), "administrator": ("ledger.verify",)},
    menu=(
        MenuItem(
            Text(zh="账本与审计", en="Ledger and audit"), "ledger_home", "shield", "audit.view", order=70
        ),
    ),
)
