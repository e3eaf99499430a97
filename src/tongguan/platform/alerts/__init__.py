"""Alerts (K4): evidence, owner, deadline, disposition, and the outcome back to what raised them."""
