"""Whether two pictures show one face; abstains where nobody should rely on the answer."""

from tongguan.engines.faces.comparing import Comparison, Face, Outcome, available, compare, face_in, judge

__all__ = ["Comparison", "Face", "Outcome", "available", "compare", "face_in", "judge"]
