"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, REQUEST = "remote_inspections.view", "remote_inspections.request"
INSPECT, CERTIFY = "remote_inspections.inspect", "remote_inspections.certify"

MODULE = Module(
    code="operations.remote_inspections",
    name=Text(zh="远程查验与检疫证书", en="Remote inspections"),
    purpose=Text(
        zh="出口动物及产品远程视频查验：随机口令、定位与时间证明、输入国要求核对、检疫证书签发与公开核验",
        en="Video inspections of exports with live challenges and proof of place; certificates that anyone verifies",
    ),
    catalogue=("OP-34",),
    depends_on=(
        "platform.calls",
        "platform.cases",
        "platform.files",
        "platform.documents",
        "platform.reference",
        "platform.identity",
        "platform.notifications",
        "platform.events",
        "platform.audit",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看远程查验", en="View remote inspections")),
        Permission(REQUEST, Text(zh="申请远程查验", en="Ask for remote inspections")),
        Permission(INSPECT, Text(zh="实施远程查验", en="Inspect remotely")),
        Permission(CERTIFY, Text(zh="签发检疫证书", en="Issue veterinary certificates")),
    ),
    grants={
        "declarant": (VIEW, REQUEST),
        "inspector": (VIEW, INSPECT),
        "assessor": (VIEW, CERTIFY),
        **dict.fromkeys(("commander", "auditor"), (VIEW,)),
    },
    menu=(
        MenuItem(
            Text(zh="申请远程查验", en="Ask for a remote inspection"),
            "remote_inspections_new",
            "plus",
            permission=REQUEST,
            order=27,
        ),
        MenuItem(
            Text(zh="远程查验", en="Remote inspections"),
            "cases_list",
            "camera",
            permission=VIEW,
            order=28,
            url_args=("remote_inspection",),
        ),
    ),
    data_level=3,
)
