"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, DISPATCH, CAMERAS = "command_centre.view", "command_centre.dispatch", "command_centre.cameras"

MODULE = Module(
    code="datacentre.command_centre",
    name=Text(zh="监控指挥中心", en="Command centre"),
    purpose=Text(
        zh="指标展示、业务监控、预警、视频管理、联系处置、地理信息",
        en="Indicators, business monitoring, warnings, video, contact and disposition, geography",
    ),
    catalogue=("OP-22",),
    depends_on=(
        "operations.vessels",
        "operations.manifests",
        "operations.gates",
        "operations.release_times",
        "platform.alerts",
        "platform.audit",
        "platform.cases",
        "platform.queues",
        "platform.events",
        "platform.identity",
        "platform.permissions",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看指挥中心（全关）", en="View the command centre (whole house)")),
        Permission(DISPATCH, Text(zh="派发预警", en="Dispatch alerts to officers")),
        Permission(CAMERAS, Text(zh="登记摄像机", en="Register cameras")),
    ),
    grants={"commander": (VIEW, DISPATCH, CAMERAS), "auditor": (VIEW,)},
    menu=(
        MenuItem(
            Text(zh="指挥台", en="Command desk"),
            "command_centre_desk",
            "signal",
            permission=VIEW,
            order=5,
            key="c",
        ),
        MenuItem(
            Text(zh="大屏", en="Wall"), "command_centre_wall", "live", permission=VIEW, order=6, key="w"
        ),
    ),
)
