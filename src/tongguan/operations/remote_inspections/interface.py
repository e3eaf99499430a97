"""The door to remote inspections."""

from tongguan.operations.remote_inspections.actions import request_inspection
from tongguan.operations.remote_inspections.contracts import Application

__all__ = ["Application", "request_inspection"]
