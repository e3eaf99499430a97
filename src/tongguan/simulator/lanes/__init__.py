"""Lanes without hardware: scenes with a known truth, and devices that speak the gateway's protocol."""
