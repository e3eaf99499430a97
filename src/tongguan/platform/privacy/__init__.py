"""Personal data: encrypted at rest, deleted when its time is over."""
