"""The door to audit."""

from tongguan.platform.audit.actions import canonical, record
from tongguan.platform.audit.models import AuditEntry

__all__ = ["AuditEntry", "canonical", "record"]
