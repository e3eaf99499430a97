"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, HANDLE, ALL = "alerts.view", "alerts.handle", "alerts.view_all"

MODULE = Module(
    code="platform.alerts",
    name=Text(zh="预警", en="Alerts"),
    purpose=Text(
        zh="信号→责任人→处置→反馈；每条预警有证据、责任人和时限",
        en="Signal, owner, disposition, feedback; every alert has evidence, an owner and a deadline",
    ),
    catalogue=("OP-22",),
    depends_on=(
        "platform.permissions",
        "platform.audit",
        "platform.ui",
        "platform.events",
        "platform.identity",
        "platform.reference",
        "platform.notifications",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看本关预警", en="View alerts of one's office")),
        Permission(ALL, Text(zh="查看全部预警", en="View all alerts")),
        Permission(HANDLE, Text(zh="签收和处置预警", en="Acknowledge and disposition alerts")),
    ),
    grants={
        "assessor": (VIEW, HANDLE),
        "inspector": (VIEW, HANDLE),
        "image_analyst": (VIEW, HANDLE),
        "risk_officer": (VIEW, ALL, HANDLE),
        "gate_officer": (VIEW, HANDLE),
        "cashier": (VIEW, HANDLE),
        "quarantine_officer": (VIEW, HANDLE),
        "laboratory_analyst": (VIEW, HANDLE),
        "laboratory_signatory": (VIEW, HANDLE),
        "commander": (VIEW, ALL, HANDLE),
        "auditor": (VIEW, ALL),
        "administrator": (VIEW, ALL, HANDLE),
    },
    menu=(
        MenuItem(
            title=Text(zh="预警", en="Alerts"),
            url_name="alerts_queue",
            icon="alert",
            permission=VIEW,
            order=20,
            key="a",
        ),
    ),
)
