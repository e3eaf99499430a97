"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, RECORD = "endoscopy.view", "endoscopy.record"

MODULE = Module(
    code="operations.endoscopy",
    name=Text(zh="内窥镜查验", en="Endoscopy"),
    purpose=Text(
        zh="经小孔以光纤内窥镜查看箱内货物：录像无间断、判定编码、一键取样、免取样率",
        en="Fibre-optic endoscopes: recorded without a gap, judged, samples in one tap, avoided samples",
    ),
    catalogue=("OP-19",),
    depends_on=(
        "platform.cases",
        "platform.files",
        "platform.reference",
        "platform.events",
        "platform.audit",
        "platform.ui",
        "operations.declarations",
        "operations.inspections",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看内窥镜记录", en="View endoscope sessions")),
        Permission(RECORD, Text(zh="使用内窥镜查验", en="Record endoscope sessions")),
    ),
    grants={
        "inspector": (VIEW, RECORD),
        "gate_officer": (VIEW, RECORD),
        **dict.fromkeys(("assessor", "risk_officer", "commander", "auditor"), (VIEW,)),
    },
    menu=(
        MenuItem(
            Text(zh="内窥镜查验", en="Endoscopy"),
            "endoscopy_months",
            "eye",
            permission=VIEW,
            order=23,
        ),
        MenuItem(
            Text(zh="取样申请", en="Sample requests"),
            "cases_list",
            "document",
            permission=VIEW,
            order=24,
            url_args=("sample_request",),
        ),
    ),
    data_level=3,
)
