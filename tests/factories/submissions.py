"""Submissions as clients make them."""

from __future__ import annotations

import uuid

from tongguan.platform.cases.interface import Submission


def submission() -> Submission:
    """A new one."""
    key = uuid.uuid4()
    return Submission(key, key.hex * 2)
