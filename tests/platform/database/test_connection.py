"""Addresses and settings, without a server."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.platform.database.interface import (
    ConnectionSettings,
    DatabaseProblem,
    default_data_dir,
    resolve_database,
)
from tongguan.platform.database.server_settings import server_settings

words = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1
)
hosts = st.sampled_from(["localhost", "db.example.org", "127.0.0.1", "::1", "/run/tongguan", "/tmp/海 关"])


@given(words, words, words, hosts, st.integers(1, 65535))
def test_an_address_reads_back_as_itself(name: str, user: str, password: str, host: str, port: int) -> None:
    settings = ConnectionSettings(name, user, password, host, port, {"application_name": "tongguan+web 1"})
    assert ConnectionSettings.from_url(settings.url()) == settings


@given(st.sampled_from(["a", "p@ss:w/rd?#%&", "密码"]), hosts)
def test_the_driver_reads_our_address_the_same_way(password: str, host: str) -> None:
    settings = ConnectionSettings("tongguan", "officer", password, host, 6543)
    read = psycopg.conninfo.conninfo_to_dict(settings.url())
    assert (read["password"], read["host"], str(read["port"])) == (password, host, "6543")


@pytest.mark.parametrize(
    "url", ["", "sqlite:///x", "postgresql://h", "postgresql://h:99999/x", "postgresql://[x/y", "mysql://h/x"]
)
def test_an_unusable_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseProblem) as refused:
        ConnectionSettings.from_url(url)
    assert "TONGGUAN_DATABASE_URL" in refused.value.message.zh
    assert not url or url not in str(refused.value)


def test_the_environment_names_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGGUAN_DATABASE_URL", "postgresql://u:p@db.example.org:6432/port?sslmode=require")
    entry = resolve_database().django()
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example.org", "6432", "port")
    assert entry["OPTIONS"] == {"sslmode": "require"}


def test_the_data_folder_is_found_from_below(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TONGGUAN_DATA_DIR", raising=False)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert default_data_dir() == below / ".tongguan"
    (tmp_path / ".tongguan").mkdir()
    assert default_data_dir() == tmp_path / ".tongguan"
    if os.geteuid() == 0:
        os.chown(tmp_path / ".tongguan", 65534, 65534)
        assert default_data_dir() == below / ".tongguan"
    monkeypatch.setenv("TONGGUAN_DATA_DIR", str(tmp_path / "named"))
    assert default_data_dir() == tmp_path / "named"


def test_settings_for_24_gib_and_two_cores() -> None:
    settings = server_settings(24 * 2**30, 2)
    assert settings["shared_buffers"] == "3072MB"
    assert settings["effective_cache_size"] == "12288MB"
    assert settings["maintenance_work_mem"] == "384MB"
    assert settings["work_mem"] == "15MB"
    assert settings["max_parallel_workers"] == "2"
    assert "fsync" not in settings


@given(st.integers(2**28, 2**42), st.integers(1, 256))
def test_settings_fit_any_machine(memory_bytes: int, cores: int) -> None:
    settings = server_settings(memory_bytes, cores)
    buffers_bytes = int(settings["shared_buffers"].removesuffix("MB")) * 2**20
    assert buffers_bytes <= memory_bytes // 2
    assert "fsync" not in settings


def test_crash_safety_is_given_up_only_when_asked() -> None:
    assert server_settings(2**34, 2, durable=False)["fsync"] == "off"
