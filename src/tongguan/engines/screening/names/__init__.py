"""Names in any script: read into parts, aligned part by part, weighed, and the reasons in words."""

from tongguan.engines.screening.names.comparing import LIKELY, Comparison, compare_names
from tongguan.engines.screening.names.name import Name, parse_name

__all__ = ["LIKELY", "Comparison", "Name", "compare_names", "parse_name"]
