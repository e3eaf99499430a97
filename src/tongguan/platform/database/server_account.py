"""The ordinary account PostgreSQL runs under: it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tongguan.engines.problems import Text
from tongguan.platform.database.errors import DatabaseProblem

ACCOUNT_VARIABLE = "TONGGUAN_POSTGRES_USER"


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """Who the server runs as; `dropped` when that is another account than the caller's (a root caller)."""

    uid: int
    gid: int
    dropped: bool

    @classmethod
    def choose(cls) -> ServerAccount:
        """The caller itself, or for root: $TONGGUAN_POSTGRES_USER, else `postgres`, else `nobody`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), dropped=False)
        wanted = os.environ.get(ACCOUNT_VARIABLE)
        for name in [wanted] if wanted else ["postgres", "nobody"]:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            if entry.pw_uid != 0:
                return cls(entry.pw_uid, entry.pw_gid, dropped=True)
        raise DatabaseProblem(
            Text(
                zh=f"PostgreSQL 不能以 root 运行，且没有可用的普通账户（{wanted or 'postgres, nobody'}）。",
                en="PostgreSQL does not run as root, and there is no ordinary account to drop to "
                f"({wanted or 'postgres, nobody'}).",
            ),
            Text(zh=f"请设置 {ACCOUNT_VARIABLE}。", en=f"Set {ACCOUNT_VARIABLE} to an ordinary account."),
        )

    def popen_arguments(self) -> dict[str, object]:
        """What subprocess needs to start a program under this account, without root's other groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can walk to an existing folder: asked of the kernel, not guessed from modes."""
        test = ["/bin/sh", "-c", 'cd "$1" 2>/dev/null', "sh", str(folder)]
        return subprocess.run(test, cwd="/", check=False, **self.popen_arguments()).returncode == 0  # type: ignore[call-overload, no-any-return]

    def take(self, folder: Path) -> None:
        """Make a folder private to the account; everything in it changes hands if it belonged to another."""
        folder.chmod(0o700)
        if folder.stat().st_uid == self.uid:
            return
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(Path(parent, name), self.uid, self.gid, follow_symlinks=False)
        os.chown(folder, self.uid, self.gid)
