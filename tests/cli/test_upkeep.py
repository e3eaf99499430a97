"""A backup brings back the same rows and files after everything is gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.houses import run

pytestmark = pytest.mark.slow

SCRIPT = """
import django; django.setup()
from django.db import connection
from tongguan.platform.identity.models import Organisation
from tongguan.platform.files.interface import store
from tongguan.platform.permissions.interface import SYSTEM
from io import BytesIO
from PIL import Image
out = BytesIO(); Image.new("RGB", (8, 8), (9, 9, 9)).save(out, "PNG"); PNG = out.getvalue()
Organisation.objects.create(code="T-KEPT", name_zh="留存", name_en="Kept", kind="enterprise")
print(store(PNG, actor=SYSTEM, declared_name="a.png", purpose="test").digest)
"""


def rows(data_dir: Path) -> dict:
    """Counts of every table, as a backup states them, in the house of the data folder."""
    archive = data_dir.parent / f"count-{data_dir.name}-{len(list(data_dir.parent.iterdir()))}.tar"
    made = run(data_dir, "backup", str(archive), "--json")
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def files(data_dir: Path) -> dict[str, bytes]:
    """Evidence files by name."""
    folder = data_dir / "files"
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_everything_comes_back(tmp_path: Path) -> None:
    import subprocess

    from tests.cli.houses import COMMAND, environment

    house = tmp_path / "house"
    assert run(house, "migrate").returncode == 0
    env = environment(house) | {"DJANGO_SETTINGS_MODULE": "tongguan.config.settings"}
    made = subprocess.run([COMMAND[0], "-c", SCRIPT], env=env, capture_output=True, text=True, timeout=600)
    assert made.returncode == 0, made.stderr
    archive = tmp_path / "all.tar"
    first = run(house, "backup", str(archive), "--json")
    assert first.returncode == 0, first.stderr
    told, kept = json.loads(first.stdout), files(house)
    assert told["rows"] > 100
    assert told["files"] == len(kept) >= 1

    again = run(house, "backup", str(archive))
    assert again.returncode == 2, "an existing backup is never overwritten"
    refused = run(house, "restore", str(archive))
    assert refused.returncode == 2, "a database with tables is not replaced unasked"

    shutil.rmtree(house)
    house = tmp_path / "new house"  # the old one's server may still be on its way out
    done = run(house, "restore", str(archive), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == told["rows"]
    assert files(house) == kept
    assert rows(house)["rows"] == told["rows"]


def test_a_damaged_backup_changes_nothing(tmp_path: Path) -> None:
    house, archive = tmp_path / "house", tmp_path / "all.tar"
    archive.write_bytes(b"not a backup" * 1000)
    done = run(house, "restore", str(archive))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
