"""The door to audit."""

from tongguan.platform.audit.actions import canonical, record

__all__ = ["canonical", "record"]
