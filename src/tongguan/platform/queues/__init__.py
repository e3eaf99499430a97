"""Who does what: verifiable draws over committed rounds, the duty roster, the order of waiting work."""
