"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW = "privacy.view"

MODULE = Module(
    code="platform.privacy",
    name=Text(zh="个人信息保护", en="Personal data"),
    purpose=Text(
        zh="敏感个人信息落盘加密，按期限删除，删除了什么可查",
        en="Sensitive personal data encrypted at rest, deleted on schedule, with a record of what went when",
    ),
    catalogue=("SO-08",),
    depends_on=(
        "platform.permissions",
        "platform.audit",
        "platform.ledger",
        "platform.reference",
        "platform.schedules",
        "platform.ui",
    ),
    permissions=(Permission(VIEW, Text(zh="查看个人信息保存期限", en="View retention of personal data")),),
    grants=dict.fromkeys(("commander", "auditor", "administrator"), (VIEW,)),
    menu=(
        MenuItem(
            title=Text(zh="个人信息保存期限", en="Retention"),
            url_name="privacy_retention",
            icon="clock",
            permission=VIEW,
            order=87,
        ),
    ),
    data_level=4,
)
