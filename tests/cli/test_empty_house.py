"""A verb that asks a database nobody has migrated says so in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_a_database_without_tables_is_told_in_a_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tongguan.cli.main", "lanes", "log", "T2-1"]
    own = {k: v for k, v in os.environ.items() if not k.startswith(("TONGGUAN_", "DJANGO_"))}
    found = subprocess.run(
        command, env=own | {"TONGGUAN_DATA_DIR": str(tmp_path / "house")}, capture_output=True, text=True
    )
    assert found.returncode == 2
    assert "tongguan migrate" in found.stderr
    assert "Traceback" not in found.stderr
