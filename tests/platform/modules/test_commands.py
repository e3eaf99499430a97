"""`tongguan module`: list, map, new; what the generator makes passes at once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tongguan.engines.problems import Text
from tongguan.platform.modules import commands
from tongguan.platform.modules.errors import ManifestError
from tongguan.platform.modules.generator import new_module
from tongguan.platform.modules.map import drawn
from tongguan.platform.modules.registry import modules

REPOSITORY = Path(__file__).resolve().parents[3]


def test_list_in_json_has_every_module() -> None:
    told = json.loads(CliRunner().invoke(commands.module, ["list", "--json"]).stdout)
    assert [row["code"] for row in told] == [m.code for m in modules()]
    assert "platform.modules" in CliRunner().invoke(commands.module, ["list"]).stdout


def test_map_names_every_id_and_is_told_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(commands, "repository", lambda: tmp_path)
    run = CliRunner()
    assert run.invoke(commands.module, ["map", "--check"]).exit_code == 1
    assert run.invoke(commands.module, ["map", "--write"]).exit_code == 0
    assert run.invoke(commands.module, ["map", "--check"]).exit_code == 0
    text = (tmp_path / "docs" / "map.md").read_text()
    assert text == drawn(modules())
    assert "| SV-10 |" in text
    (tmp_path / "docs" / "map.md").write_text(text + "x")
    assert run.invoke(commands.module, ["map", "--check"]).exit_code == 1


@pytest.mark.parametrize(
    ("code", "catalogue", "name"),
    [
        ("operations", ("OP-07",), "A"),
        ("nowhere.x", ("OP-07",), "A"),
        ("operations.Bad", ("OP-07",), "A"),
        ("operations.../x", ("OP-07",), "A"),
        ("operations.fresh", (), "A"),
        ("operations.fresh", ("OP-77",), "A"),
        ("operations.fresh", ("OP-07",), 'A"; import os #'),
    ],
)
def test_unusable_requests_are_refused(tmp_path: Path, code: str, catalogue: tuple, name: str) -> None:
    with pytest.raises(ManifestError):
        new_module(tmp_path, code, Text(zh="甲", en=name), catalogue)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_new_module_and_its_tests_pass_at_once(tmp_path: Path) -> None:
    skip = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(REPOSITORY / "src", tmp_path / "src", ignore=skip)
    (tmp_path / "tests").mkdir()
    for name in ("__init__.py", "conftest.py", "settings.py"):
        shutil.copy(REPOSITORY / "tests" / name, tmp_path / "tests" / name)
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    made = new_module(
        tmp_path, "operations.new_parcels", Text(zh="新包裹", en="New parcels"), ("OP-07", "OP-08")
    )
    assert len(made) >= 6
    with pytest.raises(ManifestError):
        new_module(tmp_path, "public.new_parcels", Text(zh="甲", en="A"), ("OP-07",))
    environment = os.environ | {
        "PYTHONPATH": f"{tmp_path / 'src'}:{tmp_path}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/operations/new_parcels"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "3 passed" in ran.stdout
