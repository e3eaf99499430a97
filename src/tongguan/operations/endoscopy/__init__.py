"""Looking into a container through a small hole before it is opened: recorded without a gap, judged, sampled or not."""
