"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

RELATIONS, OWN_RELATIONS = "draws.relations", "draws.relations_own"

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
        "platform.alerts",
        "platform.cases",
        "platform.reference",
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
            Text(zh="维护值班名册", en="Keep the duty roster"),
        ),
        Permission(
            RELATIONS,
            Text(zh="维护利益回避登记", en="Keep the register of relations and conflicts of interest"),
        ),
        Permission(OWN_RELATIONS, Text(zh="申报本人的利益回避", en="Declare one's own relations")),
    ),
    grants={
        "witness": ("draws.witness",),
        "auditor": ("draws.witness", "draws.audit", "duty.view", RELATIONS, OWN_RELATIONS),
        "commander": ("draws.fallback", "duty.view", "duty.manage", OWN_RELATIONS),
        "administrator": ("duty.view", "duty.manage"),
        **dict.fromkeys(
            ("assessor", "inspector", "image_analyst", "risk_officer", "gate_officer", "cashier"),
            (OWN_RELATIONS,),
        ),
    },
    menu=(
        MenuItem(Text(zh="抽签公开", en="Draws"), "queues_draws", "dice", "draws.audit", order=60),
        MenuItem(Text(zh="值班名册", en="Duty roster"), "queues_duty", "calendar", "duty.view", order=40),
        MenuItem(Text(zh="利益回避", en="Relations"), "queues_conflicts", "scales", OWN_RELATIONS, order=41),
    ),
)
