"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, MANAGE = "measurement.view", "measurement.manage"

MODULE = Module(
    code="platform.measurement",
    name=Text(zh="测量与计量", en="Measurements"),
    purpose=Text(
        zh="仪器、方法、校准与人员授权；当日无效者不得出具结果或证书；结果可由原始读数重算",
        en="Instruments, methods, calibrations, authorisations: what was not valid that day gives no result or "
        "certificate; results follow from raw readings",
    ),
    depends_on=(
        "platform.permissions",
        "platform.audit",
        "platform.ui",
        "platform.events",
        "platform.identity",
        "platform.reference",
        "platform.alerts",
        "platform.schedules",
        "platform.cases",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看仪器、方法与授权", en="View instruments, methods and authorisations")),
        Permission(
            MANAGE, Text(zh="管理仪器、方法与授权", en="Manage instruments, methods and authorisations")
        ),
    ),
    grants={
        "laboratory_signatory": (VIEW, MANAGE),
        "administrator": (VIEW, MANAGE),
        **dict.fromkeys(("laboratory_analyst", "quarantine_officer", "commander", "auditor"), (VIEW,)),
    },
    menu=(
        MenuItem(
            Text(zh="仪器与校准", en="Instruments"),
            "measurement_instruments",
            "scales",
            permission=VIEW,
            order=62,
        ),
    ),
)
