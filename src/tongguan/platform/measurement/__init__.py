"""Measurements (K3): instruments, methods, calibrations, authorisations; nothing counts that was not valid that day."""
