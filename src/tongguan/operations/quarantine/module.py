"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

VIEW, ORDER, CARRY = "quarantine.view", "quarantine.order", "quarantine.carry"
ANALYSE, SIGN, PERSONAL = "quarantine.analyse", "quarantine.sign", "quarantine.personal"
ACKNOWLEDGE = "quarantine.acknowledge"

MODULE = Module(
    code="operations.quarantine",
    name=Text(zh="核酸检测实验室", en="Nucleic-acid laboratory"),
    purpose=Text(
        zh="采样、流转、混检、上机、双人复核、签发报告、通报卫生健康部门",
        en="Samples, custody, pools, runs, review by two people, signed reports, notice to the health authority",
    ),
    catalogue=("OP-05",),
    depends_on=(
        "platform.cases",
        "platform.measurement",
        "platform.files",
        "platform.documents",
        "platform.reference",
        "platform.events",
        "platform.audit",
        "platform.alerts",
        "platform.notifications",
        "platform.privacy",
        "platform.identity",
        "platform.schedules",
        "platform.charts",
        "platform.ledger",
        "platform.ui",
        "operations.endoscopy",
        "operations.lanes",
        "operations.travellers",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看样本与检测", en="View samples and runs")),
        Permission(ORDER, Text(zh="下达采样与采样", en="Order and collect samples")),
        Permission(CARRY, Text(zh="样本交接", en="Hand samples over")),
        Permission(ANALYSE, Text(zh="检测样本", en="Analyse samples")),
        Permission(SIGN, Text(zh="复核与签发报告", en="Review runs and sign reports")),
        Permission(PERSONAL, Text(zh="查看受检人信息", en="See whose a sample is")),
        Permission(ACKNOWLEDGE, Text(zh="签收检疫通报", en="Acknowledge notices of the laboratory")),
    ),
    grants={
        "quarantine_officer": (VIEW, ORDER, CARRY, PERSONAL),
        "inspector": (VIEW, ORDER, CARRY),
        "laboratory_analyst": (VIEW, CARRY, ANALYSE),
        "laboratory_signatory": (VIEW, SIGN, PERSONAL),
        "health_officer": (ACKNOWLEDGE,),
        **dict.fromkeys(("commander", "auditor"), (VIEW,)),
    },
    menu=(
        MenuItem(
            Text(zh="核酸实验室", en="Laboratory"),
            "quarantine_home",
            "shield",
            permission=VIEW,
            order=26,
            key="b",
            task=Task.TRAVELLERS,
        ),
        MenuItem(
            Text(zh="检疫通报", en="Notices of the laboratory"),
            "quarantine_notices",
            "bell",
            permission=ACKNOWLEDGE,
            order=26,
            task=Task.TRAVELLERS,
        ),
    ),
    data_level=4,
)
