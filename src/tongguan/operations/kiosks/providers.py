"""What this module gives to others: how long sessions and calls are kept."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.kiosks.actions import forget_sessions
from tongguan.operations.kiosks.queries import oldest_session
from tongguan.platform.privacy.interface import Retention, retention

retention(
    Retention(
        code="kiosks.sessions",
        what=Text(zh="自助申报会话与呼叫（计数）", en="Kiosk sessions and calls, as counts"),
        parameter="kiosks.retention_sessions_days",
        delete=forget_sessions,
        models=("kiosks.Content", "kiosks.Message"),
        oldest=oldest_session,
    )
)
