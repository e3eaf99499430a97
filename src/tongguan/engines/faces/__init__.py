"""Whether two pictures show one face; abstains where nobody should rely on the answer."""

from tongguan.engines.faces.comparing import Comparison, Outcome, available, compare

__all__ = ["Comparison", "Outcome", "available", "compare"]
