"""What is examined: risk rules and the random share, decided by the draw; outcomes back to what chose."""
