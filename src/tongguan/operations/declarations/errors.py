"""Refusals of this module."""

from __future__ import annotations

from decimal import Decimal

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused


class SubmissionReused(Refused):
    """The submission id was used before, with other content."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            Problem(
                "declaration.submission_reused",
                Text(
                    zh="此提交编号已用于另一份内容；如需另行申报，请使用新的提交编号",
                    en="This submission id was already used for other content; lodge anew under a new id",
                ),
                "/submission_id",
            )
        )


class NoCover(Refused):
    """No guarantee of the firm's has room for the amount."""

    def __init__(self, amount: Decimal | None) -> None:
        super().__init__(
            Problem(
                "declaration.no_cover",
                Text(
                    zh=f"没有余额足够的有效担保（需 {amount} 元）",
                    en=f"No guarantee in force has room for CNY {amount}",
                ),
            )
        )
