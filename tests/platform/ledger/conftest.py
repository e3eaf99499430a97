"""A signing key of each test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from tongguan.platform.audit.interface import AuditEntry, record
from tongguan.platform.permissions.interface import SYSTEM


@pytest.fixture(autouse=True)
def key_folder(tmp_path: Path, settings: object) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path / "secrets"


def acted(count: int = 1, ref: str = "A-1") -> list[AuditEntry]:
    """Some audit entries, committed."""
    with transaction.atomic():
        return [
            record(actor=SYSTEM, action="test.act", subject=("thing", ref), data={"number": n, "zh": "货物"})
            for n in range(count)
        ]
