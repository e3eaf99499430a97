"""What a passenger hall bears: kiosks and lanes beside paper desks, simulated, with intervals and in words."""
