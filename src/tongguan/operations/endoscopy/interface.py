"""The door to endoscopy. A laboratory handles the event `sample_request.request` and takes requests over."""

from tongguan.operations.endoscopy.actions import take_over

__all__ = ["take_over"]
