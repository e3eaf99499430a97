"""Whether the house is alive and ready, in words, in JSON and for Prometheus."""
