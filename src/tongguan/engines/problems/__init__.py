"""What every parser and rule says when something is wrong: a code, two languages, a place."""

from tongguan.engines.problems.problem import Problem
from tongguan.engines.problems.text import Text

__all__ = ["Problem", "Text"]
