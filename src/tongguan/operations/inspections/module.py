"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, INSPECT, APPROVE = "inspections.view", "inspections.inspect", "inspections.approve"

MODULE = Module(
    code="operations.inspections",
    name=Text(zh="查验作业", en="Inspections"),
    purpose=Text(
        zh="移动终端查验：随机派员、强制取证、离线可用、随机复查，结果反馈布控",
        en="Inspections on the phone: drawn officers, mandatory evidence, offline, repeated at random",
    ),
    catalogue=("OP-24",),
    depends_on=(
        "platform.cases",
        "platform.queues",
        "platform.files",
        "platform.reference",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.ui",
        "operations.declarations",
        "platform.search",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看查验", en="View inspections")),
        Permission(INSPECT, Text(zh="实施查验", en="Inspect goods")),
        Permission(APPROVE, Text(zh="审批查验改派", en="Approve reassignments of inspections")),
    ),
    grants={
        "inspector": (VIEW, INSPECT),
        "gate_officer": (VIEW, INSPECT),
        "commander": (VIEW, APPROVE),
        "assessor": (VIEW,),
        "risk_officer": (VIEW,),
        "auditor": (VIEW,),
    },
    menu=(
        MenuItem(
            Text(zh="现场查验", en="Inspect"),
            "inspections_mine",
            "phone",
            permission=INSPECT,
            order=21,
            key="x",
        ),
        MenuItem(
            Text(zh="查验", en="Inspections"),
            "cases_list",
            "container",
            permission=VIEW,
            order=22,
            url_args=("inspection",),
        ),
    ),
    data_level=3,
)
