"""The nucleic-acid laboratory: samples ordered, carried, measured, judged by two people, reported."""
