"""`tongguan doctor` says each check and exits by the worst."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tongguan.platform.health.commands import doctor
from tongguan.platform.health.queries import READINGS

pytestmark = pytest.mark.django_db


def test_every_check_is_told_and_a_missing_worker_fails() -> None:
    answer = CliRunner().invoke(doctor, ["--json"])
    checks = {check["name"]: check["ok"] for check in json.loads(answer.stdout)}
    assert {code for code, _read in READINGS} <= set(checks)
    assert checks["worker"] is False
    assert answer.exit_code == 1
