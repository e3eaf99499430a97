"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

VIEW, READ, SCAN, DISPATCH, QUALITY = (
    "image_review.view",
    "image_review.read",
    "image_review.scan",
    "image_review.dispatch",
    "image_review.quality",
)

MODULE = Module(
    code="operations.image_review",
    name=Text(zh="集中审图", en="Image review"),
    purpose=Text(
        zh="各现场机检图像统一排队、随机派审、可疑双人复审，结果反馈布控",
        en="Scans of all sites in one queue, analysts at random, two people where it looks wrong",
    ),
    catalogue=("OP-09",),
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
        "operations.selection",
        "platform.search",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看审图任务", en="View image tasks")),
        Permission(READ, Text(zh="审图", en="Read images")),
        Permission(SCAN, Text(zh="上传机检图像", en="Send scans")),
        Permission(DISPATCH, Text(zh="处理无法匹配的图像", en="Settle scans that found no task")),
        Permission(QUALITY, Text(zh="查看审图质量", en="See how well images are read")),
    ),
    grants={
        "image_analyst": (VIEW, READ),
        "terminal": (SCAN,),
        "gate_officer": (DISPATCH,),
        "commander": (VIEW, DISPATCH, QUALITY),
        "risk_officer": (VIEW,),
        "auditor": (VIEW, QUALITY),
    },
    menu=(
        MenuItem(
            Text(zh="审图台", en="Image reading"),
            "image_review_desk",
            "scan",
            permission=READ,
            order=20,
            key="i",
        ),
        MenuItem(
            Text(zh="未匹配图像", en="Unmatched scans"),
            "image_review_scans",
            "image",
            permission=DISPATCH,
            order=31,
            task=Task.CONTROL,
        ),
        MenuItem(
            Text(zh="审图质量", en="Reading quality"),
            "image_review_quality",
            "chart",
            permission=QUALITY,
            order=32,
            task=Task.CONTROL,
        ),
    ),
    data_level=3,
)
