"""Writes of endoscopy."""

from tongguan.operations.endoscopy.actions.recording import examined, record_look, take_over

__all__ = ["examined", "record_look", "take_over"]
