"""What every manifest is checked for: no encrypted column without a day on which it goes."""

from __future__ import annotations

from tongguan.platform.modules.interface import contributes_check
from tongguan.platform.privacy.checks import problems

contributes_check(problems)
