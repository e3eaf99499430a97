"""Remote video inspection and the veterinary certificate: live, on the spot, checked, signed."""
