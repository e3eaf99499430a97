"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

MODULE = Module(
    code="platform.queues",
    name=Text(zh="随机抽签与值班", en="Draws and duty"),
    purpose=Text(
        zh="可复算的随机选择、值班名册、利益回避与待办排序",
        en="Random choices anyone can recompute, the duty roster, conflicts of interest, the order of work",
    ),
    catalogue=("OP-23",),
    depends_on=(
        "platform.permissions",
        "platform.identity",
        "platform.audit",
        "platform.events",
        "platform.ledger",
        "platform.ui",
    ),
    permissions=(
        Permission(
            "draws.witness", Text(zh="作为见证方参与抽签", en="Contribute randomness to draws as a witness")
        ),
        Permission("draws.audit", Text(zh="查看抽签全部记录", en="See whole draw records, with the roster")),
        Permission(
            "draws.fallback", Text(zh="抽签无人可派时指派人员", en="Name a person where a draw found nobody")
        ),
        Permission("duty.view", Text(zh="查看值班名册", en="See the duty roster")),
        Permission(
            "duty.manage",
            Text(zh="维护值班名册与利益回避", en="Keep the duty roster and conflicts of interest"),
        ),
    ),
    grants={
        "witness": ("draws.witness",),
        "auditor": ("draws.witness", "draws.audit", "duty.view"),
        "commander": ("draws.fallback", "duty.view", "duty.manage"),
        "administrator": ("duty.view", "duty.manage"),
    },
    menu=(
        MenuItem(Text(zh="抽签公开", en="Draws"), "queues_draws", "dice", "draws.audit", order=60),
        MenuItem(Text(zh="值班名册", en="Duty roster"), "queues_duty", "calendar", "duty.view", order=40),
    ),
)
