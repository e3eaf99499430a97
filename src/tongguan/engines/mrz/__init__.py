"""Machine-readable zones of travel documents (ICAO Doc 9303), read from text."""

from tongguan.engines.mrz.check import check_digit
from tongguan.engines.mrz.reading import CheckResult, Reading, read_text
from tongguan.engines.mrz.repairs import Candidate

__all__ = ["Candidate", "CheckResult", "Reading", "check_digit", "read_text"]
