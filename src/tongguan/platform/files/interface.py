"""The door to evidence files."""

from tongguan.platform.files.actions import bind, clean_orphans, store
from tongguan.platform.files.queries import (
    files_of,
    may_see,
    open_file,
    open_stream,
    open_thumbnail,
    register_visibility,
    verify_digest,
)

__all__ = [
    "bind",
    "clean_orphans",
    "files_of",
    "may_see",
    "open_file",
    "open_stream",
    "open_thumbnail",
    "register_visibility",
    "store",
    "verify_digest",
]
