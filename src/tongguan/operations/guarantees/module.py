"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, APPLY, DECIDE = "guarantees.view", "guarantees.apply", "guarantees.decide"

MODULE = Module(
    code="operations.guarantees",
    name=Text(zh="税款担保", en="Guarantees"),
    purpose=Text(
        zh="税款担保备案、占用与恢复：余额永不为负，每次变动都有记录",
        en="Guarantees for duties: filed, held and freed; never overdrawn, every movement on record",
    ),
    catalogue=("OP-07",),
    depends_on=(
        "platform.database",
        "platform.cases",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.permissions",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看担保", en="View guarantees")),
        Permission(APPLY, Text(zh="申请担保备案", en="File guarantees")),
        Permission(DECIDE, Text(zh="审核担保备案", en="Decide on guarantees")),
    ),
    grants={
        "declarant": (VIEW, APPLY),
        "cashier": (VIEW, DECIDE),
        **dict.fromkeys(("assessor", "commander", "auditor"), (VIEW,)),
    },
    menu=(
        MenuItem(
            Text(zh="税款担保", en="Guarantees"),
            "cases_list",
            "scales",
            permission=VIEW,
            order=13,
            url_args=("guarantee",),
        ),
        MenuItem(
            Text(zh="申请担保备案", en="File a guarantee"),
            "guarantees_new",
            "plus",
            permission=APPLY,
            order=14,
        ),
    ),
    data_level=3,
)
