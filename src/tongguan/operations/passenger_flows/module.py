"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

VIEW, RUN = "passenger_flows.view", "passenger_flows.run"

MODULE = Module(
    code="operations.passenger_flows",
    name=Text(zh="旅检通行能力", en="Passenger hall throughput"),
    purpose=Text(
        zh="旅检大厅排队仿真：纸质申报台与自助终端加通道对比，何时达到三倍通行量、何时达不到",
        en="Queues of a passenger hall simulated: when kiosks and lanes pass three times as many an hour, and when not",
    ),
    catalogue=("OP-03",),
    depends_on=(
        "platform.charts",
        "platform.reference",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看通行能力仿真", en="View throughput simulations")),
        Permission(RUN, Text(zh="运行通行能力仿真", en="Run throughput simulations")),
    ),
    grants={
        "commander": (VIEW, RUN),
        "administrator": (VIEW, RUN),
        "inspector": (VIEW,),
        "auditor": (VIEW,),
    },
    menu=(
        MenuItem(
            Text(zh="通行能力", en="Throughput"),
            "passenger_flows_runs",
            "chart",
            VIEW,
            order=47,
            task=Task.TRAVELLERS,
        ),
    ),
    data_level=2,
)
