"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, CHOOSE, SIGN = "attendance.view", "attendance.choose", "attendance.sign"

MODULE = Module(
    code="operations.attendance",
    name=Text(zh="免于到场协助查验", en="Attendance at inspections"),
    purpose=Text(
        zh="收到查验通知后选择到场、委托到场或不到场，特殊属性事先声明，场所经营人或承运人签字，证据包交企业",
        en="Attend, entrust or stay away; special goods stated before; the operator signs; evidence for the firm",
    ),
    catalogue=("SV-14",),
    depends_on=(
        "platform.alerts",
        "platform.cases",
        "platform.files",
        "platform.reference",
        "platform.identity",
        "platform.events",
        "platform.ui",
        "operations.declarations",
        "operations.inspections",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看查验到场情况", en="View attendance at inspections")),
        Permission(CHOOSE, Text(zh="选择是否到场协助查验", en="Choose whether to attend inspections")),
        Permission(SIGN, Text(zh="签署查验记录", en="Sign inspection records")),
    ),
    grants={
        "declarant": (VIEW, CHOOSE, SIGN),
        "terminal": (SIGN,),
        "carrier": (SIGN,),
        **dict.fromkeys(("inspector", "assessor", "commander", "auditor"), (VIEW,)),
    },
    menu=(
        MenuItem(
            Text(zh="查验到场", en="Attendance"),
            "cases_list",
            "users",
            permission=VIEW,
            order=25,
            url_args=("attendance",),
        ),
        MenuItem(
            Text(zh="查验记录签字", en="Records to sign"),
            "cases_list",
            "edit",
            permission=SIGN,
            order=26,
            url_args=("record_signature",),
        ),
    ),
    data_level=3,
)
