"""The door to personal data's protection: retention, and indexes of encrypted values. Columns are in `models`."""

from tongguan.platform.privacy.actions import purge, purge_one
from tongguan.platform.privacy.contracts import Retention
from tongguan.platform.privacy.errors import PrivacyKeyMissing, Undecipherable
from tongguan.platform.privacy.registry import retention, retentions
from tongguan.platform.privacy.sealing import INDEX_CHARACTERS, blind_index

__all__ = [
    "INDEX_CHARACTERS",
    "PrivacyKeyMissing",
    "Retention",
    "Undecipherable",
    "blind_index",
    "purge",
    "purge_one",
    "retention",
    "retentions",
]
