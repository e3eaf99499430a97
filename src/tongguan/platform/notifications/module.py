"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

MODULE = Module(
    code="platform.notifications",
    name=Text(zh="消息通知", en="Notifications"),
    purpose=Text(
        zh="站内消息、邮件与 Webhook；与业务同一事务写入，失败可见可重发",
        en="In-app notices, e-mail and webhooks; written with their cause, failures visible and replayable",
    ),
    catalogue=("SV-15",),
    depends_on=(
        "platform.permissions",
        "platform.audit",
        "platform.events",
        "platform.identity",
        "platform.ui",
    ),
    permissions=(
        Permission("notifications.administer", Text(zh="管理投递与订阅地址", en="Administer deliveries")),
    ),
    grants={"administrator": ("notifications.administer",)},
    menu=(
        MenuItem(
            title=Text(zh="消息", en="Notices"),
            url_name="notifications_list",
            icon="bell",
            order=30,
            key="n",
            task=Task.WORK,
        ),
        MenuItem(
            title=Text(zh="投递记录", en="Deliveries"),
            url_name="notifications_deliveries",
            icon="external",
            permission="notifications.administer",
            order=86,
        ),
    ),
    data_level=3,
)
