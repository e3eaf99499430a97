"""Who may see the bytes of documents in the evidence store."""

from tongguan.platform.documents.actions import SUBJECT
from tongguan.platform.documents.queries import may_see
from tongguan.platform.files.interface import register_visibility

register_visibility(SUBJECT, may_see)
