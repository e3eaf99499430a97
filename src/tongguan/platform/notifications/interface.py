"""The door to notifications."""

from tongguan.platform.notifications.actions import mark_read, notify, replay
from tongguan.platform.notifications.contracts import NoticeKind, Told, notice_kind, notice_kinds
from tongguan.platform.notifications.queries import notices_of, sends_outside, told, unread_count
from tongguan.platform.notifications.sending import deliver_due

__all__ = [
    "NoticeKind",
    "Told",
    "deliver_due",
    "mark_read",
    "notice_kind",
    "notice_kinds",
    "notices_of",
    "notify",
    "replay",
    "sends_outside",
    "told",
    "unread_count",
]
