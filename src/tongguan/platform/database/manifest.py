"""What a backup archive says about itself, and the check that it is whole.

An archive is a tar: `database.dump` (pg_dump's custom format), `files/…` (the evidence files), then
`manifest.json` and `manifest.sha256`. The manifest comes last: an archive cut short has none.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from tongguan import __version__
from tongguan.engines.problems import Text
from tongguan.platform.database.errors import DatabaseProblem

FORMAT = 1
DUMP, MANIFEST, SEAL, FILES = "database.dump", "manifest.json", "manifest.sha256", "files/"
LARGEST_MANIFEST_BYTES = 1 << 30
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`tables` gives the rows of every table in the dump's own snapshot; `made_at` is UTC, ISO 8601."""

    format: int
    application_version: str
    server_version: str
    made_at: str
    tables: dict[str, int]
    members: tuple[Member, ...]

    def encoded(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @property
    def file_count(self) -> int:
        """Evidence files."""
        return sum(member.name.startswith(FILES) for member in self.members)


def chunks(source: IO[bytes]) -> Iterator[bytes]:
    """The content in pieces of 1 MiB."""
    while piece := source.read(CHUNK_BYTES):
        yield piece


def check_archive(archive: Path) -> Manifest:
    """Read all of an archive and compare every hash. Raises DatabaseProblem if damaged, newer or foreign."""
    found: dict[str, tuple[int, str]] = {}
    kept: dict[str, bytes] = {}
    try:
        with tarfile.open(archive, "r:") as tar:
            for entry in tar:
                source = tar.extractfile(entry) if entry.isreg() else None
                if source is None or entry.name in found or not safe(entry.name):
                    raise damaged(archive, entry.name)
                digest, size = hashlib.sha256(), 0
                keep = entry.name in (MANIFEST, SEAL)
                if keep and entry.size > LARGEST_MANIFEST_BYTES:
                    raise damaged(archive, entry.name)
                for piece in chunks(source):
                    digest.update(piece)
                    size += len(piece)
                    if keep:
                        kept[entry.name] = kept.get(entry.name, b"") + piece
                found[entry.name] = (size, digest.hexdigest())
    except (tarfile.TarError, EOFError, OSError) as error:
        raise damaged(archive, str(error)) from error
    if MANIFEST not in kept or kept.get(SEAL, b"").decode("ascii", "replace").strip() != found[MANIFEST][1]:
        raise damaged(archive, MANIFEST)
    manifest = read_manifest(archive, kept[MANIFEST])
    stated = {member.name: (member.size_bytes, member.sha256) for member in manifest.members}
    actual = {name: value for name, value in found.items() if name not in (MANIFEST, SEAL)}
    for name in sorted(stated.keys() | actual.keys()):
        if stated.get(name) != actual.get(name):
            raise damaged(archive, name)
    return manifest


def read_manifest(archive: Path, content: bytes) -> Manifest:
    """The manifest, once it is known to be unchanged; refuses one of a later format or a later Tongguan."""
    try:
        fields = json.loads(content)
        version = str(fields["application_version"])
        if fields["format"] > FORMAT or numbers(version) > numbers(__version__):
            raise DatabaseProblem(
                Text(
                    zh=f"{archive} 由更新的通关 {version} 生成，本机为 {__version__}。",
                    en=f"{archive} was made by a newer Tongguan, {version}; this one is {__version__}.",
                ),
                Text(zh="请先升级本机。", en="Upgrade this installation first."),
            )
        members = tuple(Member(**member) for member in fields.pop("members"))
        return Manifest(members=members, **fields)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(archive, MANIFEST) from error


def numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version, for comparing."""
    parts = []
    for part in version.split("."):
        if not part.isdigit():
            break
        parts.append(int(part))
    return tuple(parts)


def safe(name: str) -> bool:
    """Whether a name stays inside the folder it is unpacked to."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name


def damaged(archive: Path, where: str) -> DatabaseProblem:
    """The archive is not what was written."""
    return DatabaseProblem(
        Text(
            zh=f"备份 {archive} 已损坏或不是备份：{where}。",
            en=f"{archive} is damaged or no backup: {where}.",
        ),
        Text(zh="请使用另一份备份；本机数据未改动。", en="Use another backup; nothing here was changed."),
    )
