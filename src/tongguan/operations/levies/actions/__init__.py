"""Opening, assessing, approving and settling levies after release."""

from tongguan.operations.levies.actions.opening import ask, look_again, open_levy_case

__all__ = ["ask", "look_again", "open_levy_case"]
