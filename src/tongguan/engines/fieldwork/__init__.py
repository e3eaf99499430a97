"""What people bring from the field: moments, places, photographs, segments of video; read from hostile text."""

from tongguan.engines.fieldwork.places import distance_m, read_degrees
from tongguan.engines.fieldwork.reading import DIGEST, on_the_clock, read_list, read_time
from tongguan.engines.fieldwork.recordings import Segment, Still, continuous, read_segments, read_stills

__all__ = [
    "DIGEST",
    "Segment",
    "Still",
    "continuous",
    "distance_m",
    "on_the_clock",
    "read_degrees",
    "read_list",
    "read_segments",
    "read_stills",
    "read_time",
]
