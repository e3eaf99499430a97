"""Remote video inspection and the veterinary certificate: live and on the spot by proof, requirements checked, signed."""
